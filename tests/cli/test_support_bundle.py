"""A support bundle can always be made, and has nothing in it that may not leave."""

import json
import sqlite3
import stat
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from snelsync.adapters.mapping_scrubbed import scrubbed
from snelsync.adapters.state.engine import NEWEST
from snelsync.cli.commands.support_bundle import CONTENTS
from snelsync.cli.example import example_mapping
from tests.cli.planted import EVERYBODY, PERSON
from tests.cli.practice import Practice


@pytest.fixture(autouse=True)
def _no_log_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Look for no log in the home of who runs the tests."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state-home"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


def parts_of(path: Path) -> dict[str, str]:
    """Read a bundle."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def bundle(practice: Practice, path: Path, *words: str) -> dict[str, Any]:
    """Make a bundle; gives its JSON parts."""
    told = practice.run("support-bundle", str(path), *words)
    assert told.code == 0, told.stderr
    parts = parts_of(path)
    return {
        name: json.loads(text) for name, text in parts.items() if name.endswith(".json")
    } | {
        "documents": [json.loads(one) for one in parts["documents.jsonl"].splitlines()]
    }


def test_it_tells_how_things_stand(small_once: Practice, tmp_path: Path) -> None:
    """Versions, counts, runs, and what needs a person with what happened to it."""
    found = bundle(small_once, tmp_path / "a.zip")
    state = found["state.json"]
    assert (state["version"], state["faults"]) == (NEWEST, 0)
    runs = [(run["run"], run["command"]) for run in state["runs"]]
    assert runs[-2:] == [(2, "push"), (1, "pull-orders")]
    assert state["outcomes"] == {"booked": 11, "held": 3}
    assert "held foreign_vat" in state["problems"]
    assert {one["outcome"] for one in found["documents"]} == {"held"}
    assert {one["id"] for one in found["documents"]} == {206, 299, 301}
    assert found["mapping.json"]["settings"]["rounding"] == {"account": "4756"}
    assert found["versions.json"]["packages"]["httpx"]
    assert "SNELSYNC_WOO_KEY" in found["versions.json"]["variables_set"]


def test_amounts_are_in_it_only_when_asked(
    small_once: Practice, tmp_path: Path
) -> None:
    """What a shop sells is its own business."""
    without = bundle(small_once, tmp_path / "a.zip")["documents"]
    amounts = bundle(small_once, tmp_path / "b.zip", "--with-amounts")["documents"]
    assert all("total" not in one for one in without)
    assert [{k: one[k] for k in one if k != "total"} for one in amounts] == without
    assert all(one["total"] for one in amounts)


def test_it_is_its_owners_and_the_same_each_time(
    small_once: Practice, tmp_path: Path
) -> None:
    """Mode 0600, never over another file, and the same bytes at the same moment."""
    first, second = tmp_path / "a.zip", tmp_path / "b.zip"
    bundle(small_once, first)
    bundle(small_once, second)
    assert first.read_bytes() == second.read_bytes()
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    told = small_once.run("support-bundle", str(first))
    assert (told.code, "is there already" in told.stderr) == (2, True)
    assert first.read_bytes() == second.read_bytes()


def test_its_contents_are_told(small_once: Practice, tmp_path: Path) -> None:
    """Every file is listed on the screen, in the JSON document and in the bundle."""
    path = tmp_path / "a.zip"
    told = small_once.run("support-bundle", str(path))
    parts = parts_of(path)
    assert set(parts) == set(CONTENTS)
    for text in (told.stdout, parts["README.txt"]):
        assert all(f"{name}: " in text for name in CONTENTS)
    document = small_once.json("support-bundle", str(tmp_path / "b.zip"))
    assert set(document["files"]) == set(CONTENTS)


@pytest.mark.parametrize("trouble", ["none", "damaged", "other", "newer"])
def test_a_state_file_in_trouble_is_told(
    practice: Practice, small_once: Practice, trouble: str
) -> None:
    """It is made where the state file is the trouble, and says what kind."""
    content = small_once.state.read_bytes()
    if trouble == "damaged":
        practice.state.write_bytes(content[:5000] + b"Zorgvliet" * 900)
    if trouble in {"other", "newer"}:
        with sqlite3.connect(practice.state) as connection:
            connection.execute("CREATE TABLE alembic_version (version_num)")
            value = EVERYBODY if trouble == "other" else "0099"
            connection.execute("INSERT INTO alembic_version VALUES (?)", (value,))
            for table in ("runs", "documents"):
                names = "run_id, command, started, ended, exit_code, outcome, problems"
                # Neither has all the columns of ours.
                connection.execute(f"CREATE TABLE {table} ({names})")
                outcome = "held" if trouble == "other" else EVERYBODY
                marks = [*[EVERYBODY] * 5, outcome, EVERYBODY]
                connection.execute(
                    f"INSERT INTO {table} VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
                    marks,
                )
        connection.close()
    path = practice.folder / "a.zip"
    state = bundle(practice, path)["state.json"]
    assert state["there"] is (trouble != "none")
    if trouble == "newer":
        assert state["version"] == "0099"
    if trouble == "damaged":
        assert state["readable"] is False or state["faults"]
    text = "".join(parts_of(path).values())
    assert [one for one in PERSON if one in text] == []


@pytest.mark.parametrize("text", ["[shop\nZorgvliet", 'a = "Zorgvliet"', "\udcff"])
def test_a_mapping_in_trouble_is_told(practice: Practice, text: str) -> None:
    """It is made where the mapping file is the trouble."""
    practice.mapping.write_bytes(text.encode("utf-8", "surrogateescape"))
    path = practice.folder / "a.zip"
    found = bundle(practice, path)["mapping.json"]
    assert "error" in found or found["faults"] > 0
    assert "Zorgvliet" not in "".join(parts_of(path).values())


def _full_of_people(node: Any) -> Any:  # noqa: ANN401 - any part of a TOML file
    if isinstance(node, dict):
        return {key: _full_of_people(value) for key, value in node.items()} | {
            EVERYBODY: EVERYBODY
        }
    if isinstance(node, list):
        return [_full_of_people(one) for one in node]
    return EVERYBODY if isinstance(node, str) else node


def test_no_text_of_a_mapping_leaves() -> None:
    """With somebody in every text and beside every setting, nobody is told."""
    body = tomllib.loads(example_mapping())
    found = scrubbed(tomlkit.dumps(_full_of_people(body)))
    assert [one for one in PERSON if one in json.dumps(found)] == []
    assert found["shop"]["start"] == "2026-01-01"
    assert found["shop"]["url"] == f"(text of {len(EVERYBODY)})"
    assert scrubbed(example_mapping())["shop"]["url"] == "(https address)"
