"""What travels: JSON with exact decimals, ids, dates without a zone.

Numbers are read as `Decimal`, never as binary fractions, and written with the decimals
they have: 121.00 stays 121.00.
"""

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

Record = dict[str, Any]
"""A JSON object as it goes over the wire, amounts as `Decimal`."""

CENT: Final = Decimal("0.01")
NO_GUID: Final = "00000000-0000-0000-0000-000000000000"

_quote: Final = json.encoder.encode_basestring
"""Written in C: a chart of accounts has a thousand texts."""

_GUID: Final = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE
)
_MOMENT: Final = re.compile(
    r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d:\d\d(\.\d{1,7})?)?", re.ASCII
)
_AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")


def read_json(raw: bytes) -> object:
    """Parse JSON strictly: no NaN, no name twice in an object.

    Raises:
        ValueError: The bytes are no such JSON.

    """
    try:
        parsed: object = json.loads(
            raw.decode("utf-8"),
            parse_float=Decimal,
            parse_constant=_no_constant,
            object_pairs_hook=_each_name_once,
        )
    except RecursionError as too_deep:
        raise ValueError("the JSON is nested too deep") from too_deep
    return parsed


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def _each_name_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a name occurs twice in one object")
    return fields


def write_json(value: object) -> str:
    """Write a value as JSON; a `Decimal` becomes a number with all its decimals."""
    match value:
        case dict():
            pairs = (
                f"{_quote(name)}:{write_json(held)}" for name, held in value.items()
            )
            return "{" + ",".join(pairs) + "}"
        case list() | tuple():
            return "[" + ",".join(write_json(held) for held in value) + "]"
        case str():
            return _quote(value)
        case Decimal():
            return format(value, "f")
        case _:
            return json.dumps(value)


def is_guid(text: str) -> bool:
    """Tell whether a text is a guid, written with hyphens."""
    return _GUID.fullmatch(text) is not None


def parse_moment(text: str) -> datetime | None:
    """Read a date or date-time without a zone; None when it is something else.

    A value with a zone is refused on purpose: SnelStart's reading of it is unknown and
    could shift the day.
    """
    if _MOMENT.fullmatch(text) is None:
        return None
    try:
        return datetime.fromisoformat(text[:26])
    except ValueError:
        return None


def moment_text(moment: datetime | date) -> str:
    """Write a moment as SnelStart does: to the second, without a zone."""
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None).isoformat(timespec="seconds")
    return f"{moment.isoformat()}T00:00:00"


def dutch_time(now: datetime) -> datetime:
    """Give the wall-clock time in the Netherlands, without its zone.

    Raises:
        ValueError: The clock gave a time without a zone.

    """
    if now.tzinfo is None:
        raise ValueError("the clock must give times with a zone")
    return now.astimezone(_AMSTERDAM).replace(tzinfo=None)


def utc_now() -> datetime:
    """Tell the time: the clock an administration has when it is given none."""
    return datetime.now(UTC)  # noqa: TID251 - the default clock; callers may pass their own


def reference(resource: str, guid: str) -> Record:
    """Make the `{id, uri}` by which one resource points at another."""
    return {"id": guid, "uri": f"/{resource}/{guid}"}


def euros(amount: Decimal) -> Decimal:
    """Give an amount of money its two decimals; callers have checked it has no more."""
    return amount.quantize(CENT)
