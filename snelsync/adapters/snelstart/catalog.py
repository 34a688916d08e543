"""Reading what deciding a booking needs: company, accounts, rates, countries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from snelsync.adapters.snelstart.wire import (
    Btwaangifte,
    Btwtarief,
    CompanyInfo,
    Grootboek,
    Grootboekmutatie,
    Kostenplaats,
    Land,
    VatRates,
    Verkoopboeking,
)
from snelsync.domain.chart import (
    Account,
    AccountFunction,
    Company,
    CostCentre,
    Country,
    ForeignRate,
)
from snelsync.domain.chart_checks import Right
from snelsync.domain.learned import Booked, BookedLine
from snelsync.domain.money import to_cents
from snelsync.domain.period import Period
from snelsync.domain.proof import Mutation
from snelsync.domain.vat import VatKind, VatRate
from snelsync.domain.vat_return import Box

FUNCTIONS = {
    "Diversen": AccountFunction.GENERAL,
    "VerkopenOmzetHoog": AccountFunction.REVENUE_HIGH,
    "VerkopenOmzetLaag": AccountFunction.REVENUE_LOW,
    "VerkopenOmzetOverig": AccountFunction.REVENUE_OTHER,
    "VerkopenOmzetOnbelastVerlegd": AccountFunction.REVENUE_UNTAXED,
    "VerkopenBtwVrij": AccountFunction.REVENUE_EXEMPT,
    "VerkopenExportBinnenEU": AccountFunction.GOODS_IN_EU,
    "DienstverleningBinnenEU": AccountFunction.SERVICES_IN_EU,
    "VerkopenExportBuitenEU": AccountFunction.EXPORT,
    "InstallatieTeleverkoopBinnenEUgeen": AccountFunction.DISTANCE_SALES,
    "TussenrekeningBetalingen": AccountFunction.CLEARING,
}
"""Functions by SnelStart's name; what is not here is journals, VAT, or not ours."""

KINDS = {
    "Geen": VatKind.NONE,
    "Laag": VatKind.LOW,
    "Hoog": VatKind.HIGH,
    "Overig": VatKind.OTHER,
}


OWED = {
    "btwaftedragenhoog": VatKind.HIGH,
    "btwaftedragenlaag": VatKind.LOW,
    "btwaftedragenoverig": VatKind.OTHER,
}
"""Functions of the accounts that VAT on sales is owed on; its capitals differ."""

BOXES = {
    Box.HIGH: "rubriek1A",
    Box.LOW: "rubriek1B",
    Box.OTHER: "rubriek1C",
    Box.UNTAXED: "rubriek1E",
    Box.OUTSIDE_EU: "rubriek3A",
    Box.WITHIN_EU: "rubriek3B",
}
"""Boxes of a VAT return, by SnelStart's name."""

SCOPES = {
    "settings:read": Right.READ_SETTINGS,
    "boekhouden:read": Right.READ_BOOKS,
    "boekhouden:write": Right.WRITE_BOOKS,
    "relaties:read": Right.READ_CARDS,
    "relaties:write": Right.WRITE_CARDS,
    "orders:read": Right.READ_INVOICES,
    "btwaangiftes:read": Right.READ_VAT_RETURNS,
}
"""What our calls need (SnelStart's OpenAPI document, v2, 2026-02)."""

MONTHS = {"Maand": 1, "Kwartaal": 3, "Jaar": 12}
HANDED_IN = frozenset(
    {"Verzonden", "Geaccepteerd", "GeaccepteerdEnHerberekend", "GeaccepteerdExtern"}
)
"""States of a VAT return that was sent, or told to have been."""


def function_of(name: str) -> AccountFunction:
    """Translate a ledger function."""
    if name.startswith("Dagboek"):
        return AccountFunction.JOURNAL
    if name.lower().startswith("btw"):
        return AccountFunction.VAT
    return FUNCTIONS.get(name, AccountFunction.UNRELATED)


def company_of(wire: CompanyInfo) -> Company:
    """Translate the company settings."""
    foreign = wire.buitenlandseBtwGrootboek
    scheme = wire.kleineOndernemersregeling
    return Company(
        administration_id=wire.administratieIdentifier,
        name=wire.administratieNaam or wire.bedrijfsnaam or "",
        foreign_vat=bool(wire.factureerBuitenlandsBtw),
        foreign_vat_account_id=foreign.id if foreign else "",
        small_business=bool(scheme and scheme.isKleineOndernemersRegelingActief),
        book_year=wire.huidigBoekjaar or 0,
    )


