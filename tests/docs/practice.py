"""A practice shop pulled, checked and booked in process, as a scenario wants it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx

from snelsync.adapters.mapping_file import Settings, read_settings
from snelsync.adapters.snelstart.auth import TokenAuth
from snelsync.adapters.snelstart.client import SnelStart
from snelsync.adapters.snelstart.transport import (
    SnelStartTransport,
    snelstart_clients,
)
from snelsync.adapters.state.engine import open_state
from snelsync.adapters.state.recording import StateRecorder
from snelsync.adapters.vies import Vies, vies_client
from snelsync.adapters.woocommerce.client import WooShop, shop_client
from snelsync.adapters.woocommerce.parse import Wanted
from snelsync.app.pull import pull
from snelsync.app.push import execute, prepare
from snelsync.app.vat_numbers import check_vat_numbers
from snelsync.cli.example import example_mapping
from snelsync.cli.wiring import META_KEYS
from snelsync.domain.mapping import BusinessCards
from snelsync.domain.plan import Plan
from snelsync.sandbox.administration import (
    PRACTICE_CONNECTION_KEY,
    PRACTICE_SUBSCRIPTION_KEY,
    PracticeAdministration,
)
from snelsync.sandbox.register import PracticeRegister
from snelsync.sandbox.shop import (
    PRACTICE_CONSUMER_KEY,
    PRACTICE_CONSUMER_SECRET,
    PracticeShop,
)
from snelsync.secret import Secret

from .catalogue import Case

Json = dict[str, Any]
_A_DAY = 86400.0


class Clock:
    """A clock that stands still, and moves by as much as is waited."""

    def __init__(self, day: str) -> None:
        self.time = datetime.fromisoformat(f"{day}T12:00:00+00:00")

    def now(self) -> datetime:
        """Tell the time."""
        return self.time

    def sleep(self, seconds: float) -> None:
        """Wait without waiting."""
        self.time += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Practised:
    """What became of a practice shop's documents, and the books they are in."""

    plan: Plan
    administration: PracticeAdministration


def mapping_text(block: str) -> str:
    """Write the lines of a settings block into the example mapping.

    As a reader of the page does it: a setting that is there is changed, one that is
    not is added to its section, and a rule comes after the rules.
    """
    text = example_mapping()
    for section in re.split(r"\n(?=\[)", block):
        header, _, lines = section.strip().partition("\n")
        if header.startswith("[["):
            text += f"\n{header}\n{lines}\n"
            continue
        for line in lines.splitlines():
            text = _with_setting(text, header, line)
    return text


def _with_setting(text: str, header: str, line: str) -> str:
    before, found, after = text.partition(f"\n{header}\n")
    if not found:
        raise ValueError(f"the example mapping has no section {header}")
    own, below, rest = after.partition("\n[")
    name = line.partition("=")[0].strip()
    own, changed = re.subn(rf"(?m)^{name} *=.*$", lambda _: line, own)
    if not changed:
        own = f"{line}\n{own}"
    return f"{before}{found}{own}{below}{rest}"


def load(block: str, folder: Path) -> Settings:
    """Read the example mapping with a settings block in it."""
    path = folder / "mapping.toml"
    path.write_text(mapping_text(block), encoding="utf-8")
    return read_settings(path)


def missing(asked: object, there: object) -> bool:
    """Say whether something of a parsed settings block is not in a parsed file."""
    if isinstance(asked, dict) and isinstance(there, dict):
        return any(missing(value, there.get(key)) for key, value in asked.items())
    if isinstance(asked, list) and isinstance(there, list):
        return any(value not in there for value in asked)
    return asked != there


def lost(block: str) -> bool:
    """Say whether a settings block did not arrive in the mapping as a whole."""
    return missing(tomllib.loads(block), tomllib.loads(mapping_text(block)))


