"""What of a sale is still open after its credits: per rate, and per account in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from snelsync.domain.booking import Booking, BookingLine, ForeignVat, VatLine
from snelsync.domain.lines import ROUNDING
from snelsync.domain.money import CENT, ZERO, allocate, to_cents, total
from snelsync.domain.vat import Treatment, VatKind

AccountKey = tuple[int, int | None]
"""A ledger number with its cost centre."""

Part = tuple[AccountKey, Decimal]
"""Turnover on one of them, in EUR excluding VAT."""


@dataclass(frozen=True, slots=True)
class RateKey:
    """What of a booking is taxed alike."""

    treatment: Treatment | None
    vat_kind: VatKind
    foreign: ForeignVat | None


@dataclass(slots=True)
class OpenRate:
    """What is open under one rate: EUR excluding VAT per account, and its VAT.

    Attributes:
        sold: the lines of the sale under this rate, as they were booked.
    """

    key: RateKey
    example: BookingLine
    nets: dict[AccountKey, Decimal] = field(default_factory=dict)
    vat: Decimal = ZERO
    sold: list[BookingLine] = field(default_factory=list)

    @property
    def net(self) -> Decimal:
        """Give the open turnover."""
        return total(self.nets.values())

    @property
    def gross(self) -> Decimal:
        """Give what is open including VAT."""
        return self.net + self.vat


def open_rates(sale: Booking, credits_made: Iterable[Booking]) -> list[OpenRate]:
    """Work out what is open: the sale with its credits taken off, in its order."""
    rates: dict[RateKey, OpenRate] = {}
    vat_lines: dict[RateKey, Decimal] = {}
    for booking in (sale, *credits_made):
        for line in booking.lines:
            key = RateKey(line.treatment, line.vat_kind, line.foreign)
            if line.is_vat:
                vat_lines[key] = vat_lines.get(key, ZERO) + line.amount
                continue
            rate = rates.setdefault(key, OpenRate(key, line))
            if booking is sale:
                rate.sold.append(line)
            place = (line.account, line.cost_centre)
            rate.nets[place] = rate.nets.get(place, ZERO) + line.amount
        for row in booking.vat:
            for rate in rates.values():
                if rate.key.vat_kind is row.kind:
                    rate.vat += row.amount
                    break
    for key, amount in vat_lines.items():
        rates[key].vat += amount
    return list(rates.values())


@dataclass(frozen=True, slots=True)
class Taken:
    """Amounts of a credit: lines, domestic VAT and foreign VAT; all negative.

    Attributes:
        by_account: the lines stand for an account each, not for what was sold.
    """

    lines: tuple[BookingLine, ...]
    vat: tuple[VatLine, ...]
    foreign: dict[ForeignVat, Decimal]
    by_account: bool = False


def take_everything(
    open_now: Sequence[OpenRate], percents: dict[RateKey, Decimal], *, reason: str
) -> Taken:
    """Take back all that is open, per account and rate.

    A line for each account; where VAT is further from turnover x rate than a cent for
    each of those, a line for each of the sale, which was allowed as many cents.
    """
    return _taken(
        ((rate, _all_of(rate, percents[rate.key]), rate.vat) for rate in open_now),
        reason,
    )


def _all_of(rate: OpenRate, percent: Decimal) -> list[Part]:
    parts = [(place, net) for place, net in rate.nets.items() if net]
    if _off(rate.net, rate.vat, percent) <= CENT * len(parts):
        return parts
    spread: list[Part] = []
    for place, net in parts:
        sold = [
            line.amount
            for line in rate.sold
            if (line.account, line.cost_centre) == place
        ]
        shares = allocate(net, sold) if total(sold) else (net,)
        spread += [(place, share) for share in shares]
    return spread


def _off(net: Decimal, vat: Decimal, percent: Decimal) -> Decimal:
    """Tell how far VAT is from turnover x rate, in parts of cents too.

    SnelStart's check is taken to be as strict: what it rounds is not published.
    """
    return abs(vat - net * percent / 100)


def take_amount(
    amount: Decimal,
    open_now: Sequence[OpenRate],
    percents: dict[RateKey, Decimal],
    *,
    reason: str,
) -> Taken | None:
    """Take back an amount, pro rata over what is open per rate.

    Largest remainder over the rates; each rate's part is split into turnover and VAT
    from the amount including VAT, so that the amount is exact, and so that what is
    left fits its rate to a cent too; turnover is split over the accounts of the rate.

    Args:
        amount: EUR including VAT, positive, not more than is open.
        open_now: what is open; rates of which nothing is are left alone.
        percents: the percentage of each rate.
        reason: why, for every line.

    Returns:
        What is taken; None when not that much turnover is open.
    """
    open_rates_ = [rate for rate in open_now if _divisible(rate)]
    if amount > total(rate.gross for rate in open_rates_):
        return None
    shares = allocate(amount, [rate.gross for rate in open_rates_])
    taken = []
    for rate, gross in zip(open_rates_, shares, strict=True):
        net = _net_of(gross, rate, percents[rate.key])
        places = [place for place, left in rate.nets.items() if left > 0]
        parts = allocate(net, [rate.nets[place] for place in places])
        taken.append((rate, list(zip(places, parts, strict=True)), gross - net))
    return _taken(taken, reason)


def _net_of(gross: Decimal, rate: OpenRate, percent: Decimal) -> Decimal:
    """Split turnover off an amount: to the nearest cent, or to the one beside it.

    Each rounding leaves up to half a cent behind in what stays open; over several
    refunds that may become more than SnelStart allows the last one.
    """
    exact = gross * 100 / (100 + percent)
    nearest = to_cents(exact)
    beside = nearest + (CENT if nearest < exact else -CENT)

    def left(net: Decimal) -> Decimal:
        return _off(rate.net - net, rate.vat - (gross - net), percent)

    fits = beside > 0 and _off(beside, gross - beside, percent) <= CENT
    better = left(nearest) > CENT and left(beside) < left(nearest)
    return beside if percent and fits and better else nearest


def _divisible(rate: OpenRate) -> bool:
    """Say whether a rate has turnover open that can be taken from."""
    turnover = any(left > 0 for left in rate.nets.values())
    return rate.gross > 0 and turnover and rate.example.source != ROUNDING


def _taken(
    amounts: Iterable[tuple[OpenRate, Sequence[Part], Decimal]], reason: str
) -> Taken:
    lines: list[BookingLine] = []
    vat: dict[VatKind, Decimal] = {}
    foreign: dict[ForeignVat, Decimal] = {}
    for rate, nets, tax in amounts:
        for (account, cost_centre), net in nets:
            if net:
                lines.append(
                    replace(
                        rate.example,
                        account=account,
                        cost_centre=cost_centre,
                        amount=-net,
                        reason=reason,
                    )
                )
        if rate.key.foreign is not None:
            foreign[rate.key.foreign] = foreign.get(rate.key.foreign, ZERO) - tax
        elif tax:
            kind = rate.key.vat_kind
            vat[kind] = vat.get(kind, ZERO) - tax
    rows = tuple(
        VatLine(kind, amount) for kind, amount in sorted(vat.items()) if amount
    )
    return Taken(tuple(lines), rows, foreign, by_account=True)
