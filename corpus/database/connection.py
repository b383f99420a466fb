"""The connection to the database: short reads and one-transaction writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DBAPIError,
    NoSuchModuleError,
    OperationalError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as AllInUse

from corpus.database import postgresql, sqlite
from corpus.database.migrate import upgrade
from corpus.errors import BadSetting, DatabaseUnavailable, Unreadable

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
        try:
            with _explained():
                if engine.dialect.name == "postgresql":
                    postgresql.require_unicode(engine)
                upgrade(engine)
        except BaseException:
            engine.dispose()
            raise
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
        parsed = postgresql.with_driver(make_url(url))
        if parsed.get_backend_name() == "sqlite":
            sqlite.make_folder(parsed)
        more = postgresql.options(parsed) if parsed.get_backend_name() == "postgresql" else {}
        engine = create_engine(parsed, **more)
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError) as error:
        raise BadSetting(
            f"PODSKAZKA_DATABASE_URL cannot be used ({error}); set sqlite:////path/podskazka.db "
            "or postgresql://user@host/name, with the driver installed: pip install 'podskazka[postgresql]'"
        ) from error
    except OSError as error:
        raise DatabaseUnavailable(f"the folder of the database cannot be made: {error}; set PODSKAZKA_HOME") from error
    if engine.dialect.name == "sqlite":
        sqlite.prepare(engine)
    elif engine.dialect.name == "postgresql":
        postgresql.prepare(engine)
    return engine


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except AllInUse as error:
        raise DatabaseUnavailable("every connection to the database is in use; try again in a minute") from error
    except DBAPIError as error:
        if postgresql.is_too_long(error.orig):
            raise Unreadable("something in it is too long to be stored; shorten it") from error
        if not _of_the_database(error):
            raise
        said = " ".join(str(error.orig).split())
        raise DatabaseUnavailable(f"the database said «{said}»; {_remedy(error)}") from error


def _of_the_database(error: DBAPIError) -> bool:
    """Whether it is about the database, not about what was asked of it; the latter is ours to mend."""
    not_reached = error.connection_invalidated or (isinstance(error, ProgrammingError) and error.statement is None)
    return type(error) in {OperationalError, DatabaseError} or not_reached or bool(postgresql.remedy(error.orig))


def _remedy(error: DBAPIError) -> str:
    if known := postgresql.remedy(error.orig):
        return known
    said = str(error.orig)
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
