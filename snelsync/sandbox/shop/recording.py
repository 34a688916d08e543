"""Loads what a real shop answered, once per process.

The files in ``recorded/`` hold answers of WooCommerce 11.0.1, recorded on
2026-11-20. Numbers with a decimal point become ``Decimal``: no amount ever passes
through a binary float.
"""

import json
import re
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

Json = dict[str, Any]

HOME = "https://recorded.shop"
"""Stands in recorded links for the address the practice shop is asked at."""

_MARKED = re.compile(r'"\\u0000([^"\\]*)\\u0000"')


@cache
def recording(name: str) -> Json:
    """Return one file of recorded answers; callers must not change it."""
    path = files("snelsync.sandbox.shop").joinpath("recorded", f"{name}.json")
    text = path.read_text(encoding="utf-8")
    loaded: Json = json.loads(text, parse_float=Decimal)
    home = loaded.get("system_status", {}).get("environment", {}).get("home_url")
    if home is None:
        return loaded
    moved: Json = json.loads(text.replace(home, HOME), parse_float=Decimal)
    return moved


def as_php_json(body: object) -> str:
    r"""Write JSON as PHP does: no spaces, ``\/`` and ``\u20ac`` escaped."""
    text = json.dumps(body, separators=(",", ":"), default=_mark)
    return _MARKED.sub(r"\1", text).replace("/", "\\/")


def _mark(value: object) -> str:
    if isinstance(value, Decimal):
        return f"\0{value}\0"
    raise TypeError(f"{type(value).__name__} cannot stand in an answer")
