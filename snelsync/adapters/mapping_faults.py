"""Telling what is wrong in a mapping file: what stands there, what may, what was meant.

What stands there is shown as it was typed, shortened, and not at all when it looks like
a key: somebody may have put one in the wrong place.
"""

from __future__ import annotations

import re
from datetime import date
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from snelsync.adapters.mapping_schema import (
    allowed,
    names_at,
    node_at,
    sections_with,
)
from snelsync.adapters.toml_lines import Place

Fault = tuple[Place, str]
"""Where, and what is wrong there, in words."""

LONGEST = 60
MOST = 200
"""So many faults are told one by one; a file with more is no mapping file."""
RATE_CODES = ("SR", "RRH", "RRL", "PR", "SRR")
"""SnelStart's names for rates (portal, 2026-05); others of their form are taken too."""
_ADDRESSES = {("alerts", "ping_url"), ("alerts", "webhook_url")}
"""Who knows these can use them."""
_SECRET_NAME = re.compile(
    r"secret|password|koppelsleutel|((consumer|connection|subscription|api)_?|client)key"
)
_SECRET = re.compile(
    r"@|(ping|webhook)_url|\bc[ks]_|"
    r"(?<![a-z\d/+=])(?=[a-z/+=]*\d)(?=[\d/+=]*[a-z])[a-z\d/+=]{24,}",
    re.IGNORECASE,
)


def faults_of(error: ValidationError) -> list[Fault]:
    """Tell every fault that the models found, or the first of very many."""
    return [_fault(one) for one in error.errors()[:MOST]]


def shown(value: object) -> str:
    """Show what was typed, as TOML writes it, in short."""
    match value:
        case bool():
            return str(value).lower()
        case str() if _SECRET.search(value):
            return "what stands here (not shown: it may hold a key)"
        case str():
            short = value if len(value) <= LONGEST else f"{value[: LONGEST - 1]}…"
            return f"'{short}'"
        case list() | tuple():
            return "a list"
        case dict():
            return "a section"
        case date():
            return value.isoformat()
        case _:
            return str(value)[:LONGEST]


def _fault(fault: Any) -> Fault:  # noqa: ANN401
    place: Place = tuple(part for part in fault["loc"] if part != "[key]")
    given = fault["input"]
    if place in _ADDRESSES:
        return place, f"what stands here (not shown) {_said(fault)}"
    if "[key]" in fault["loc"]:
        return place, _no_such_name(place)
    match fault["type"]:
        case "extra_forbidden":
            return place, _no_such_setting(place)
        case "missing":
            return place, f"this setting is missing; it takes {allowed(node_at(place))}"
        case "enum":
            return place, _none_of(str(given), allowed(node_at(place)).split(", "))
        case "value_error":
            told = _said(fault)
            whole = isinstance(given, dict | list | tuple)
            return place, told if whole else f"{shown(given)} {told}"
        case _:
            takes = allowed(node_at(place))
            return place, f"{shown(given)} cannot be taken: it takes {takes}"


def _said(fault: Any) -> str:  # noqa: ANN401
    return str(fault["msg"]).removeprefix("Value error, ")


def _none_of(wrong: str, right: list[str]) -> str:
    """Say which words are allowed, and which one was probably meant."""
    return f"{shown(wrong)} is none of {', '.join(right)}{_meant(wrong, right)}"


def _meant(wrong: str, right: list[str]) -> str:
    spelled = {one.lower(): one for one in right}
    close = get_close_matches(wrong.lower(), spelled, n=1)
    return f"; did you mean `{spelled[close[0]]}`?" if close else ""


def _no_such_name(place: Place) -> str:
    """Tell a name that cannot be: of a treatment, or a rate code."""
    return _none_of(str(place[-1]), list(names_at(place[:-1]) or RATE_CODES))


def _no_such_setting(place: Place) -> str:
    name, beside = str(place[-1]), list(names_at(place[:-1]))
    if _SECRET_NAME.search(name.lower()):
        return (
            "keys and passwords never go in this file: take the line out, and run"
            " `snelsync auth login`"
        )
    meant = _meant(name, beside)
    elsewhere = sorted(set(sections_with(name)))
    if not meant and elsewhere:
        return f"there is no such setting here; it belongs under {elsewhere[0]}"
    there_are = f"; there are {', '.join(beside)}"
    return f"there is no such setting{meant or there_are}"
