"""The rules a relatie must keep.

Codes are SnelStart's portal (2026-05). Strict where two readings exist: one kind only,
never changed; an address is complete or absent (an omitted country is the Netherlands).
Which codes the e-mail settings share is only partly known.
"""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from snelsync.sandbox.administration.books import ADDRESS_TEXTS, Books
from snelsync.sandbox.administration.errors import Problem
from snelsync.sandbox.administration.vat_numbers import (
    as_kept,
    country_fits,
    form_fits,
)
from snelsync.sandbox.administration.wire import Record

_EMAIL: Final = re.compile(r"[^\s@;,<>\"]+@[^\s@;,<>\".]+(\.[^\s@;,<>\".]+)+")
_BIC: Final = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?", re.ASCII)
_LENGTHS: Final = {"contactpersoon": 50, "straat": 50, "postcode": 25, "plaats": 50}
_ADDRESS_CODES: Final = {
    "vestigingsAdres": ("REL-0023", "REL-0020", "REL-0021", "REL-0022"),
    "correspondentieAdres": ("REL-0028", "REL-0025", "REL-0026", "REL-0027"),
}
_LAND_CODES: Final = {"vestigingsAdres": "REL-0056", "correspondentieAdres": "REL-0055"}
_MAIL_CODES: Final = {
    "aanmaningEmailVersturen": ("REL-0029", "REL-0030"),
    "factuurEmailVersturen": ("REL-0032", "REL-0033"),
    "bevestigingsEmailVersturen": ("REL-0038", "REL-0039"),
    "offerteEmailVersturen": ("REL-0044", "REL-0045"),
    "offerteAanvraagEmailVersturen": ("REL-0089", "REL-0090"),
    "bestellingEmailVersturen": ("REL-0096", "REL-0097"),
}


def relation_problems(relation: Record, books: Books) -> list[Problem]:
    """List every rule that a relation breaks.

    Args:
        relation: The body as read; its `id` is empty for a new relation.
        books: The administration it would go into.

    """
    found = [
        *_kind_problems(relation),
        *_identity_problems(relation, books),
        *_address_problems(relation, books),
        *_vat_number_problems(relation, books),
        *_contact_problems(relation),
        *_mail_problems(relation),
        *_money_problems(relation),
        *_bank_problems(relation),
        *_invoice_relation_problems(relation, books),
    ]
    return list(dict.fromkeys(found))


def _kind_problems(relation: Record) -> Iterator[Problem]:
    kinds = relation["relatiesoort"] or ["Geen"]
    if "Geen" in kinds:
        yield Problem("REL-0001")
    if "Eigen" in kinds:
        yield Problem("REL-0048")
    if {"Klant", "Leverancier"} <= set(kinds):
        yield Problem("REL-0065")


def is_customer(relation: Record) -> bool:
    """Tell whether a relation is a customer."""
    return "Klant" in (relation["relatiesoort"] or [])


def _identity_problems(relation: Record, books: Books) -> Iterator[Problem]:
    if not (relation["naam"] or "").strip():
        yield Problem("REL-0007")
    code = relation["relatiecode"]
    others = (held for held in books.relations.values() if held["id"] != relation["id"])
    if code and any(held["relatiecode"] == code for held in others):
        yield Problem("REL-0008")
    kvk = relation["kvkNummer"]
    if kvk and re.fullmatch(r"\d{8}", kvk, re.ASCII) is None:
        yield Problem("REL-0006")
    oin = relation["oin"]
    if oin and re.fullmatch(r"\d{20}", oin, re.ASCII) is None:
        yield Problem("REL-0086")


def _address_problems(relation: Record, books: Books) -> Iterator[Problem]:
    for which, codes in _ADDRESS_CODES.items():
        address = relation[which]
        if address is None:
            continue
        for part, code in zip(ADDRESS_TEXTS, codes, strict=True):
            if len(address[part] or "") > _LENGTHS[part]:
                yield Problem(code)
        if address["land"] is not None and address["land"] not in books.countries:
            yield Problem(_LAND_CODES[which])
    own = relation["vestigingsAdres"]
    if own is not None and not _is_whole(own):
        yield Problem("REL-0060")


def _is_whole(address: Record) -> bool:
    filled = {part for part in ADDRESS_TEXTS if (address[part] or "").strip()}
    if not filled and address["land"] is None:
        return True
    return filled >= set(ADDRESS_TEXTS) - {"contactpersoon"}


