"""The body of a relatie, as SnelStart's OpenAPI document has it.

Lengths that the document gives are checked here; those that have a code of their own
are left to the rules.
"""

from typing import Final

from snelsync.sandbox.administration.books import ADDRESS_TEXTS, MAIL_SORTS
from snelsync.sandbox.administration.model_checks import (
    Reader,
    choice,
    guid,
    ignored,
    many,
    number,
    pointer,
    record,
    text,
    truth,
    whole,
)

_ADDRESS: Final = record({**dict.fromkeys(ADDRESS_TEXTS, text()), "land": pointer})
_MAIL: Final = record({"shouldSend": truth, "email": text(), "ccEmail": text()})

RELATION: Final[Reader] = record(
    {
        "id": guid,
        **dict.fromkeys(("uri", "modifiedOn", "fax", "documents"), ignored),
        **dict.fromkeys(("inkoopBoekingenUri", "verkoopBoekingenUri"), ignored),
        "extraVeldenKlant": ignored,
        "relatiesoort": many(choice(("Geen", "Klant", "Leverancier", "Eigen"))),
        "relatiecode": whole(0),
        "naam": text(50),
        "vestigingsAdres": _ADDRESS,
        "correspondentieAdres": _ADDRESS,
        **dict.fromkeys(("telefoon", "mobieleTelefoon", "email"), text()),
        "btwNummer": text(),
        "factuurkorting": number,
        "krediettermijn": whole(),
        "bankieren": truth,
        "nonactief": truth,
        "kredietLimiet": number,
        "memo": text(),
        "kvkNummer": text(12),
        "oin": text(20),
        "websiteUrl": text(100),
        "aanmaningsoort": choice(("Nee", "Onderneming", "Consument")),
        **{f"{sort}Versturen": _MAIL for sort in MAIL_SORTS},
        "ublBestandAlsBijlage": truth,
        "iban": text(50),
        "bic": text(15),
        "incassoSoort": choice(("Geen", "Core", "B2B")),
        "factuurRelatie": pointer,
    },
)
