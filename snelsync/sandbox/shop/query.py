"""The query string as PHP reads it.

The last of two equal names wins, ``status[]=a`` and ``status[0]=a`` make lists, a
plus is a space. A real shop is PHP, so a request signed or written for another
reading of the same text is refused here too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote_plus, unquote_plus

Value = str | dict[str, "Value"]
Values = dict[str, Value]

_NAME = re.compile(r"([^\[]+)((?:\[[^\]]*\])*)")
_SECRETS = ("consumer_key", "consumer_secret")


def pairs(raw: str) -> Iterator[tuple[str, str]]:
    """Split a raw query string into decoded names and values."""
    for piece in raw.split("&"):
        if piece:
            name, _, value = piece.partition("=")
            yield unquote_plus(name), unquote_plus(value)


def parse(raw: str) -> Values:
    """Read a raw query string into PHP's ``$_GET``."""
    values: Values = {}
    for name, value in pairs(raw):
        match = _NAME.fullmatch(name)
        if match is None:
            values[_mangled(name)] = value
            continue
        keys = re.findall(r"\[([^\]]*)\]", match[2])
        _put(values, [_mangled(match[1]), *keys], value)
    return values


def without_secrets(raw: str) -> str:
    """Return the raw query string without keys, secrets and OAuth values."""
    kept = []
    for piece in raw.split("&"):
        name = unquote_plus(piece.partition("=")[0])
        if piece and name not in _SECRETS and not name.startswith("oauth_"):
            kept.append(piece)
    return "&".join(kept)


def listed(value: Value) -> list[str]:
    """Read a list: either ``a,b`` or ``name[]=a&name[]=b``."""
    if isinstance(value, str):
        return [word for word in re.split(r"[\s,]+", value) if word]
    return [item if isinstance(item, str) else "" for item in value.values()]


def whole(text: str) -> int:
    """Read a whole number, which PHP also takes as ``3.0``."""
    return int(text.partition(".")[0])


@dataclass(frozen=True, slots=True)
class Query:
    """The parameters of one request, already found valid for its route."""

    values: Values = field(default_factory=dict)

    def sent(self, name: str) -> bool:
        """Tell whether the parameter was sent with something in it."""
        return self.values.get(name) not in (None, "")

    def text(self, name: str, default: str = "") -> str:
        """Return a text parameter."""
        value = self.values.get(name, default)
        return value if isinstance(value, str) else default

    def number(self, name: str, default: int) -> int:
        """Return a whole number."""
        return whole(self.text(name)) if self.sent(name) else default

    def flag(self, name: str) -> bool:
        """Return a boolean, absent being False."""
        return self.text(name).lower() in ("1", "true")

    def words(self, name: str) -> list[str]:
        """Return a list of words."""
        return listed(self.values.get(name, ""))

    def ids(self, name: str) -> list[int]:
        """Return a list of numbers."""
        return [abs(whole(word)) for word in self.words(name)]


def written(values: Values) -> str:
    """Write parameters back as WordPress does in a ``Link`` header."""
    return "&".join(_written(values, ""))


def _written(values: Values, prefix: str) -> Iterator[str]:
    for name, value in values.items():
        key = f"{prefix}[{name}]" if prefix else name
        if isinstance(value, dict):
            yield from _written(value, key)
        else:
            # WordPress loses the padding of a signature here (recorded).
            bare = value.rstrip("=")
            yield f"{quote_plus(key)}={quote_plus(bare)}".rstrip("=")


def _mangled(name: str) -> str:
    return name.lstrip(" ").replace(".", "_").replace(" ", "_")


def _put(values: Values, keys: list[str], value: str) -> None:
    key, *rest = keys
    if key == "":
        key = str(max((int(k) for k in values if k.isdigit()), default=-1) + 1)
    if not rest:
        values[key] = value
        return
    inner = values.get(key)
    if not isinstance(inner, dict):
        inner = {}
        values[key] = inner
    _put(inner, rest, value)
