"""The types of what can be filtered: names and kinds of their properties.

Taken from SnelStart's OpenAPI document. `uri` is left out on purpose, for it cannot be
filtered on (SnelStart's portal, 2026-05). Names here are those of the JSON; OData
writes them with a capital first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final


class Kind(Enum):
    """What a property or a literal holds, by its OData name."""

    TEXT = "Edm.String"
    GUID = "Edm.Guid"
    WHOLE = "Edm.Int32"
    NUMBER = "Edm.Decimal"
    TRUTH = "Edm.Boolean"
    MOMENT = "Edm.DateTime"
    NOTHING = "null"


@dataclass(frozen=True, slots=True)
class Model:
    """A type with properties."""

    name: str
    fields: Mapping[str, "Kind | Model | Many"]


@dataclass(frozen=True, slots=True)
class Many:
    """A collection, to be looked into with `any`."""

    of: Kind | Model


def odata_name(json_name: str) -> str:
    """Write a property's JSON name as OData wants it: with a capital first."""
    return json_name[0].upper() + json_name[1:]


_SPACE: Final = "SnelStart.B2B.Api.V2.Models"
_REFERENCE: Final = Model(f"{_SPACE}.IdentifierModel", {"id": Kind.GUID})
_DOCUMENT: Final = Model(
    f"{_SPACE}.Documenten.DocumentModel",
    {
        "parentIdentifier": Kind.GUID,
        "fileName": Kind.TEXT,
        "readOnly": Kind.TRUTH,
        "id": Kind.GUID,
    },
)
_ADDRESS: Final = Model(
    f"{_SPACE}.Relaties.AdresModel",
    {
        "contactpersoon": Kind.TEXT,
        "straat": Kind.TEXT,
        "postcode": Kind.TEXT,
        "plaats": Kind.TEXT,
        "land": _REFERENCE,
    },
)
_EMAIL: Final = Model(
    f"{_SPACE}.Relaties.EmailVersturenModel",
    {"shouldSend": Kind.TRUTH, "email": Kind.TEXT, "ccEmail": Kind.TEXT},
)
_EXTRA_FIELD: Final = Model(
    f"{_SPACE}.Relaties.ExtraVeldRelatieModel", {"naam": Kind.TEXT, "waarde": Kind.TEXT}
)
_RGS: Final = Model(
    f"{_SPACE}.Grootboeken.RgsModel", {"versie": Kind.TEXT, "rgsCode": Kind.TEXT}
)

RELATION: Final = Model(
    f"{_SPACE}.Relaties.RelatieModel",
    {
        "relatiesoort": Many(Kind.TEXT),
        "modifiedOn": Kind.MOMENT,
        "relatiecode": Kind.WHOLE,
        "naam": Kind.TEXT,
        "vestigingsAdres": _ADDRESS,
        "correspondentieAdres": _ADDRESS,
        "telefoon": Kind.TEXT,
        "mobieleTelefoon": Kind.TEXT,
        "fax": Kind.TEXT,
        "email": Kind.TEXT,
        "btwNummer": Kind.TEXT,
        "factuurkorting": Kind.NUMBER,
        "krediettermijn": Kind.WHOLE,
        "bankieren": Kind.TRUTH,
        "nonactief": Kind.TRUTH,
        "kredietLimiet": Kind.NUMBER,
        "memo": Kind.TEXT,
        "kvkNummer": Kind.TEXT,
        "oin": Kind.TEXT,
        "websiteUrl": Kind.TEXT,
        "aanmaningsoort": Kind.TEXT,
        "offerteEmailVersturen": _EMAIL,
        "bevestigingsEmailVersturen": _EMAIL,
        "factuurEmailVersturen": _EMAIL,
        "aanmaningEmailVersturen": _EMAIL,
        "offerteAanvraagEmailVersturen": _EMAIL,
        "bestellingEmailVersturen": _EMAIL,
        "ublBestandAlsBijlage": Kind.TRUTH,
        "iban": Kind.TEXT,
        "bic": Kind.TEXT,
        "incassoSoort": Kind.TEXT,
        "factuurRelatie": _REFERENCE,
        "documents": Many(_DOCUMENT),
        "id": Kind.GUID,
        "extraVeldenKlant": Many(_EXTRA_FIELD),
    },
)

