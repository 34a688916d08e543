"""What the shop uses, value by value, and what the mapping makes of each.

Watches orders go by once and keeps counters only: what an order was is forgotten.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fnmatch import fnmatchcase

from snelsync.domain.accounts import SECTIONS, place_parts
from snelsync.domain.booking import BookingLine, Outcome
from snelsync.domain.chart import Chart
from snelsync.domain.classify import classify, place
from snelsync.domain.currency import EUR, Conversion, conversion_of, order_in_eur
from snelsync.domain.dates import booking_day
from snelsync.domain.decision import Decision
from snelsync.domain.mapping import DiscountMethod, Mapping
from snelsync.domain.money import ZERO, to_cents
from snelsync.domain.order import Charge, ChargeKind, Order, Sold
from snelsync.domain.problem import Code, Problem


class Dimension(StrEnum):
    """What orders differ in, as far as the books care."""

    RATE = "rate"
    TAX_CLASS = "tax_class"
    GATEWAY = "gateway"
    SHIPPING_METHOD = "shipping_method"
    FEE = "fee"
    COUPON = "coupon"
    SKU = "sku"
    VAT_NUMBER = "vat_number"
    CURRENCY = "currency"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One value of a dimension.

    Attributes:
        value: as in the shop; "" for none.
        orders, refunds: how many have it.
        gross: EUR including VAT that was charged, refunds not taken off; an order in
            a currency without a rate counts for nothing.
        mapped_to: what the mapping makes of it, the most frequent first; empty when
            it makes nothing of it, or no such order is booked.
        held: documents that need a person because of it.
        codes: the problems they have with it.
        remark: what else is to be said.
    """

    value: str
    orders: int
    refunds: int
    gross: Decimal
    mapped_to: tuple[str, ...]
    held: int
    codes: tuple[Code, ...]
    remark: str = ""


Coverage = dict[Dimension, tuple[CoverageRow, ...]]


@dataclass(slots=True)
class _Row:
    """The counters of one value."""

    dimension: Dimension
    value: str
    orders: int = 0
    refunds: int = 0
    gross: Decimal = ZERO
    held: int = 0
    mapped: Counter[str] = field(default_factory=Counter)
    codes: Counter[Code] = field(default_factory=Counter)
    products: set[int] = field(default_factory=set)

    def told(self) -> CoverageRow:
        return CoverageRow(
            value=self.value,
            orders=self.orders,
            refunds=self.refunds,
            gross=to_cents(self.gross),
            mapped_to=tuple(name for name, _ in self.mapped.most_common()),
            held=self.held,
            codes=tuple(code for code, _ in self.codes.most_common()),
            remark=self._remark() if self.dimension is Dimension.SKU else "",
        )

    def _remark(self) -> str:
        if not self.value:
            return "no SKU: no rule can name it"
        if len(self.products) > 1:
            numbers = ", ".join(map(str, sorted(self.products)[:5]))
            return f"one SKU of several products: {numbers}"
        return ""


@dataclass(frozen=True, slots=True)
class _Seen:
    """Where one order was counted; a charge's rows with the name it has in problems."""

    whole: tuple[_Row, ...]
    charges: tuple[tuple[str, tuple[_Row, ...]], ...]


