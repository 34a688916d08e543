"""What the shop and SnelStart said of themselves, kept for a while to spare calls."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "kept",
        sa.Column("shop", sa.String, primary_key=True),
        sa.Column("what", sa.String, primary_key=True),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("body", sa.String, nullable=False),
    )
