"""VAT checks by number and moment: a later answer costs no earlier evidence.

Numbers were kept as the buyer typed them, which could be a citizen's number. What has
an official form keeps that; the rest is wiped, and the next pull reads every order
anew.
"""

from __future__ import annotations

import json
import re

import sqlalchemy as sa
from alembic import op

from snelsync.adapters.vat_numbers import normalise

revision = "0002"
down_revision = "0001"


def _cleaned(business: dict[str, str], number: str) -> dict[str, str]:
    """Keep a KvK number only where it is one: eight digits."""
    kvk = business["kvk"] if re.fullmatch(r"\d{8}", business["kvk"]) else ""
    return business | {"vat_number": number, "kvk": kvk}


def upgrade() -> None:
    """Move the checks, and rewrite the numbers in the orders."""
    op.rename_table("vat_checks", "typed_checks")
    op.create_table(
        "vat_checks",
        sa.Column("shop", sa.String, primary_key=True),
        sa.Column("number", sa.String, primary_key=True),
        sa.Column("first_asked", sa.String, primary_key=True),
        sa.Column("validity", sa.String, nullable=False),
        sa.Column("checked", sa.String, nullable=False),
        sa.Column("consultation", sa.String, nullable=False),
    )
    connection = op.get_bind()
    found = connection.execute(
        sa.text("SELECT shop, typed, number FROM typed_checks WHERE number <> ''")
    )
    official = {(row.shop, row.typed): row.number for row in found}
    connection.execute(
        sa.text(
            "INSERT OR IGNORE INTO vat_checks"
            " SELECT shop, number, first_asked, validity, checked, consultation"
            " FROM typed_checks WHERE number <> ''"
        )
    )
    op.drop_table("typed_checks")
    rows = connection.execute(sa.text("SELECT shop, order_id, body FROM orders")).all()
    for row in rows:
        body = json.loads(row.body)
        typed = body.get("vat_number", "")
        if not typed:
            continue
        country = body.get("bill_country") or body.get("ship_country") or ""
        number = official.get((row.shop, typed)) or normalise(typed, country) or ""
        body |= {"vat_number": number, "unusable_vat_number": not number}
        business = body.get("business")
        kept = number and business
        body["business"] = _cleaned(business, number) if kept else None
        connection.execute(
            sa.text(
                "UPDATE orders SET body = :body"
                " WHERE shop = :shop AND order_id = :order_id"
            ),
            {"body": json.dumps(body), "shop": row.shop, "order_id": row.order_id},
        )
    connection.execute(sa.text("DELETE FROM cursors"))
