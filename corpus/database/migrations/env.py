"""Runs the migrations on the connection that corpus/database/migrate.py hands over."""

from alembic import context

from corpus.database.tables import metadata

# render_as_batch: SQLite cannot alter a table in place, so Alembic copies it.
context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
