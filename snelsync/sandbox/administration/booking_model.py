"""The body of a verkoopboeking, as SnelStart's OpenAPI document has it.

Lengths of texts and the number of lines are left to the rules, for SnelStart answers
those with a code of its own.
"""

from typing import Final

from snelsync.sandbox.administration.functions import VAT_KINDS
from snelsync.sandbox.administration.model_checks import (
    Reader,
    choice,
    guid,
    ignored,
    many,
    moment,
    money,
    pointer,
    record,
    text,
    truth,
    whole,
)

_ROW_KINDS: Final = (
    "Geen",
    "VerkopenLaag",
    "VerkopenHoog",
    "VerkopenOverig",
    "VerkopenVerlegd",
    "InkopenLaag",
    "InkopenHoog",
    "InkopenOverig",
)

_LINE: Final = record(
    {
        "omschrijving": text(),
        "grootboek": pointer,
        "kostenplaats": pointer,
        "bedrag": money,
        "btwSoort": choice(VAT_KINDS),
    },
    required=["grootboek"],
)

_VAT_ROW: Final = record(
    {"btwSoort": choice(_ROW_KINDS), "btwBedrag": money},
    required=["btwSoort", "btwBedrag"],
)

_MANDATE: Final = record(
    {"kenmerk": text(), "omschrijving": text(), "datum": moment},
    required=["omschrijving", "datum"],
)

BOOKING: Final[Reader] = record(
    {
        "id": guid,
        "uri": ignored,
        "modifiedOn": ignored,
        "boekstuk": text(),
        "gewijzigdDoorAccountant": ignored,
        "markering": truth,
        "factuurdatum": moment,
        "factuurnummer": text(),
        "klant": pointer,
        "omschrijving": text(),
        "factuurbedrag": money,
        "betalingstermijn": whole(0, 999),
        "eenmaligeIncassoMachtiging": _MANDATE,
        "doorlopendeIncassoMachtiging": pointer,
        "boekingsregels": many(_LINE),
        "btw": many(_VAT_ROW),
        "documents": ignored,
    },
    required=["klant"],
)
