"""SnelStart's words are shown, and whom they quote is not."""

from __future__ import annotations

import pytest

from snelsync.adapters.snelstart import differing
from snelsync.adapters.snelstart.words import code_of, fields_of, without_persons
from snelsync.sandbox.administration.texts import TEXTS

SAID = {
    "Relatie 'Wilhelmina Zorgvliet' bestaat al": "Relatie … bestaat al",
    "Zorgvliet is geen klant": "… is geen klant",
    "De relatie (w.zorgvliet@example.org) is weg": "De relatie … is weg",
    "Het adres Dorpsplein 1, 9876 ZZ Ergensveen": "Het adres … 1, 9876 …",
    "De IBAN NL91ABNA0417164300 is niet geldig": "De IBAN … is niet geldig",
    "Bel 0612345678 of +31 6 12345678": "… of … 6 …",
    "btw-nummer NL123456782B01 of KvK-nummer 87654321": (
        "btw-nummer … of KvK-nummer …"
    ),
    "The request is invalid.": "The request is invalid.",
    "Rate limit is exceeded. Try again in 12 seconds.": (
        "Rate limit is exceeded. Try again in 12 seconds."
    ),
}


@pytest.mark.parametrize("said", SAID)
def test_whom_a_message_names_is_left_out(said: str) -> None:
    """Names, addresses and numbers of a person go; what is wrong stays."""
    assert without_persons(said) == SAID[said]


def test_the_texts_of_the_codes_stay_whole() -> None:
    """Nothing is left out of the sentences that belong to SnelStart's codes."""
    changed = {
        code: without_persons(text)
        for code, text in TEXTS.items()
        if without_persons(text) != text
    }
    assert changed == {}


def test_a_vat_kind_is_one_we_know() -> None:
    """What stands in a booking as its VAT is not quoted when it is no such word."""
    assert differing._kind("Hoog") == "high"
    assert differing._kind("Zorgvliet") == "another VAT"


def test_codes_and_fields_have_a_form() -> None:
    """A name where a code or a field should be is no code and no field."""
    assert code_of("BOE-0021") == "BOE-0021"
    assert code_of("Zorgvliet") == ""
    assert fields_of(["relatie.naam", "regels[0].bedrag", "W. Zorgvliet"]) == (
        "regels[0].bedrag, relatie.naam, …"
    )
