"""Checks a body against a model: names, types, lengths and ranges, nothing else.

Stricter than the real binder in three places, each because its reading is unknown or
because a client would not notice: a name the model does not have is refused (also one
that differs in case only), a date with a zone is refused, and so is an amount with more
than two decimals. Amounts may be texts, as observed by integrations.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from snelsync.sandbox.administration.errors import Problem, business, model_state
from snelsync.sandbox.administration.wire import (
    NO_GUID,
    Record,
    euros,
    is_guid,
    moment_text,
    parse_moment,
    read_json,
)

_AMOUNT: Final = re.compile(r"-?\d{1,12}(\.\d{1,2})?", re.ASCII)
_LARGEST: Final = Decimal(10) ** 12


class Findings:
    """What is wrong with a body, by the place it is wrong in."""

    def __init__(self) -> None:
        self.errors: dict[str, list[str]] = {}

    def say(self, place: str, message: str) -> None:
        """Note an error."""
        self.errors.setdefault(place, []).append(message)

    def at(self, place: str) -> bool:
        """Tell whether something is wrong at a place, or with a part of it."""
        return any(
            held == place or held.startswith(f"{place}.") for held in self.errors
        )


Reader = Callable[[object, str, Findings], object]
"""Reads the value at a place; None when it is null or wrong."""


def read_body(raw: bytes, reader: Reader) -> Record:
    """Read the body of a request.

    Raises:
        Refusal: The body is empty, is no JSON, or does not fit the model.

    """
    if not raw.strip():
        raise business([Problem("ALG-0106")])
    try:
        parsed = read_json(raw)
    except ValueError as broken:
        raise model_state({"": ["The body is not valid JSON."]}) from broken
    if parsed is None:
        raise business([Problem("ALG-0106")])
    findings = Findings()
    bound = reader(parsed, "", findings)
    if findings.errors or not isinstance(bound, dict):
        raise model_state(findings.errors)
    return bound


def record(fields: Mapping[str, Reader], *, required: Sequence[str] = ()) -> Reader:
    """Read an object; what is absent is null, what is unknown is an error."""

    def read(value: object, place: str, findings: Findings) -> object:
        if not isinstance(value, dict):
            findings.say(place, "An object is expected.")
            return None
        prefix = f"{place}." if place else ""
        for name in value.keys() - fields.keys():
            findings.say(f"{prefix}{name}", "The model has no property of this name.")
        bound: Record = {}
        for name, reader in fields.items():
            held = value.get(name)
            at = f"{prefix}{name}"
            bound[name] = None if held is None else reader(held, at, findings)
            if name in required and bound[name] is None and not findings.at(at):
                findings.say(at, f"The {name} field is required.")
        return bound

    return read


def many(of: Reader) -> Reader:
    """Read an array."""

    def read(value: object, place: str, findings: Findings) -> object:
        if not isinstance(value, list):
            findings.say(place, "An array is expected.")
            return None
        return [of(held, f"{place}[{at}]", findings) for at, held in enumerate(value)]

    return read


def ignored(_value: object, _place: str, _findings: Findings) -> object:
    """Skip what the server decides on itself."""
    return None


def text(longest: int | None = None) -> Reader:
    """Read a text, of at most a number of characters."""

    def read(value: object, place: str, findings: Findings) -> object:
        if not isinstance(value, str):
            findings.say(place, "A text is expected.")
            return None
        if longest is not None and len(value) > longest:
            findings.say(
                place, f"The field must be a string with a maximum length of {longest}."
            )
        return value

    return read


def whole(lowest: int = -(2**31), highest: int = 2**31 - 1) -> Reader:
    """Read a whole number between two others."""

    def read(value: object, place: str, findings: Findings) -> object:
        if not isinstance(value, int) or isinstance(value, bool):
            findings.say(place, "A whole number is expected.")
            return None
        if not lowest <= value <= highest:
            findings.say(place, f"The field must be between {lowest} and {highest}.")
        return value

    return read


def truth(value: object, place: str, findings: Findings) -> object:
    """Read true or false."""
    if not isinstance(value, bool):
        findings.say(place, "A boolean is expected.")
        return None
    return value


def number(value: object, place: str, findings: Findings) -> object:
    """Read a number that is not money."""
    written = None if isinstance(value, str) else _amount_text(value)
    if written is None:
        findings.say(place, "A number is expected.")
        return None
    return Decimal(written)


def money(value: object, place: str, findings: Findings) -> object:
    """Read an amount, a number or a text, of at most two decimals."""
    written = _amount_text(value)
    if written is None or _AMOUNT.fullmatch(written) is None:
        findings.say(place, "An amount of at most two decimals is expected.")
        return None
    return euros(Decimal(written))


def _amount_text(value: object) -> str | None:
    match value:
        case bool():
            return None
        case str():
            return value
        case int() if abs(value) < _LARGEST:
            return str(value)
        case Decimal() if abs(value) < _LARGEST and value.adjusted() > -40:
            return format(value, "f")
        case _:
            return None


def moment(value: object, place: str, findings: Findings) -> object:
    """Read a date or date-time without a zone, and give it as SnelStart writes it."""
    parsed = parse_moment(value) if isinstance(value, str) else None
    if parsed is None:
        findings.say(place, "A date or date-time without a zone is expected.")
        return None
    return moment_text(parsed)


def choice(names: Sequence[str]) -> Reader:
    """Read one of some names, exactly as written."""

    def read(value: object, place: str, findings: Findings) -> object:
        if value not in names:
            findings.say(place, f"One of {', '.join(names)} is expected.")
            return None
        return value

    return read


def guid(value: object, place: str, findings: Findings) -> object:
    """Read a guid; the one of zeros only is the same as none."""
    if not isinstance(value, str) or not is_guid(value):
        findings.say(place, "A guid is expected.")
        return None
    return None if value == NO_GUID else value.lower()


_REFERENCE: Final = record({"id": guid, "uri": ignored})


def pointer(value: object, place: str, findings: Findings) -> object:
    """Read an `{id}` that points at something, and give the id."""
    held = _REFERENCE(value, place, findings)
    return held["id"] if isinstance(held, dict) else None
