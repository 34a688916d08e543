"""The chart of accounts, journals and cost centres that an administration starts with.

Numbers and functions are those of SnelStart's default chart (observed by integrations),
RGS codes those of RGS 3.8. Not in the default chart, and proposals: postage (8x01),
discounts (8x05), surcharges (8x06), gift cards (1750), advance payments (1751), a
clearing account for each payment provider (2001 and on), the OSS accounts for the
reduced rates (8181 and on), 8102 for a cost centre and 8191 for an account out of use.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final
from uuid import UUID, uuid5

from snelsync.sandbox.administration.functions import NAMES, vat_kinds
from snelsync.sandbox.administration.wire import Record

SEED_MOMENT: Final = "2021-01-01T00:00:00"
FOREIGN_VAT_LEDGER: Final = 1700
BALANCE, RESULT = "Balans", "WinstEnVerlies"

_SPACE: Final = UUID("6f0d1f4a-3c0e-4a57-9d55-0b1f6f0e7a11")

# Number, function, RGS code or "-", description: one balance account a line.
_BALANCE: Final = """\
1000 1 BLimKasKas Kas
1100 2 BLimBanRba Bank
1104 2 BLimBanRba Betaalprovider
1200 112 BLimKruKru Kruisposten
1201 120 BLimKruKru Contante betaling
1202 0 BLimKruPib Pinbetalingen
1203 121 BLimKruKru Elektronische betaling
1300 4 BVorDebHad Debiteuren
1305 82 BVorDebVdd Oninbare debiteuren
1600 5 BSchCreHac Crediteuren
1670 21 BSchBepBlv Btw af te dragen laag
1671 22 BSchBepBla Btw af te dragen hoog
1672 23 BSchBepBlo Btw af te dragen overig
1673 24 - Btw af te dragen verlegd verkopen
1674 25 - Btw te vorderen verlegd
1679 41 BSchBepBoo Btw te vorderen laag
1680 42 BSchBepBoo Btw te vorderen hoog
1681 43 BSchBepBoo Btw te vorderen overig
1682 44 BSchBepBlu Btw af te dragen verlegd inkopen
1683 45 BSchBepBlu Btw te vorderen verlegd inkopen
1700 0 BSchBepOvb Te betalen EU VAT
1750 0 BSchOvsOvs Cadeaubonnen
1751 0 BSchVobVob Ontvangen vooruitbetalingen
1799 111 BVorTusTov Onbekende betalingen
2000 110 BVorTusTbt Tussenrekening betalingen
2001 110 BVorTusTbt Tussenrekening Mollie
2002 110 BVorTusTbt Tussenrekening Stripe
2003 110 BVorTusTbt Tussenrekening PayPal
2004 110 BVorTusTbt Tussenrekening rembours
3000 0 BVrdHanVoo Voorraad handelsgoederen
9000 7 - Memoriaal
9900 8 - Beginbalans
"""

# The same for accounts of profit and loss; after "@" the OSS rate code.
_RESULT: Final = """\
4409 30 WBedVkkVrk Vrachtkosten
4417 82 WBedVkkAdd Afboeking dubieuze debiteuren
4753 30 WBedAdlBan Bankkosten
4755 0 WFbeWisWis Koersverschillen
4756 0 WBedAdlBet Betalings- en afrondingsverschillen
7400 30 WKprInhInh Inkoopwaarde handelsgoederen
7980 0 WBedAdlBov Afrondingsverschillen
8000 12 WOmzNopOlh Omzet productiegoederen hoog
8010 11 WOmzNopOlv Omzet productiegoederen laag
8020 13 WOmzNopOlo Omzet productiegoederen overig
8040 10 WOmzNopOlg Omzet productiegoederen nultarief
8050 10 WOmzNopOlg Omzet productiegoederen verlegd
8060 81 WOmzNopOln Omzet productiegoederen buiten EU
8070 80 WOmzNopOli Omzet productiegoederen binnen EU
8100 12 WOmzNohOlh Omzet handelsgoederen hoog
8101 12 WOmzNohOlh Verzendkosten hoog
8102 12 WOmzNohOlh Omzet handelsgoederen projecten
8105 12 WOmzKebVek Kortingen hoog
8106 12 WOmzNohOlh Toeslagen hoog
8110 11 WOmzNohOlv Omzet handelsgoederen laag
8111 11 WOmzNohOlv Verzendkosten laag
8115 11 WOmzKebVek Kortingen laag
8116 11 WOmzNohOlv Toeslagen laag
8120 13 WOmzNohOlo Omzet handelsgoederen overig
8140 10 WOmzNohOlg Omzet handelsgoederen nultarief
8150 10 WOmzNohOlg Omzet handelsgoederen verlegd
8160 81 WOmzNohOln Omzet handelsgoederen buiten EU
8170 80 WOmzNohOli Omzet handelsgoederen binnen EU
8180 84 WOmzNohOla Omzet afstandsverkopen EU standaard@SR
8181 84 WOmzNohOla Omzet afstandsverkopen EU verlaagd hoog@RRH
8182 84 WOmzNohOla Omzet afstandsverkopen EU verlaagd laag@RRL
8183 84 WOmzNohOla Omzet afstandsverkopen EU parkeer@PR
8184 84 WOmzNohOla Omzet afstandsverkopen EU sterk verlaagd@SRR
8191 12 WOmzNohOlh Omzet handelsgoederen oud
8198 0 WOmzNohOlh Margegoederen inkoopdeel
8199 10 WOmzNohNod Omzet vrijgesteld
8200 12 WOmzNodOlh Omzet diensten hoog
8210 11 WOmzNodOlv Omzet diensten laag
8220 13 WOmzNodOlo Omzet diensten overig
8240 10 WOmzNodOlg Omzet diensten nultarief
8250 10 WOmzNodOlg Omzet diensten verlegd
8260 81 WOmzNodOln Omzet diensten buiten EU
8270 88 WOmzNodOli Omzet diensten binnen EU
9990 130 - Winstboeking
"""
_WITH_COST_CENTRE: Final = 8102
_OUT_OF_USE: Final = 8191

# Number, kind, description; every journal is a ledger of the same number too.
_JOURNALS: Final = (
    (1000, "Kas", "Kas"),
    (1100, "Bank", "Bank"),
    (1104, "Bank", "Betaalprovider"),
    (1300, "Verkoop", "Verkopen"),
    (1600, "Inkoop", "Inkopen"),
    (9000, "Memoriaal", "Memoriaal"),
    (9900, "Balans", "Beginbalans"),
)

_COST_CENTRES: Final = ((1, "Webshop", False), (2, "Winkel", False), (3, "Oud", True))


@cache
def seed_id(resource: str, key: object) -> str:
    """Make the id of a row that every new administration has: the same each time."""
    return str(uuid5(_SPACE, f"{resource}/{key}"))


@dataclass(frozen=True, slots=True)
class _Account:
    number: int
    function: int
    rgs: str | None
    description: str
    rate_code: str | None


def _accounts(table: str) -> list[_Account]:
    found = []
    for line in table.splitlines():
        number, function, rgs, text = line.split(" ", 3)
        description, _, rate_code = text.partition("@")
        code = None if rgs == "-" else rgs
        row = (int(number), int(function), code, description, rate_code or None)
        found.append(_Account(*row))
    return found


def ledgers(*, renumbered: bool = False) -> list[Record]:
    """List the chart as rows of `/grootboeken`.

    Args:
        renumbered: Accounts have numbers of their own, ten times the default chart's
            and one; journals keep theirs, and every id stays the same.
    """
    rows = [_ledger(account, BALANCE) for account in _accounts(_BALANCE)]
    rows += [_ledger(account, RESULT) for account in _accounts(_RESULT)]
    kept = {number for number, *_ in _JOURNALS}
    for row in rows if renumbered else ():
        if row["nummer"] not in kept:
            row["nummer"] = row["nummer"] * 10 + 1
    return rows


def _ledger(account: _Account, side: str) -> Record:
    guid = seed_id("grootboeken", account.number)
    rgs = [{"versie": "3.8", "rgsCode": account.rgs}] if account.rgs else []
    return {
        "modifiedOn": SEED_MOMENT,
        "omschrijving": account.description,
        "kostenplaatsVerplicht": account.number == _WITH_COST_CENTRE,
        "rekeningCode": side,
        "nonactief": account.number == _OUT_OF_USE,
        "nummer": account.number,
        "grootboekfunctie": NAMES[account.function],
        "grootboekRubriek": "Activa en passiva" if side == BALANCE else "Resultaat",
        "rgsCode": rgs,
        "btwSoort": vat_kinds(account.function),
        "vatRateCode": account.rate_code,
        "id": guid,
        "uri": f"/grootboeken/{guid}",
    }


def journals() -> list[Record]:
    """List the rows of `/dagboeken`: at least one of each kind."""
    rows: list[Record] = []
    for number, kind, description in _JOURNALS:
        guid = seed_id("dagboeken", number)
        row = {"omschrijving": description, "soort": kind, "nonactief": False}
        uri = f"/dagboeken/{guid}"
        rows.append({**row, "nummer": number, "id": guid, "uri": uri})
    return rows


def cost_centres() -> list[Record]:
    """List the rows of `/kostenplaatsen`; the last is out of use."""
    rows: list[Record] = []
    for number, description, unused in _COST_CENTRES:
        guid = seed_id("kostenplaatsen", number)
        row = {"omschrijving": description, "nonactief": unused, "nummer": number}
        rows.append({**row, "id": guid, "uri": f"/kostenplaatsen/{guid}"})
    return rows
