"""Where in a TOML text a setting stands, for messages a person can act on.

The standard reader gives no positions, so the text is looked through for the table
and the key. Only a line number is at stake: when unsure, the table's line is given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

_TABLE = re.compile(r"\s*\[(\[)?\s*([\w.\"-]+)\s*\]")
_KEY = re.compile(r"\s*((?:\"?[\w-]+\"?\s*\.\s*)*\"?[\w-]+\"?)\s*=")
_ROW = re.compile(r"\s*\{")

Place = tuple[int | str, ...]


def line_of(text: str, place: Place) -> int:
    """Find the line of a setting, else of the table it belongs to, else 1."""
    best = 1
    longest = 0
    for number, found in _settings_of(text):
        same = _common(found, place)
        if same > longest:
            best, longest = number, same
    return best


def place_name(place: Place) -> str:
    """Name a place: ``payments.2.means``, rows as one counts them."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in place)


def place_of(setting: str, body: Mapping[str, Any]) -> Place:
    """Find the place of a setting that a message names: ``[revenue] high``.

    A row goes by its name: ``[[rules]] deposit: account``.
    """
    section, _, rest = setting.partition("] ")
    place: Place = tuple(section.strip("[]").split("."))
    rest = rest.lstrip("] ")
    if section.startswith("[["):
        row, _, rest = rest.rpartition(": ")
        names = [str(one.get("name")) for one in body.get(str(place[0]), ())]
        place = (*place, names.index(row)) if row in names else place
    return (*place, rest) if rest else place


@lru_cache(maxsize=2)
def _settings_of(text: str) -> list[tuple[int, Place]]:
    """List every table and key with its line."""
    found: list[tuple[int, Place]] = []
    table: Place = ()
    counts: dict[str, int] = {}
    last, rows = table, 0
    for number, line in enumerate(text.splitlines(), start=1):
        header = _TABLE.match(line)
        if header:
            name = header.group(2).replace('"', "")
            table = tuple(name.split("."))
            if header.group(1):
                table = (*table, counts.get(name, 0))
                counts[name] = counts.get(name, 0) + 1
            found.append((number, table))
            continue
        key = _KEY.match(line)
        if key:
            last = (*table, *re.findall(r"[\w-]+", key.group(1)))
            rows = 0
            found.append((number, last))
        elif _ROW.match(line):
            found.append((number, (*last, rows)))
            rows += 1
    return found


def _common(found: Place, place: Place) -> int:
    """Count how much of a place two have in common; 0 when ``found`` goes astray."""
    if len(found) > len(place) or found != place[: len(found)]:
        return 0
    return len(found)
