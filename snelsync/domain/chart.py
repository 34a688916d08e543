"""What we know of the administration: its accounts, rates, countries and settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from snelsync.domain.booking import fingerprint
from snelsync.domain.vat import Treatment, VatKind, VatRates


class AccountFunction(StrEnum):
    """What an account is for; it, not the line, decides the box of the VAT return."""

    GENERAL = "general"
    REVENUE_HIGH = "revenue_high"
    REVENUE_LOW = "revenue_low"
    REVENUE_OTHER = "revenue_other"
    REVENUE_UNTAXED = "revenue_untaxed"
    REVENUE_EXEMPT = "revenue_exempt"
    GOODS_IN_EU = "goods_in_eu"
    SERVICES_IN_EU = "services_in_eu"
    EXPORT = "export"
    DISTANCE_SALES = "distance_sales"
    CLEARING = "clearing"
    VAT = "vat"
    JOURNAL = "journal"
    UNRELATED = "unrelated"


FITTING: dict[Treatment, frozenset[AccountFunction]] = {
    Treatment.HIGH: frozenset({AccountFunction.REVENUE_HIGH}),
    Treatment.LOW: frozenset({AccountFunction.REVENUE_LOW}),
    Treatment.OTHER: frozenset({AccountFunction.REVENUE_OTHER}),
    Treatment.ZERO: frozenset({AccountFunction.REVENUE_UNTAXED}),
    Treatment.EXEMPT: frozenset(
        {AccountFunction.REVENUE_UNTAXED, AccountFunction.REVENUE_EXEMPT}
    ),
    Treatment.REVERSE_CHARGED: frozenset({AccountFunction.REVENUE_UNTAXED}),
    Treatment.INTRA_EU_GOODS: frozenset({AccountFunction.GOODS_IN_EU}),
    Treatment.INTRA_EU_SERVICES: frozenset({AccountFunction.SERVICES_IN_EU}),
    Treatment.EXPORT: frozenset({AccountFunction.EXPORT}),
    Treatment.OSS: frozenset({AccountFunction.DISTANCE_SALES}),
    Treatment.OUTSIDE_SCOPE: frozenset({AccountFunction.GENERAL}),
    Treatment.MARGIN: frozenset({AccountFunction.GENERAL}),
}
"""Which functions an account may have (SnelStart's own client library, 2020)."""


@dataclass(frozen=True, slots=True)
class Account:
    """One ledger account; spoken of by number, sent by id.

    Attributes:
        vat_kinds: the kinds SnelStart accepts on a line; empty when it did not say.
        oss_rate_code: ``SR``, ``RRL`` …: only on distance-sales accounts.
        rgs_codes: its places in the Dutch reference chart (RGS), ``WOmzNopOlh``.
        owed: the kind of VAT that is owed on it; None on any other account.
    """

    account_id: str
    number: int
    description: str
    function: AccountFunction
    vat_kinds: frozenset[VatKind]
    active: bool
    cost_centre_required: bool = False
    oss_rate_code: str = ""
    rgs_codes: tuple[str, ...] = ()
    owed: VatKind | None = None


@dataclass(frozen=True, slots=True)
class CostCentre:
    """One cost centre."""

    cost_centre_id: str
    number: int
    description: str
    active: bool


@dataclass(frozen=True, slots=True)
class Country:
    """One country as SnelStart knows it."""

    country_id: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Company:
    """The administration's own settings.

    Attributes:
        foreign_vat: SnelStart invoices foreign VAT (OSS); then a sale to an EU
            consumer may hold OSS lines only.
        foreign_vat_account_id: where OSS VAT goes, "" when not set.
        small_business: the small-business scheme (KOR) is on.
        book_year: the current one, 2026; 0 when SnelStart did not say. It does not
            matter to a booking, so it is no part of the chart's digest.
    """

    administration_id: str
    name: str
    foreign_vat: bool = False
    foreign_vat_account_id: str = ""
    small_business: bool = False
    book_year: int = field(default=0, repr=False)


@dataclass(frozen=True, slots=True)
class ForeignRate:
    """One country's VAT rate under a SnelStart rate code."""

    country: str
    rate_code: str
    percent: Decimal
    valid_from: date


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything about the administration that deciding a booking needs."""

    company: Company
    accounts: tuple[Account, ...]
    cost_centres: tuple[CostCentre, ...]
    countries: tuple[Country, ...]
    rates: VatRates
    foreign_rates: tuple[ForeignRate, ...] = ()
    _accounts: dict[int, Account] = field(init=False, repr=False, compare=False)
    _countries: dict[str, Country] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Sort what is looked up for every line of every order; the first counts."""
        accounts = {one.number: one for one in reversed(self.accounts)}
        countries = {one.code: one for one in reversed(self.countries)}
        object.__setattr__(self, "_accounts", accounts)
        object.__setattr__(self, "_countries", countries)

    @property
    def digest(self) -> str:
        """Fingerprint everything in it, in whatever order it was read."""
        accounts = (
            f"{one.account_id}|{one.number}|{one.function}|{sorted(one.vat_kinds)}"
            f"|{one.active}|{one.cost_centre_required}|{one.oss_rate_code}"
            for one in self.accounts
        )
        rest = (*self.cost_centres, *self.countries, *self.rates.rows)
        return fingerprint(
            [
                repr(self.company),
                *sorted(accounts),
                *sorted(map(repr, (*rest, *self.foreign_rates))),
            ]
        )

    def account(self, number: int) -> Account | None:
        """Find an account by its number."""
        return self._accounts.get(number)

    def owed_abroad(self) -> Account | None:
        """Find the account that foreign VAT is owed on; None when there is none."""
        for account in self.accounts:
            if account.account_id == self.company.foreign_vat_account_id:
                return account
        return None

    def cost_centre(self, number: int) -> CostCentre | None:
        """Find a cost centre by its number."""
        for centre in self.cost_centres:
            if centre.number == number:
                return centre
        return None

    def country(self, code: str) -> Country | None:
        """Find a country by its ISO-2 code."""
        return self._countries.get(code)

    def rate_code(self, country: str, percent: Decimal, on: date) -> str | None:
        """Find the code a country's rate had on a day (DE, 19 → ``SR``)."""
        newest: dict[str, ForeignRate] = {}
        for rate in self.foreign_rates:
            if rate.country == country and rate.valid_from <= on:
                before = newest.get(rate.rate_code)
                if before is None or before.valid_from < rate.valid_from:
                    newest[rate.rate_code] = rate
        for rate in newest.values():
            if rate.percent == percent:
                return rate.rate_code
        return None
