"""The functions a ledger can have, by number and by name on the wire.

Names are SnelStart's portal (2026-05), numbers those of SnelStart's own .NET client.
The function decides which kinds of VAT a ledger takes and where it may be used.
"""

from typing import Final

NAMES: Final = {
    0: "Diversen",
    1: "DagboekKas",
    2: "DagboekBank",
    3: "DagboekGiro",
    4: "DagboekVerkoop",
    5: "DagboekInkoop",
    7: "DagboekMemoriaal",
    8: "DagboekBalans",
    10: "VerkopenOmzetOnbelastVerlegd",
    11: "VerkopenOmzetLaag",
    12: "VerkopenOmzetHoog",
    13: "VerkopenOmzetOverig",
    15: "VerkopenBtwVrij",
    21: "BtwAfteDragenLaag",
    22: "BtwAfTeDragenHoog",
    23: "BtwAfTeDragenOverig",
    24: "BtwAfTeDragenVerlegdVerkopen",
    25: "BtwTeVorderenVerlegd",
    26: "BtwAfteDragenLaagGlobalisatie",
    27: "BtwAfTeDragenHoogGlobalisatie",
    28: "BtwAfTeDragenOverigGlobalisatie",
    30: "InkopenKostenAlleBtwTarieven",
    31: "InkopenKostenLaag",
    32: "InkopenKostenHoog",
    33: "InkopenKostenOverig",
    34: "InkopenVraagPosten",
    41: "BtwTeVorderenLaag",
    42: "BtwTeVorderenHoog",
    43: "BtwTeVorderenOverig",
    44: "BtwAfTeDragenVerlegdInkopen",
    45: "BtwTeVorderenVerlegdInkopen",
    61: "InkopenImportBinnenEUlaag",
    62: "InkopenImportBinnenEUhoog",
    63: "InkopenImportBinnenEUoverig",
    71: "InkopenImportBuitenEUlaag",
    72: "InkopenImportBuitenEUhoog",
    73: "InkopenImportBuitenEUoverig",
    80: "VerkopenExportBinnenEU",
    81: "VerkopenExportBuitenEU",
    82: "OninbareVorderingen",
    83: "HerrekeningCorrecties",
    84: "InstallatieTeleverkoopBinnenEUgeen",
    85: "BpmVerkopen",
    86: "BpmInkopen",
    87: "BpmVoorraad",
    88: "DienstverleningBinnenEU",
    91: "VerkoopGlobalisatieLaag",
    92: "VerkoopGlobalisatieHoog",
    93: "VerkoopGlobalisatieOverig",
    94: "InkoopGlobalisatieLaag",
    95: "InkoopGlobalisatieHoog",
    96: "InkoopGlobalisatieOverig",
    97: "BtwGlobalisatie",
    100: "KredietbeperkingVerkopen",
    101: "KredietbeperkingInkopen",
    102: "Betalingskorting",
    110: "TussenrekeningBetalingen",
    111: "OnbekendeBetalingen",
    112: "Kruisposten",
    120: "ContanteBetaling",
    121: "ElectronischeBetaling",
    130: "Winstboeking",
}

NUMBERS: Final = {name: number for number, name in NAMES.items()}

SALES_JOURNAL: Final = 4
BANK_JOURNAL: Final = 2
GENERAL_JOURNALS: Final = frozenset({7, 8})
UNTAXED: Final = 10
EU_GOODS: Final = 80
EU_SERVICES: Final = 88
DISTANCE_SALES: Final = 84

# No line of a sale goes on a journal, a VAT account or an account for purchases.
CLOSED_TO_SALES: Final = frozenset(
    {1, 2, 3, 4, 5, 7, 8, *range(21, 29), *range(30, 35), *range(41, 46)}
    | {61, 62, 63, 71, 72, 73, 86, 94, 95, 96, 97, 101}
)

VAT_KINDS: Final = ("Geen", "Laag", "Hoog", "Overig")

# The account that VAT of a kind is owed on, and the name of its row in `btw`.
OWED_ON: Final = {"Laag": 21, "Hoog": 22, "Overig": 23}
ROW_OF: Final = {kind: f"Verkopen{kind}" for kind in OWED_ON}
KIND_OF_ROW: Final = {row: kind for kind, row in ROW_OF.items()}
REVERSED: Final = "VerkopenVerlegd"
REVERSED_ON: Final = 24

_LOW: Final = {11, 31, 61, 71, 91, 94}
_HIGH: Final = {12, 32, 62, 72, 92, 95}
_OTHER: Final = {13, 33, 63, 73, 93, 96}


def vat_kinds(function: int) -> list[str]:
    """List the kinds of VAT that a ledger with this function takes."""
    if function in {30, 34}:
        return list(VAT_KINDS)
    for kind, takers in (("Laag", _LOW), ("Hoog", _HIGH), ("Overig", _OTHER)):
        if function in takers:
            return [kind]
    return ["Geen"]
