"""Patterns, in rules and in our own code: no text makes one of them take long."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import time
from collections.abc import Iterator
from typing import NamedTuple

import pytest

import snelsync
from snelsync.adapters.mapping_faults import shown
from snelsync.adapters.snelstart import words
from snelsync.domain.mapping import Rule
from snelsync.domain.rules import rule_for
from tests.domain.builders import charge, order

LENGTH = 20_000
TEXTS = tuple(
    (piece * LENGTH)[:LENGTH] + "\x00"
    for piece in (
        *("a", "1", " ", "<", "'", '"', "a1", "a.", "a-", "[", "=", "-", "oauth_"),
        *("a b ", ". ", "vat", "_eu_", "btw ", "kvk-", "(", "1.", "A", "BT1", "{", "%"),
    )
)
CUT_BEFORE = {words: words.LONGEST}
"""Modules of which the patterns see no more than this."""


class Ours(NamedTuple):
    """A pattern of our own, how it is used, and the longest text it sees."""

    name: str
    pattern: re.Pattern[str]
    sought: bool
    longest: int


def _patterns() -> Iterator[Ours]:
    """List every pattern of every module."""
    for one in pkgutil.walk_packages(snelsync.__path__, "snelsync."):
        if "sandbox" in one.name or "versions" in one.name or one.name.endswith("env"):
            continue
        module = importlib.import_module(one.name)
        source, longest = inspect.getsource(module), CUT_BEFORE.get(module, LENGTH)
        for name, value in vars(module).items():
            sought = re.search(rf"{name}\.(search|sub|findall|finditer|split)", source)
            held = value.values() if isinstance(value, dict) else (value,)
            for pattern in held:
                if isinstance(pattern, re.Pattern) and isinstance(pattern.pattern, str):
                    yield Ours(f"{one.name}.{name}", pattern, bool(sought), longest)


def test_no_pattern_of_ours_takes_long() -> None:
    """Time grows with the length of a text, and not with its square."""
    found = list(_patterns())
    assert len(found) > 30
    for ours in found:
        for text in TEXTS:
            began = time.process_time()
            ours.pattern.match(text[-ours.longest :])
            ours.pattern.fullmatch(text[-ours.longest :])
            if ours.sought:
                ours.pattern.search(text[-ours.longest :])
            assert time.process_time() - began < 0.4, (ours.name, text[:9])


@pytest.mark.parametrize("wild", ["*a" * 500, "?*" * 500, "[!a]*" * 300, "*" * 1_000])
def test_no_pattern_of_a_rule_takes_long(wild: str) -> None:
    """However many stars it has, and however long the SKU that nearly fits."""
    one = charge("10.00", "2.10", code="a" * LENGTH)
    began = time.process_time()
    assert rule_for((Rule("r", sku=f"{wild}b"),), order(one), one) is None
    assert time.process_time() - began < 1


def test_a_long_value_in_a_mapping_is_shown_in_short() -> None:
    """It is looked through for keys before it is, in one pass."""
    began = time.process_time()
    assert len(shown("a" * 200_000)) < 70
    assert "not shown" in shown("a" * 1_000 + "1")
    assert time.process_time() - began < 0.5
