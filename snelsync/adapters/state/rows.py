"""Rows of the documents table as values."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from snelsync.adapters.state.codec import load_problems
from snelsync.app.ports import Verdict
from snelsync.domain.booking import DocumentKey, DocumentKind, Outcome

SENDING = "sending"
"""On disk while a document is on its way; seen afterwards it is uncertain."""


def key_of(row: Any) -> DocumentKey:  # noqa: ANN401
    """Read which document a row is about."""
    return DocumentKey(row.shop, DocumentKind(row.kind), row.shop_id, row.revision)


def is_of(table: sa.Table, key: DocumentKey) -> tuple[sa.ColumnElement[bool], ...]:
    """Pass the rows of a table that are about one document."""
    return (
        table.c.shop == key.shop,
        table.c.kind == str(key.kind),
        table.c.shop_id == key.shop_id,
        table.c.revision == key.revision,
    )


def outcome_of(text: str) -> Outcome:
    """Read an outcome; what was being sent when it ended is uncertain."""
    return Outcome.UNCERTAIN if text == SENDING else Outcome(text)


def verdict_of(row: Any) -> Verdict:  # noqa: ANN401
    """Read where a document stood."""
    return Verdict(
        key=key_of(row),
        order_id=row.order_id,
        order_number=row.order_number,
        number=row.number,
        day=date.fromisoformat(row.day),
        total=row.total,
        outcome=outcome_of(row.outcome),
        reason=row.reason,
        problems=load_problems(row.problems),
        remote_id=row.remote_id,
    )
