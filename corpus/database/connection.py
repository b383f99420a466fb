"""The connection to the database: short reads and one-transaction writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError

from corpus.database import sqlite
from corpus.database.migrate import upgrade
from corpus.errors import BadSetting, DatabaseUnavailable

# Whoever opens a ticket to read it does not wait for longer until it is written down that they do.
GLANCE_SECONDS = 0.5


class Database:
    """The one truth. `reading()` sees one moment, `writing()` is all or nothing."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = engine.execution_options(writes=True)

    @classmethod
    def open(cls, url: str) -> Database:
        """Connects and brings the tables up to date.

        Raises:
            BadSetting: the URL cannot be understood.
            DatabaseUnavailable: it cannot be opened, or is of a newer version of Podskazka.
        """
        engine = _engine(url)
        with _explained():
            upgrade(engine)
        return cls(engine)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for reading; everything inside sees the same moment."""
        with _explained(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self, patience: float | None = None) -> Iterator[Connection]:
        """One transaction: what it did is on the disk when the block ends, or nothing is.

        `patience` is how many seconds it waits for another writer, for what is not worth a long wait.
        """
        writer = self._writer if patience is None else self._writer.execution_options(patience=patience)
        with _explained(), writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Lets go of all connections."""
        self._engine.dispose()


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            sqlite.make_folder(parsed)
        engine = create_engine(parsed)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise BadSetting(
            f"PODSKAZKA_DATABASE_URL cannot be used ({error}); set sqlite:////path/podskazka.db "
            "or postgresql+psycopg://user@host/name, with the driver installed"
        ) from error
    except OSError as error:
        raise DatabaseUnavailable(f"the folder of the database cannot be made: {error}; set PODSKAZKA_HOME") from error
    if engine.dialect.name == "sqlite":
        sqlite.prepare(engine)
    return engine


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        # Its subclasses but the first speak of what was asked, not of the database; those are ours to mend.
        if type(error) not in {OperationalError, DatabaseError}:
            raise
        raise DatabaseUnavailable(f"the database said «{error.orig}»; {_remedy(str(error.orig))}") from error


def _remedy(said: str) -> str:
    for sign, remedy in (
        ("full", "free some disk space and run the same command again: nothing half-written is kept"),
        ("locked", "another process has been writing for long; try again when it has finished"),
        ("readonly", "give this user the right to write to PODSKAZKA_HOME"),
        ("read-only", "give this user the right to write to PODSKAZKA_HOME"),
        ("malformed", "restore the database from a backup; the index can be rebuilt, the database cannot"),
        ("not a database", "PODSKAZKA_DATABASE_URL points at a file of another kind"),
    ):
        if sign in said:
            return remedy
    return "see that PODSKAZKA_DATABASE_URL is right and that the server or the disk can be reached"
