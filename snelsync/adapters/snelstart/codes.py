"""SnelStart's error codes: what each means in our terms, and what to do about it.

From the portal's list (2026-05). The text of a message may have words appended to it,
so only the code is matched; a code that is not here is shown whole.
"""

from __future__ import annotations

NUMBER_EXISTS = "BOE-0021"

REMEDIES: dict[str, tuple[str, str]] = {
    "ALG-0105": ("something on the booking is inactive", "look in SnelStart which"),
    "BOE-0008": (
        "a ledger account is inactive",
        "choose another account in the mapping",
    ),
    "BOE-0019": ("a cost centre does not exist", "correct the mapping"),
    "BOE-0021": ("the invoice number exists", "look the invoice up in SnelStart"),
    "BOE-0022": ("an account wants a cost centre", "choose another account"),
    "BOE-0023": ("the booking has no lines", "report this"),
    "BOE-0026": ("a cost centre is inactive", "correct the mapping"),
    "BOE-0028": ("a line is zero", "report this"),
    "BOE-0033": ("the date is over five years back", "set a later [shop] start"),
    "BOE-0037": ("a ledger account does not exist", "run `snelsync map-check`"),
    "BOE-0039": ("the booking does not balance", "report this"),
    "BOE-0042": ("the period is blocked", "unblock it in SnelStart, or book by hand"),
    "BOE-0046": ("the period is in a filed VAT return", "book by hand in this period"),
    "BOE-0051": ("the accountant has locked the period", "ask the accountant"),
    "BOE-0054": ("the customer card is inactive", "make it active in SnelStart"),
    "BOE-0058": (
        "the invoice number is empty or too long",
        "shorten [invoices] number",
    ),
    "BOE-0060": ("the card is not of a customer", "make the card a customer"),
    "BOE-0061": ("an account may not be on a sale", "choose another account"),
    "BOE-0062": ("reverse charge is mixed with other VAT", "book by hand"),
    "BOE-0068": ("a text is too long", "shorten the texts under [invoices]"),
    "BOE-0069": ("the VAT does not fit the lines", "run `snelsync map-check`"),
    "BOE-0070": ("the date is not valid", "look whether the book year is open"),
    "BOE-0071": ("the description is too long", "shorten the texts under [invoices]"),
    "BOE-0075": ("a journal's account is on a line", "choose another account"),
    "BOE-0080": ("this customer may not be on an EU account", "check the VAT number"),
    "BOE-0081": ("the chart lacks a VAT account", "add it in SnelStart"),
    "BOE-0082": ("a VAT kind differs from its account's", "run `snelsync map-check`"),
    "REL-0005": ("the customer card does not exist", "run `snelsync push` again"),
    "REL-0007": ("a customer card needs a name", "set [customers] collective_name"),
    "REL-0008": ("the customer code is in use", "run `snelsync push` again"),
    "REL-0060": ("a customer's address is incomplete", "complete it in SnelStart"),
}
"""Code → (what it means, what a bookkeeper does)."""
