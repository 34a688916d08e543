"""How an older state file becomes a newer one; run by Alembic, one step at a time."""
