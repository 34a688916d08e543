"""SnelStart's own words for a refusal, without what they may quote of somebody.

A message may repeat what was sent, or name another customer (its text may have words
appended, see codes). It is shown and kept, so only what cannot be about a person stays:
words without capitals, the capitals that SnelStart's sentences have, short numbers.
"""

from __future__ import annotations

import re

OUT = "…"
"""Stands where something was left out."""

LONGEST = 400
"""Characters; SnelStart's own sentences are far shorter."""

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|<[^>]*>")
_QUOTABLE = re.compile(r"['\"][a-z]{1,20}['\"]")
_CAPITALS = frozenset(
    """
    Aanmaningen Access An Authorization BIC BTW Bad Bankieren Bedrag Bij Boekdatum
    Boeking Btw Btwverlegd Call Can Cannot Correspondentieadres Could Datum De Deze
    Dit Doorlopende E-mailadres E-mailadressen EU Een Er Error Factuur
    Factuurkorting Factuurnummer Field Forbidden Gateway Geen Grootboek
    Grootboekrekening Het IBAN Id In Incasso Internal Invalid Is It Kan Klant Kon
    Kostenplaats KvK-nummer Land Mag Missing Moet Naam No Not Nummer OData OIN
    Object Omschrijving Ongeldig Ongeldige Op Out Parameter Periode Property Rate
    Regel Relatie Relatiecode Request Resource Server Statement Tekst The There This
    Try U Unable Unexpected Unknown Value Veld Vestigingsadres Voor Waarde You
    """.split()  # noqa: SIM905 - read as words
)
"""Capitals of SnelStart's sentences: how they begin, and what it writes so."""

_SHORT = re.compile(r"-?\d{1,4}")
_PLAIN = re.compile(r"[^\W\d_A-Z]+(-[^\W\d_A-Z]+)*-?")


def without_persons(text: str) -> str:
    """Give what of SnelStart's words cannot name anybody."""
    unquoted = _QUOTED.sub(_quoted, text[:LONGEST])
    told: list[str] = []
    for one in unquoted.split():
        kept = one if _harmless(one.strip("()[],.;:!?/")) else OUT
        if kept != OUT or told[-1:] != [OUT]:
            told.append(kept)
    return " ".join(told)


def _quoted(found: re.Match[str]) -> str:
    return found.group() if _QUOTABLE.fullmatch(found.group()) else OUT


def _harmless(word: str) -> bool:
    if not word or word in _CAPITALS or _QUOTABLE.fullmatch(word):
        return True
    return bool(_SHORT.fullmatch(word) or (_PLAIN.fullmatch(word) and word.islower()))


_FIELD = re.compile(r"[A-Za-z_][A-Za-z0-9_.\[\]]{0,79}")


def fields_of(names: list[str]) -> str:
    """List the fields that a refusal names; what is no field's name is left out."""
    return ", ".join(sorted(one if _FIELD.fullmatch(one) else OUT for one in names))


_CODE = re.compile(r"[A-Z]{1,4}-\d{1,6}")


def code_of(text: str) -> str:
    """Give SnelStart's code; "" for what is no code."""
    return text if _CODE.fullmatch(text) else ""
