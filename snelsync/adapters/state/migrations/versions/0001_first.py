"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "runs",
        sa.Column("run_id", sa.Integer, primary_key=True),
        sa.Column("command", sa.String, nullable=False),
        sa.Column("started", sa.String, nullable=False),
        sa.Column("ended", sa.String),
        sa.Column("exit_code", sa.Integer),
        sa.Column("mapping_digest", sa.String, nullable=False),
    )
    op.create_table(
        "orders",
        sa.Column("shop", sa.String, primary_key=True),
        sa.Column("order_id", sa.Integer, primary_key=True),
        sa.Column("number", sa.String, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("fingerprint", sa.String, nullable=False),
        sa.Column("body", sa.String, nullable=False),
        sa.Column("gone", sa.Boolean, nullable=False),
        sa.Column("seen", sa.String, nullable=False),
    )
    op.create_index("orders_by_number", "orders", ["shop", "number"])
    op.create_table(
        "refunds",
        sa.Column("shop", sa.String, primary_key=True),
        sa.Column("refund_id", sa.Integer, primary_key=True),
        sa.Column("order_id", sa.Integer, nullable=False),
        sa.Column("fingerprint", sa.String, nullable=False),
        sa.Column("body", sa.String, nullable=False),
        sa.Column("gone", sa.Boolean, nullable=False),
        sa.Column("seen", sa.String, nullable=False),
    )
    op.create_index("refunds_by_order", "refunds", ["shop", "order_id", "refund_id"])
    op.create_table(
        "unreadable",
        sa.Column("shop", sa.String, primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("shop_id", sa.Integer, nullable=False),
        sa.Column("refund_of", sa.Integer, nullable=False),
        sa.Column("is_refund", sa.Boolean, nullable=False),
        sa.Column("problem", sa.String, nullable=False),
    )
    op.create_table(
        "cursors",
        sa.Column("shop", sa.String, primary_key=True),
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("at", sa.String, nullable=False),
    )
    op.create_table(
        "customers",
        sa.Column("shop", sa.String, primary_key=True),
        sa.Column("card", sa.String, primary_key=True),
        sa.Column("customer_id", sa.String, nullable=False),
    )
    op.create_table(
        "vat_checks",
        sa.Column("shop", sa.String, primary_key=True),
        sa.Column("typed", sa.String, primary_key=True),
        sa.Column("number", sa.String, nullable=False),
        sa.Column("validity", sa.String, nullable=False),
        sa.Column("checked", sa.String, nullable=False),
        sa.Column("first_asked", sa.String, nullable=False),
        sa.Column("consultation", sa.String, nullable=False),
    )
    _documents()
    op.create_table(
        "journal",
        sa.Column("entry_id", sa.Integer, primary_key=True),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("run_id", sa.Integer, nullable=False),
        sa.Column("shop", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("shop_id", sa.Integer, nullable=False),
        sa.Column("event", sa.String, nullable=False),
        sa.Column("detail", sa.String, nullable=False),
    )
    op.create_index("journal_by_document", "journal", ["shop", "kind", "shop_id"])


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("shop", sa.String, primary_key=True),
        sa.Column("kind", sa.String, primary_key=True),
        sa.Column("shop_id", sa.Integer, primary_key=True),
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


def downgrade() -> None:
    """Refuse: a record of what was booked is never taken apart."""
    msg = "a state file cannot be made older"
    raise NotImplementedError(msg)
