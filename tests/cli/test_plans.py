"""Showing a plan: every booking once, and nothing made that nobody sees."""

from __future__ import annotations

import pytest

from snelsync.app.push import Planned
from snelsync.cli import plans, tables
from snelsync.cli.output import Output
from snelsync.domain.plan import make_plan
from snelsync.errors import ExitCode
from tests.domain.builders import AFTERWARDS, charge, mapping, order, sold
from tests.domain.charts import chart


def planned(count: int) -> Planned:
    """Plan a few orders."""
    orders = [
        sold(order(charge("10.70", "2.25"), order_id=one, number=f"{one}"))
        for one in range(7001, 7001 + count)
    ]
    plan = make_plan(orders, known={}, mapping=mapping(), chart=chart(), now=AFTERWARDS)
    assert len(plan.to_book) == count
    return Planned(plan, chart())


def test_bookings_are_shown_in_pieces_and_each_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A table is in memory whole before it is shown, so a big shop gets several."""
    monkeypatch.setattr(plans, "AT_ONCE", 2)
    made = planned(5)

    plans.show_plan(Output(), made)

    shown = capsys.readouterr().out
    assert [shown.count(one.number) for one in made.plan.to_book] == [1] * 5
    assert shown.count("invoice") == 3


def test_nothing_is_made_that_nobody_sees(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The table and the document of a big shop weigh more than its plan."""
    made = planned(1)
    monkeypatch.delattr(tables, "bookings")
    monkeypatch.setattr("snelsync.cli.documents.decision_json", None)

    plans.show_plan(Output(quiet=True), made)
    plans.tell_plan(Output(quiet=True), made.plan, ExitCode.DONE, dry_run=True)

    assert capsys.readouterr().out == ""
