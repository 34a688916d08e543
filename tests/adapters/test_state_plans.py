"""How things are looked up in the state file: by index, however many there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from snelsync.adapters.state.recording import StateRecorder
from snelsync.app.status import read_status
from snelsync.domain.booking import DocumentKey, DocumentKind
from tests.contract.wiring import SHOP, example_mapping, open_record

SALE = DocumentKey(SHOP, DocumentKind.SALE, 173)
SCANNED = re.compile(r"^SCAN (?!CONSTANT|runs$)(\w+)(?! USING (COVERING )?INDEX)")
"""A step that goes through a whole table, and through no index of it.

The table of runs has a row a run, not an order.
"""
WHOLE_SHOP = re.compile(r"^SEARCH (orders|refunds|documents|journal) .*\(shop=\?\)$")
"""A step that goes through all there is of a shop: a file often has only one."""


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> StateRecorder:
    """Open an empty record: how a question is answered does not depend on rows."""
    return open_record(tmp_path_factory.mktemp("plans") / "state.sqlite3")


@contextmanager
def asked(engine: sa.Engine) -> Iterator[list[tuple[str, Any]]]:
    """Note every question put to the file."""
    found: list[tuple[str, Any]] = []

    def note(*said: Any) -> None:  # noqa: ANN401 - as SQLAlchemy tells it
        _, _, statement, parameters, *_ = said
        if statement.lstrip().startswith("SELECT"):
            found.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def steps(
    engine: sa.Engine, questions: list[tuple[str, Any]], *wrong: re.Pattern[str]
) -> list[str]:
    """List the steps that are as they should not be, with the question they are of."""
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        return [
            f"{step}: {statement[:120]}"
            for statement, parameters in questions
            for *_, step in cursor.execute(
                f"EXPLAIN QUERY PLAN {statement}", parameters
            ).fetchall()
            if any(one.match(step) for one in wrong)
        ]
    finally:
        raw.close()


def test_one_order_is_found_by_index(state: StateRecorder) -> None:
    """`show` reads no table from end to end, but who asked what of VIES and such."""
    with asked(state._engine) as questions:
        state.find("173")
        state.find("no number")
        state.journal(SALE)
        state.known(first=173, last=173)
        state.customer_id("Webshop particulieren NL")

    assert len(questions) >= 5
    assert steps(state._engine, questions, SCANNED, WHOLE_SHOP) == []


def test_where_everything_stands_is_asked_once_each(state: StateRecorder) -> None:
    """`status` asks a fixed number of questions, none for each order, each by index."""
    with asked(state._engine) as questions:
        read_status(state, mapping=example_mapping())

    assert len(questions) <= 12
    assert steps(state._engine, questions, SCANNED) == []


def test_a_scan_would_be_seen(state: StateRecorder) -> None:
    """Questions that no index answers are found."""
    for where in ("status = ?", "shop = ? AND status = 'completed'"):
        questions = [(f"SELECT * FROM orders WHERE {where}", ("completed",))]  # noqa: S608

        assert steps(state._engine, questions, SCANNED, WHOLE_SHOP)
