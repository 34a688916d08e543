"""``backup`` and ``purge``: what is kept of the record, and what is not."""

from pathlib import Path

import pytest

from tests.cli.practice import Practice, Told


@pytest.fixture
def copy(small_once: Practice, tmp_path: Path) -> Path:
    """Back the booked record up."""
    target = tmp_path / "copy.sqlite3"
    document = small_once.json("backup", str(target))
    assert document["file"] == str(target)
    assert document["bytes"] == target.stat().st_size
    assert document["counts"]["orders"] == 12
    return target


def on_copy(practice: Practice, copy: Path, *words: str, typed: str = "") -> Told:
    """Use the command line on the copy."""
    files = ("--mapping", str(practice.mapping), "--state", str(copy))
    return practice.type(*files, *words, typed=typed)


def test_a_copy_is_a_state_file(small_once: Practice, copy: Path) -> None:
    """It tells the same as the file it is of; and is never overwritten."""
    told = on_copy(small_once, copy, "status")
    assert told == small_once.run("status")

    again = small_once.run("backup", str(copy))
    assert (again.code, "never overwrites" in again.stderr) == (2, True)
    said = small_once.run("backup", str(copy.with_name("second")))
    assert (said.code, "12 orders" in said.stdout) == (0, True)
    assert "keep it as safely" in said.stderr


def test_a_purge_is_looked_at_first_and_asked(small_once: Practice, copy: Path) -> None:
    """A dry run takes nothing out; without a terminal --yes is needed."""
    dry = on_copy(small_once, copy, "purge", "--older-than", "0d", "--dry-run")
    assert (dry.code, "would be taken out of 10 orders" in dry.stdout) == (0, True)

    unasked = on_copy(small_once, copy, "purge", "--older-than", "0d")
    assert (unasked.code, "--yes" in unasked.stderr) == (2, True)
    asked = small_once.at_a_terminal()
    no = on_copy(asked, copy, "purge", "--older-than", "0d", typed="n\n")
    assert (no.code, "nothing was taken out" in no.stderr) == (0, True)
    assert on_copy(small_once, copy, "show", "173").stdout == (
        small_once.run("show", "173").stdout
    )


def test_a_purge_tells_what_it_did_and_what_it_left(
    small_once: Practice, copy: Path
) -> None:
    """Orders that are still to be decided are counted and named; status is the same."""
    before = on_copy(small_once, copy, "status").stdout
    words = ("purge", "--older-than", "0d", "--yes", "--json")
    left = copy.with_name(".copy.sqlite3.0005-2026-11-21.bak.a1b2c3_d.part")
    left.touch()
    document = on_copy(small_once, copy, *words).document
    assert document["copies"] == [str(left)]
    counts = document["counts"]
    assert (counts["orders"], counts["open"], counts["refunds"]) == (10, 2, 1)
    assert document["dry_run"] is False
    assert "299" in document["open"]

    again = on_copy(small_once, copy, *words).document["counts"]
    assert (again["orders"], again["had_nothing"]) == (0, 10)
    after = on_copy(small_once, copy, "status").stdout
    assert set(before.splitlines()) <= set(after.splitlines())
    assert "last purge" in after


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "one of the two"),
        (("--older-than", "1y", "--order", "173"), "one of the two"),
        (("--older-than", "long"), "is no age"),
        (("--order", "299"), "still to be decided"),
        (("--order", "9999"), "not among the orders"),
    ],
)
def test_what_cannot_be_purged_is_told(
    small_once: Practice, copy: Path, words: tuple[str, ...], told: str
) -> None:
    """Wrong usage has exit code 2, and says what to type."""
    said = on_copy(small_once, copy, "purge", *words, "--dry-run")
    assert (said.code, told in said.stderr) == (2, True)
