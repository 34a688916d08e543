"""What a spreadsheet must not do with a text: take it for a formula."""

from __future__ import annotations

import re

_STARTS = "=+-@＝＋－＠"  # noqa: RUF001 - the wide ones start a formula in Excel too
_AFTER = re.compile(rf"([;,|])(?=[{re.escape(_STARTS)}])")


def is_risky(text: str) -> bool:
    """Say whether a spreadsheet may take a text for a formula, by how it begins."""
    return text.startswith(tuple(_STARTS))


def one_line(text: str) -> str:
    """Give a text without tabs, line ends and what else is not seen, nor outer spaces.

    A tab or a carriage return before an equals sign makes a formula of it as well.
    """
    return "".join(char if char.isprintable() else " " for char in text).strip()


def harmless(text: str) -> str:
    """Write a text so that no spreadsheet takes it for a formula.

    An apostrophe before it says: text. The same behind a separator, since a file of
    commas may be opened by a program that splits at semicolons.
    """
    tight = _AFTER.sub(r"\1'", one_line(text))
    return f"'{tight}" if is_risky(tight) else tight
