"""A page is one file that needs nothing else, and a shop's words stay words."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from snelsync.adapters.pages.page import money, quoted, render, write_page
from snelsync.errors import UsageError


def empty_page(**content: Any) -> dict[str, Any]:  # noqa: ANN401
    """Give what a page asks for, with nothing in it."""
    words = dict.fromkeys(("version", "made", "shop", "administration"), "x")
    lists = ("outcomes", "faults", "problems", "notes", "coverage", "held")
    verdict = {"tone": "good", "text": "", "more": ""}
    page = {**words, **dict.fromkeys(lists, ()), "verdict": verdict}
    return {**page, "more_problems": 0, **content}


def test_what_a_shop_says_is_never_markup() -> None:
    """Neither as text nor between ticks; ticks alone become code."""
    assert "Shop &lt;b&gt; " in render("check", empty_page(shop="<b>"))
    assert quoted("set `a < b` here") == "set <code>a &lt; b</code> here"
    assert quoted("one ` tick <b>") == "one ` tick &lt;b&gt;"


def test_amounts_are_grouped() -> None:
    """With a narrow space, which neither language takes for a decimal."""
    assert money(Decimal("-1234567.80")) == "-1\u202f234\u202f567.80"


def test_a_page_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """With the option that names the file."""
    with pytest.raises(UsageError, match="cannot be written") as raised:
        write_page(tmp_path / "none" / "page.html", "check", empty_page())
    assert "--html" in raised.value.hint
