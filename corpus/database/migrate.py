"""Brings the tables up to date with Alembic; the home of Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from corpus.errors import DatabaseUnavailable

MIGRATIONS = Path(__file__).with_name("migrations")


def upgrade(engine: Engine) -> None:
    """Applies the migrations that are missing; two processes that start at once do it one after the other.

    Raises:
        DatabaseUnavailable: the database belongs to a newer Podskazka.
    """
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    script = ScriptDirectory.from_config(config)
    with engine.connect() as connection:
        if _revision(connection) == script.get_current_head():
            return
    with engine.execution_options(writes=True).begin() as connection:
        at = _revision(connection)
        if at is not None and at not in {revision.revision for revision in script.walk_revisions()}:
            raise DatabaseUnavailable("the database was made by a newer Podskazka; install that version or a newer one")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
