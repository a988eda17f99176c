"""The append-only journal in SQLite."""
