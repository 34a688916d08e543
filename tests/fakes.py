"""The ports in memory: what the use cases are tried on, proved by tests/contract."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from threading import RLock
from typing import Any

from snelsync.app.ports import (
    Receipt,
)
from snelsync.domain.booking import Booking, Customer
from snelsync.domain.chart import (
    Account,
    AccountFunction,
    Chart,
    Company,
    Country,
)
from snelsync.domain.chart_checks import Right
from snelsync.domain.compare import Invoice
from snelsync.domain.learned import Booked, BookedLine
from snelsync.domain.mutation_sums import MutationSum, Only
from snelsync.domain.period import Period
from snelsync.domain.proof import Mutation
from snelsync.domain.told_returns import VatReturn
from snelsync.domain.vat import VatKind, VatRate, VatRates
from snelsync.errors import (
    NotSentError,
    Refusal,
    RefusedError,
    UncertainError,
)
from tests.contract.fake_state import FakeState

__all__ = ["FakeAdministration", "FakeClock", "FakeState", "Loss"]

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SALES = "journal of sales"


class FakeClock:
    """Stands still until somebody waits, and remembers every wait."""

    def __init__(self, moment: datetime = NOON) -> None:
        self.moment = moment
        self.slept: list[float] = []

    def now(self) -> datetime:
        """Tell the moment."""
        return self.moment

    def sleep(self, seconds: float) -> None:
        """Move on at once."""
        self.slept.append(seconds)
        self.moment += timedelta(seconds=seconds)


@dataclass(slots=True)
class Loss:
    """Trouble with the nth booking: ``not_sent``, ``lost_before``, ``lost_after``.

    ``refused`` gives a definite no, with a code.
    """

    kind: str
    nth: int = 1
    code: str = "BOE-0069"


@dataclass(slots=True)
class FakeAdministration:
    """An administration of dicts: unique numbers, refusals, lost answers.

    Attributes:
        cards: the VAT number of a business's card, the name of a collective one.
    """

    losses: list[Loss] = field(default_factory=list)
    bookings: dict[str, dict[str, Any]] = field(default_factory=dict)
    cards: dict[str, str] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    filed: tuple[Period, ...] = ()
    returns: tuple[VatReturn, ...] = ()
    lock: RLock = field(default_factory=RLock)

    def company(self) -> Company:
        """Say who we are."""
        self.calls["company"] += 1
        return Company(administration_id="adm-1", name="Fake")

    def chart(self, *, cost_centres: bool = True) -> Chart:
        """Give a small chart with the accounts of the example mapping."""
        del cost_centres
        self.calls["chart"] += 1
        return Chart(
            company=Company(administration_id="adm-1", name="Fake"),
            accounts=tuple(_account(*row) for row in _ACCOUNTS),
            cost_centres=(),
            countries=tuple(
                Country(f"country-{code}", code, code) for code in ("NL", "BE", "DE")
            ),
            rates=VatRates(_RATES),
        )

    def rights(self) -> frozenset[Right] | None:
        """Allow everything."""
        return frozenset(Right)

    def filed_periods(self) -> tuple[Period, ...]:
        """Have no VAT return handed in but those that a test says."""
        self.calls["filed_periods"] += 1
        return self.filed

    def vat_returns(self) -> tuple[VatReturn, ...]:
        """Have no VAT return but those that a test says."""
        self.calls["vat_returns"] += 1
        return self.returns

    def mutations(
        self, first: date, last: date, *, only: Only | None = None
    ) -> Iterator[Mutation]:
        """Read the turnover and VAT of the bookings of a period."""
        self.calls["mutations"] += 1
        only = only or Only()
        numbers = {one.strip().casefold() for one in only.numbers}
        changed = only.changed_after is None or only.changed_after < NOON
        if not changed or (only.journals and SALES not in only.journals):
            return
        for one in self._mutations(first, last):
            if only.accounts and one.account not in only.accounts:
                continue
            if not numbers or one.number.strip().casefold() in numbers:
                yield one

    def _mutations(self, first: date, last: date) -> Iterator[Mutation]:
        for body in list(self.bookings.values()):
            day = date.fromisoformat(body["day"])
            if first <= day <= last:
                for account, amount, _ in body["lines"]:
                    number = int(str(account).removeprefix("account-"))
                    yield Mutation(number, day, Decimal(amount), str(body["number"]))
                for kind, amount in body["vat"]:
                    owed = _OWED[kind]
                    yield Mutation(owed, day, Decimal(amount), str(body["number"]))

    def sums(
        self, first: date, last: date, *, changed_after: datetime | None = None
    ) -> tuple[MutationSum, ...] | None:
        """Add up the turnover and VAT of the bookings of a period."""
        self.calls["sums"] += 1
        found: dict[int, Decimal] = {}
        if changed_after is None or changed_after < NOON:
            for one in self._mutations(first, last):
                found[one.account] = found.get(one.account, Decimal(0)) + one.amount
        return tuple(MutationSum(of, SALES, amount) for of, amount in found.items())

    def count_cards(self, names: Iterable[str]) -> dict[str, int]:
        """Count cards by name."""
        self.calls["count_cards"] += 1
        cards = list(self.cards.values())
        return {name: cards.count(name) for name in names}

    def cards_with(self, vat_numbers: Iterable[str]) -> dict[str, frozenset[str]]:
        """Find cards by VAT number."""
        self.calls["cards_with"] += 1
        return {
            number: frozenset(key for key, of in self.cards.items() if of == number)
            for number in vat_numbers
        }

    def find_customer(self, customer: Customer) -> tuple[str, ...]:
        """Find collective cards by name, a business's by VAT number."""
        self.calls["find_customer"] += 1
        wanted = customer.vat_number or customer.name
        return tuple(key for key, name in self.cards.items() if name == wanted)

    def find_businesses(
        self, customers: Collection[Customer]
    ) -> dict[str, tuple[str, ...]] | None:
        """Find them as one by one."""
        self.calls["find_businesses"] += 1
        return {
            one.card: tuple(
                key for key, name in self.cards.items() if name == one.vat_number
            )
            for one in customers
        }

    def create_customer(self, customer: Customer, chart: Chart) -> str:
        """Make a card."""
        self.calls["create_customer"] += 1
        if chart.country(customer.country) is None:
            raise RefusedError("no country", refusals=(Refusal("REL-0056", "land"),))
        key = f"card-{len(self.cards) + 1}"
        self.cards[key] = customer.vat_number or customer.name
        return key

    def encode(self, booking: Booking, *, customer_id: str, chart: Chart) -> str:
        """Write a booking as text; an unknown account cannot be written."""
        lines = []
        for line in booking.lines:
            account = chart.account(line.account)
            if account is None:
                raise KeyError(line.account)
            lines.append([account.account_id, f"{line.amount:.2f}", line.vat_kind])
        return json.dumps(
            {
                "number": booking.number,
                "day": booking.day.isoformat(),
                "total": f"{booking.total:.2f}",
                "card": customer_id,
                "lines": sorted(lines),
                "vat": sorted([row.kind, f"{row.amount:.2f}"] for row in booking.vat),
            }
        )

    def delete(self, booking_id: str) -> None:
        """Delete a booking."""
        self.calls["delete"] += 1
        self.bookings.pop(booking_id, None)

    def has(self, booking_id: str) -> bool:
        """Say whether a booking is there."""
        self.calls["has"] += 1
        return booking_id in self.bookings

    def book(self, payload: str) -> Receipt:
        """Take a booking, unless its number is taken or trouble was asked for."""
        with self.lock:
            return self._book(payload)

    def _book(self, payload: str) -> Receipt:
        self.calls["book"] += 1
        loss = next((one for one in self.losses if one.nth == self.calls["book"]), None)
        kind = loss.kind if loss else ""
        if kind == "not_sent":
            raise NotSentError("cannot be reached")
        if kind == "lost_before":
            raise UncertainError("the answer was lost")
        if loss and kind == "refused":
            raise RefusedError("no", refusals=(Refusal(loss.code, "nee"),))
        receipt = self._store(payload)
        if kind == "lost_after":
            raise UncertainError("the answer was lost")
        return receipt

    def _store(self, payload: str) -> Receipt:
        body = json.loads(payload)
        number = str(body["number"])
        if self._with(number):
            refusal = Refusal("BOE-0021", "Het factuurnummer bestaat al")
            raise RefusedError("exists", refusals=(refusal,))
        if body["card"] not in self.cards:
            raise RefusedError("card", refusals=(Refusal("BOE-0060", "geen klant"),))
        key = f"booking-{self.calls['book']}"
        self.bookings[key] = body
        return Receipt(key, _invoice(key, body))

    def _with(self, number: str) -> list[str]:
        folded = number.strip().casefold()
        return [
            key
            for key, body in list(self.bookings.items())
            if str(body["number"]).strip().casefold() == folded
        ]

    def find_invoices(self, number: str) -> tuple[Invoice, ...]:
        """Find invoices by number, whatever the case."""
        self.calls["find_invoices"] += 1
        found = self._with(number)
        return tuple(_invoice(key, self.bookings[key]) for key in found)

    def invoices_numbered(self, numbers: Iterable[str]) -> Iterator[Invoice]:
        """Find the invoices with these numbers."""
        self.calls["invoices_numbered"] += 1
        keys = dict.fromkeys(key for number in numbers for key in self._with(number))
        return (_invoice(key, self.bookings[key]) for key in keys)

    def numbers_there(self, numbers: Iterable[str]) -> frozenset[str]:
        """Tell which numbers are in use."""
        self.calls["numbers_there"] += 1
        return frozenset(number for number in numbers if self._with(number))

    def invoices(self, first: date, last: date) -> Iterator[Invoice]:
        """Read the invoices of a period."""
        self.calls["invoices"] += 1
        for key, body in list(self.bookings.items()):
            invoice = _invoice(key, body)
            if first <= invoice.day <= last:
                yield invoice

    def booked(self, booking_id: str) -> Booked:
        """Give the lines of a booking."""
        self.calls["booked"] += 1
        lines = self.bookings[booking_id]["lines"]
        return Booked(tuple(BookedLine(key, Decimal(sum_)) for key, sum_, _ in lines))

    def holds_same(self, booking_id: str, payload: str) -> tuple[bool, str]:
        """Compare customer, date, total, lines and VAT."""
        self.calls["holds_same"] += 1
        theirs, ours = self.bookings[booking_id], json.loads(payload)
        told = {
            "card": "another customer card",
            "day": f"dated {theirs['day']} instead of {ours['day']}",
            "total": f"total EUR {theirs['total']} instead of EUR {ours['total']}",
            "lines": "other booking lines",
            "vat": "other VAT",
        }
        found = [words for name, words in told.items() if theirs[name] != ours[name]]
        return not found, "; ".join(found)


