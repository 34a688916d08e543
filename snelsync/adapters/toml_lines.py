"""Where in a TOML text a setting stands, for messages a person can act on.

The standard reader gives no positions, so the text is looked through for the table
and the key. Only a line number is at stake: when unsure, the table's line is given.
"""

from __future__ import annotations

import re

_TABLE = re.compile(r"\s*\[(\[)?\s*([\w.\"-]+)\s*\]")
_KEY = re.compile(r"\s*\"?([\w-]+)\"?\s*=")

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


def _settings_of(text: str) -> list[tuple[int, Place]]:
    """List every table and key with its line."""
    found: list[tuple[int, Place]] = []
    table: Place = ()
    counts: dict[str, int] = {}
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
            found.append((number, (*table, key.group(1))))
    return found


def _common(found: Place, place: Place) -> int:
    """Count how much of a place two have in common; 0 when ``found`` goes astray."""
    if len(found) > len(place) or found != place[: len(found)]:
        return 0
    return len(found)
