"""The store's schema, one step a file, walked by Alembic."""

HEAD = "0005"  # Stated here so that a store already at it is used without importing Alembic.
