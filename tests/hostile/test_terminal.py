"""What is shown is shown as it is: a text has no say in how."""

from __future__ import annotations

import pytest
from rich.table import Table

from snelsync.cli.output import Output

ACTS = "[bold]a[/bold][/x]\x1b[2J\x9b31m\x7f\u202e"
SHOWN = "[bold]a[/bold][/x] [2J 31m"


def test_neither_markup_nor_codes_act_in_a_table(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Not in a title, a heading, a cell or a line by itself."""
    table = Table(ACTS, title=ACTS)
    table.add_row(ACTS)
    Output().show(table, ACTS)
    said = capsys.readouterr().out
    assert said.count(SHOWN) == 4
    assert "\x1b" not in said


def test_a_document_is_ascii_where_a_text_is_not_seen(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """JSON has a way to write it; a name with an accent stays readable."""
    Output(as_json=True).document("status", 0, name=f"Café {ACTS}\ud800")
    said = capsys.readouterr().out
    assert "Café [bold]" in said
    assert r"\u001b[2J\u009b31m\u007f\u202e\ud800" in said