def account_of(wire: Grootboek) -> Account:
    """Translate a ledger account."""
    return Account(
        account_id=wire.id,
        number=wire.nummer,
        description=wire.omschrijving or "",
        function=function_of(wire.grootboekfunctie),
        vat_kinds=frozenset(
            KINDS[kind] for kind in wire.btwSoort or () if kind in KINDS
        ),
        active=not wire.nonactief,
        cost_centre_required=wire.kostenplaatsVerplicht,
        oss_rate_code=wire.vatRateCode or "",
        rgs_codes=tuple(row.rgsCode for row in wire.rgsCode or () if row.rgsCode),
        owed=OWED.get(wire.grootboekfunctie.lower()),
    )


def cost_centre_of(wire: Kostenplaats) -> CostCentre:
    """Translate a cost centre."""
    return CostCentre(
        cost_centre_id=wire.id,
        number=wire.nummer,
        description=wire.omschrijving or "",
        active=not wire.nonactief,
    )


def country_of(wire: Land) -> Country:
    """Translate a country."""
    return Country(
        country_id=wire.id, code=(wire.landcode or "").upper(), name=wire.naam or ""
    )


def foreign_rates_of(
    rates: Iterable[VatRates], countries: Iterable[Land]
) -> Iterator[ForeignRate]:
    """Translate the foreign rates; a country goes from three letters to two."""
    two_letters = {
        row.landcodeISO: row.landcode
        for row in countries
        if row.landcodeISO and row.landcode
    }
    for row in rates:
        country = two_letters.get(row.countryCode)
        if country is None:
            continue
        for rate in row.vatRates:
            yield ForeignRate(
                country=country.upper(),
                rate_code=rate.rateCode,
                percent=rate.rate,
                valid_from=rate.validFrom.date(),
            )


def filed_period(wire: Btwaangifte) -> Period | None:
    """Give the period of a VAT return that was handed in; None of any other."""
    return return_period(wire) if wire.btwAangifteStatus in HANDED_IN else None


def return_period(wire: Btwaangifte) -> Period | None:
    """Give the period of a VAT return; None where its length is not known."""
    months = MONTHS.get(wire.btwAangiftePeriode)
    if months is None:
        return None
    first = wire.aangiftePeriodeBeginDatum.date()
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    last = date(year, month + 1, 1) - timedelta(days=1)
    return Period(first, last, f"{first} to {last}")


def returned_boxes(wire: Btwaangifte) -> dict[Box, tuple[int, int]]:
    """Give turnover and VAT of each box of a return, in whole euros."""
    told = wire.model_extra or {}
    found = {}
    for box, name in BOXES.items():
        row = told.get(name)
        if isinstance(row, dict):
            found[box] = (int(row.get("omzet") or 0), int(row.get("btw") or 0))
    return found


def mutation_of(wire: Grootboekmutatie, number: int) -> Mutation:
    """Translate a mutation; what it says of persons is dropped."""
    return Mutation(
        account=number,
        day=wire.datum.date(),
        amount=to_cents(-wire.saldo),
        number=wire.factuurNummer or "",
    )


def rights_of(scopes: Iterable[str]) -> frozenset[Right]:
    """Translate the scopes of a token; what is not here is not needed."""
    return frozenset(SCOPES[one] for one in scopes if one in SCOPES)


def rate_of(wire: Btwtarief) -> VatRate:
    """Translate a row of the rate table."""
    return VatRate(
        kind=KINDS.get(wire.btwSoort, VatKind.NONE),
        percent=wire.btwPercentage,
        valid_from=wire.datumVanaf.date(),
        valid_until=wire.datumTotEnMet.date(),
    )


def booked_of(wire: Verkoopboeking) -> Booked:
    """Translate a booking, as far as it tells which account is for what."""
    return Booked(
        lines=tuple(
            BookedLine(
                account_id=line.grootboek.id,
                amount=line.bedrag,
                description=line.omschrijving or "",
            )
            for line in wire.boekingsregels
        ),
        reversed_vat=any(row.btwSoort == "VerkopenVerlegd" for row in wire.btw or ()),
    )
