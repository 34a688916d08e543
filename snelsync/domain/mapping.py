"""What the bookkeeper decided: which account, status, gateway and text goes where.

Built from ``mapping.toml`` by ``adapters.mapping_file``; here it is data to look up in.
Accounts are ledger numbers as SnelStart shows them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from decimal import Decimal
from enum import StrEnum

from snelsync.domain.exchange import DailyRates
from snelsync.domain.patterns import fits
from snelsync.domain.vat import Treatment


class BookingDate(StrEnum):
    """Which of an order's dates is the booking date; the next is the fallback."""

    PAID = "paid"
    COMPLETED = "completed"
    CREATED = "created"


class LineStyle(StrEnum):
    """One booking line per order line, or one per account and treatment."""

    PER_LINE = "per_line"
    GROUPED = "grouped"


class PaymentMeaning(StrEnum):
    """What a gateway's name says about the money."""

    PAID = "paid"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Shop:
    """``[shop]``: which orders are booked, and on which day.

    Attributes:
        name: what documents are keyed on: the host of the shop's address.
        zone: the zone of booking dates.
        home: the country whose VAT is domestic.
        book: statuses that are booked; wait: not yet; skip: never. Any other
            status holds the order, because nobody said what it means.
        start: orders dated before it are skipped.
        full_after: how long after everything was read it is read again; None is never.
    """

    name: str
    zone: tzinfo
    book: frozenset[str]
    wait: frozenset[str]
    skip: frozenset[str]
    start: date
    booking_date: BookingDate
    home: str = "NL"
    full_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Invoices:
    """``[invoices]``: numbers and texts of bookings.

    Attributes:
        number_keys: meta keys of an invoice plugin; the first that an order has is its
            number, in place of the template.
        reversal_number, reversal_text: of a booking that takes an earlier one back.
        corrected_number, corrected_text: of the one that is booked in its place.
    """

    number: str
    credit_number: str
    sale_text: str
    credit_text: str
    item_text: str
    shipping_text: str
    fee_text: str
    rounding_text: str
    lines: LineStyle
    payment_term: int
    number_keys: tuple[str, ...] = ()
    discount_text: str = "Korting"
    gift_card_text: str = "Betaald met cadeaubon"
    foreign_vat_text: str = "Btw {rate}"
    reversal_number: str = "{invoice}-T"
    reversal_text: str = "Factuur {invoice} vervalt"
    corrected_number: str = "{invoice}-C{revision}"
    corrected_text: str = "Webshop order {order_number}, vervangt {invoice}"


@dataclass(frozen=True, slots=True)
class Payment:
    """One row of ``[[payments]]``: a gateway pattern and what it means."""

    gateway: str
    meaning: PaymentMeaning


@dataclass(frozen=True, slots=True)
class Accounts:
    """Ledger numbers per treatment, for one kind of charge."""

    by_treatment: tuple[tuple[Treatment, int], ...]

    def number(self, treatment: Treatment) -> int | None:
        """Find the ledger number for a treatment, None when nobody chose one."""
        for one, number in self.by_treatment:
            if one is treatment:
                return number
        return None


@dataclass(frozen=True, slots=True)
class ZeroVat:
    """``[zero_vat]``: the reason each kind of untaxed line has; None is no reason.

    Attributes:
        domestic_zero_rate: of goods under a domestic 0 % rate.
        domestic_untaxed: of goods sold at home without any tax rate.
        outside_eu: of goods sent outside the EU's VAT area.
        small_business: of everything, in a shop under the small-business scheme.
    """

    domestic_zero_rate: Treatment | None = None
    domestic_untaxed: Treatment | None = None
    outside_eu: Treatment | None = None
    small_business: Treatment | None = None


class Choice(StrEnum):
    """Whether something is done, or held for a person."""

    BOOK = "book"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Refunds:
    """``[refunds]``: how refunds that leave a choice are booked.

    Attributes:
        without_lines: an amount only: pro rata over what is open per rate, or held.
        tax_only: the treatment that refunding the VAT turns a sale into; None holds.
        cancelled: a booked order that is cancelled is credited in full, or held.
        trashed: the same for one that is trashed or deleted.
        quiet_minutes: how old a refund must be: a failed one vanishes within seconds.
    """

    without_lines: Choice = Choice.HOLD
    tax_only: Treatment | None = None
    cancelled: Choice = Choice.HOLD
    trashed: Choice = Choice.HOLD
    quiet_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Oss:
    """``[oss]``: foreign VAT through SnelStart's OSS.

    Attributes:
        accounts: ledger number per SnelStart rate code (``SR``, ``RRL`` …); empty
            means foreign VAT is held.
    """

    accounts: tuple[tuple[str, int], ...] = ()

    def number(self, rate_code: str) -> int | None:
        """Find the ledger number of a rate code."""
        return dict(self.accounts).get(rate_code)


class DiscountMethod(StrEnum):
    """Whether turnover is booked after discounts, or before with the discount apart."""

    NET = "net"
    GROSS = "gross"


@dataclass(frozen=True, slots=True)
class Discounts:
    """``[discounts]``: how coupons and other discounts are booked.

    Attributes:
        accounts: for the gross method, ledger numbers per treatment.
    """

    method: DiscountMethod = DiscountMethod.NET
    accounts: Accounts = Accounts(())


