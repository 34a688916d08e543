"""A shop and its books on values, for tallying and matching a period's documents."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from snelsync.domain.booking import DocumentKey, Outcome
from snelsync.domain.case import Case
from snelsync.domain.chart import AccountFunction, Chart
from snelsync.domain.compare import Invoice
from snelsync.domain.decide import decide
from snelsync.domain.decision import Decision, Known
from snelsync.domain.mapping import Choice, Mapping, Refunds
from snelsync.domain.order import Sold
from snelsync.domain.period import Period
from snelsync.domain.tally import Entry, Tally
from snelsync.domain.vat import VatKind

from .builders import DAY, mapping, sale_key
from .charts import account, chart, full_chart

OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31), "2026-10")
IN_SEPTEMBER = datetime(2026, 9, 20, 12, 0, tzinfo=UTC)
IN_NOVEMBER = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
VAT_HIGH = account(1530, AccountFunction.VAT, owed=VatKind.HIGH)
CARD = "the card of all Dutch consumers"
CREDITS = mapping(refunds=Refunds(Choice.BOOK, cancelled=Choice.BOOK))


def money(text: str) -> Decimal:
    """Read an amount."""
    return Decimal(text)


def with_vat(*more: Any, full: bool = False) -> Chart:  # noqa: ANN401
    """Make a chart that has an account on which high VAT is owed."""
    known = full_chart() if full else chart()
    accounts = (*known.accounts, VAT_HIGH, *more)
    return full_chart(accounts=accounts) if full else chart(accounts=accounts)


@dataclass
class World:
    """Orders that were booked, and what a tally of them makes in November."""

    said: Mapping = CREDITS
    known_chart: Chart = field(default_factory=with_vat)
    known: dict[DocumentKey, Known] = field(default_factory=dict)
    period: Period = OCTOBER
    tally: Tally = field(init=False)

    def __post_init__(self) -> None:
        """Begin with an empty tally."""
        self.tally = Tally(self.period, self.said, self.known_chart)

    def decide(self, what: Sold, *, correct: bool = False) -> list[Decision]:
        """Decide about an order, as it is now."""
        return decide(self.case(what, correct=correct))

    def case(self, what: Sold, *, correct: bool = False) -> Case:
        """Put an order with all that decides about it."""
        return Case(
            what, self.known, self.said, self.known_chart, IN_NOVEMBER, correct=correct
        )

    def book(self, what: Sold, *, correct: bool = False) -> None:
        """Book everything that is planned of an order."""
        for one in self.decide(what, correct=correct):
            if one.booking is not None and one.outcome is Outcome.PLANNED:
                self.known[one.key] = Known(
                    key=one.key,
                    outcome=Outcome.BOOKED,
                    booking=one.booking,
                    fingerprint=one.fingerprint,
                    remote_id=f"id of {one.number}",
                    customer_id=CARD,
                )

    def take(self, what: Sold) -> Tally:
        """Tally an order, as it is now."""
        self.tally.take(what, self.decide(what), self.known)
        return self.tally

    def booked(self, what: Sold) -> Tally:
        """Book an order and tally it."""
        self.book(what)
        return self.take(what)


def expected(tally: Tally, account: int) -> Decimal:
    """Give what should be on an account."""
    return tally.ledger.sides(account)[0]


def decision(outcome: Outcome = Outcome.BOOKED, **fields: Any) -> Decision:  # noqa: ANN401
    """Make a decision about order 173."""
    settings: dict[str, Any] = {
        "key": sale_key(),
        "order_id": 173,
        "order_number": "173",
        "number": "173",
        "day": DAY,
        "total": money("12.95"),
        "fingerprint": "f",
        "remote_id": "b-1" if outcome.in_the_books else "",
    }
    return Decision(outcome=outcome, **(settings | fields))


def entry(one: Decision | None = None, **fields: Any) -> Entry:  # noqa: ANN401
    """Make what a tally keeps of a document that the shop agrees with."""
    made = one or decision()
    settings: dict[str, Any] = {
        "shop": made.total,
        "in_shop": True,
        "customer_id": "c-NL",
        "card": "NL",
    }
    return Entry(made, **(settings | fields))


def invoice(**fields: Any) -> Invoice:  # noqa: ANN401
    """Make the invoice that fits the decision."""
    settings: dict[str, Any] = {
        "invoice_id": "i-1",
        "booking_id": "b-1",
        "number": "173",
        "day": DAY,
        "total": money("12.95"),
        "open_amount": money("0.00"),
        "customer_id": "c-NL",
    }
    return Invoice(**(settings | fields))
