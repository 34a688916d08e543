"""Corrections: a document can be taken back and booked anew, and history be marked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_COLUMNS = (
    "shop, kind, shop_id, order_id, order_number, number, day, total, outcome, reason,"
    " problems, remote_id, booking, payload, customer_id, fingerprint, since,"
    " mapping_digest, run_id"
)

VIEWS = (
    """
    CREATE VIEW bookkeeper_documents AS
    SELECT order_number, kind, number AS invoice, day, total AS eur_including_vat,
           outcome, reason,
           (SELECT group_concat(json_extract(value, '$.message'), '; ')
              FROM json_each(problems)) AS problems,
           remote_id AS snelstart_id, mapping_digest, run_id, shop, shop_id, revision
      FROM documents
    """,
    """
    CREATE VIEW bookkeeper_journal AS
    SELECT journal.at, documents.order_number, journal.kind,
           documents.number AS invoice, journal.event, journal.detail,
           journal.run_id, runs.command, journal.shop, journal.shop_id,
           journal.revision
      FROM journal
      LEFT JOIN documents ON documents.shop = journal.shop
           AND documents.kind = journal.kind
           AND documents.shop_id = journal.shop_id
           AND documents.revision = journal.revision
      LEFT JOIN runs ON runs.run_id = journal.run_id
     ORDER BY journal.entry_id
    """,
)


def upgrade() -> None:
    """Give documents and journal a revision, and make the table of marks."""
    op.execute("DROP VIEW bookkeeper_documents")
    op.execute("DROP VIEW bookkeeper_journal")
    for index in ("order", "outcome", "number"):
        op.drop_index(f"documents_by_{index}", "documents")
    op.rename_table("documents", "documents_before")
    _documents()
    op.execute(
        f"INSERT INTO documents ({_COLUMNS}, revision)"  # noqa: S608 - no input
        f" SELECT {_COLUMNS}, 0 FROM documents_before"
    )
    op.drop_table("documents_before")
    op.add_column(
        "journal",
        sa.Column("revision", sa.Integer, nullable=False, server_default="0"),
    )
    op.create_table(
        "marked",
        sa.Column("shop", sa.String, primary_key=True),
        sa.Column("kind", sa.String, primary_key=True),
        sa.Column("shop_id", sa.Integer, primary_key=True),
        sa.Column("run_id", sa.Integer, nullable=False),
    )
    for view in VIEWS:
        op.execute(view)


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("shop", sa.String, primary_key=True),
        sa.Column("kind", sa.String, primary_key=True),
        sa.Column("shop_id", sa.Integer, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True),
        sa.Column("order_id", sa.Integer, nullable=False),
        sa.Column("order_number", sa.String, nullable=False),
        sa.Column("number", sa.String, nullable=False),
        sa.Column("day", sa.String, nullable=False),
        sa.Column("total", sa.String, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("problems", sa.String, nullable=False),
        sa.Column("remote_id", sa.String, nullable=False),
        sa.Column("booking", sa.String),
        sa.Column("payload", sa.String),
        sa.Column("customer_id", sa.String),
        sa.Column("fingerprint", sa.String, nullable=False),
        sa.Column("since", sa.String),
        sa.Column("mapping_digest", sa.String, nullable=False),
        sa.Column("run_id", sa.Integer, nullable=False),
    )
    op.create_index("documents_by_order", "documents", ["shop", "order_id"])
    op.create_index("documents_by_outcome", "documents", ["shop", "outcome"])
    op.create_index(
        "documents_by_number",
        "documents",
        ["shop", sa.text("lower(trim(number))")],
        unique=True,
        sqlite_where=sa.text("payload IS NOT NULL"),
    )
