"""Splits an OData filter into words, and says what a broken one answers."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from snelsync.sandbox.administration.errors import Problem, Refusal, business, framework
from snelsync.sandbox.administration.read_models import Kind
from snelsync.sandbox.administration.wire import is_guid, parse_moment

_WORDS: Final = re.compile(
    r"""\s*(?:
      (?P<guid>guid'(?P<guid_text>[^']*)')
    | (?P<moment>datetime'(?P<moment_text>[^']*)')
    | (?P<text>'(?P<text_text>(?:[^']|'')*)')
    | (?P<number>-?\d+(?:\.\d+)?)(?![\w.'-])
    | (?P<name>[A-Za-z_]\w*(?:/[A-Za-z_]\w*)*)(?!')
    | (?P<sign>[(),:])
    )""",
    re.VERBOSE,
)
_COMPARISONS: Final = frozenset({"eq", "ne", "gt", "ge", "lt", "le"})
_WORD_LITERALS: Final = {"true": True, "false": False, "null": None}


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of a filter: a literal when it has a kind, else a name or a sign."""

    text: str
    kind: Kind | None = None
    value: object = None

    @property
    def is_comparison(self) -> bool:
        """Tell whether this is one of the six comparison operators."""
        return self.kind is None and self.text in _COMPARISONS


def bad_filter() -> Refusal:
    """Make the answer to a filter that cannot be read."""
    return business([Problem("ALG-0104")])


def unknown_property(name: str, *, on_type: str) -> Refusal:
    """Make the answer to a property that a type does not have (observed live)."""
    said = f"Could not find a property named '{name}' on type '{on_type}'."
    return framework(400, said)


def split(source: str) -> list[Word]:
    """Split a filter into words.

    Raises:
        Refusal: Some of it is no OData v3, such as a v4 date or an open quote.

    """
    words = []
    at = 0
    end = len(source.rstrip())
    while at < end:
        found = _WORDS.match(source, at)
        if found is None:
            raise bad_filter()
        words.append(_word(found))
        at = found.end()
    return words


def _word(found: re.Match[str]) -> Word:
    text = found.group().strip()
    match found.lastgroup:
        case "guid" | "guid_text":
            return _guid(found["guid_text"])
        case "moment" | "moment_text":
            return _moment(found["moment_text"])
        case "text" | "text_text":
            return Word(text, Kind.TEXT, found["text_text"].replace("''", "'"))
        case "number":
            kind = Kind.NUMBER if "." in text else Kind.WHOLE
            return Word(text, kind, Decimal(text))
        case _ if text in _WORD_LITERALS:
            value = _WORD_LITERALS[text]
            return Word(text, Kind.NOTHING if value is None else Kind.TRUTH, value)
        case _:
            return Word(text)


def _guid(text: str) -> Word:
    if not is_guid(text):
        raise bad_filter()
    return Word(text, Kind.GUID, text.lower())


def _moment(text: str) -> Word:
    moment = parse_moment(text)
    if moment is None or " " in text:
        raise bad_filter()
    return Word(text, Kind.MOMENT, moment)
