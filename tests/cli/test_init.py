"""A mapping proposed from both systems: it books what the example books, and asks."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from snelsync.adapters.mapping_file import read_settings
from snelsync.sandbox.administration import PracticeAdministration
from snelsync.sandbox.serve import served
from snelsync.sandbox.shop import PracticeShop
from tests.cli.practice import KEYS, Json, Practice, Stopped

NAME = '"Betalings- en afrondingsverschillen"'
START = ("--start", "2026-01-01")


@pytest.fixture
def bare(practice: Practice) -> Practice:
    """Give the small shop without a mapping file."""
    practice.mapping.unlink()
    return practice


def addresses(practice: Practice) -> tuple[str, ...]:
    """Write the options that name the practice sides."""
    at = practice.at
    return (
        *("--shop", at.shop_url, "--api-url", at.api_url),
        *("--token-url", at.token_url, "--vies-url", at.vies_url),
    )


def init(practice: Practice, *words: str, typed: str = "") -> str:
    """Make a mapping file, and read it."""
    told = practice.run("init", *addresses(practice), *words, typed=typed)
    assert told.code == 0, told.stderr
    return practice.mapping.read_text(encoding="utf-8")


def planned(practice: Practice, *, moved: bool = False) -> list[Json]:
    """Say what would be booked, each with its lines, by a mapping without faults.

    Args:
        practice: with a mapping and a state file.
        moved: accounts are told by the numbers that they have in the default chart.
    """
    document = practice.json("map-check")
    assert document["mapping_problems"] == []
    documents: list[Json] = document["documents"]
    for line in (line for one in documents for line in one["lines"] if moved):
        line["account"] //= 10
    return documents


def in_the_books(practice: Practice) -> dict[str, object]:
    """Give what SnelStart has under each invoice number."""
    return {
        row["factuurnummer"]: (
            row["factuurdatum"],
            row["factuurbedrag"],
            [
                (line["grootboek"]["id"], line["bedrag"], line["btwSoort"])
                for line in row["boekingsregels"]
            ],
            row["btw"],
        )
        for row in practice.administration.bookings.values()
    }


@pytest.mark.parametrize(("name", "renumbered"), [("excl", False), ("incl", True)])
def test_a_proposed_mapping_plans_what_the_example_plans(
    name: str,
    renumbered: bool,  # noqa: FBT001
    tmp_path: Path,
    clock: Stopped,
) -> None:
    """On both recorded shops, also when every account has a number of its own."""
    shop = PracticeShop(name, now=clock.now)
    usual = PracticeAdministration(now=clock.now)
    books = PracticeAdministration(now=clock.now, renumbered=renumbered)
    with served(shop, usual) as at, served(shop, books) as other:
        practice = Practice(shop, usual, at, tmp_path, clock)
        practice.write_mapping()
        assert practice.run("pull-orders").code == 0
        expected = planned(practice)
        assert sum(one["outcome"] == "planned" for one in expected) > 90
        practice.mapping.unlink()
        here = replace(practice, at=replace(other, shop_url=at.shop_url))
        text = init(here, "--yes", *START)
        how = "81001  # chosen: RGS code" if renumbered else "8100  # chosen: the usual"
        assert f"high = {how}" in text
        assert planned(here, moved=renumbered) == expected


def test_push_books_with_it_what_it_books_with_the_example(
    pulled: Practice, small_once: Practice
) -> None:
    """Every line and every VAT row in SnelStart is the same."""
    pulled.mapping.unlink()
    init(pulled, "--yes", *START)
    pushed = pulled.run("push", "--yes")
    assert pushed.code == 3, pushed.stderr
    assert in_the_books(pulled) == in_the_books(small_once)


def test_every_guess_and_question_stands_at_the_top(bare: Practice) -> None:
    """The head lists what stands as a guess beside a setting, and what is open."""
    text = init(bare, "--yes")
    head, _, body = text.partition("\n\n")
    assert "# 1. [shop] start: from which day on" in head
    assert "'verzonden' mean for the books?" in head.replace("\n#   ", "")
    assert "# 1. [shop] start = 2026-10-01: the first day of this VAT quarter" in head
    assert "start = 2026-10-01  # guess: the first day of this VAT quarter" in body
    assert body.count("# guess: ") == head.count(" = ")
    assert 'administration = "Oefenadministratie"  # chosen' in body
    assert max(len(line) for line in text.splitlines()) <= 100


def test_the_document_counts_what_the_file_marks(bare: Practice) -> None:
    """Each setting with its value and grounds, each question with its answers."""
    document = bare.json("init", "--yes", *addresses(bare))
    text = bare.mapping.read_text(encoding="utf-8")
    assert document["counts"] == {
        "chosen": text.count("  # chosen: "),
        "guesses": text.count("  # guess: "),
        "questions": len(document["questions"]),
    }
    settings = {one["setting"]: one for one in document["settings"]}
    assert settings["[revenue] high"] == {
        "setting": "[revenue] high",
        "value": 8100,
        "by": "number",
        "chosen": True,
        "why": 'the usual number: "Omzet handelsgoederen hoog"',
    }


def test_on_a_terminal_only_what_cannot_be_known_is_asked(bare: Practice) -> None:
    """Answers go into the file; return takes the proposal; nonsense is asked again."""
    typed = "soon\n2026-01-01\nbook\n\n"
    text = init(bare.at_a_terminal(), typed=typed)
    body = tomllib.loads(text)
    assert body["shop"]["start"].isoformat() == "2026-01-01"
    assert "verzonden" in body["shop"]["statuses"]["book"]
    assert body["zero_vat"]["domestic_zero_rate"] == "zero"
    assert "# Open questions: none." in text
    assert "# Guesses: none." in text
    assert text.count("# chosen: your answer") == 3


def test_a_file_that_is_there_is_never_overwritten(practice: Practice) -> None:
    """Exit 2, before anything is asked of anybody, and what to do."""
    before = practice.mapping.read_bytes()
    told = practice.run("init", "--yes", *addresses(practice))
    assert (told.code, practice.mapping.read_bytes()) == (2, before)
    assert "--update" in told.stderr


def test_update_adds_what_is_missing_and_changes_nothing_else(
    practice: Practice,
) -> None:
    """Comments, order and choices stay; a second time there is nothing to add."""
    practice.write_mapping(
        ('gateway = "bacs"', 'gateway = "bank*"'),
        ("[rounding]\naccount = 4756\n", ""),
        ("high = 8100\n", "high = 8200 # ours\n"),
        (
            'skip = ["cancelled", "failed"]',
            'skip = ["cancelled", "failed", "verzonden"]',
        ),
    )
    before = practice.mapping.read_text(encoding="utf-8")
    told = practice.run("init", "--update", "--yes")
    assert told.code == 0, told.stderr
    after = practice.mapping.read_text(encoding="utf-8")
    added = [line for line in after.splitlines() if line not in before.splitlines()]
    assert added == [
        'gateway = "bacs"',
        'means = "open"  # chosen: known',
        "[rounding]",
        f"account = 4756  # chosen: the usual number: {NAME}",
    ]
    kept = iter(after.splitlines())
    assert all(line in kept for line in before.splitlines())
    assert "verzonden" not in told.stdout
    read_settings(practice.mapping)
    assert practice.run("init", "--update", "--yes").code == 0
    assert practice.mapping.read_text(encoding="utf-8") == after


def test_an_invoice_made_by_hand_teaches_its_accounts(bare: Practice) -> None:
    """What a bookkeeper booked before goes before the usual numbers."""
    bare.administration.add_booking_by_hand("H-1", "121.00", grootboek=8000)
    text = init(bare, "--yes", "--from-invoice", "H-1")
    assert "high = 8000  # chosen: learned from invoice H-1" in text
    bare.mapping.unlink()
    said = bare.run("init", "--yes", "--from-invoice", "H-2", *addresses(bare))
    assert (said.code, "number H-2" in said.stderr) == (2, True)
    assert not bare.mapping.exists()


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ((), 2, "--shop https://"),
        (("--shop", "ftp://x"), 2, "'ftp://x' is no address"),
        (("--shop", "http://shop.example.nl"), 2, "is not https"),
        (("--update",), 2, "without --update"),
        (("--start", "soon"), 2, "write it as --start 2026-10-01"),
    ],
)
def test_what_cannot_be_done_is_told(
    bare: Practice, words: tuple[str, ...], code: int, told: str
) -> None:
    """No shop, no address, nothing to add to: exit 2, with what to type."""
    said = bare.run("init", "--yes", *words)
    assert (said.code, told in said.stderr) == (code, True), said.stderr
    assert not bare.mapping.exists()


def test_missing_keys_are_all_named_with_the_command_that_asks_them(
    bare: Practice,
) -> None:
    """Exit 11; the keys come before the mapping, for a shop that is named."""
    lacking = bare.with_environ(**dict.fromkeys(KEYS, ""))
    said = lacking.run("init", "--yes", *addresses(bare))
    assert said.code == 11
    assert all(name in said.stderr for name in KEYS)
    assert f"snelsync auth login --shop {bare.at.shop_url}" in said.stderr
    asked = bare.json("auth", "status", "shop", "--shop", bare.at.shop_url)
    assert asked["shop"]["name"] == "Oefenwinkel"
