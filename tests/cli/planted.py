"""A shop, an administration and a mapping full of persons, and all that comes of them.

Whatever a person could have typed, or a server could quote, has somebody in it. Then
every command is used, with all that can be logged, and everything it leaves is kept.
"""

import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from snelsync.sandbox.administration import PracticeAdministration
from snelsync.sandbox.serve import served
from snelsync.sandbox.shop import PracticeShop
from tests.cli.practice import KEYS, Json, Practice, Stopped, Told, recorded_ids

ORDERS = frozenset({*range(173, 181), 200, 299})
"""Nine orders that can be booked, one of them of a business, and one that is held."""

TRADER = 200

PERSON = (
    "Wilhelmina",
    "Zorgvliet",
    "w.zorgvliet@example.org",
    "0612345678",
    "+31687654321",
    "Dorpsplein 7",
    "9876 ZZ",
    "Ergensveen",
    "203.0.113.9",
    "NL91ABNA0417164300",
    "NL123456782B01",
    "87654321",
)
"""Of a consumer: nowhere, ever."""

COMPANY = (
    "Bakkerij Morgenrood",
    "Meir 99",
    "inkoop@morgenrood.example",
    "BE0477472701",
)
"""Of a business, which may be in its card, and so in the record."""

TYPED = ("Lievelingsding", "LIEF-77", "Cadeautje", "tr_geheim77", "Regelnaam")
"""Typed by the shop's owner: products, SKUs, fees, a payment's id, a rule's name."""

ACTS = (
    "\x1b]0;title\x07\x1b[2J\x9b31m\x7f\u202e[bold]fat[/bold][/x]{{ 7*7 }}"
    "<script>alert(1)</script>' onmouseover='alert(1)\" onclick=\"alert(1)"
)
"""Acts on a terminal, or a page, or a template, or the markup of one's own tables."""

FORMULA = '=HYPERLINK("http://evil.example")'

EVERYBODY = ", ".join(PERSON)
_KEYED = {"key": "_order_notities", "id": 9001, "value": EVERYBODY}
_CONSUMER = {
    "first_name": "Wilhelmina",
    "last_name": "Zorgvliet",
    "company": "",
    "address_1": "Dorpsplein 7",
    "address_2": EVERYBODY,
    "city": "Ergensveen",
    "state": "Zorgvliet",
    "postcode": "9876 ZZ",
    "email": "w.zorgvliet@example.org",
    "phone": "0612345678",
}
_TRADER = _CONSUMER | {
    "company": "Bakkerij Morgenrood",
    "address_1": "Meir 99",
    "address_2": "",
    "postcode": "2018",
    "city": "Antwerpen",
    "email": "inkoop@morgenrood.example",
}


def plant(shop: PracticeShop) -> None:
    """Put somebody in every field of every order that a person can type in."""
    for order_id in recorded_ids() - ORDERS:
        shop.delete_order(order_id)
    for order_id in ORDERS:
        order = deepcopy(shop._state.orders[order_id])
        address = _TRADER if order_id == TRADER else _CONSUMER
        numbers = [_KEYED]
        if order_id != TRADER:
            numbers.append(_KEYED | {"key": "_billing_vat_number"})
            numbers.append(_KEYED | {"key": "_billing_kvk", "value": "87654321"})
        shop.change_order(
            order_id,
            billing=order["billing"] | address,
            shipping=order["shipping"] | address,
            customer_note=f"Bel {EVERYBODY}",
            customer_ip_address="203.0.113.9",
            customer_user_agent=EVERYBODY,
            payment_method_title=EVERYBODY,
            coupon_lines=[one | {"code": f"@{ACTS}"} for one in order["coupon_lines"]],
            transaction_id="tr_geheim77",
            meta_data=[*order["meta_data"], *numbers],
            line_items=[_line(one) for one in order["line_items"]],
            shipping_lines=[_line(one) for one in order["shipping_lines"]],
            fee_lines=[
                _line(one) | {"name": f"-1+Cadeautje{ACTS}"}
                for one in order["fee_lines"]
            ],
        )
    shop.change_order(299, payment_method=f"+{ACTS}")
    shop.change_order(174, number=f"\t{FORMULA}\x1b[2J[/x]<b>")
    shop.add_refund(173, {"amount": "1.00", "reason": f"{EVERYBODY} belde"})


def _line(line: Json) -> Json:
    typed: Json = {"method_title": f"\r{FORMULA}{ACTS}"}
    if "sku" in line:
        typed = {
            "name": f"{FORMULA} Lievelingsding {ACTS}",
            "sku": f"@LIEF-77{ACTS}",
        }
    return line | typed | {"meta_data": [*line.get("meta_data", ()), _KEYED]}