LEDGER: Final = Model(
    f"{_SPACE}.Grootboeken.GrootboekModel",
    {
        "modifiedOn": Kind.MOMENT,
        "omschrijving": Kind.TEXT,
        "kostenplaatsVerplicht": Kind.TRUTH,
        "rekeningCode": Kind.TEXT,
        "nonactief": Kind.TRUTH,
        "nummer": Kind.WHOLE,
        "grootboekfunctie": Kind.TEXT,
        "grootboekRubriek": Kind.TEXT,
        "rgsCode": Many(_RGS),
        "btwSoort": Many(Kind.TEXT),
        "vatRateCode": Kind.TEXT,
        "id": Kind.GUID,
    },
)

MUTATION: Final = Model(
    f"{_SPACE}.GrootboekMutaties.GrootboekMutatieModel",
    {
        "grootboek": _REFERENCE,
        "kostenplaats": _REFERENCE,
        "datum": Kind.MOMENT,
        "modifiedOn": Kind.MOMENT,
        "dagboek": _REFERENCE,
        "omschrijving": Kind.TEXT,
        "debet": Kind.NUMBER,
        "credit": Kind.NUMBER,
        "saldo": Kind.NUMBER,
        "documents": Many(_DOCUMENT),
        "boekstuk": Kind.TEXT,
        "factuurNummer": Kind.TEXT,
        "relatiePublicIdentifier": _REFERENCE,
        "id": Kind.GUID,
    },
)

INVOICE: Final = Model(
    f"{_SPACE}.Verkoopfacturen.VerkoopfactuurModel",
    {
        "verkoopBoeking": _REFERENCE,
        "modifiedOn": Kind.MOMENT,
        "openstaandSaldo": Kind.NUMBER,
        "factuurnummer": Kind.TEXT,
        "vervalDatum": Kind.MOMENT,
        "relatie": _REFERENCE,
        "factuurDatum": Kind.MOMENT,
        "factuurBedrag": Kind.NUMBER,
        "verkoopOrders": Many(_REFERENCE),
        "id": Kind.GUID,
    },
)

EU_RATES: Final = Model(
    f"{_SPACE}.VatRates.VatRatesModel",
    {
        "countryCode": Kind.TEXT,
        "vatRates": Many(
            Model(
                f"{_SPACE}.VatRates.VatRateModel",
                {
                    "rateCode": Kind.TEXT,
                    "rate": Kind.NUMBER,
                    "validFrom": Kind.MOMENT,
                },
            )
        ),
    },
)

RATE_DEFINITION: Final = Model(
    f"{_SPACE}.VatRates.VatRateDefinitionModel",
    {"rateCode": Kind.TEXT, "shortName": Kind.TEXT, "name": Kind.TEXT},
)

_BOX: Final = Model(
    f"{_SPACE}.BtwAangiftes.BtwAangifteRubriekModel",
    {
        "btw": Kind.WHOLE,
        "omzet": Kind.WHOLE,
        "btwSchatting": Kind.WHOLE,
        "omzetSchatting": Kind.WHOLE,
    },
)
BOXES: Final = (
    "1A",
    "1B",
    "1C",
    "1D",
    "1E",
    "2A",
    "3A",
    "3B",
    "3C",
    "4A",
    "4B",
    "5A",
    "5B",
    "5C",
    "5D",
    "5E",
    "5F",
    "5G",
)
"""The boxes (rubrieken) of a VAT return."""

VAT_RETURN: Final = Model(
    f"{_SPACE}.BtwAangiftes.BtwAangifteModel",
    {
        "boekjaar": Model(
            f"{_SPACE}.BtwAangiftes.BoekjaarModel",
            {"startDate": Kind.MOMENT, "endDate": Kind.MOMENT},
        ),
        "betalenVoor": Kind.MOMENT,
        "aangiftePeriodeBeginDatum": Kind.MOMENT,
        "btwAangiftePeriode": Kind.TEXT,
        "datumTijdBerekening": Kind.MOMENT,
        "datumTijdVerzending": Kind.MOMENT,
        "isSuppletie": Kind.TRUTH,
        "isAangifteGeschat": Kind.TRUTH,
        "btwPercentageHoog": Kind.NUMBER,
        "btwPercentageLaag": Kind.NUMBER,
        "btwPercentageOverig": Kind.NUMBER,
        "betalingskenmerk": Kind.TEXT,
        "foutBericht": Kind.TEXT,
        "btwAangifteStatus": Kind.TEXT,
        "btwNummer": Kind.TEXT,
        **{f"rubriek{box}": _BOX for box in BOXES},
        "id": Kind.GUID,
    },
)
