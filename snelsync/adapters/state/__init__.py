"""What we know and did: one SQLite file, through SQLAlchemy Core."""
