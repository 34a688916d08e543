"""A text that does not show itself, and keeping it out of other texts.

Every secret that was made in this run is known here, so that a text from elsewhere (a
server's answer, a traceback) can be cleaned of it before it is shown or kept.
"""

from __future__ import annotations

import hmac
import json
import re
from typing import NoReturn, SupportsIndex
from urllib.parse import quote, quote_plus

SHORTEST = 8
"""Characters; what is shorter is no key, and is not sought in other texts."""
HIDDEN = "(key)"
"""What stands in a text in place of a secret."""

_known: set[str] = set()
_SIGNED = re.compile(r"\b((?:oauth|consumer)_\w+)(=|%3D)[^&\s\"'<>]+", re.IGNORECASE)
"""What signs an address: each is good for one call, and the consumer key is in it."""


class Secret:
    """A text that does not show itself: not printed, logged, stored or compared slowly.

    Args:
        text: the secret; spaces and line ends around it are dropped.
    """

    __slots__ = ("_text",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, text: str) -> None:
        self._text = text.strip()
        if len(self._text) >= SHORTEST:
            _known.update(_spellings(self._text))

    def reveal(self) -> str:
        """Give the text itself, to send it."""
        return self._text

    @property
    def tail(self) -> str:
        """Give enough of it to recognise it by, and no more."""
        return f"…{self._text[-4:]}" if len(self._text) >= 12 else "…"

    def __bool__(self) -> bool:
        """Say whether there is anything in it."""
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        """Compare in a time that does not tell how much of it was right."""
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._text.encode(), other.reveal().encode())

    def __repr__(self) -> str:
        """Show nothing of it."""
        return "Secret(…)"

    __str__ = __repr__

    def __format__(self, _form: str) -> str:
        """Show nothing of it, in whatever form."""
        return repr(self)

    def __copy__(self) -> Secret:
        """Stay one: there is no second place to leak from."""
        return self

    def __deepcopy__(self, _memo: object) -> Secret:
        """Stay one, also inside something that is copied."""
        return self

    def __reduce_ex__(self, _protocol: SupportsIndex) -> NoReturn:
        """Refuse to be written anywhere (pickle)."""
        msg = "a secret is not written anywhere"
        raise TypeError(msg)


def without_secrets(text: str) -> str:
    """Give a text without any secret of this run, however it was spelled in it."""
    text = _SIGNED.sub(rf"\1\2{HIDDEN}", text)
    found = [one for one in tuple(_known) if one in text]
    for one in sorted(found, key=len, reverse=True):
        text = text.replace(one, HIDDEN)
    return text


def _spellings(text: str) -> set[str]:
    """List how servers write a text back: as it is, in an address, in JSON."""
    in_json = json.dumps(text)[1:-1]
    slashed = in_json.replace("/", "\\/")
    addressed = {quote(text, safe=""), quote(text), quote_plus(text)}
    return {text, in_json, slashed, *addressed}
