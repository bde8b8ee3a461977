"""Run by Alembic: walks the schema on the connection that the store hands over."""

from __future__ import annotations

from alembic import context

from bot.tables import metadata

connection = context.config.attributes["connection"]
# One transaction for all steps, on SQLite too: a killed migration leaves the old schema whole.
context.configure(
    connection=connection, target_metadata=metadata, transactional_ddl=True, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
