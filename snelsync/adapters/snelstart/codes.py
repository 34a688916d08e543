"""SnelStart's error codes: what each means in our terms, and what to do about it.

From the portal's list (2026-05). Here is every code of it that our calls can meet: to
make, read and delete a sales booking, to make a customer card, and to read lists. Left
out, because nothing we send can give them, are

- BOE-codes of purchases, cash, bank and journal entries, UBL files, direct debit
  (mandates), of making ledger accounts, and of changing a booking, which we never do;
- BOE- and REL-codes of a field that we leave out (``boekstuk``, currency, telephone,
  bank account, credit limit, second address, e-mail settings, an id of our own), and
  REL-codes of changing or deleting a card;
- ART, BLG, BTW, KPL, REF and VOR: articles, attachments, VAT returns, making cost
  centres, custom fields and orders. The portal names CMP (company), without codes.

The text of a message may have words appended to it, so only the code is matched. New
codes may appear at any time: one that is not here is shown whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Retry(StrEnum):
    """When the same document is worth another push, as the page about codes says it."""

    BY_ITSELF = "yes, the next push mends it"
    AFTER_SNELSTART = "after the change in SnelStart"
    AFTER_MAPPING_OR_SHOP = "after the change in the mapping or the shop"
    NEVER = "no, it would be refused again"


@dataclass(frozen=True, slots=True)
class Meant:
    """What a code means.

    Args:
        cause: what is wrong, in our terms.
        remedy: what a bookkeeper does; shown as the hint.
        retry: when another push makes sense.

    What stands between round brackets is SnelStart's own word for it, in Dutch.
    """

    cause: str
    remedy: str
    retry: Retry


CLOSED_PERIOD: Final = frozenset({"BOE-0042", "BOE-0046", "BOE-0051"})
"""Codes that say: the period is closed, so every other document in it fails too."""

_REPORT = "report this: snelsync should not have sent it"
_SHORTER = (
    "shorten it in the billing address in the shop and run `snelsync pull-orders`, or"
    " make the card in SnelStart with the VAT number"
)
_ASK_THE_BUYER = (
    "ask the buyer for the right VAT number, correct it in the order in the shop, and"
    " run `snelsync pull-orders`"
)
_MAIL = (
    "correct the e-mail address in the order in the shop, and run"
    " `snelsync pull-orders`"
)
_ACCOUNT = "choose another account in the mapping, and run `snelsync map-check`"

_GENERAL = {
    "ALG-0100": Meant("something new was sent with an id", _REPORT, Retry.NEVER),
    "ALG-0101": Meant(
        "the address and what was sent have different ids", _REPORT, Retry.NEVER
    ),
    "ALG-0102": Meant(
        "SnelStart failed, and does not say why",
        "run `snelsync push` again later; ask SnelStart if it stays",
        Retry.BY_ITSELF,
    ),
    "ALG-0103": Meant("an id is not valid", _REPORT, Retry.NEVER),
    "ALG-0104": Meant(
        "SnelStart does not understand what it was asked for", _REPORT, Retry.NEVER
    ),
    "ALG-0105": Meant(
        "an account, cost centre or customer card is inactive (non-actief)",
        "make it active in SnelStart; `snelsync map-check` names an account or cost"
        " centre",
        Retry.AFTER_SNELSTART,
    ),
    "ALG-0106": Meant("SnelStart received nothing", _REPORT, Retry.NEVER),
}

_BOOKINGS = {
    "BOE-0001": Meant(
        "the booking is not in SnelStart any more",
        "run `snelsync reconcile`: it names what was deleted in SnelStart",
        Retry.NEVER,
    ),
    "BOE-0008": Meant(
        "a ledger account is deleted or inactive (non-actief)",
        _ACCOUNT,
        Retry.AFTER_MAPPING_OR_SHOP,
    ),
    "BOE-0019": Meant(
        "a cost centre (kostenplaats) does not exist",
        "correct `cost_centre` under [[rules]]",
        Retry.AFTER_MAPPING_OR_SHOP,
    ),
    "BOE-0021": Meant(
        "the invoice number (factuurnummer) exists",
        "compare both sides with `snelsync show`, and correct or delete the one in"
        " SnelStart",
        Retry.AFTER_SNELSTART,
    ),
    "BOE-0022": Meant(
        "a ledger account takes no line without a cost centre (kostenplaats verplicht)",
        "name one with `cost_centre` under [[rules]], or switch that off on the"
        " account in SnelStart",
        Retry.AFTER_MAPPING_OR_SHOP,
    ),
    "BOE-0023": Meant("the booking has no lines", _REPORT, Retry.NEVER),
    "BOE-0026": Meant(
        "a cost centre (kostenplaats) is inactive",
        "name another with `cost_centre` under [[rules]]",
        Retry.AFTER_MAPPING_OR_SHOP,
    ),
    "BOE-0028": Meant("a line or the total is zero", _REPORT, Retry.NEVER),
    "BOE-0033": Meant(
        "the date is more than five years before the current book year (boekjaar)",
        "set a later `start` under [shop]: what is older is then skipped",
        Retry.AFTER_MAPPING_OR_SHOP,
    ),
    "BOE-0037": Meant(
        "a ledger account (grootboekrekening) does not exist",
        _ACCOUNT,
        Retry.AFTER_MAPPING_OR_SHOP,
    ),
    "BOE-0039": Meant("the booking does not balance", _REPORT, Retry.NEVER),
    "BOE-0042": Meant(
        "the period is blocked (geblokkeerde periode)",
        "unblock the period in SnelStart, push, and block it again; or book it by hand"
        " on a day that is open",
        Retry.AFTER_SNELSTART,
    ),
    "BOE-0046": Meant(
        "the period is in a VAT return (btw-aangifte)",
        "book it by hand on a day that is open, and look whether the return needs a"
        " correction (suppletie); what is in the return is credited, never deleted",
        Retry.NEVER,
    ),
    "BOE-0047": Meant(
        "a sales invoice (verkoopfactuur) hangs on the booking",
        "leave the booking, and credit it",
        Retry.NEVER,
    ),
    "BOE-0049": Meant(
        "the booking is in a cash drawer",
        "take it out there in SnelStart, or leave the booking and credit it",
        Retry.AFTER_SNELSTART,
    ),
    "BOE-0050": Meant(
        "the booking is in a bank order",
        "take it out there in SnelStart, or leave the booking and credit it",
        Retry.AFTER_SNELSTART,
    ),
    "BOE-0051": Meant(
        "the accountant has locked or checked the period",
        "ask the accountant to open the period, or book it by hand on a day that is"
        " open",
        Retry.AFTER_SNELSTART,
    ),
    "BOE-0054": Meant(
        "the customer card (relatie) is deleted or inactive",
        "run `snelsync push` again: it finds or makes another card; to keep this one,"
        " first make it active in SnelStart",
        Retry.BY_ITSELF,
    ),
    "BOE-0058": Meant(
        "the invoice number (factuurnummer) is empty or over 25 characters",
        "shorten `number` and `credit_number` under [invoices], or the numbers of the"
        " invoice plugin",
        Retry.AFTER_MAPPING_OR_SHOP,
    ),
    "BOE-0060": Meant(
        "the card (relatie) is gone, or is not of a customer (klant)",
        "run `snelsync push` again: it finds or makes another card",
        Retry.BY_ITSELF,
    ),
    "BOE-0061": Meant(
        "a ledger account may not be on this sale",
        "choose in the mapping an account with the function (grootboekfunctie) that"
        " docs/reference/mapping.md names for it",
        Retry.AFTER_MAPPING_OR_SHOP,
    ),
    "BOE-0062": Meant(
        "reverse charge (btw verlegd) is mixed with other VAT",
        "book it by hand, as two invoices",
        Retry.NEVER,
    ),
    "BOE-0069": Meant(
        "the VAT does not fit the lines, the date or the customer's country",
        "run `snelsync map-check`; if the shop charged a wrong rate, correct its tax"
        " rates and book this one by hand",
        Retry.AFTER_MAPPING_OR_SHOP,
    ),
    "BOE-0070": Meant(
        "the date is not valid, or its book year (boekjaar) is not open",
        "open the book year in SnelStart",
        Retry.AFTER_SNELSTART,
    ),
    "BOE-0071": Meant(
        "a description (omschrijving) is over 250 characters",
        "shorten the texts under [invoices.texts]",
        Retry.AFTER_MAPPING_OR_SHOP,
    ),
    "BOE-0075": Meant(
        "the account of a journal (dagboek) is on a line",
        _ACCOUNT,
        Retry.AFTER_MAPPING_OR_SHOP,
    ),
    "BOE-0080": Meant(
        "the customer's card does not fit a turnover account for the EU",
        "put the VAT number (btw-nummer) and the address in the other EU country on"
        " the card in SnelStart",
        Retry.AFTER_SNELSTART,
    ),
    "BOE-0081": Meant(
        "the chart has no active account with a function that is needed",
        "make an account in SnelStart with the function (grootboekfunctie) that the"
        " message names",
        Retry.AFTER_SNELSTART,
    ),
    "BOE-0082": Meant(
        "a VAT kind (btw-soort) is missing, or differs from its account's",
        _ACCOUNT,
        Retry.AFTER_MAPPING_OR_SHOP,
    ),
    "BOE-0083": Meant(
        "the invoice has payments, so the booking cannot be deleted",
        "take the payments off the invoice in SnelStart, or leave the booking and"
        " credit it",
        Retry.AFTER_SNELSTART,
    ),
    "BOE-0084": Meant(
        "a description (omschrijving) is empty",
        "give each text under [invoices.texts] words of its own",
        Retry.AFTER_MAPPING_OR_SHOP,
    ),
    "BOE-0089": Meant(
        "a ledger account (grootboekrekening) does not exist",
        _ACCOUNT,
        Retry.AFTER_MAPPING_OR_SHOP,
    ),
    "BOE-0093": Meant(
        "a ledger account takes no cost centre (kostenplaats)",
        "take `cost_centre` off that account's row under [[rules]]",
        Retry.AFTER_MAPPING_OR_SHOP,
    ),
}

_CUSTOMERS = {
    "REL-0005": Meant(
        "the customer card (relatie) is gone",
        "run `snelsync push` again: it finds or makes another card",
        Retry.BY_ITSELF,
    ),
    "REL-0006": Meant(
        "the number in the trade register (KvK-nummer) is not valid",
        "correct it in the order in the shop, and run `snelsync pull-orders`",
        Retry.AFTER_MAPPING_OR_SHOP,
    ),
    "REL-0007": Meant(
        "a customer card has no name (naam)",
        "put a name in `collective_name` under [customers]; for a business, the"
        " company in the billing address in the shop",
        Retry.AFTER_MAPPING_OR_SHOP,
    ),
    "REL-0008": Meant(
        "SnelStart gave the card a customer code (relatiecode) that is in use",
        "run `snelsync push` again: the card gets another code",
        Retry.BY_ITSELF,
    ),
    "REL-0020": Meant(
        "a street (straat) is over 50 characters",
        _SHORTER,
        Retry.AFTER_MAPPING_OR_SHOP,
    ),
    "REL-0021": Meant(
        "a postcode is over 25 characters", _SHORTER, Retry.AFTER_MAPPING_OR_SHOP
    ),
    "REL-0022": Meant(
        "a place (plaats) is over 50 characters",
        _SHORTER,
        Retry.AFTER_MAPPING_OR_SHOP,
    ),
    "REL-0056": Meant(
        "SnelStart does not know the country of a card",
        "book it by hand, and report this with the country",
        Retry.NEVER,
    ),
    "REL-0057": Meant(
        "a VAT number (btw-nummer) is over 50 characters",
        _ASK_THE_BUYER,
        Retry.AFTER_MAPPING_OR_SHOP,
    ),
    "REL-0058": Meant(
        "a VAT number (btw-nummer) is under 2 characters",
        _ASK_THE_BUYER,
        Retry.AFTER_MAPPING_OR_SHOP,
    ),
    "REL-0059": Meant(
        "a VAT number (btw-nummer) has more in it than letters and digits",
        _ASK_THE_BUYER,
        Retry.AFTER_MAPPING_OR_SHOP,
    ),
    "REL-0060": Meant(
        "the address (vestigingsadres) of a card is incomplete",
        "complete the billing address in the shop and run `snelsync pull-orders`, or"
        " make the card in SnelStart with the VAT number",
        Retry.AFTER_MAPPING_OR_SHOP,
    ),
    "REL-0061": Meant(
        "an e-mail address is not valid", _MAIL, Retry.AFTER_MAPPING_OR_SHOP
    ),
    "REL-0066": Meant("what was sent for a card is incomplete", _REPORT, Retry.NEVER),
    "REL-0084": Meant(
        "e-mail addresses are not parted by semicolons",
        _MAIL,
        Retry.AFTER_MAPPING_OR_SHOP,
    ),
    "REL-0085": Meant(
        "an e-mail address is over 250 characters",
        _MAIL,
        Retry.AFTER_MAPPING_OR_SHOP,
    ),
    "REL-0087": Meant(
        "a VAT number (btw-nummer) is of another country than the address",
        "put the billing address of the number in the order in the shop and run"
        " `snelsync pull-orders`, or book it by hand",
        Retry.AFTER_MAPPING_OR_SHOP,
    ),
    "REL-0088": Meant(
        "SnelStart does not take a VAT number (btw-nummer) for valid",
        _ASK_THE_BUYER,
        Retry.AFTER_MAPPING_OR_SHOP,
    ),
}

CODES: Final[Mapping[str, Meant]] = MappingProxyType(_GENERAL | _BOOKINGS | _CUSTOMERS)
"""Every code our calls can meet; docs/reference/snelstart-codes.md is this table."""
