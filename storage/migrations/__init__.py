"""Alembic migrations; run by `storage.schema`, never by hand."""
