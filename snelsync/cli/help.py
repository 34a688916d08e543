"""A command's help, from its docstring, so that a window of any width can wrap it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any


def help_of(command: Callable[..., Any]) -> str:
    """Join the lines of each paragraph; indented ones, the examples, stay so."""
    paragraphs = inspect.cleandoc(command.__doc__ or "").split("\n\n")
    return "\n\n".join(
        text if text.startswith(" ") else " ".join(text.split("\n"))
        for text in paragraphs
    )