def _invoice(key: str, body: dict[str, Any]) -> Invoice:
    return Invoice(
        invoice_id=f"invoice-{key}",
        booking_id=key,
        number=str(body["number"]),
        day=date.fromisoformat(body["day"]),
        total=Decimal(body["total"]),
        open_amount=Decimal(body["total"]),
        customer_id=str(body["card"]),
        changed=NOON,
    )


_ACCOUNTS = (
    (8100, AccountFunction.REVENUE_HIGH, VatKind.HIGH),
    (8101, AccountFunction.REVENUE_HIGH, VatKind.HIGH),
    (8106, AccountFunction.REVENUE_HIGH, VatKind.HIGH),
    (8110, AccountFunction.REVENUE_LOW, VatKind.LOW),
    (8111, AccountFunction.REVENUE_LOW, VatKind.LOW),
    (8116, AccountFunction.REVENUE_LOW, VatKind.LOW),
    (8140, AccountFunction.REVENUE_UNTAXED, VatKind.NONE),
    (4756, AccountFunction.GENERAL, VatKind.NONE),
)
_OWED = {"high": 1671, "low": 1670, "other": 1672}
_RATES = tuple(
    VatRate(kind, Decimal(percent), date(2019, 1, 1), date(9999, 12, 31))
    for kind, percent in ((VatKind.HIGH, 21), (VatKind.LOW, 9), (VatKind.NONE, 0))
)


def _account(number: int, function: AccountFunction, kind: VatKind) -> Account:
    return Account(
        account_id=f"account-{number}",
        number=number,
        description=str(number),
        function=function,
        vat_kinds=frozenset({kind}),
        active=True,
    )


class PowerCut(BaseException):
    """The machine stops here; no handler for errors may catch it."""


class Cutting:
    """Passes every call on, and cuts the power at the nth, before or after it."""

    def __init__(self, inner: object, *, meter: Meter) -> None:
        self._inner = inner
        self._meter = meter

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Give a method that counts."""
        method = getattr(self._inner, name)

        def counted(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
            self._meter.count(before=True)
            result = method(*args, **kwargs)
            self._meter.count(before=False)
            return result

        return counted


@dataclass(slots=True)
class Meter:
    """Counts calls over several ports; two points per call, before and after."""

    cut_at: int = 0
    points: int = 0

    def count(self, *, before: bool) -> None:
        """Count a point and cut the power when it is the one.

        Raises:
            PowerCut: this is the point.
        """
        self.points += 1
        if self.points == self.cut_at:
            raise PowerCut("before" if before else "after")
