"""The kinds of values a mapping file has, and what is checked of each."""

from __future__ import annotations

import string
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import httpx
from pydantic import AfterValidator, Field

THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


def known_time_zone(name: str) -> str:
    """Take the name of a time zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        msg = "is no time zone; the Dutch one is Europe/Amsterdam"
        raise ValueError(msg) from None
    return name


LONGEST_URL = 200
"""Characters; the shop's address names its state file."""


def address(url: str) -> str:
    """Take https, and http to this machine itself, which nobody can listen in on."""
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        parsed = httpx.URL("")
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        msg = "is no address; write https://…"
        raise ValueError(msg)
    if len(url) > LONGEST_URL or not parsed.path.isprintable():
        msg = f"is no address: it is over {LONGEST_URL} characters, or has unseen ones"
        raise ValueError(msg)
    if parsed.userinfo or parsed.query or parsed.fragment:
        msg = "is no address: that has no user name, ? or #"
        raise ValueError(msg)
    return url


def safe_address(url: str) -> str:
    """Take https only, unless it is to this machine itself."""
    parsed = httpx.URL(address(url))
    if parsed.scheme == "http" and parsed.host not in THIS_MACHINE:
        msg = "is not https; the keys would be readable on the way"
        raise ValueError(msg)
    return url


def template(*names: str) -> AfterValidator:
    """Take a text with only these placeholders in it."""

    def checked(text: str) -> str:
        allowed = ", ".join("{" + name + "}" for name in names)
        try:
            parts = list(string.Formatter().parse(text))
            # Before it is tried: {order_number:999999999} would fill the memory.
            if any(form or turned for _, _, form, turned in parts):
                raise ValueError  # noqa: TRY301
            found = [part for _, part, _, _ in parts if part is not None]
            text.format(**dict.fromkeys(names, ""))
        except (ValueError, KeyError, IndexError, AttributeError, TypeError):
            msg = f"has a placeholder that does not exist; there are {allowed}"
            raise ValueError(msg) from None
        if any(name not in names for name in found):
            msg = f"has a placeholder that does not exist; there are {allowed}"
            raise ValueError(msg)
        return text

    return AfterValidator(checked)


Number = Annotated[int, Field(ge=1, le=99_999_999, strict=True)]
Text = Annotated[str, Field(min_length=1, max_length=250)]
CAPITALS = Field(description="two capitals, like NL")
ORDER_WORDS = ("order_number", "order_id")
