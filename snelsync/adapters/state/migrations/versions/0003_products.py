"""Where products are filed, for rules by category and tag.

And fingerprints without the SKU of a product line: it goes from an order when its
product is deleted, which changes nothing in the books.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from snelsync.adapters.state.codec import load_order
from snelsync.domain.fingerprint import order_fingerprint

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table, and fingerprint the orders anew, with their documents."""
    op.create_table(
        "products",
        sa.Column("shop", sa.String, primary_key=True),
        sa.Column("product_id", sa.Integer, primary_key=True),
        sa.Column("body", sa.String, nullable=False),
    )
    connection = op.get_bind()
    rows = connection.execute(
        sa.text("SELECT shop, order_id, fingerprint, body FROM orders")
    ).all()
    for row in rows:
        values = {
            "new": order_fingerprint(load_order(row.body)),
            "old": row.fingerprint,
            "shop": row.shop,
            "order_id": row.order_id,
        }
        connection.execute(
            sa.text(
                "UPDATE orders SET fingerprint = :new"
                " WHERE shop = :shop AND order_id = :order_id"
            ),
            values,
        )
        # A document that had drifted keeps its fingerprint, and so its drift.
        connection.execute(
            sa.text(
                "UPDATE documents SET fingerprint = :new WHERE shop = :shop"
                " AND kind = 'sale' AND shop_id = :order_id AND fingerprint = :old"
            ),
            values,
        )
