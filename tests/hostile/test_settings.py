"""Mapping and plan files that nobody should write: told soon, and never a bug."""

from __future__ import annotations

import re
import time
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snelsync.adapters.mapping_faults import MOST
from snelsync.adapters.mapping_file import settings_from
from snelsync.adapters.plan_file import read_plan
from snelsync.errors import SettingsError, UsageError
from tests.contract.wiring import ROOT
from tests.hostile.runs import CASES

EXAMPLE = (ROOT / "mapping.example.toml").read_text(encoding="utf-8")
PIECES = (
    *("[", "]", "[[", "]]", '"', "'", '"""', "=", ".", ",", "{", "}", "#", "\\", "\n"),
    *("1e999", "-0", "nan", "inf", "0x1", "9" * 30, "true", "[[rules]]", "[limits]"),
    *('""', '"{order_number.__class__}"', '"{0}"', '"{order_number!r}"', '"\\u0000"'),
    *('"{order_number:9999999999}"', '"../../../etc/passwd"', "1979-05-27T07:32:00Z"),
    *('"\x1b[2J"', '"[bold]"', '"*a*a*a*a*a*a*a*a*b"', "[]", "{}", "{ a = 1 }", "é"),
)


@CASES
@given(st.integers(0, 2**32))
def test_a_mapping_may_say_anything(seed: int) -> None:
    """It is read, or its faults are told with their lines."""
    by = Random(seed)  # noqa: S311
    text = EXAMPLE
    for _ in range(by.randint(1, 5)):
        text = _spoiled(text, by)
    fault = _fault_of(text)
    if fault is not None:
        assert fault.hint
        assert re.search(r":\d+: |no mapping file", _told(fault))


def _fault_of(text: str) -> SettingsError | None:
    try:
        settings_from(Path("mapping.toml"), text)
    except SettingsError as error:
        return error
    return None


def _spoiled(text: str, by: Random) -> str:
    """Change a value, a line, or a few characters."""
    lines = text.splitlines()
    settings = [n for n, line in enumerate(lines) if re.match(r"\w+ = ", line)]
    match by.choice(["value", "value", "line", "swap", "piece"]):
        case "value" if settings:
            at = by.choice(settings)
            lines[at] = f"{lines[at].partition(' = ')[0]} = {by.choice(PIECES)}"
        case "line":
            lines.insert(by.randrange(len(lines) + 1), by.choice(PIECES))
        case "swap" if len(settings) > 1:
            here, there = by.sample(settings, 2)
            lines[here], lines[there] = lines[there], lines[here]
        case _:
            at = by.randrange(len(text) + 1)
            return text[:at] + by.choice(PIECES) + text[at + by.randint(0, 9) :]
    return "\n".join(lines)


def _told(error: SettingsError) -> str:
    return "\n".join((error.what, *error.details))


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 100_000,
        "a = " + "9" * 5_000,
        "a = 1e999999999",
        "[revenue]\n" + "".join(f"x{n} = 1\n" for n in range(4_000)),
        "x." * 100_000 + "y = 1",
        '[invoices]\nnumber = "{order_number:9999999999}"',
        '[invoices]\nnumber = "{order_number[a]}"',
    ],
    ids=["nested", "long", "large", "many", "dotted", "wide", "part"],
)
def test_a_mapping_made_to_stop_the_program_is_told_soon(text: str) -> None:
    """Nothing in it takes long, or all memory, or fills the screen."""
    began = time.process_time()
    with pytest.raises(SettingsError) as told:
        settings_from(Path("mapping.toml"), text)
    assert time.process_time() - began < 10
    assert len(told.value.details) <= MOST + 2


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    """Somebody may name a film instead of a plan."""
    path = tmp_path / "plan.json"
    path.touch()
    with path.open("r+b") as file:
        file.truncate(600 * 1024 * 1024)
    with pytest.raises(UsageError, match="larger"):
        read_plan(path)


def test_a_plan_nested_without_end_is_no_plan(tmp_path: Path) -> None:
    """It is told as any other file that is no plan."""
    path = tmp_path / "plan.json"
    path.write_bytes(b"[" * 200_000)
    with pytest.raises(UsageError, match="no plan"):
        read_plan(path)