def _vat_number_problems(relation: Record, books: Books) -> Iterator[Problem]:
    number = relation["btwNummer"]
    if not number:
        return
    if len(number) > 50:
        yield Problem("REL-0057")
    if len(number) < 2:
        yield Problem("REL-0058")
    if re.fullmatch(r"[A-Za-z0-9]+", number) is None:
        yield Problem("REL-0059")
        return
    address = relation["vestigingsAdres"] or {}
    country = books.countries.get(address.get("land") or "", books.country_coded("NL"))
    if not country_fits(number, country["landcode"]):
        yield Problem("REL-0087")
    known_bad = {as_kept(bad) for bad in books.invalid_vat_numbers}
    if not form_fits(number) or as_kept(number) in known_bad:
        yield Problem("REL-0088")


def _contact_problems(relation: Record) -> Iterator[Problem]:
    if len(relation["telefoon"] or "") > 25:
        yield Problem("REL-0013")
    if len(relation["mobieleTelefoon"] or "") > 25:
        yield Problem("REL-0012")
    email = relation["email"]
    if email and len(email) > 250:
        yield Problem("REL-0085")
    if email and not are_emails(email):
        yield Problem("REL-0084" if ";" in email or "," in email else "REL-0061")
    website = relation["websiteUrl"]
    if website and not _is_url(website):
        yield Problem("REL-0015")


def are_emails(written: str) -> bool:
    """Tell whether a text is one e-mail address, or some parted by semicolons."""
    return all(_EMAIL.fullmatch(one.strip()) for one in written.split(";"))


def _is_url(written: str) -> bool:
    try:
        parts = urlsplit(written)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and "." in parts.netloc


def _mail_problems(relation: Record) -> Iterator[Problem]:
    for setting, (needed, invalid) in _MAIL_CODES.items():
        held = relation[setting]
        if held is None:
            continue
        if held["shouldSend"] and not held["email"]:
            yield Problem(needed)
        for address in (held["email"], held["ccEmail"]):
            if address and (len(address) > 250 or not are_emails(address)):
                yield Problem(invalid)


def _money_problems(relation: Record) -> Iterator[Problem]:
    term = relation["krediettermijn"]
    if term is not None and not -365 <= term <= 1000:
        yield Problem("REL-0003")
    if is_customer(relation):
        return
    if relation["factuurkorting"]:
        yield Problem("REL-0004")
    if relation["kredietLimiet"]:
        yield Problem("REL-0062")
    if relation["aanmaningsoort"] not in {None, "Nee"}:
        yield Problem("REL-0002")


def _bank_problems(relation: Record) -> Iterator[Problem]:
    collects = relation["incassoSoort"] not in {None, "Geen"}
    if collects and not is_customer(relation):
        yield Problem("REL-0016")
    if relation["bankieren"] and "Leverancier" not in (relation["relatiesoort"] or []):
        yield Problem("REL-0014")
    if (collects or relation["bankieren"]) and not relation["iban"]:
        yield Problem("REL-0009")
    if relation["iban"] and not is_iban(relation["iban"]):
        yield Problem("REL-0011")
    if relation["bic"] and _BIC.fullmatch(relation["bic"]) is None:
        yield Problem("REL-0010")


def is_iban(written: str) -> bool:
    """Tell whether a text is an IBAN, by its form and check digits (ISO 13616)."""
    if re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}", written, re.ASCII) is None:
        return False
    turned = written[4:] + written[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def _invoice_relation_problems(relation: Record, books: Books) -> Iterator[Problem]:
    wanted = relation["factuurRelatie"]
    if wanted is None:
        return
    held = books.relations.get(wanted)
    if held is None:
        yield Problem("REL-0017")
    elif not is_customer(held):
        yield Problem("REL-0018")


def change_problems(relation: Record, old: Record) -> Iterator[Problem]:
    """List what may not change about a relation that is there already."""
    kinds = relation["relatiesoort"]
    if kinds and set(kinds) != set(old["relatiesoort"]):
        yield Problem("REL-0064")


def delete_problems(relation: Record, books: Books) -> Iterator[Problem]:
    """List what keeps a relation from being deleted."""
    if "Eigen" in relation["relatiesoort"]:
        yield Problem("REL-0048")
    if relation["relatiecode"] == -1:
        yield Problem("REL-0067")
    if relation["relatiecode"] == -2:
        yield Problem("REL-0103")
    guid = relation["id"]
    if any(held["klant"]["id"] == guid for held in books.bookings.values()):
        yield Problem("REL-0049")
    payers = (held["factuurRelatie"] for held in books.relations.values())
    if any(payer is not None and payer["id"] == guid for payer in payers):
        yield Problem("REL-0052")