class Observer:
    """Counts what orders have, as they go by.

    Args:
        mapping: the bookkeeper's decisions.
        chart: the administration.
    """

    def __init__(self, mapping: Mapping, chart: Chart) -> None:
        self._mapping = mapping
        self._chart = chart
        self._rows: dict[Dimension, dict[str, _Row]] = {one: {} for one in Dimension}

    def watch(self, sold: Sold, decisions: Sequence[Decision]) -> None:
        """Count one order, with what was decided about it."""
        order = sold.order
        conversion = conversion_of(order, self._mapping)
        factor = _factor(conversion)
        whole = tuple(self._of_order(order, decisions[0], conversion))
        paid = to_cents(order.total * factor)
        for row in whole:
            row.orders += 1
            row.refunds += len(sold.refunds)
            row.gross += paid
        placed = self._placed(order, decisions[0], conversion)
        charges: list[tuple[str, tuple[_Row, ...]]] = []
        counters = dict.fromkeys(ChargeKind, 0)
        counted: set[int] = set()
        for charge in order.charges:
            counters[charge.kind] += 1
            rows = self._of_charge(order, charge, factor)
            booked_on = placed.get(f"{charge.kind} {charge.line_id}", ())
            for row in rows:
                row.orders += id(row) not in counted
                counted.add(id(row))
            # Which of several rates a line is of, it does not tell.
            several = len(charge.taxes) if len(charge.taxes) > 1 else 0
            for row in rows[several:]:
                row.mapped.update(booked_on)
            charges.append((place(charge, counters[charge.kind]), rows))
        _count_refunds(sold, [rows for _, rows in charges])
        seen = _Seen(whole, tuple(charges))
        for decision in decisions:
            if decision.outcome.needs_person:
                self._hold(seen, decision.problems)

    def coverage(self) -> Coverage:
        """Tell what was seen.

        What is held only because another order has its number is about no value, so
        each order is done with as it goes by, and none is kept.
        """
        return {
            dimension: tuple(
                sorted(
                    (row.told() for row in rows.values()),
                    key=lambda row: (-abs(row.gross), row.value),
                )
            )
            for dimension, rows in self._rows.items()
        }

    def _row(self, dimension: Dimension, value: str) -> _Row:
        rows = self._rows[dimension]
        found = rows.get(value)
        if found is None:
            found = rows[value] = _Row(dimension, value)
            found.mapped.update(_by_value(dimension, value, self._mapping))
        return found

    def _of_order(
        self, order: Order, sale: Decision, conversion: Conversion | Problem | None
    ) -> Iterator[_Row]:
        """Give the rows that the order as a whole counts in."""
        yield self._row(Dimension.STATUS, order.status)
        yield self._row(Dimension.GATEWAY, order.payment_method)
        currency = self._row(Dimension.CURRENCY, order.currency)
        if not isinstance(conversion, Problem):
            currency.mapped["EUR" if order.currency == EUR else "EUR, converted"] += 1
        yield currency
        number = self._row(Dimension.VAT_NUMBER, _vat_number(order))
        if sale.booking is not None:
            own = sale.booking.customer.business is not None
            number.mapped["a card of its own" if own else "collective card"] += 1
        yield number
        for code in dict.fromkeys(order.coupons):
            cards = self._mapping.gift_cards.coupons
            yield self._row(Dimension.COUPON, _unspent(code, cards))

    def _of_charge(
        self, order: Order, charge: Charge, factor: Decimal
    ) -> tuple[_Row, ...]:
        """Count a charge's money, and give the rows it counts in."""
        rows = []
        for value, net, tax in _by_rate(order, charge, self._mapping.shop.home):
            rows.append(rate := self._row(Dimension.RATE, value))
            rate.gross += (net + tax) * factor
        gross = (charge.net + charge.tax) * factor
        match charge.kind:
            case ChargeKind.ITEM:
                sku = self._row(Dimension.SKU, charge.code)
                if charge.product_id:
                    sku.products.add(charge.product_id)
                others = [sku, self._row(Dimension.TAX_CLASS, charge.tax_class)]
            case ChargeKind.SHIPPING:
                others = [self._row(Dimension.SHIPPING_METHOD, charge.code)]
            case ChargeKind.FEE:
                cards = self._mapping.gift_cards.fees
                others = [self._row(Dimension.FEE, _unspent(charge.code, cards))]
        for row in others:
            row.gross += gross
        return (*rows, *others)

    def _placed(
        self, order: Order, sale: Decision, conversion: Conversion | Problem | None
    ) -> dict[str, set[str]]:
        """Tell which accounts each charge is booked on, or would be."""
        found: dict[str, set[str]] = {}
        if sale.booking is not None:
            for line in sale.booking.lines:
                for source in line.source.split(", "):
                    found.setdefault(source, set()).add(_account(line))
        elif sale.outcome is Outcome.HELD and not isinstance(conversion, Problem):
            mapping, chart = self._mapping, self._chart
            day = booking_day(order, mapping)
            order = order_in_eur(order, conversion)
            parts, _ = classify(order, mapping=mapping, chart=chart, day=day)
            placed, _ = place_parts(parts, mapping=mapping, chart=chart)
            for one in placed:
                found.setdefault(one.part.source, set()).add(
                    f"{one.account} {one.part.treatment}"
                )
        return found

    def _hold(self, seen: _Seen, problems: tuple[Problem, ...]) -> None:
        """Count a held document in the rows that one of its problems is about."""
        touched: dict[int, tuple[_Row, set[Code]]] = {}
        for problem in problems:
            for row in _blamed(seen, problem):
                touched.setdefault(id(row), (row, set()))[1].add(problem.code)
        for row, codes in touched.values():
            row.held += 1
            row.codes.update(codes)


_OF_ORDERS = {
    Code.STATUS_UNKNOWN: Dimension.STATUS,
    Code.GONE_FROM_SHOP: Dimension.STATUS,
    Code.GATEWAY_UNKNOWN: Dimension.GATEWAY,
    Code.TEST_PAYMENT: Dimension.GATEWAY,
    Code.CURRENCY: Dimension.CURRENCY,
    Code.VAT_NUMBER: Dimension.VAT_NUMBER,
    Code.CUSTOMER_INCOMPLETE: Dimension.VAT_NUMBER,
    Code.CUSTOMER_AMBIGUOUS: Dimension.VAT_NUMBER,
}
"""What a problem of a whole order is about."""