class Quoting:
    """A server that now and then refuses, and quotes everybody when it does.

    Args:
        real: the practice side that answers otherwise.
        refusals: status and body of the next answers, by a piece of the call.
    """

    def __init__(self, real: Any) -> None:  # noqa: ANN401 - a WSGI application
        self.real = real
        self.refusals: list[tuple[str, str, str]] = []

    def __call__(
        self, environ: dict[str, Any], start: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer a call."""
        call = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
        for one in self.refusals:
            if one[0] in call:
                self.refusals.remove(one)
                self._swallow(environ)
                start(one[1], [("Content-Type", "application/json")])
                return [one[2].encode()]
        return cast("Iterable[bytes]", self.real(environ, start))

    @staticmethod
    def _swallow(environ: dict[str, Any]) -> None:
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))


_NAMED = f"De klant Wilhelmina Zorgvliet ({EVERYBODY}) mag niet {ACTS}"
_BOOKING = "POST /v2/verkoopboekingen"
SNELSTARTS = [
    (_BOOKING, "400 Bad", json.dumps([{"errorCode": "BOE-0058", "message": _NAMED}])),
    (_BOOKING, "400 Bad", json.dumps([{"errorCode": "BOE-9999", "message": _NAMED}])),
    (_BOOKING, "400 Bad", json.dumps({"Message": EVERYBODY})),
    (
        _BOOKING,
        "400 Bad",
        json.dumps({"message": _NAMED, "modelState": {EVERYBODY: [EVERYBODY]}}),
    ),
    (_BOOKING, "500 Oops", f"<h1>{EVERYBODY}</h1>"),
    (_BOOKING, "201 Created", json.dumps({"id": EVERYBODY, "factuurnummer": 7})),
]
SHOPS = [
    ("/system_status", "418 Oops", json.dumps({"code": EVERYBODY, "message": _NAMED})),
    ("/wp-json", "500 Oops", json.dumps({"code": "x", "message": EVERYBODY})),
    ("/orders", "200 OK", f"<b>Warning</b>: {EVERYBODY}"),
    ("/orders", "200 OK", f'[{{"id": "{EVERYBODY}", "number": "1"'),
]


@dataclass(slots=True)
class Left:
    """What a day with snelsync left behind, by name."""

    folder: Path
    told: dict[str, Told] = field(default_factory=dict)

    def streams(self) -> Iterator[tuple[str, str]]:
        """Give what was said, by command."""
        for words, told in self.told.items():
            yield f"{words}: stdout", told.stdout
            yield f"{words}: stderr", told.stderr

    def files(self) -> Iterator[tuple[str, str]]:
        """Give every file, and what is in archives."""
        for path in sorted(self.folder.rglob("*")):
            if path.name.startswith("mapping") or not path.is_file():
                continue
            yield str(path.relative_to(self.folder)), _text(path.read_bytes())
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    for name in archive.namelist():
                        yield f"{path.name}/{name}", _text(archive.read(name))

    def log_lines(self) -> Iterator[str]:
        """Give every line of a log, from files and streams."""
        for path in sorted((self.folder / "logs").iterdir()):
            yield from path.read_text(encoding="utf-8").splitlines()
        for told in self.told.values():
            yield from (one for one in told.stderr.splitlines() if one[:1] == "{")


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


@contextmanager
def opened(folder: Path, clock: Stopped) -> Iterator[tuple[Practice, Quoting, Quoting]]:
    """Open both sides with everybody planted, behind servers that quote."""
    shop = PracticeShop("incl", now=clock.now)
    plant(shop)
    books = PracticeAdministration(now=clock.now, name=f"{FORMULA}Oefen{ACTS}")
    for row in books.ledgers.values():
        row["omschrijving"] = f"{FORMULA}{row['omschrijving']}{ACTS}"
    first, second = Quoting(shop), Quoting(books)
    with served(cast("PracticeShop", first), cast("Any", second)) as at:
        environ = dict(KEYS) | {"SNELSYNC_REMARK": EVERYBODY, "MAIL": EVERYBODY}
        practice = Practice(shop, books, at, folder, clock, environ)
        practice.write_mapping(('businesses = "collective"', 'businesses = "card"'))
        text = practice.mapping.read_text(encoding="utf-8")
        name = json.dumps(f"Regelnaam {ACTS}")
        rule = f'\n[[rules]]\nname = {name}\nsku = "*LIEF-77*"\naccount = 8100\n'
        practice.mapping.write_text(text + rule, encoding="utf-8")
        yield practice, first, second


def a_day(folder: Path, clock: Stopped) -> Left:
    """Use every command once, with all that can be logged, in good and bad weather."""
    left = Left(folder)
    log = str(folder / "logs" / "all.log")

    with opened(folder, clock) as (practice, shop, books):
        logged = replace(practice, environ={**practice.environ, "SNELSYNC_LOG": log})

        def run(*words: str) -> None:
            left.told[f"{len(left.told)} {' '.join(words)}"] = logged.run(*words)

        for number, refusal in enumerate(SHOPS):
            shop.refusals = [refusal]
            run("pull-orders", ("--verbose", "--log-json", "--json", "--quiet")[number])
        shop.refusals = []
        run("pull-orders", "--log-json")
        run("map-check", "--verbose", "--html", str(folder / "check.html"))
        run("push", "--dry-run", "--verbose", "--plan", str(folder / "plan.json"))
        books.refusals = list(SNELSTARTS)
        run("push", "--yes", "--verbose", "--log-json")
        run("push", "--yes", "--json")
        run("status", "--verbose")
        run("status", "--json")
        run("show", "299", "--verbose")
        files = ("--html", "--xlsx", "--csv")
        named = [str(folder / f"proof{one[1:]}") for one in files]
        pairs = [word for pair in zip(files, named, strict=True) for word in pair]
        run("reconcile", "2026-Q4", "--verbose", *pairs)
        run("report", "vat", "2026-Q4", "--verbose", "--csv", str(folder / "vat"))
        run("support-bundle", str(folder / "bundle.zip"), "--with-amounts")
    return left