def practise(case: Case, block: str, orders: frozenset[int], folder: Path) -> Practised:
    """Book some orders of a practice shop under the circumstances of a case.

    Args:
        case: the circumstances; what happens, happens to the case's own order.
        block: the settings that differ from the example mapping.
        orders: which of the recorded orders are in the shop.
        folder: where the mapping and our record go.
    """
    clock = Clock(case.day)
    shop = _shop(case, orders, clock)
    administration = PracticeAdministration(now=clock.now, oss=case.oss, kor=case.kor)
    with ExitStack() as stack:
        book = _book(load(block, folder), shop, administration, clock, folder, stack)
        plan = book()
        if case.event:
            clock.sleep(_A_DAY)
            if case.event == "cancelled":
                shop.change_order(case.order, status="cancelled")
            else:
                shop.trash_order(case.order)
            plan = book()
    return Practised(plan, administration)


@cache
def _recorded(name: str) -> frozenset[int]:
    """List the orders a practice shop shows, by asking it."""
    clock = Clock("2026-11-21")
    with _shop_http(
        "https://shop.test", PracticeShop(name, now=clock.now), clock
    ) as at:
        wanted = Wanted(meta_keys=(), vat_number_keys=(), kvk_keys=(), businesses=False)
        return frozenset(WooShop(at, clock=clock, wanted=wanted).order_ids())


def _shop(case: Case, orders: frozenset[int], clock: Clock) -> PracticeShop:
    shop = PracticeShop(case.shop, now=clock.now)
    for order_id in _recorded(case.shop) - orders:
        shop.delete_order(order_id)
    if case.sent_to:
        country, postcode = case.sent_to
        shop.change_order(case.order, shipping=_address(country, postcode))
    return shop


def _address(country: str, postcode: str) -> Json:
    nothing = ("first_name", "last_name", "company", "address_2", "state", "phone")
    return {
        **dict.fromkeys(nothing, ""),
        "address_1": "x",
        "city": "y",
        "country": country,
        "postcode": postcode,
    }


def _shop_http(url: str, shop: PracticeShop, clock: Clock) -> httpx.Client:
    return shop_client(
        url,
        key=Secret(PRACTICE_CONSUMER_KEY),
        secret=Secret(PRACTICE_CONSUMER_SECRET),
        clock=clock,
        transport=httpx.WSGITransport(app=shop),
    )


def _wanted(chosen: Settings) -> Wanted:
    mapping = chosen.mapping
    return Wanted(
        meta_keys=(
            *META_KEYS,
            *mapping.invoices.number_keys,
            *(row.key for row in mapping.exchange),
        ),
        vat_number_keys=mapping.customers.vat_number_keys,
        kvk_keys=mapping.customers.kvk_keys,
        businesses=mapping.customers.businesses is BusinessCards.CARD,
    )


def _book(
    chosen: Settings,
    shop: PracticeShop,
    administration: PracticeAdministration,
    clock: Clock,
    folder: Path,
    stack: ExitStack,
) -> Callable[[], Plan]:
    """Connect all sides; what is given pulls, asks VIES and books, each time."""
    mapping = chosen.mapping
    shop_http = stack.enter_context(_shop_http(chosen.shop.url, shop, clock))
    auth = TokenAuth(
        token_url=chosen.snelstart.token_url,
        subscription_key=Secret(PRACTICE_SUBSCRIPTION_KEY),
        connection_key=Secret(PRACTICE_CONNECTION_KEY),
        clock=clock,
    )
    reader, writer = snelstart_clients(
        chosen.snelstart.api_url,
        auth=auth,
        transport=httpx.WSGITransport(app=administration),
    )
    register = PracticeRegister(now=clock.now)
    vies_http = vies_client(
        chosen.vies.url, transport=httpx.WSGITransport(app=register)
    )
    for client in (reader, writer, vies_http):
        stack.enter_context(client)
    engine = open_state(folder / "state.sqlite3", readonly=False)
    stack.callback(engine.dispose)
    woo = WooShop(shop_http, clock=clock, wanted=_wanted(chosen))
    state = StateRecorder(engine, shop=mapping.shop.name)
    books = SnelStart(SnelStartTransport(reader, writer, clock=clock))
    vies = Vies(vies_http, clock=clock, requester=chosen.vies.requester)

    def book() -> Plan:
        pull(woo, state, clock=clock)
        check_vat_numbers(state, vies, mapping=mapping, clock=clock)
        run = state.begin_run("push", at=clock.now(), mapping_digest=mapping.digest)
        planned = prepare(state, books, mapping=mapping, clock=clock)
        return execute(planned, state, books, clock=clock, run_id=run).plan

    return book
