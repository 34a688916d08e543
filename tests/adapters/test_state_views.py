"""The record as SQL, for a bookkeeper with a database browser."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from snelsync.domain.booking import DocumentKey, DocumentKind, Outcome
from snelsync.domain.problem import Code, Problem
from tests.contract.samples import SHOP, a_booking, a_sending, an_order
from tests.contract.wiring import open_record
from tests.fakes import NOON
from tests.meta.layers import REPOSITORY

PAGE = (REPOSITORY / "docs/reference/state.md").read_text(encoding="utf-8")
VIEWS = ("bookkeeper_documents", "bookkeeper_journal")


def read(path: Path, query: str, *values: str) -> list[tuple[object, ...]]:
    """Ask the file, as another program would."""
    with sqlite3.connect(path) as connection:
        found = connection.execute(query, values).fetchall()
    connection.close()
    return found


@pytest.mark.parametrize("view", VIEWS)
def test_the_page_has_the_columns_of_the_views(tmp_path: Path, view: str) -> None:
    """Names and order are those that the documentation has."""
    open_record(tmp_path / "state")
    asked = "SELECT name FROM pragma_table_info(?)"
    columns = read(tmp_path / "state", asked, view)
    (row,) = re.findall(rf"^\| `{view}` \|.*\| (.*) \|$", PAGE, flags=re.MULTILINE)
    assert re.findall(r"`(\w+)`", row) == [name for (name,) in columns]


def test_a_document_and_its_journal_are_readable(tmp_path: Path) -> None:
    """Order, invoice, amount, what happened and why: without a join."""
    state = open_record(tmp_path / "state")
    run = state.begin_run("push", at=NOON, mapping_digest="m-1")
    state.save_orders([an_order(173)], at=NOON)
    sending = a_sending(a_booking(173), since=NOON)
    assert state.begin_sending(sending, run_id=run)
    key = DocumentKey(SHOP, DocumentKind.SALE, 173)
    told = tuple(Problem(Code.REFUSED, what, "look") for what in ("no", "not so"))
    state.settle(key, Outcome.REFUSED, at=NOON, run_id=run, problems=told)

    documents = read(
        tmp_path / "state",
        "SELECT order_number, kind, invoice, eur_including_vat, outcome, problems,"
        " mapping_digest FROM bookkeeper_documents",
    )
    booking = sending.booking
    assert documents == [
        (
            booking.order_number,
            "sale",
            booking.number,
            str(booking.total),
            "refused",
            "no; not so",
            "m-1",
        )
    ]
    journal = read(
        tmp_path / "state",
        "SELECT order_number, invoice, event, detail, command FROM bookkeeper_journal",
    )
    assert [row[2] for row in journal] == ["sending", "refused"]
    assert journal[1] == (
        booking.order_number,
        booking.number,
        "refused",
        "no; not so",
        "push",
    )
