"""SnelStart's answers as they come over the wire, with its own (Dutch) names.

Read from the OpenAPI document (v2, 2026-02); unknown fields and values are let pass,
because SnelStart adds them without notice.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Id = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9-]{1,64}$")]
"""A GUID, as a rule; it becomes part of an address, so nothing else may be in it."""


class _Wire(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Ref(_Wire):
    """A reference to something by id."""

    id: Id


class KleineOndernemersregeling(_Wire):
    """The small-business scheme."""

    isKleineOndernemersRegelingActief: bool = False


class CompanyInfo(_Wire):
    """The administration itself."""

    administratieIdentifier: str
    administratieNaam: str | None = None
    bedrijfsnaam: str | None = None
    factureerBuitenlandsBtw: bool | None = False
    buitenlandseBtwGrootboek: Ref | None = None
    huidigBoekjaar: int | None = 0
    kleineOndernemersregeling: KleineOndernemersregeling | None = None


class RgsCode(_Wire):
    """A place in the Dutch reference chart of accounts, of one of its versions."""

    versie: str | None = ""
    rgsCode: str | None = ""


class Grootboek(_Wire):
    """A ledger account."""

    id: Id
    nummer: int
    omschrijving: str | None = ""
    kostenplaatsVerplicht: bool = False
    nonactief: bool = False
    grootboekfunctie: str = ""
    btwSoort: tuple[str, ...] | None = ()
    vatRateCode: str | None = None
    rgsCode: tuple[RgsCode, ...] | None = ()


class Kostenplaats(_Wire):
    """A cost centre."""

    id: Id
    nummer: int
    omschrijving: str | None = ""
    nonactief: bool = False


class Land(_Wire):
    """A country; ``landcode`` is the two-letter one."""

    id: Id
    naam: str | None = ""
    landcode: str | None = ""
    landcodeISO: str | None = ""


class Btwtarief(_Wire):
    """A row of the rate table; both dates inclusive."""

    btwSoort: str
    btwPercentage: Decimal
    datumVanaf: datetime
    datumTotEnMet: datetime


class VatRateRow(_Wire):
    """A rate of a country, valid from a day."""

    rateCode: str
    rate: Decimal
    validFrom: datetime


class VatRates(_Wire):
    """The rates of a country, which is named by its three-letter code."""

    countryCode: str
    vatRates: tuple[VatRateRow, ...] = ()


class Grootboekmutatie(_Wire):
    """A mutation on a ledger account; ``saldo`` is debit minus credit."""

    id: Id = ""
    grootboek: Ref
    datum: datetime
    saldo: Decimal
    factuurNummer: str | None = ""
    dagboek: Ref | None = None
    modifiedOn: datetime | None = None


class Btwaangifte(_Wire):
    """A VAT return: its first day, how long its period is, and whether it was sent.

    The boxes are further fields, ``rubriek1A`` and so on.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    aangiftePeriodeBeginDatum: datetime
    btwAangiftePeriode: str = ""
    btwAangifteStatus: str = ""


class Relatie(_Wire):
    """A customer or supplier card; only what finding a customer needs."""

    id: Id
    naam: str | None = ""
    relatiesoort: tuple[str, ...] = ()
    nonactief: bool = False
    btwNummer: str | None = ""
    kvkNummer: str | None = ""
    email: str | None = ""


class Boekingsregel(_Wire):
    """A line of a booking; ``bedrag`` excludes VAT."""

    grootboek: Ref
    bedrag: Decimal
    omschrijving: str | None = ""
    btwSoort: str | None = None
    kostenplaats: Ref | None = None


class Btwregel(_Wire):
    """A VAT row of a booking."""

    btwSoort: str
    btwBedrag: Decimal


class Verkoopboeking(_Wire):
    """A sales booking."""

    id: Id
    factuurnummer: str
    factuurdatum: datetime
    factuurbedrag: Decimal
    klant: Ref
    boekingsregels: tuple[Boekingsregel, ...]
    btw: tuple[Btwregel, ...] | None = Field(default=())


class Verkoopfactuur(_Wire):
    """The invoice SnelStart makes of a sales booking; note the other capitals."""

    id: Id
    verkoopBoeking: Ref | None = None
    factuurnummer: str
    factuurDatum: datetime
    factuurBedrag: Decimal
    openstaandSaldo: Decimal = Decimal(0)
    relatie: Ref | None = None
    modifiedOn: datetime | None = None
