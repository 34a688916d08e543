"""No person and no key is ever shown, kept or sent on.

``Practice.type`` searches everything that any test here makes a command say; these
tests prove that the search finds what it is for, and look where nothing is said.
"""

import json

import pytest

from tests.cli.practice import KEYS, Practice, Say, leaks, personal


def test_the_search_finds_keys_and_persons() -> None:
    """Planted in a sentence or in JSON, each is found."""
    for planted in (*KEYS.values(), "0612345678", "Damrak 1", "Zürcher", "O'Brien"):
        assert planted in leaks(f"order 12: {planted}: no such thing")
    assert leaks(json.dumps({"name": "Jürgen Müller"}))
    assert leaks("order 12: Webshop particulieren NL") == []


def test_the_recorded_orders_have_persons_to_leak() -> None:
    """The search would be worth nothing without names, streets and addresses."""
    assert len(personal()) > 100
    assert {"0612345678", "Müller", "1012 LG"} <= personal()
    assert any("@" in one for one in personal())


def test_no_person_is_in_the_state_file(said: Say, booked_once: Practice) -> None:
    """After pulling and booking everything, the state file knows no one."""
    assert said("status").code == 3
    for name, content in booked_once.state_bytes().items():
        assert leaks(content.decode("utf-8", "replace")) == [], name


def test_no_person_reaches_snelstart(booked_once: Practice) -> None:
    """What was booked names collective cards and SKUs, no customer."""
    books = booked_once.administration
    for rows in (books.bookings, books.invoices, books.relations):
        assert leaks(json.dumps(list(rows.values()), default=str)) == []
    assert leaks(repr(books.bookings)) == []


def test_persons_are_not_even_fetched(booked_once: Practice) -> None:
    """Every call to the shop names its fields, and no person's is among them."""
    asked = {(one.path, one.query) for one in booked_once.shop.requests}
    assert any(path.endswith("/orders") for path, _ in asked)
    for path, query in asked:
        assert "_fields=" in query, path
        for name in ("first_name", "last_name", "email", "phone", "address_1", "note"):
            assert name not in query
        assert "customers" not in path


def test_of_plugins_only_named_values_are_fetched(booked_once: Practice) -> None:
    """An order's plugin values come by name; but for the look for names of keys."""
    asked = [one.query for one in booked_once.shop.requests if "meta_data" in one.query]
    assert asked
    for query in asked:
        assert "include_meta=" in query or "_fields=version%2Cmeta_data" in query


@pytest.mark.parametrize(
    "words", [("pull-orders",), ("push", "--yes"), ("show", "174")]
)
def test_verbose_shows_no_more_of_persons(
    booked_once: Practice, words: tuple[str, ...]
) -> None:
    """--verbose is searched like everything else."""
    assert booked_once.run(*words, "--verbose").code in {0, 3}
