"""How a booking SnelStart has differs from one of ours: both sides, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from snelsync.adapters.snelstart.catalog import KINDS
from snelsync.adapters.snelstart.wire import Verkoopboeking
from snelsync.domain.money import eur, to_cents

SHOWN = 4
"""Lines of either side that are told; how many more there are is told too."""

_Line = tuple[str, Decimal, str]


def differences_of(
    ours: Verkoopboeking, theirs: Verkoopboeking, number_of: Callable[[str], str]
) -> Iterator[str]:
    """Tell every difference in what counts: customer, date, total, lines and VAT."""
    if ours.klant.id != theirs.klant.id:
        yield "another customer card"
    if ours.factuurdatum.date() != theirs.factuurdatum.date():
        yield (
            f"dated {theirs.factuurdatum.date()} instead of {ours.factuurdatum.date()}"
        )
    if to_cents(ours.factuurbedrag) != to_cents(theirs.factuurbedrag):
        yield (
            f"total {eur(theirs.factuurbedrag)} instead of {eur(ours.factuurbedrag)}"
        )
    here, there = _lines(ours), _lines(theirs)
    if here != there:
        yield (
            f"lines {_told(there - here, number_of)} instead of"
            f" {_told(here - there, number_of)}"
        )
    here_vat, there_vat = _vat(ours), _vat(theirs)
    if here_vat != there_vat:
        yield f"VAT {_sum(there_vat)} instead of {_sum(here_vat)}"


def _told(lines: Counter[_Line], number_of: Callable[[str], str]) -> str:
    rows = [
        f"{number_of(account)} {eur(amount)} {_kind(kind)}".rstrip()
        for account, amount, kind in lines.elements()
    ]
    more = f" and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
    return f"({', '.join(rows[:SHOWN])}{more})" if rows else "(none)"


def _kind(word: str) -> str:
    return str(KINDS[word]) if word in KINDS else "another VAT"


def _sum(rows: Iterable[tuple[str, Decimal]]) -> str:
    return ", ".join(f"{eur(amount)}" for _, amount in sorted(rows)) or "none"


def _lines(booking: Verkoopboeking) -> Counter[_Line]:
    return Counter(
        (line.grootboek.id, to_cents(line.bedrag), line.btwSoort or "")
        for line in booking.boekingsregels
    )


def _vat(booking: Verkoopboeking) -> Counter[tuple[str, Decimal]]:
    return Counter((row.btwSoort, to_cents(row.btwBedrag)) for row in booking.btw or ())
