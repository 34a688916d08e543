"""SnelStart's codes: the table is complete, made of real codes, and is the page."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from snelsync.adapters.snelstart.codes import CLOSED_PERIOD, CODES, Retry
from snelsync.adapters.snelstart.encode import encode_customer
from snelsync.app.book import CARD_GONE, CLOSED, NUMBER_EXISTS
from snelsync.sandbox.administration.texts import TEXTS
from tests.contract.samples import BELGIAN, NL, a_booking
from tests.contract.wiring import open_administration, practice_administration
from tests.fakes import FakeClock
from tests.meta.layers import REPOSITORY
from tests.meta.test_example_mapping import SETTINGS
from tests.meta.test_help import LEAVES

PAGE = (REPOSITORY / "docs/reference/snelstart-codes.md").read_text(encoding="utf-8")


def spread(family: str, numbers: str) -> Iterator[str]:
    """Write out the codes of a family: ``0001 0004-0006``."""
    for word in numbers.split():
        first, _, last = word.partition("-")
        for number in range(int(first), int(last or first) + 1):
            yield f"{family}-{number:04}"


DOCUMENTED = {
    *spread("ALG", "0100-0106"),
    *spread("BOE", "0001-0003 0008-0010 0019 0021-0029 0031-0033 0036-0039 0042-0058"),
    *spread("BOE", "0060-0064 0066-0071 0075-0096"),
    *spread("REL", "0001-0018 0020-0023 0025-0034 0038-0040 0044-0103"),
}
"""Every code of SnelStart's list (portal, 2026-05) in the families that we can meet."""

PURCHASES = "a purchase"
OTHER_BOOKINGS = "a cash, bank or journal booking"
UBL = "a UBL file"
MANDATES = "direct debit"
LEDGERS = "making a ledger account"
CHANGES = "changing or deleting what we never change or delete"
KIND = "a kind of card other than the one we make"
NOT_MET = {
    PURCHASES: [*spread("BOE", "0002 0003 0009 0010 0038 0048 0053")],
    OTHER_BOOKINGS: [*spread("BOE", "0024 0025 0027 0076 0091 0094-0096")],
    UBL: [*spread("BOE", "0029 0031 0032 0043-0045 0092")],
    MANDATES: [*spread("BOE", "0052 0055-0057 0063 0064 0066 0067 0079")],
    LEDGERS: [*spread("BOE", "0085-0088 0090")],
    CHANGES: [
        *spread("BOE", "0077 0078"),
        *spread("REL", "0047 0049-0054 0064 0067 0103"),
    ],
    KIND: [*spread("REL", "0001 0002 0004 0014 0016 0048 0062 0065")],
}
"""Codes that none of our calls can give, by what they are about."""

NOT_SENT = {
    "valuta": ["BOE-0036"],
    "boekstuk": ["BOE-0068"],
    "id": ["REL-0063"],
    "krediettermijn": ["REL-0003"],
    "incassoSoort": ["REL-0009"],
    "bankieren": ["REL-0009"],
    "bic": ["REL-0010"],
    "iban": ["REL-0011"],
    "mobieleTelefoon": ["REL-0012"],
    "telefoon": ["REL-0013"],
    "websiteUrl": ["REL-0015"],
    "factuurRelatie": ["REL-0017", "REL-0018"],
    "contactpersoon": ["REL-0023"],
    "correspondentieAdres": [*spread("REL", "0025-0028 0055")],
    "aanmaningEmailVersturen": [*spread("REL", "0029-0031 0068-0083")],
    "factuurEmailVersturen": [*spread("REL", "0032-0034 0068-0083")],
    "bevestigingsEmailVersturen": [*spread("REL", "0038-0040 0068-0083")],
    "offerteEmailVersturen": [*spread("REL", "0044-0046 0068-0083")],
    "offerteAanvraagEmailVersturen": [*spread("REL", "0089-0102")],
    "bestellingEmailVersturen": [*spread("REL", "0089-0102")],
    "oin": ["REL-0086"],
    "eenmaligeIncassoMachtiging": NOT_MET[MANDATES],
    "doorlopendeIncassoMachtiging": NOT_MET[MANDATES],
}
"""Codes that are about a field, by the field, which we do not send."""

LEFT_OUT = {code for codes in (*NOT_MET.values(), *NOT_SENT.values()) for code in codes}


def test_no_code_is_invented() -> None:
    """Each code of the table is on SnelStart's list."""
    assert CODES.keys() <= DOCUMENTED


def test_every_documented_code_is_in_the_table_or_left_out_for_a_reason() -> None:
    """No code of the list is forgotten, and none is both met and not."""
    assert DOCUMENTED - CODES.keys() == LEFT_OUT


