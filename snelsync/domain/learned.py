"""What a booking that somebody made by hand teaches: which account is for what."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from snelsync.domain.account_choice import topics
from snelsync.domain.chart import Account, AccountFunction, Chart
from snelsync.domain.proposal import Place
from snelsync.domain.vat import Treatment


@dataclass(frozen=True, slots=True)
class BookedLine:
    """A line of a booking in SnelStart.

    Attributes:
        amount: EUR excluding VAT.
        description: may be about a person: it is looked at, never shown or kept.
    """

    account_id: str
    amount: Decimal
    description: str = ""


@dataclass(frozen=True, slots=True)
class Booked:
    """A booking that SnelStart has.

    Attributes:
        reversed_vat: it has a row for VAT that is reversed to the customer.
    """

    lines: tuple[BookedLine, ...]
    reversed_vat: bool = False


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a booking taught.

    Attributes:
        accounts: a ledger number for each setting, and what to say of it.
        passed_over: accounts of lines that taught nothing, and why.
    """

    accounts: dict[Place, tuple[int, str]]
    passed_over: tuple[tuple[int, str], ...] = ()


_TREATMENTS: dict[AccountFunction, Treatment] = {
    AccountFunction.REVENUE_HIGH: Treatment.HIGH,
    AccountFunction.REVENUE_LOW: Treatment.LOW,
    AccountFunction.REVENUE_UNTAXED: Treatment.ZERO,
    AccountFunction.REVENUE_EXEMPT: Treatment.EXEMPT,
    AccountFunction.EXPORT: Treatment.EXPORT,
    AccountFunction.GOODS_IN_EU: Treatment.INTRA_EU_GOODS,
    AccountFunction.SERVICES_IN_EU: Treatment.INTRA_EU_SERVICES,
}
_GENERAL = {
    "rounding": ("rounding", "account"),
    "gift_cards": ("gift_cards", "account"),
    "deposits": ("rules", "account"),
}
_UNTAXED = (Treatment.EXEMPT, Treatment.REVERSE_CHARGED)


def learn(booked: Booked, *, invoice: str, chart: Chart) -> Lesson:
    """Read from a booking which account is for what; the largest amount counts.

    Args:
        booked: the booking.
        invoice: its number, which is told.
        chart: of the administration.
    """
    by_id = {account.account_id: account for account in chart.accounts}
    found: dict[Place, tuple[int, str]] = {}
    passed_over: dict[int, str] = {}
    for line in sorted(booked.lines, key=lambda one: -abs(one.amount)):
        account = by_id.get(line.account_id)
        if account is None:
            continue
        place = _place(account, line, reversed_vat=booked.reversed_vat)
        if place is None:
            passed_over[account.number] = "its function says nothing of a setting"
        elif found.setdefault(place, _taught(account, invoice))[0] != account.number:
            passed_over[account.number] = f"{found[place][0]} has a larger amount"
    return Lesson(accounts=found, passed_over=tuple(passed_over.items()))


def _taught(account: Account, invoice: str) -> tuple[int, str]:
    return account.number, f"learned from invoice {invoice}"


def _place(account: Account, line: BookedLine, *, reversed_vat: bool) -> Place | None:
    """Find the setting that a line tells of."""
    about = topics(f"{account.description} {line.description}")
    if account.function is AccountFunction.GENERAL:
        named = sorted(about & _GENERAL.keys())
        return _GENERAL[named[0]] if len(named) == 1 else None
    if account.function is AccountFunction.DISTANCE_SALES and account.oss_rate_code:
        return ("oss", "accounts", account.oss_rate_code)
    treatment = _TREATMENTS.get(account.function)
    if treatment is None:
        return None
    if treatment is Treatment.ZERO:
        treatment = _untaxed(about, reversed_vat=reversed_vat)
    elif line.amount < 0 and "discounts" in about:
        return ("discounts", "accounts", treatment)
    if treatment in {Treatment.HIGH, Treatment.LOW}:
        return (next(iter(sorted(about & {"shipping", "fees"})), "revenue"), treatment)
    return ("revenue", treatment)


def _untaxed(about: frozenset[str], *, reversed_vat: bool) -> Treatment:
    """Tell apart what shares one function: zero, exempt and reverse-charged."""
    if reversed_vat:
        return Treatment.REVERSE_CHARGED
    for treatment in _UNTAXED:
        if treatment in about:
            return treatment
    return Treatment.ZERO
