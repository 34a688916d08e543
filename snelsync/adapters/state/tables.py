"""The tables of the state file, as the newest migration leaves them.

Money is text, moments are ISO 8601 in UTC, lists and bookings are JSON. No table holds
a consumer's name, address, e-mail or phone; a business buyer's only where the mapping
wants cards for businesses.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    text,
)

metadata = MetaData()

runs = Table(
    "runs",
    metadata,
    Column("run_id", Integer, primary_key=True),
    Column("command", String, nullable=False),
    Column("started", String, nullable=False),
    Column("ended", String),
    Column("exit_code", Integer),
    Column("mapping_digest", String, nullable=False),
)

orders = Table(
    "orders",
    metadata,
    Column("shop", String, primary_key=True),
    Column("order_id", Integer, primary_key=True),
    Column("number", String, nullable=False),
    Column("status", String, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("body", String, nullable=False),
    Column("gone", Boolean, nullable=False),
    Column("seen", String, nullable=False),
    Index("orders_by_number", "shop", "number"),
)

refunds = Table(
    "refunds",
    metadata,
    Column("shop", String, primary_key=True),
    Column("refund_id", Integer, primary_key=True),
    Column("order_id", Integer, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("body", String, nullable=False),
    Column("gone", Boolean, nullable=False),
    Column("seen", String, nullable=False),
    Index("refunds_by_order", "shop", "order_id", "refund_id"),
)

products = Table(
    "products",
    metadata,
    Column("shop", String, primary_key=True),
    Column("product_id", Integer, primary_key=True),
    Column("body", String, nullable=False),
)

unreadable = Table(
    "unreadable",
    metadata,
    Column("shop", String, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("shop_id", Integer, nullable=False),
    Column("refund_of", Integer, nullable=False),
    Column("is_refund", Boolean, nullable=False),
    Column("problem", String, nullable=False),
)

cursors = Table(
    "cursors",
    metadata,
    Column("shop", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("at", String, nullable=False),
)

kept = Table(
    "kept",
    metadata,
    Column("shop", String, primary_key=True),
    Column("what", String, primary_key=True),
    Column("at", String, nullable=False),
    Column("body", String, nullable=False),
)

customers = Table(
    "customers",
    metadata,
    Column("shop", String, primary_key=True),
    Column("card", String, primary_key=True),
    Column("customer_id", String, nullable=False),
)

vat_checks = Table(
    "vat_checks",
    metadata,
    Column("shop", String, primary_key=True),
    Column("number", String, primary_key=True),
    Column("first_asked", String, primary_key=True),
    Column("validity", String, nullable=False),
    Column("checked", String, nullable=False),
    Column("consultation", String, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("shop", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("shop_id", Integer, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("order_id", Integer, nullable=False),
    Column("order_number", String, nullable=False),
    Column("number", String, nullable=False),
    Column("day", String, nullable=False),
    Column("total", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("problems", String, nullable=False),
    Column("remote_id", String, nullable=False),
    Column("booking", String),
    Column("payload", String),
    Column("customer_id", String),
    Column("fingerprint", String, nullable=False),
    Column("since", String),
    Column("mapping_digest", String, nullable=False),
    Column("run_id", Integer, nullable=False),
    Index("documents_by_order", "shop", "order_id"),
    Index("documents_by_outcome", "shop", "outcome"),
    # The last guard against two bookings under one number.
    Index(
        "documents_by_number",
        "shop",
        text("lower(trim(number))"),
        unique=True,
        sqlite_where=text("payload IS NOT NULL"),
    ),
)

marked = Table(
    "marked",
    metadata,
    Column("shop", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("shop_id", Integer, primary_key=True),
    Column("run_id", Integer, nullable=False),
)

journal = Table(
    "journal",
    metadata,
    Column("entry_id", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("run_id", Integer, nullable=False),
    Column("shop", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("shop_id", Integer, nullable=False),
    Column("event", String, nullable=False),
    Column("detail", String, nullable=False),
    Column("revision", Integer, nullable=False, server_default=text("0")),
    Index("journal_by_document", "shop", "kind", "shop_id"),
)
