"""Reading the page of scenarios: its markers, its settings, and writing its entries."""

from __future__ import annotations

import fcntl
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from snelsync.domain.booking import Booking
from snelsync.domain.vat import VatKind
from snelsync.sandbox.administration import PracticeAdministration

PAGE = Path(__file__).parents[2] / "docs" / "scenarios.md"
DEBTORS = 1300
LATEST = "2026-11-21"
"""The day of booking where a marker says no other: after the last recorded order."""

BOXES = {
    "VerkopenOmzetHoog": "1a",
    "VerkopenOmzetLaag": "1b",
    "VerkopenOmzetOverig": "1c",
    "VerkopenOmzetOnbelastVerlegd": "1e",
    "VerkopenExportBuitenEU": "3a",
    "VerkopenExportBinnenEU": "3b",
    "DienstverleningBinnenEU": "3b",
    "InstallatieTeleverkoopBinnenEUgeen": "OSS",
    "BtwAfTeDragenHoog": "1a",
    "BtwAfteDragenLaag": "1b",
    "BtwAfTeDragenOverig": "1c",
}
"""Where SnelStart puts the amount of an account, by the account's function."""

KINDS = {
    VatKind.NONE: "Geen",
    VatKind.HIGH: "Hoog",
    VatKind.LOW: "Laag",
    VatKind.OTHER: "Overig",
    VatKind.REVERSE_CHARGED: "Verlegd",
}
VAT_FUNCTIONS = {
    VatKind.HIGH: "BtwAfTeDragenHoog",
    VatKind.LOW: "BtwAfteDragenLaag",
    VatKind.OTHER: "BtwAfTeDragenOverig",
}

_COMMENT = re.compile(r"<!--\s*(.*?)\s*-->")
_MARKER = re.compile(
    r"(?P<kind>entry|held): (?P<shop>\w+) (?P<order>\d+)"
    r"(?: to (?P<country>\w+) (?P<postcode>\w+))?"
    r"(?: (?P<event>cancelled|trashed))?"
    r"(?: (?P<oss>oss))?(?: (?P<kor>kor))?"
    r"(?: credit (?P<credit>\d+))?(?: on (?P<day>[\d-]+))?"
    r"(?: with (?P<setting>[\w-]+))?(?: because (?P<code>\w+))?"
)
_SETTING = re.compile(r"<!-- setting: (\S+) -->\n+```toml\n(.*?)```", re.DOTALL)
_SHOWN = r"(\n*Invoice[^\n]*\n\n(?:\|[^\n]*\n)+)?"


@dataclass(frozen=True, slots=True)
class Case:
    """One marker: which document, and under which circumstances.

    Attributes:
        credit: 0 for the order's sale, else which of its credits, from 1.
        sent_to: country and postcode it is delivered at, when changed.
        event: what happens to the order after it was booked, or "".
        setting: the name of the setting block it needs, or "".
        code: why it is held; "" for an entry.
    """

    marker: str
    shop: str
    order: int
    credit: int
    oss: bool
    kor: bool
    day: str
    setting: str
    sent_to: tuple[str, str] | None
    event: str
    code: str

    def __str__(self) -> str:
        """Name the case as its marker does."""
        return self.marker


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an entry: positive is debit, negative is credit."""

    account: int
    amount: Decimal
    kind: str = ""


def read_page() -> str:
    """Read the page."""
    return PAGE.read_text(encoding="utf-8")


def comments(text: str) -> list[str]:
    """List what every comment in the page says."""
    return _COMMENT.findall(text)


def settings(text: str) -> dict[str, str]:
    """Give the blocks of settings by name."""
    return dict(_SETTING.findall(text))


def cases(text: str) -> Iterator[Case]:
    """List the entries and the held cases of the page.

    Raises:
        ValueError: a comment in the page is none of the markers.
    """
    for said in comments(text):
        if said.startswith("setting: "):
            continue
        found = _MARKER.fullmatch(said)
        if found is None or (found["kind"] == "held") != bool(found["code"]):
            raise ValueError(f"not a marker: {said}")
        yield Case(
            marker=said,
            shop=found["shop"],
            order=int(found["order"]),
            credit=int(found["credit"] or 0),
            oss=bool(found["oss"]),
            kor=bool(found["kor"]),
            day=found["day"] or LATEST,
            setting=found["setting"] or "",
            sent_to=(found["country"], found["postcode"]) if found["country"] else None,
            event=found["event"] or "",
            code=found["code"] or "",
        )


def shown(text: str, case: Case) -> str:
    """Give the entry that stands under a marker, or ""."""
    found = _under(case).search(text)
    return (found[2] or "").strip("\n") if found else ""


def with_entry(text: str, case: Case, entry: str) -> str:
    """Write another entry under a marker, and change nothing else."""
    return _under(case).sub(lambda found: f"{found[1]}\n{entry}\n", text, count=1)


def write_entry(case: Case, entry: str) -> None:
    """Put an entry in the page; several processes may do so at the same time."""
    with PAGE.open("r+", encoding="utf-8") as page:
        fcntl.flock(page, fcntl.LOCK_EX)
        text = with_entry(page.read(), case, entry)
        page.seek(0)
        page.truncate()
        page.write(text)


def _under(case: Case) -> re.Pattern[str]:
    return re.compile(rf"(<!-- {re.escape(case.marker)} -->\n){_SHOWN}")


@cache
def chart() -> dict[int, tuple[str, str]]:
    """Give description and function of every account of a new administration."""
    rows = PracticeAdministration().ledgers.values()
    return {
        row["nummer"]: (row["omschrijving"], row["grootboekfunctie"]) for row in rows
    }


def _vat_account(kind: VatKind) -> int:
    found = [
        number
        for number, (_, function) in chart().items()
        if function == VAT_FUNCTIONS[kind]
    ]
    return min(found)


def rows_of(booking: Booking) -> list[Row]:
    """Give the journal entry of a booking, with what SnelStart adds to it."""
    return [
        Row(DEBTORS, booking.total),
        *(Row(one.account, -one.amount, KINDS[one.vat_kind]) for one in booking.lines),
        *(
            Row(_vat_account(one.kind), -one.amount)
            for one in booking.vat
            if one.amount
        ),
    ]


def render(booking: Booking) -> str:
    """Write a booking as the page shows it."""
    customer = booking.customer
    card = "the card of the business" if customer.business else customer.name
    return "\n".join(
        [
            f"Invoice `{booking.number}`, {booking.day}, *{card}*",
            "",
            "| Account | | Debit | Credit | VAT code | Box |",
            "|---|---|--:|--:|---|---|",
            *(_line(row) for row in rows_of(booking)),
        ]
    )


def _line(row: Row) -> str:
    name, function = chart()[row.account]
    debit = f"{row.amount:.2f}" if row.amount > 0 else ""
    credit = f"{-row.amount:.2f}" if row.amount < 0 else ""
    box = BOXES.get(function, "")
    return f"| {row.account} | {name} | {debit} | {credit} | {row.kind} | {box} |"


def amounts_shown(entry: str) -> tuple[Decimal, Decimal]:
    """Add up the columns of an entry in the page: debit and credit."""
    cells = [line.split("|") for line in entry.splitlines()[4:]]
    return (
        sum((Decimal(row[3].strip() or 0) for row in cells), start=Decimal(0)),
        sum((Decimal(row[4].strip() or 0) for row in cells), start=Decimal(0)),
    )


def alone(case: Case) -> Case:
    """Forget which document is looked at: equal cases can share a practice."""
    own = case.sent_to or case.event
    return replace(case, marker="", order=case.order if own else 0, credit=0, code="")
