"""The rules on VAT that a verkoopboeking must keep.

The function of a ledger decides on the kind of VAT, the date on the rate, the customer
on what may be charged at all (SnelStart's portal, 2026-05). The split between BOE-0069
and BOE-0082 follows what integrations observed; the tolerance of one cent a line is
that of SnelStart's own OSS rule and an assumption elsewhere.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from snelsync.sandbox.administration.books import Books
from snelsync.sandbox.administration.countries import EU_COUNTRIES
from snelsync.sandbox.administration.errors import Problem
from snelsync.sandbox.administration.functions import (
    DISTANCE_SALES,
    EU_GOODS,
    EU_SERVICES,
    KIND_OF_ROW,
    NAMES,
    OWED_ON,
    REVERSED,
    REVERSED_ON,
    ROW_OF,
    UNTAXED,
)
from snelsync.sandbox.administration.rates import dutch_rate, eu_rate
from snelsync.sandbox.administration.wire import CENT, Record, parse_moment

OSS_START: Final = date(2021, 7, 1)
WRONG_KIND: Final = Problem("BOE-0069", "(Btwsoort is niet correct)")
WRONG_AMOUNT: Final = Problem("BOE-0069", "(Btwpercentage is niet correct)")
_NOTHING: Final = Decimal("0.00")
_XI_COUNTRIES: Final = frozenset({"GB", "XI"})


def vat_problems(booking: Record, books: Books) -> Iterator[Problem]:
    """List the rules on VAT that a booking breaks."""
    lines = [
        (line, books.ledgers[line["grootboek"]])
        for line in booking["boekingsregels"] or []
        if line["grootboek"] in books.ledgers
    ]
    yield from _kind_problems(lines)
    customer = books.relations.get(booking["klant"])
    moment = parse_moment(booking["factuurdatum"] or "")
    if customer is None or moment is None:
        return
    day = moment.date()
    yield from _eu_problems(lines, customer, books)
    if is_oss_sale(customer, day, books):
        yield from _oss_problems(booking, lines, day=day, books=books)
        return
    yield from _no_oss_ledgers(lines, books)
    yield from _row_problems(booking, lines)
    yield from _amount_problems(booking, lines, day=day, books=books)
    yield from _missing_ledgers(booking, books)


Lines = list[tuple[Record, Record]]


def line_kind(line: Record, ledger: Record) -> str | None:
    """Give the kind of VAT of a line: its own, else the only one of its ledger."""
    if line["btwSoort"] is not None:
        return str(line["btwSoort"])
    kinds = ledger["btwSoort"]
    return str(kinds[0]) if len(kinds) == 1 else None


def _kind_problems(lines: Lines) -> Iterator[Problem]:
    for line, ledger in lines:
        if line_kind(line, ledger) not in ledger["btwSoort"]:
            yield Problem("BOE-0082", f"Grootboek {ledger['nummer']}")


def _row_problems(booking: Record, lines: Lines) -> Iterator[Problem]:
    rows = {row["btwSoort"] for row in booking["btw"] or []}
    kinds = {line_kind(line, ledger) for line, ledger in lines}
    taxed = kinds & OWED_ON.keys()
    if REVERSED in rows:
        if len(rows) > 1 or taxed:
            yield Problem("BOE-0062")
        if not any(_has_function(ledger, UNTAXED) for _line, ledger in lines):
            yield WRONG_KIND
    if any(KIND_OF_ROW.get(row) not in taxed for row in rows - {REVERSED}):
        yield WRONG_KIND
    bare = sorted(
        {
            ledger["nummer"]
            for line, ledger in lines
            if ROW_OF.get(line_kind(line, ledger) or "", REVERSED) not in rows
            and line_kind(line, ledger) in taxed
        }
    )
    if bare:
        numbers = " ".join(map(str, bare))
        said = f"Voor de volgende grootboeken ontbreekt de btwboeking: {numbers}"
        yield Problem("BOE-0082", said)


def _has_function(ledger: Record, number: int) -> bool:
    return bool(ledger["grootboekfunctie"] == NAMES[number])


def _amount_problems(
    booking: Record, lines: Lines, *, day: date, books: Books
) -> Iterator[Problem]:
    for row in {row["btwSoort"] for row in booking["btw"] or []}:
        charged = sum(
            (held["btwBedrag"] for held in booking["btw"] if held["btwSoort"] == row),
            _NOTHING,
        )
        kind = KIND_OF_ROW.get(row)
        rate = dutch_rate(books.dutch_rates, kind, day) if kind else _NOTHING
        bases = [
            line["bedrag"] or _NOTHING
            for line, ledger in lines
            if kind and line_kind(line, ledger) == kind
        ]
        if rate is None or not _is_near(charged, bases, rate):
            yield WRONG_AMOUNT


def _is_near(charged: Decimal, bases: list[Decimal], rate: Decimal) -> bool:
    due = sum(bases, _NOTHING) * rate / 100
    return bool(abs(charged - due) <= CENT * len(bases))


def _missing_ledgers(booking: Record, books: Books) -> Iterator[Problem]:
    rows = {row["btwSoort"] for row in booking["btw"] or []}
    needed = {OWED_ON[KIND_OF_ROW[row]] for row in rows if row in KIND_OF_ROW}
    if REVERSED in rows:
        needed.add(REVERSED_ON)
    missing = [
        function for function in sorted(needed) if not books.active_ledger(function)
    ]
    if missing:
        yield Problem("BOE-0081", f"({', '.join(NAMES[one] for one in missing)})")


def _eu_problems(lines: Lines, customer: Record, books: Books) -> Iterator[Problem]:
    goods = any(_has_function(ledger, EU_GOODS) for _line, ledger in lines)
    services = any(_has_function(ledger, EU_SERVICES) for _line, ledger in lines)
    if not goods and not services:
        return
    country = books.country_of(customer)["landcode"]
    number = customer["btwNummer"] or ""
    prefix = number[:2]
    north_ireland = prefix == "XI" and country in _XI_COUNTRIES and not services
    in_eu = country in EU_COUNTRIES - {"NL"} and prefix.isalpha() and len(number) > 2
    if not in_eu and not north_ireland:
        yield Problem("BOE-0080")


def is_oss_sale(customer: Record, day: date, books: Books) -> bool:
    """Tell whether SnelStart sees a sale as one to an EU consumer, with foreign VAT.

    It looks at the customer's card only: a country in the EU and no VAT number.
    """
    return (
        books.invoices_foreign_vat
        and day >= OSS_START
        and not customer["btwNummer"]
        and books.country_of(customer)["landcode"] in EU_COUNTRIES - {"NL"}
    )


def _no_oss_ledgers(lines: Lines, books: Books) -> Iterator[Problem]:
    for _line, ledger in lines:
        foreign = ledger["id"] == books.foreign_vat_ledger
        if foreign or _has_function(ledger, DISTANCE_SALES):
            yield Problem("BOE-0061", f"({ledger['nummer']})")


def _oss_problems(
    booking: Record, lines: Lines, *, day: date, books: Books
) -> Iterator[Problem]:
    if booking["btw"]:
        yield WRONG_KIND
    sales = [pair for pair in lines if _has_function(pair[1], DISTANCE_SALES)]
    vat = [pair for pair in lines if pair[1]["id"] == books.foreign_vat_ledger]
    if len(sales) + len(vat) != len(lines):
        yield Problem("BOE-0069", "(alleen grootboeken voor buitenlandse btw)")
    country = books.country_of(books.relations[booking["klant"]])["landcodeISO"]
    due = _NOTHING
    for line, ledger in sales:
        code = ledger["vatRateCode"]
        rate = eu_rate(books.eu_rates, country, rate_code=code, day=day)
        if rate is None:
            yield WRONG_KIND
            return
        due += (line["bedrag"] or _NOTHING) * rate / 100
    charged = sum((line["bedrag"] or _NOTHING for line, _ledger in vat), _NOTHING)
    if abs(charged - due) > CENT * len(sales):
        yield WRONG_AMOUNT