class GiftCardKind(StrEnum):
    """What a gift card is for VAT.

    Single-purpose: place and rate are known when it is sold, so VAT is due then.
    Multi-purpose: they are not, so it is a debt until it is spent (Dutch voucher
    decree, Stcrt. 2018-68657; read 2026-11).
    """

    SINGLE = "single"
    MULTI = "multi"


@dataclass(frozen=True, slots=True)
class GiftCards:
    """``[gift_cards]``: how a shop's own gift cards are recognised and booked.

    Attributes:
        kind: None until somebody decided; then a gift card holds its order.
        account: the debt of multi-purpose cards.
        products, fees, coupons: patterns of SKUs, fee names and coupon codes.
        unexplained: a total lower than its lines was paid by a card the shop does not
            show (book), or is held.
    """

    kind: GiftCardKind | None = None
    account: int | None = None
    products: tuple[str, ...] = ()
    fees: tuple[str, ...] = ()
    coupons: tuple[str, ...] = ()
    unexplained: Choice = Choice.HOLD


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of ``[[rules]]``: an exception, by what an order or a line of it is.

    A condition that is "" or None does not count. Patterns are as in a file name:
    ``*`` and ``?``.
    """

    name: str
    sku: str = ""
    product: int | None = None
    tax_class: str | None = None
    fee: str = ""
    shipping_method: str = ""
    country: str = ""
    coupon: str = ""
    payment: str = ""
    category: str = ""
    tag: str = ""
    account: int | None = None
    cost_centre: int | None = None
    treatment: Treatment | None = None

    @property
    def asks_product(self) -> bool:
        """Say whether it takes more than an order tells: where a product is filed."""
        return bool(self.category or self.tag)


class KeyKind(StrEnum):
    """What kind of subscription key is used: it decides how often one may call."""

    PRODUCTION = "production"
    DEVELOPMENT = "development"


class ExchangeWay(StrEnum):
    """How a plugin wrote a rate down: EUR = amount x rate, or amount / rate."""

    MULTIPLY = "multiply"
    DIVIDE = "divide"


@dataclass(frozen=True, slots=True)
class ExchangeKey:
    """A row of ``[[currency.recorded]]``: the meta key that holds an order's rate."""

    key: str
    way: ExchangeWay


class BusinessCards(StrEnum):
    """Whether businesses with a VAT number get a card of their own."""

    CARD = "card"
    COLLECTIVE = "collective"


@dataclass(frozen=True, slots=True)
class Customers:
    """``[customers]``: the collective card per destination country, and businesses.

    Attributes:
        businesses: a card for each business with a valid VAT number, or none; without
            cards a sale to the EU without VAT cannot be booked.
        vat_number_keys, kvk_keys: meta keys in which the shop keeps the numbers; the
            first that an order has counts.
    """

    collective_name: str
    businesses: BusinessCards = BusinessCards.COLLECTIVE
    vat_number_keys: tuple[str, ...] = ()
    kvk_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """``[limits]``: what may be off before a person must look.

    Attributes:
        rounding_tolerance: EUR left over by rounding in one order.
        documents: how many one unattended push books at most.
    """

    rounding_tolerance: Decimal
    documents: int = 500


@dataclass(frozen=True, slots=True)
class Reconciling:
    """``[reconcile]``: how bad a difference is, and what is none.

    Attributes:
        warn: checks that only warn where they would fail: ``C1`` to ``C16``.
        fail: checks that fail where they would only warn.
        open_days: how many days an invoice may stay unpaid before it is told.
        box_tolerance: whole euros a box of the VAT return may be off.
        tolerance: EUR that the rows of one check may be off together and only warn.
    """

    warn: frozenset[str] = frozenset()
    fail: frozenset[str] = frozenset()
    open_days: int = 30
    box_tolerance: Decimal = Decimal(1)
    tolerance: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Mapping:
    """The whole mapping file.

    Attributes:
        digest: fingerprint of the file's decisions, kept with every booking.
        rates: the file of rates that the mapping names; it grows by itself, and is
            left out of the digest.
    """

    shop: Shop
    administration: str
    invoices: Invoices
    customers: Customers
    revenue: Accounts
    shipping: Accounts
    fees: Accounts
    rounding: int
    zero_vat: ZeroVat
    payments: tuple[Payment, ...]
    limits: Limits
    digest: str = ""
    discounts: Discounts = Discounts()
    refunds: Refunds = Refunds()
    oss: Oss = Oss()
    gift_cards: GiftCards = GiftCards()
    rules: tuple[Rule, ...] = ()
    exchange: tuple[ExchangeKey, ...] = ()
    rates: DailyRates | None = None
    reconcile: Reconciling = Reconciling()

    @property
    def asks_products(self) -> bool:
        """Say whether any rule takes more than orders tell."""
        return any(rule.asks_product for rule in self.rules)

    def payment(self, gateway: str) -> Payment | None:
        """Find what a gateway means."""
        return payment_among(self.payments, gateway)


def payment_among(rows: Iterable[Payment], gateway: str) -> Payment | None:
    """Find a gateway among rows: the longest pattern that fits wins."""
    fitting = [row for row in rows if fits(gateway, row.gateway)]
    return max(fitting, key=lambda row: len(row.gateway), default=None)
