"""What Alembic runs: the steps, in one transaction each with their own record."""

from __future__ import annotations

from alembic import context

from snelsync.adapters.state.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