_OF_RATES = frozenset(
    {
        Code.ACCOUNT_MISSING,
        Code.ACCOUNT_MISFIT,
        Code.ACCOUNT_UNKNOWN,
        Code.ACCOUNT_INACTIVE,
        Code.FOREIGN_VAT,
        Code.OSS_MIXED,
        Code.RATE_UNKNOWN,
        Code.SMALL_BUSINESS,
        Code.VAT_IMPLAUSIBLE,
    }
)
"""Problems of VAT that name no charge: the rates of the order are to be looked at."""


def _blamed(seen: _Seen, problem: Problem) -> Iterator[_Row]:
    """Give the rows that a problem is about."""
    dimension = _OF_ORDERS.get(problem.code)
    if dimension is not None:
        yield from (row for row in seen.whole if row.dimension is dimension)
        return
    section = problem.about.partition(".")[0]
    if problem.code is Code.GIFT_CARD and not problem.where:
        yield from (row for row in seen.whole if row.dimension is Dimension.COUPON)
        return
    for where, rows in seen.charges:
        kind = ChargeKind(where.partition(" ")[0])
        if problem.where == where or (not problem.where and section == SECTIONS[kind]):
            yield from rows
        elif (
            not problem.where
            and problem.code in _OF_RATES
            and section not in SECTIONS.values()
        ):
            yield from (row for row in rows if row.dimension is Dimension.RATE)


def _factor(conversion: Conversion | Problem | None) -> Decimal:
    """Give EUR for one of an order's currency; nothing where no rate is known."""
    if isinstance(conversion, Problem):
        return ZERO
    return conversion.factor if conversion else Decimal(1)


def _by_value(dimension: Dimension, value: str, mapping: Mapping) -> Iterator[str]:
    """Tell what the mapping makes of a value, whatever the order."""
    shop = mapping.shop
    if dimension is Dimension.STATUS:
        lists = {"book": shop.book, "wait": shop.wait, "skip": shop.skip}
        yield from (name for name, statuses in lists.items() if value in statuses)
    elif dimension is Dimension.GATEWAY:
        payment = mapping.payment(value)
        if payment is not None:
            pattern = f" ({payment.gateway})" if payment.gateway else ""
            yield f"{payment.meaning}{pattern}"
    elif dimension is Dimension.COUPON and value not in mapping.gift_cards.coupons:
        net = mapping.discounts.method is DiscountMethod.NET
        yield "less turnover" if net else "an account of its own"


def _unspent(code: str, patterns: tuple[str, ...]) -> str:
    """Tell a gift card by its pattern: whoever reads its code could spend it."""
    fitting = (pattern for pattern in patterns if fnmatchcase(code, pattern))
    return next(fitting, code)


def _vat_number(order: Order) -> str:
    if order.unusable_vat_number:
        return "unusable"
    return "with" if order.vat_number else "without"


def _account(line: BookingLine) -> str:
    return f"{line.account} {line.treatment}"


def _by_rate(
    order: Order, charge: Charge, home: str
) -> Iterator[tuple[str, Decimal, Decimal]]:
    """Divide a charge over its rates: name, net and tax."""
    to = order.destination or home
    if not charge.taxes:
        yield f"no VAT, to {to}", charge.net, charge.tax
        return
    left = charge.net
    last = len(charge.taxes) - 1
    for position, share in enumerate(charge.taxes):
        found = order.tax_line(share.rate_id)
        percent = found.percent if found else None
        country = found.country if found else ""
        name = "a lost rate" if percent is None else f"{percent.normalize():f} %"
        name += f" of {country}" * bool(country) + f", to {to}" * (country != to)
        net = left
        if position != last:
            net = share.amount * 100 / percent if percent else ZERO
        left -= net
        yield name, net, charge.tax if not last else share.amount


def _count_refunds(sold: Sold, rows: Sequence[tuple[_Row, ...]]) -> None:
    """Count each refund once in the rows of the charges it takes back."""
    position = {
        (charge.kind, charge.line_id): index
        for index, charge in enumerate(sold.order.charges)
    }
    for refund in sold.refunds:
        found = [
            position.get((line.kind, line.refunded_line_id)) for line in refund.lines
        ]
        touched = {
            id(row): row for index in found if index is not None for row in rows[index]
        }
        for row in touched.values():
            row.refunds += 1
