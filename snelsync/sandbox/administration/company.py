"""The company behind an administration, as `/companyInfo` shows it.

Every property of SnelStart's OpenAPI document is there. The only one that can be
changed is `factureerBuitenlandsBtw` (SnelStart's portal, 2026-05).
"""

from decimal import Decimal
from typing import Final

from snelsync.sandbox.administration.errors import framework
from snelsync.sandbox.administration.functions import DISTANCE_SALES, NAMES
from snelsync.sandbox.administration.model_checks import Reader, ignored, record, truth
from snelsync.sandbox.administration.wire import Record

_TEXTS: Final = (
    "telefoon",
    "mobieleTelefoon",
    "fax",
    "bankrekeningnummer",
    "bic",
    "website",
    "vrijeTekst1",
    "vrijeTekst2",
    "vrijeTekst3",
    "vrijeTekst4",
    "btwNummerFiscaleEenheid",
    "mapUBLBestanden",
)

_SETTINGS: Final[Record] = {
    "rechtsvorm": "Bv",
    "beginmaandFiscaleBoekjaar": 1,
    "btwAangiftePeriodeSoort": "Kwartaal",
    "icpAangiftePeriodeSoort": "Kwartaal",
    "tussentijdseSuppletiesBerekenen": False,
    "btwPercentageAangifteKredietbeperking": Decimal("0.00"),
    "markeergedragInlezenBankafschriften": "AlleenBelangrijkste",
    "voorkeurenTijdensBoeken": False,
    "aantalVoorloopnullenGrootboekrekeningen": 0,
    "volgendFactuurnummer": None,
    "volgendVerkoopordernummer": 1,
    "volgendContantbonnummer": 1,
    "volgendInkoopordernummer": 1,
    "voorraadcontroleOrderinvoer": False,
    "abonnementOvernemen": False,
    "kolomGeleverdAutomatischVullen": False,
    "voorraadkolommenTonenInInkoop": False,
    "backorderGebruiken": False,
    "deelleveringOrdersDefaultAan": False,
    "factuurAlsBijlageVerkoopboeking": False,
    "tekstregelsOvernemenNaarBackorder": "Geen",
    "regelkortingVerkooporder": "BerekenenOverRegelBedrag",
    "drempelbedragVerkooporderbeheer": Decimal("0.00"),
    "drempelbedragVerkooporderbeheerMaxDagenUitstel": 0,
    "verkoopprijsArtikelbestandExclusiefBtw": True,
    "inkoopprijsArtikelbestandExclusiefBtw": True,
    "artikelcodeSoort": "Alfanumeriek",
    "artikelcodeMaxLengte": 20,
    "begindatumVoorraadtelling": None,
    "voorraadTonenInZoekvenster": False,
    "aantalDecimalenArtikelprijzen": 2,
    "aantalDecimalenArtikelaantallen": 2,
    "verkooporderVoorraadVanafNiveau": "Alle",
    "voorraadSysteem": "Fifo",
    "momentVoorraadBijwerken": "BijBoekenOntvangst",
    "rekeningTeOntvangenInkoopfacturen": None,
    "dagboekVoorraadverschillen": None,
    "factureerBuitenlandsBtwRanges": [],
}


def company_info(
    name: str, *, oss: bool, kor: bool, foreign_vat: Record, guid: str
) -> Record:
    """Describe the company; the book year is filled in when it is asked for."""
    return {
        "administratieIdentifier": guid,
        "administratieNaam": name,
        "bedrijfsnaam": name,
        "contactpersoon": "De boekhouder",
        "adres": "Oefenstraat 1",
        "postcode": "1012 AB",
        "plaats": "Amsterdam",
        **dict.fromkeys(_TEXTS),
        "iban": "NL91ABNA0417164300",
        "btwNummer": "000099998B57",
        "btwIdentificatieNummer": "NL000099998B57",
        "kvKNummer": "12345678",
        "email": "boekhouding@oefen.example",
        "huidigBoekjaar": 0,
        **_SETTINGS,
        "kleineOndernemersregeling": {
            "isKleineOndernemersRegelingActief": kor,
            "maximaalBedragVolledigeVerrekening": Decimal("0.00"),
            "maximaalBedragKleineOndernemersRegeling": Decimal("0.00"),
        },
        "buitenlandseBtwGrootboek": foreign_vat,
        "factureerBuitenlandsBtw": oss,
    }


def company_reader(company: Record) -> Reader:
    """Make the reader of a changed company: only one property is looked at."""
    fields: dict[str, Reader] = dict.fromkeys(company, ignored)
    fields["factureerBuitenlandsBtw"] = truth
    return record(fields, required=["factureerBuitenlandsBtw"])


def check_oss_switch(ledgers: list[Record]) -> None:
    """Check that foreign VAT may be switched on.

    Raises:
        Refusal: A ledger for distance sales has no rate code. SnelStart's code for this
            is not known.

    """
    for ledger in ledgers:
        distance = ledger["grootboekfunctie"] == NAMES[DISTANCE_SALES]
        if distance and not ledger["vatRateCode"]:
            number = ledger["nummer"]
            raise framework(400, f"Grootboek {number} heeft geen vatRateCode.")
