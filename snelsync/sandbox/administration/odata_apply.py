"""Adds up mutations as `$apply` asks: `aggregate`, `groupby`, or one within the other.

Only what SnelStart's portal shows (2026-05) is understood: one of Saldo, Debet and
Credit with sum, min, max or average, and groups by Grootboek, Kostenplaats and Dagboek.
It is done after `$filter`. How an answer looks is not shown anywhere: here a row has
its groups as a mutation has them, and the sum under the name that was asked for.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Final

from snelsync.sandbox.administration.errors import framework
from snelsync.sandbox.administration.wire import Record

_AGGREGATE: Final = (
    r"aggregate\((?P<{0}field>Saldo|Debet|Credit) with"
    r" (?P<{0}by>sum|min|max|average) as (?P<{0}name>[A-Za-z]\w*)\)"
)
_ALONE: Final = re.compile(_AGGREGATE.format(""), re.ASCII)
_GROUPED: Final = re.compile(
    r"groupby\(\((?P<groups>\w+(?:,\w+)*)\)(?:," + _AGGREGATE.format("") + r")?\)",
    re.ASCII,
)
_GROUPS: Final = {
    "Grootboek": "grootboek",
    "Kostenplaats": "kostenplaats",
    "Dagboek": "dagboek",
}
_BY: Final[dict[str, Callable[[Sequence[Decimal]], Decimal]]] = {
    "sum": lambda held: sum(held, start=Decimal(0)),
    "min": min,
    "max": max,
    "average": lambda held: sum(held, start=Decimal(0)) / len(held),
}


def apply(source: str, rows: Iterable[Record], *, most: int) -> list[Record]:
    """Add rows up.

    Args:
        source: what `$apply` says.
        rows: what the filter left.
        most: how many rows an answer has at most.

    Raises:
        Refusal: It cannot be read, or is nothing that SnelStart shows.

    """
    alone = _ALONE.fullmatch(source)
    if alone is not None:
        return [_added_up(alone, list(rows))]
    grouped = _GROUPED.fullmatch(source)
    if grouped is None:
        raise framework(400, "The query specified in the URI is not valid. $apply")
    names = [_group(name) for name in grouped["groups"].split(",")]
    if len(set(names)) != len(names):
        raise framework(400, "The query specified in the URI is not valid. $apply")
    found: dict[tuple[object, ...], list[Record]] = {}
    for row in rows:
        held = tuple(row[name] and row[name]["id"] for name in names)
        found.setdefault(held, []).append(row)
    return [
        {name: held[0][name] for name in names}
        | (_added_up(grouped, held) if grouped["field"] else {})
        for held in list(found.values())[:most]
    ]


def _group(name: str) -> str:
    if name not in _GROUPS:
        raise framework(400, f"Grouping by '{name}' is not possible.")
    return _GROUPS[name]


def _added_up(asked: re.Match[str], rows: Sequence[Record]) -> Record:
    field = asked["field"].lower()
    amounts = [row[field] for row in rows]
    return {asked["name"]: _BY[asked["by"]](amounts) if amounts else None}
