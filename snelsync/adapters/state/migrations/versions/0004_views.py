"""Views for a person with a database browser: documents and journal in plain words."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"

VIEWS = (
    """
    CREATE VIEW bookkeeper_documents AS
    SELECT order_number, kind, number AS invoice, day, total AS eur_including_vat,
           outcome, reason,
           (SELECT group_concat(json_extract(value, '$.message'), '; ')
              FROM json_each(problems)) AS problems,
           remote_id AS snelstart_id, mapping_digest, run_id, shop, shop_id
      FROM documents
    """,
    """
    CREATE VIEW bookkeeper_journal AS
    SELECT journal.at, documents.order_number, journal.kind,
           documents.number AS invoice, journal.event, journal.detail,
           journal.run_id, runs.command, journal.shop, journal.shop_id
      FROM journal
      LEFT JOIN documents ON documents.shop = journal.shop
           AND documents.kind = journal.kind
           AND documents.shop_id = journal.shop_id
      LEFT JOIN runs ON runs.run_id = journal.run_id
     ORDER BY journal.entry_id
    """,
)


def upgrade() -> None:
    """Make the views."""
    for view in VIEWS:
        op.execute(view)
