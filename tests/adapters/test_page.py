"""A page is one file that needs nothing else, and a shop's words stay words."""

from decimal import Decimal
from pathlib import Path

import pytest

from snelsync.adapters.pages.page import money, quoted, write_page
from snelsync.errors import UsageError


def test_what_a_shop_says_is_never_markup() -> None:
    """Neither as text nor between ticks; ticks alone become code."""
    assert quoted("set `a < b` here") == "set <code>a &lt; b</code> here"
    assert quoted("one ` tick <b>") == "one ` tick &lt;b&gt;"


def test_amounts_are_grouped() -> None:
    """With a narrow space, which neither language takes for a decimal."""
    assert money(Decimal("-1234567.80")) == "-1\u202f234\u202f567.80"


def test_a_page_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """With the option that names the file."""
    content = dict.fromkeys(("version", "made", "shop", "administration"), "x")
    empty = dict.fromkeys(
        ("outcomes", "faults", "problems", "notes", "coverage", "held"), ()
    )
    verdict = {"tone": "good", "text": "", "more": ""}
    page = {**content, **empty, "verdict": verdict, "more_problems": 0}

    with pytest.raises(UsageError, match="cannot be written") as raised:
        write_page(tmp_path / "none" / "page.html", "check", page)
    assert "--html" in raised.value.hint
