"""What changed in the shop after it was booked, and what nobody has looked at yet.

Asked of the database as one question each, so that it stays quick with many orders.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from snelsync.adapters.state import tables as t
from snelsync.adapters.state.rows import key_of, verdict_of
from snelsync.app.ports import Seen, Verdict
from snelsync.domain.booking import DocumentKey, DocumentKind, Outcome
from snelsync.domain.drifted import (
    DELETED,
    REFUND_DELETED,
    back_in_shop,
    changed_in_shop,
    gone_from_shop,
)
from snelsync.domain.problem import Problem

_BOOKED = (str(Outcome.BOOKED), str(Outcome.ADOPTED))


def find_drift(
    engine: sa.Engine, shop: str, *, book: frozenset[str], skip: frozenset[str]
) -> dict[DocumentKey, Verdict]:
    """Find booked documents that are no longer what the shop says."""
    found: dict[DocumentKey, Verdict] = {}
    with engine.connect() as connection:
        queries = (
            _sales(shop, book, skip),
            _credits(shop),
            _restored(shop, skip),
            _returned(shop),
        )
        for query in queries:
            for row in connection.execute(query):
                verdict = verdict_of(row)
                found[verdict.key] = replace(
                    verdict, outcome=Outcome.DRIFTED, problems=(_problem(row),)
                )
    return found


def _sales(shop: str, book: frozenset[str], skip: frozenset[str]) -> sa.Select[Any]:
    d, o = t.documents, t.orders
    back = t.documents.alias("undone")
    # A sale that was taken back whole is a document of its own, under the order's id;
    # as long as the order is undone, that tells how it stands.
    undone = sa.exists().where(
        back.c.shop == d.c.shop,
        back.c.kind == str(DocumentKind.CREDIT),
        back.c.shop_id == d.c.shop_id,
        ~_taken_back(back, DocumentKind.CREDIT_REVERSAL),
        sa.or_(
            back.c.outcome.in_(_BOOKED),
            o.c.gone.is_(True),
            o.c.status.in_(sorted(skip)),
        ),
    )
    return (
        sa.select(d, o.c.gone, o.c.status.label("now_status"))
        .join(o, sa.and_(o.c.shop == d.c.shop, o.c.order_id == d.c.shop_id))
        .where(
            d.c.shop == shop,
            d.c.kind == str(DocumentKind.SALE),
            d.c.outcome.in_(_BOOKED),
            ~_taken_back(d, DocumentKind.SALE_REVERSAL),
            ~undone,
            sa.or_(
                o.c.gone.is_(True),
                o.c.fingerprint != d.c.fingerprint,
                o.c.status.not_in(sorted(book)),
            ),
        )
        .add_columns(
            o.c.status.not_in(sorted(book)).label("undone"),
        )
    )


def _credits(shop: str) -> sa.Select[Any]:
    d, r = t.documents, t.refunds
    return (
        sa.select(d, r.c.gone, sa.literal("").label("now_status"))
        .join(r, sa.and_(r.c.shop == d.c.shop, r.c.refund_id == d.c.shop_id))
        .where(
            d.c.shop == shop,
            d.c.kind == str(DocumentKind.CREDIT),
            d.c.outcome.in_(_BOOKED),
            ~_taken_back(d, DocumentKind.CREDIT_REVERSAL),
            sa.or_(r.c.gone.is_(True), r.c.fingerprint != d.c.fingerprint),
        )
        .add_columns(sa.false().label("undone"))
    )


def _restored(shop: str, skip: frozenset[str]) -> sa.Select[Any]:
    """Find whole orders that were credited and are no longer undone in the shop."""
    d, o = t.documents, t.orders
    return (
        sa.select(d, o.c.gone, sa.literal("").label("now_status"))
        .join(o, sa.and_(o.c.shop == d.c.shop, o.c.order_id == d.c.shop_id))
        .where(
            d.c.shop == shop,
            d.c.kind == str(DocumentKind.CREDIT),
            d.c.outcome.in_(_BOOKED),
            ~_taken_back(d, DocumentKind.CREDIT_REVERSAL),
            o.c.gone.is_(False),
            o.c.status.not_in(sorted(skip)),
        )
        .add_columns(sa.false().label("undone"))
    )


def _returned(shop: str) -> sa.Select[Any]:
    """Find refunds of which the credit was taken back, and that are there again."""
    d, r = t.documents, t.refunds
    return (
        sa.select(d, r.c.gone, sa.literal("").label("now_status"))
        .join(r, sa.and_(r.c.shop == d.c.shop, r.c.refund_id == d.c.shop_id))
        .where(
            d.c.shop == shop,
            d.c.kind == str(DocumentKind.CREDIT_REVERSAL),
            d.c.outcome.in_(_BOOKED),
            r.c.gone.is_(False),
        )
        .add_columns(sa.false().label("undone"))
    )


def _taken_back(
    documents: sa.FromClause, reversal: DocumentKind
) -> sa.ColumnElement[bool]:
    """Pass documents whose reversal is booked, or tells itself what is the matter.

    One that only waits tells nobody: then the document itself has to.
    """
    by = t.documents.alias("reversal")
    return sa.exists().where(
        by.c.shop == documents.c.shop,
        by.c.kind == str(reversal),
        by.c.shop_id == documents.c.shop_id,
        by.c.revision == documents.c.revision,
        by.c.outcome != str(Outcome.WAITING),
    )


def _problem(row: Any) -> Problem:  # noqa: ANN401
    if row.kind == DocumentKind.CREDIT_REVERSAL:
        return back_in_shop(row.order_number)
    if row.gone and row.kind == DocumentKind.CREDIT:
        what = REFUND_DELETED
    elif row.gone:
        what = DELETED
    elif row.undone:
        what = f"its status became '{row.now_status}'"
    else:
        of_refund = key_of(row).of_refund(row.order_id)
        return changed_in_shop(row.order_number, of_refund=of_refund)
    return gone_from_shop(row.number, what, order_number=row.order_number)


def count_seen(engine: sa.Engine, shop: str) -> Seen:
    """Count what was seen in the shop, refunds of unknown orders left out."""
    found: dict[tuple[str, bool], int] = {}
    with engine.connect() as connection:
        for table in (t.orders, t.refunds):
            query = (
                sa.select(table.c.gone, sa.func.count())
                .where(table.c.shop == shop, _of_ours(table))
                .group_by(table.c.gone)
            )
            for gone, count in connection.execute(query):
                found[table.name, bool(gone)] = count
    return Seen(
        orders=found.get((t.orders.name, False), 0),
        refunds=found.get((t.refunds.name, False), 0),
        gone=sum(count for (_, gone), count in found.items() if gone),
    )


def count_new(engine: sa.Engine, shop: str) -> int:
    """Count the orders and refunds no push has looked at yet."""
    with engine.connect() as connection:
        return sum(
            connection.scalar(_unseen(table, shop, kind, key)) or 0
            for table, kind, key in (
                (t.orders, DocumentKind.SALE, "order_id"),
                (t.refunds, DocumentKind.CREDIT, "refund_id"),
            )
        )


def undecided_refunds(shop: str) -> sa.Select[tuple[int]]:
    """Find the orders of refunds that are neither in the books nor skipped."""
    r, d, o = t.refunds, t.documents, t.orders
    decided = sa.exists().where(
        d.c.shop == r.c.shop,
        d.c.kind == str(DocumentKind.CREDIT),
        d.c.shop_id == r.c.refund_id,
        d.c.outcome.in_((*_BOOKED, str(Outcome.SKIPPED))),
    )
    live = sa.and_(
        o.c.shop == r.c.shop, o.c.order_id == r.c.order_id, o.c.gone.is_(False)
    )
    return (
        sa.select(r.c.order_id)
        .distinct()
        .join(o, live)
        .where(r.c.shop == shop, r.c.gone.is_(False), ~decided)
    )


def _unseen(table: sa.Table, shop: str, kind: DocumentKind, key: str) -> sa.Select[int]:
    d = t.documents
    looked_at = sa.exists().where(
        d.c.shop == table.c.shop, d.c.kind == str(kind), d.c.shop_id == table.c[key]
    )
    return (
        sa.select(sa.func.count())
        .select_from(table)
        .where(table.c.shop == shop, ~looked_at, _of_ours(table))
    )


def _of_ours(table: sa.Table) -> sa.ColumnElement[bool]:
    """Pass what has an order we know.

    The list of refunds has those of orders that never were ours to see.
    """
    known = t.orders.alias("known")
    return sa.exists().where(
        known.c.shop == table.c.shop, known.c.order_id == table.c.order_id
    )
