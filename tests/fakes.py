"""The ports in memory: what the use cases are tried on, proved by tests/contract."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from snelsync.app.ports import (
    OrderPage,
    Receipt,
    RefundPage,
    ShopInfo,
    Unreadable,
)
from snelsync.domain.booking import Booking, Customer
from snelsync.domain.chart import (
    Account,
    AccountFunction,
    Chart,
    Company,
    Country,
)
from snelsync.domain.compare import Invoice
from snelsync.domain.order import Order, Refund
from snelsync.domain.vat import VatKind, VatRate, VatRates
from snelsync.errors import (
    NotSentError,
    Refusal,
    RefusedError,
    ShopError,
    UncertainError,
)
from tests.contract.fake_state import FakeState

__all__ = ["FakeAdministration", "FakeClock", "FakeShop", "FakeState", "Loss"]

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


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


class FakeShop:
    """A shop of orders and refunds in two dicts, read a few at a time."""

    def __init__(
        self, clock: FakeClock, *, page: int = 2, has_refund_list: bool = True
    ) -> None:
        self._clock = clock
        self._page = page
        self._has_refund_list = has_refund_list
        self.orders_now: dict[int, Order] = {}
        self.refunds_now: dict[int, Refund] = {}
        self.broken: dict[int, Unreadable] = {}

    def put(self, *orders: Order) -> None:
        """Put orders in the shop, or change them."""
        self.orders_now |= {order.order_id: order for order in orders}

    def put_refund(self, *refunds: Refund) -> None:
        """Put refunds in the shop; their orders must mention them."""
        self.refunds_now |= {refund.refund_id: refund for refund in refunds}

    def remove(self, order_id: int) -> None:
        """Trash an order: it and its refunds are no longer listed."""
        del self.orders_now[order_id]
        self.refunds_now = {
            key: one
            for key, one in self.refunds_now.items()
            if one.order_id != order_id
        }

    def info(self) -> ShopInfo:
        """Say who we are."""
        return ShopInfo("Fake", "11.0.1", "Europe/Amsterdam", self._clock.now())

    def orders(self, *, modified_after: datetime | None) -> Iterator[OrderPage]:
        """Read all live orders, or those changed since."""
        since = modified_after
        return self._pages(
            one
            for one in self.orders_now.values()
            if since is None or one.modified > since
        )

    def orders_by_id(self, order_ids: Iterable[int]) -> Iterator[OrderPage]:
        """Read these orders."""
        wanted = set(order_ids)
        return self._pages(one for key, one in self.orders_now.items() if key in wanted)

    def _pages(self, orders: Iterable[Order]) -> Iterator[OrderPage]:
        found = sorted(orders, key=lambda one: one.order_id)
        for start in range(0, max(1, len(found)), self._page):
            rows = found[start : start + self._page]
            yield OrderPage(
                tuple(one for one in rows if one.order_id not in self.broken),
                tuple(self.broken[one.order_id] for one in rows if self._bad(one)),
                len(found),
            )

    def _bad(self, order: Order) -> bool:
        return order.order_id in self.broken

    def order_ids(self) -> Iterator[int]:
        """List the ids of all live orders."""
        yield from sorted(self.orders_now)

    def count(self) -> int:
        """Count the live orders."""
        return len(self.orders_now)

    def refunds(self, *, created_after: datetime | None) -> Iterator[RefundPage] | None:
        """Read all refunds, or those made since; None for an old shop."""
        if not self._has_refund_list:
            return None
        found = sorted(self.refunds_now.values(), key=lambda one: one.refund_id)
        since = created_after
        rows = [one for one in found if since is None or one.created > since]
        return iter([RefundPage(tuple(rows), ())])

    def refunds_of(self, order_id: int) -> RefundPage:
        """Read the refunds of one order."""
        rows = [one for one in self.refunds_now.values() if one.order_id == order_id]
        return RefundPage(tuple(sorted(rows, key=lambda one: one.refund_id)), ())


@dataclass(slots=True)
class Loss:
    """Trouble with the nth booking: ``not_sent``, ``lost_before``, ``lost_after``.

    ``refused`` gives a definite no, with a code.
    """

    kind: str
    nth: int = 1
    code: str = "BOE-0042"


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

    def company(self) -> Company:
        """Say who we are."""
        self.calls["company"] += 1
        return Company(administration_id="adm-1", name="Fake")

    def chart(self) -> Chart:
        """Give a small chart with the accounts of the example mapping."""
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

    def find_customer(self, customer: Customer) -> tuple[str, ...]:
        """Find collective cards by name, a business's by VAT number."""
        self.calls["find_customer"] += 1
        wanted = customer.vat_number or customer.name
        return tuple(key for key, name in self.cards.items() if name == wanted)

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

    def book(self, payload: str) -> Receipt:
        """Take a booking, unless its number is taken or trouble was asked for."""
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
            for key, body in self.bookings.items()
            if str(body["number"]).strip().casefold() == folded
        ]

    def find_invoices(self, number: str) -> tuple[Invoice, ...]:
        """Find invoices by number, whatever the case."""
        self.calls["find_invoices"] += 1
        found = self._with(number)
        return tuple(_invoice(key, self.bookings[key]) for key in found)

    def invoices(self, first: date, last: date) -> Iterator[Invoice]:
        """Read the invoices of a period."""
        self.calls["invoices"] += 1
        for key, body in list(self.bookings.items()):
            invoice = _invoice(key, body)
            if first <= invoice.day <= last:
                yield invoice

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


class BrokenShop(FakeShop):
    """A shop that fails at its nth call."""

    def __init__(self, clock: FakeClock, *, fails_at: int) -> None:
        super().__init__(clock)
        self._left = fails_at

    def _tick(self) -> None:
        self._left -= 1
        if not self._left:
            raise ShopError("the shop fails")

    def _pages(self, orders: Iterable[Order]) -> Iterator[OrderPage]:
        for page in super()._pages(orders):
            self._tick()
            yield page

    def refunds_of(self, order_id: int) -> RefundPage:
        """Fail perhaps."""
        self._tick()
        return super().refunds_of(order_id)

    def count(self) -> int:
        """Fail perhaps."""
        self._tick()
        return super().count()


def changed(order: Order, clock: FakeClock, **changes: Any) -> Order:  # noqa: ANN401
    """Give an order with changes, touched now."""
    return replace(order, **({"modified": clock.now()} | changes))