def test_every_code_of_the_practice_administration_is_in_the_table() -> None:
    """What the practice side can answer to our calls has a remedy, and is no fancy."""
    assert TEXTS.keys() <= DOCUMENTED
    assert TEXTS.keys() - LEFT_OUT <= CODES.keys()


def _fields(body: object) -> Iterator[str]:
    """List the top-level fields of what is sent, and those of an address."""
    if isinstance(body, dict):
        for name, value in body.items():
            yield name
            if name == "vestigingsAdres":
                yield from value


def test_the_fields_whose_codes_are_left_out_are_not_sent() -> None:
    """A field that is sent one day brings its codes into the table."""
    clock = FakeClock()
    port = open_administration(practice_administration(clock), clock).administration
    assert BELGIAN.business
    full = replace(BELGIAN.business, kvk="12345678", email="info@peeters.test")
    texts = (
        port.encode(a_booking(), customer_id="card-1", chart=port.chart()),
        encode_customer(NL, country_id="nl"),
        encode_customer(replace(BELGIAN, business=full), country_id="be"),
    )
    sent = {name for text in texts for name in _fields(json.loads(text))}
    assert sent >= {"factuurnummer", "kvkNummer", "email", "straat"}
    assert not sent & NOT_SENT.keys()
    kinds = {tuple(json.loads(text)["relatiesoort"]) for text in texts[1:]}
    assert kinds == {("Klant",)}


def _row(code: str) -> str:
    """Write a code's row as the page has it: SnelStart's own words in italics."""
    meant = CODES[code]
    told = f"| {code} | {meant.cause} | {meant.remedy} | {meant.retry} |"
    return re.sub(r"\((.+?)\)", r"(*\1*)", told)


def test_the_page_is_the_table() -> None:
    """The page has exactly the rows of the table, in the order of their numbers."""
    rows = [line for line in PAGE.splitlines() if re.match(r"\| [A-Z]{3}-\d", line)]
    assert rows == [_row(code) for code in sorted(CODES)]


def test_the_page_explains_every_answer_about_pushing_again() -> None:
    """Each kind of retry stands in the table, and the page says what it asks."""
    assert {meant.retry for meant in CODES.values()} == set(Retry)
    for retry in Retry:
        assert f"*{retry}*" in PAGE


def test_the_page_names_the_codes_of_a_closed_period() -> None:
    """Those that stop everything in a period are told apart, and are in the table."""
    assert CODES.keys() >= CLOSED_PERIOD
    line = next(line for line in PAGE.splitlines() if line.startswith("- **Closed"))
    assert set(re.findall(r"BOE-\d{4}", line)) == CLOSED_PERIOD


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_cause_and_a_remedy(code: str) -> None:
    """Each is a sentence without a full stop, and fits a table."""
    meant = CODES[code]
    for text in (meant.cause, meant.remedy):
        assert text
        assert text == text.strip()
        assert not text.endswith(".")
        assert "|" not in text
    assert meant.cause != meant.remedy


@pytest.mark.parametrize("code", CODES)
def test_remedies_name_settings_and_commands_that_exist(code: str) -> None:
    """A bookkeeper finds the section, the setting and the command that are named."""
    remedy = CODES[code].remedy
    places = {".".join(place) for place in SETTINGS}
    sections = {place.rpartition(".")[0] for place in places}
    for names, section in re.findall(
        r"((?:`\w+`(?: and )?)+) under \[+([\w.]+)", remedy
    ):
        for name in re.findall(r"\w+", names.replace(" and ", " ")):
            assert f"{section}.{name}" in places
    assert set(re.findall(r"\[+([\w.]+)\]", remedy)) <= sections
    assert set(re.findall(r"`snelsync ([a-z -]+)`", remedy)) <= set(LEAVES)


def test_a_change_is_asked_of_the_side_that_the_retry_names() -> None:
    """What SnelStart must change says so, and what comes right by itself is pushed."""
    for meant in CODES.values():
        if meant.retry is Retry.AFTER_SNELSTART:
            assert re.search("in SnelStart|accountant", meant.remedy)
        if meant.retry is Retry.BY_ITSELF:
            assert "run `snelsync push` again" in meant.remedy


def test_what_push_does_by_code_is_what_the_table_says() -> None:
    """A card that is gone comes right by itself; a number that exists is compared."""
    assert {CODES[code].retry for code in CARD_GONE} == {Retry.BY_ITSELF}
    assert "compare" in CODES[NUMBER_EXISTS].remedy
    assert frozenset(CLOSED) == CLOSED_PERIOD
