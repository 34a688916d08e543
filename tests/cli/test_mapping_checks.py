"""What ``map-check`` says of the mapping file, with and without SnelStart."""

import pytest

from snelsync.cli.output import Output
from snelsync.sandbox.administration import PRACTICE_CONNECTION_KEY
from tests.cli.practice import KEYS, Practice


def test_offline_takes_neither_keys_nor_a_state_file(practice: Practice) -> None:
    """A good file is exit 0 without one call, and what was not checked is said."""
    alone = practice.with_environ(**dict.fromkeys(KEYS, ""))
    before = len(practice.administration.requests)
    told = alone.run("map-check", "--offline")
    assert told.code == 0, told.stderr
    assert "mapping.toml has no faults" in told.stdout
    assert "not checked" in told.stderr
    assert "whether the ledger accounts" in told.stderr
    document = alone.json("map-check", "--offline")
    assert document["offline"] is True
    assert len(document["not_checked"]) == 3
    assert len(practice.administration.requests) == before
    assert not practice.state.exists()


def test_offline_tells_all_faults_of_the_file(practice: Practice) -> None:
    """A faulty file is exit 10, with each fault; a key in it is not repeated."""
    practice.write_mapping(
        ("payment_term = 14", "payment_term = -1"),
        ('ones.\nca_file = ""', 'ones.\nca_file = "/no/such.pem"'),
        ('key = "production"', f'key = "{PRACTICE_CONNECTION_KEY}"'),
    )
    told = practice.run("map-check", "--offline")
    assert told.code == 10
    assert "3 faults" in told.stderr
    assert "(not shown: it may hold a key)" in told.stderr


def test_the_schema_is_printed_for_an_editor(practice: Practice) -> None:
    """Plain it is the schema itself; with --json it is in the document."""
    practice.mapping.unlink()
    told = practice.run("map-check", "--schema")
    assert told.code == 0
    document = practice.json("map-check", "--schema")
    assert document["mapping_schema"] == told.document
    assert told.document["title"] == "snelsync mapping"


def test_a_problem_with_snelstart_names_the_line_it_is_about(pulled: Practice) -> None:
    """Accounts and settings that do not fit are told with file and line."""
    pulled.write_mapping(("high = 8100", "high = 8999"))
    lines = pulled.mapping.read_text(encoding="utf-8").splitlines()
    account = lines.index("high = 8999") + 1
    unnamed = lines.index('administration = ""') + 1

    told = pulled.run("map-check")
    at = f"{pulled.mapping}:"
    assert f"error: {at}{account}: [revenue] high is 8999" in told.stderr
    assert f"warning: {at}{unnamed}: the mapping does not name" in told.stderr
    assert "note: whether a period is blocked" in told.stderr
    document = pulled.json("map-check")
    assert [one["line"] for one in document["mapping_problems"]] == [account]
    assert [one["line"] for one in document["remarks"]] == [unnamed]
    assert document["exit_code"] == 10


def test_a_line_number_is_not_taken_for_a_picture(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A name between colons, and line 100, are written as they are."""
    Output().note("mapping.toml:100: what :smile: is")
    Output().summary("a :100: b")
    Output().show("c :100: d")

    told = capsys.readouterr()
    assert told.err == "mapping.toml:100: what :smile: is\n"
    assert told.out == "a :100: b\nc :100: d\n"
