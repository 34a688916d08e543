"""Keeps relations: makes the row of one from its body, and finds it a code."""

from snelsync.sandbox.administration.books import (
    ADDRESS_TEXTS,
    MAIL_SORTS,
    Books,
    blank_relation,
)
from snelsync.sandbox.administration.vat_numbers import as_kept
from snelsync.sandbox.administration.wire import Record, reference

_AS_SENT = (
    "relatiesoort",
    "naam",
    "telefoon",
    "mobieleTelefoon",
    "email",
    "factuurkorting",
    "krediettermijn",
    "kredietLimiet",
    "memo",
    "kvkNummer",
    "oin",
    "websiteUrl",
    "aanmaningsoort",
    "iban",
    "bic",
    "incassoSoort",
)


def store_relation(body: Record, books: Books, *, guid: str) -> Record:
    """Put a relation in the books; what its body leaves out becomes empty."""
    old = books.relations.get(guid)
    home = reference("landen", books.country_coded("NL")["id"])
    payer = body["factuurRelatie"]
    row = blank_relation(guid)
    row |= {name: body[name] for name in _AS_SENT}
    row |= {
        "modifiedOn": books.moment(),
        "relatiecode": body["relatiecode"] or _code(old, books),
        "vestigingsAdres": _address(body["vestigingsAdres"] or {}, home),
        "correspondentieAdres": (
            _address(body["correspondentieAdres"], home)
            if body["correspondentieAdres"]
            else None
        ),
        "btwNummer": as_kept(body["btwNummer"]) if body["btwNummer"] else None,
        "bankieren": body["bankieren"] or False,
        "nonactief": body["nonactief"] or False,
        "ublBestandAlsBijlage": body["ublBestandAlsBijlage"] or False,
        "factuurRelatie": reference("relaties", payer) if payer else None,
    }
    for sort in MAIL_SORTS:
        sent = body[f"{sort}Versturen"]
        if sent is not None:
            row[f"{sort}Versturen"] = {**sent, "shouldSend": bool(sent["shouldSend"])}
    books.relations[guid] = row
    return row


def _code(old: Record | None, books: Books) -> int:
    if old is not None:
        return int(old["relatiecode"])
    return max(0, *(int(row["relatiecode"]) for row in books.relations.values())) + 1


def _address(sent: Record, home: Record) -> Record:
    """Keep an address; one with no country is Dutch, an empty one has no country."""
    address: Record = {part: sent.get(part) for part in ADDRESS_TEXTS}
    chosen = sent.get("land")
    if chosen:
        return {**address, "land": reference("landen", chosen)}
    filled = any((text or "").strip() for text in address.values())
    return {**address, "land": dict(home) if filled else None}
