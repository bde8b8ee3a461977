"""The store's schema, one step a file, walked by Alembic."""

HEAD = "0004"  # Stated here so that a store already at it is used without importing Alembic.
