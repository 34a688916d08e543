"""What may be said of a run while it goes on: a fixed list of events and their fields.

No field can carry a free text. A number is a number, a word is one of a closed list or
a name that stands in our own source, an id has a strict form. What does not fit its
field is never written: a mark stands in its place. So nothing personal and no key can
get into a log, whatever an order, an answer or a setting says.

Nobody listens unless that was asked for, and then an event costs next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TypedDict, Unpack

WITHHELD = "(withheld)"
"""Stands where a value did not fit its field."""

Value = int | str | list[str]


class Level(StrEnum):
    """How much an event matters."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Event(StrEnum):
    """Every event there is; docs/reference/logs.md has what each means."""

    COMMAND_BEGAN = "command_began"
    COMMAND_ENDED = "command_ended"
    RUN_BEGAN = "run_began"
    RUN_ENDED = "run_ended"
    HTTP_ANSWERED = "http_answered"
    HTTP_FAILED = "http_failed"
    HTTP_AGAIN = "http_again"
    PACE_WAITED = "pace_waited"
    DOCUMENT_STANDS = "document_stands"
    BREAKER_TRIPPED = "breaker_tripped"
    LOCK_TAKEN = "lock_taken"
    LOCK_HELD = "lock_held"
    STATE_MIGRATED = "state_migrated"
    WARNED = "warned"
    BUG = "bug"


class Party(StrEnum):
    """Who is called."""

    SHOP = "shop"
    SNELSTART = "snelstart"
    LOGIN = "login"
    VIES = "vies"
    ALERT = "alert"


class Breaker(StrEnum):
    """Which breaker stopped a run."""

    GONE = "gone"
    MANY = "many"
    REFUSALS = "refusals"


class Word(str):
    """A text made of words of a closed list; only the functions here make one."""

    __slots__ = ()


def known_word(text: str, among: Collection[str]) -> Word:
    """Give a text that is one of a list; any other becomes the mark."""
    return Word(text if text in among else WITHHELD)


def path_template(path: str, among: Collection[str]) -> Word:
    """Give a path without its query, with a star for all that is no word of a list."""
    parts = path.partition("?")[0].strip("/").split("/")
    told = (one if one in among else "*" for one in parts if one)
    return Word("/" + "/".join(told))


class Fields(TypedDict, total=False):
    """The fields an event may have, by name, as they are given."""

    breaker: Breaker
    bytes: int
    codes: tuple[Enum, ...]
    command: Word
    count: int
    document: str
    error: type[BaseException]
    exit_code: int
    method: str
    ms: int
    outcome: Enum
    party: Party
    path: Word
    place: str
    run: int
    status: int
    tries: int
    version: str


def _number(value: object) -> int | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return int(value) if 0 <= value < 2**53 else None


def _of_ours(value: object) -> str | None:
    """Take a member of an enum of our own: its text stands in the source."""
    ours = type(value).__module__.startswith("snelsync.")
    return str(value) if ours and isinstance(value, StrEnum) else None


def _class(value: object) -> str | None:
    if isinstance(value, type) and issubclass(value, BaseException):
        return value.__name__
    return None


def _closed(value: object) -> str | None:
    return str(value) if isinstance(value, Word) else None


def _text(value: object) -> str | None:
    return value if type(value) is str else None


def _each(value: object) -> list[str] | None:
    if not isinstance(value, tuple | list):
        return None
    return [_of_ours(one) or WITHHELD for one in value]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: what it may carry.

    Attributes:
        taken: gives the value as it is written; None when it does not fit.
        form: what a text in it looks like, in full; "" where there is no text.
    """

    taken: Callable[[object], Value | None]
    form: str = ""

    def fitted(self, value: object) -> Value:
        """Give a value as it is written: itself, or the mark."""
        found = self.taken(value)
        return WITHHELD if found is None else self.reread(found)

    def reread(self, value: object) -> Value:
        """Check a value that was written before: in its form, or the mark."""
        if isinstance(value, list):
            return [str(self.reread(str(one))) for one in value]
        if isinstance(value, str):
            return value if self.form and re.fullmatch(self.form, value) else WITHHELD
        found = None if self.form else _number(value)
        return WITHHELD if found is None else found


_WORD = r"[a-z][a-z0-9_]{0,39}"

FIELDS: dict[str, Field] = {
    "breaker": Field(_of_ours, _WORD),
    "bytes": Field(_number),
    "codes": Field(_each, _WORD),
    "command": Field(_closed, r"[a-z][a-z-]{1,19}( (--)?[a-z][a-z-]{1,19})?"),
    "count": Field(_number),
    "document": Field(_text, r"(sale|credit)(_reversal)?:\d{1,18}(:\d{1,4})?"),
    "error": Field(_class, r"_?[A-Z][A-Za-z]{2,59}"),
    "exit_code": Field(_number),
    "method": Field(_text, r"GET|POST|PUT|DELETE"),
    "ms": Field(_number),
    "outcome": Field(_of_ours, _WORD),
    "party": Field(_of_ours, _WORD),
    "path": Field(_closed, r"(/([a-z][A-Za-z0-9_-]{0,39}|\*)?)+"),
    "place": Field(_text, r"snelsync/[a-z0-9_/]{1,80}\.py:\d{1,6}"),
    "run": Field(_number),
    "status": Field(_number),
    "tries": Field(_number),
    "version": Field(_text, r"\d{4}"),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """What an event says: how much it matters, and with which fields."""

    level: Level
    fields: tuple[str, ...]


def _shape(fields: str, level: Level = Level.INFO) -> Shape:
    return Shape(level, tuple(fields.split()))


SHAPES: dict[Event, Shape] = {
    Event.COMMAND_BEGAN: _shape("command"),
    Event.COMMAND_ENDED: _shape("command exit_code ms error"),
    Event.RUN_BEGAN: _shape("run"),
    Event.RUN_ENDED: _shape("run exit_code"),
    Event.HTTP_ANSWERED: _shape("party method path status ms tries bytes"),
    Event.HTTP_FAILED: _shape("party method path error ms tries", Level.WARNING),
    Event.HTTP_AGAIN: _shape("ms tries error", Level.WARNING),
    Event.PACE_WAITED: _shape("ms"),
    Event.DOCUMENT_STANDS: _shape("document outcome codes"),
    Event.BREAKER_TRIPPED: _shape("breaker count", Level.WARNING),
    Event.LOCK_TAKEN: _shape(""),
    Event.LOCK_HELD: _shape("", Level.WARNING),
    Event.STATE_MIGRATED: _shape("version"),
    Event.WARNED: _shape("error", Level.WARNING),
    Event.BUG: _shape("error place", Level.ERROR),
}


def fitted(event: Event, fields: Fields) -> dict[str, Value]:
    """Give the fields of an event as they are written; others are left out."""
    return {
        name: FIELDS[name].fitted(fields[name])  # type: ignore[literal-required]
        for name in SHAPES[event].fields
        if name in fields
    }


Listener = Callable[[Event, Fields], None]
_listener: Listener | None = None


def heard() -> bool:
    """Say whether anybody listens: else what is told need not be worked out."""
    return _listener is not None


def tell(event: Event, **fields: Unpack[Fields]) -> None:
    """Tell an event to whoever listens."""
    if _listener is not None:
        _listener(event, fields)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Let somebody listen meanwhile, in all threads."""
    global _listener  # noqa: PLW0603 - one process, one log
    before = _listener
    _listener = listener
    try:
        yield
    finally:
        _listener = before
