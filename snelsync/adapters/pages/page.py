"""Writing a page: from its template and plain values to one HTML file."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from snelsync.adapters.pages import charts
from snelsync.adapters.private_files import write_private
from snelsync.errors import UsageError

_TEMPLATES = Path(__file__).parent / "templates"
_NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"


def render(template: str, content: dict[str, Any]) -> str:
    """Fill a template in; whatever a text holds, it stays text.

    Args:
        template: ``check`` or ``proof``, a file of that name.
        content: what the template asks for; a name it does not find is a bug.
    """
    return _environment().get_template(f"{template}.html").render(content)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["money"] = money
    environment.filters["quoted"] = quoted
    environment.globals.update(
        columns=charts.columns, bars=charts.rows, series=charts.Series, bar=charts.Row
    )
    return environment


def quoted(text: str) -> Markup:
    """Set what stands between `ticks` as code; everything else stays text."""
    parts = [escape(part) for part in text.split("`")]
    if len(parts) % 2 == 0:
        return escape(text)
    code = Markup("<code>{}</code>")
    return Markup("").join(
        code.format(part) if position % 2 else part
        for position, part in enumerate(parts)
    )


def write_page(path: Path, template: str, content: dict[str, Any]) -> None:
    """Write a page, over one that is there.

    Raises:
        UsageError: it cannot be written there.
    """
    text = render(template, content)
    try:
        write_private(path, text.encode())
    except OSError as error:
        raise UsageError(
            f"the page cannot be written to {path}: {error.strerror}",
            hint="name a file in a folder that is there with --html",
        ) from error


def money(amount: Decimal) -> str:
    """Write an amount as a column has it: ``12 345.60``."""
    return f"{amount:,.2f}".replace(",", _NARROW_SPACE)
