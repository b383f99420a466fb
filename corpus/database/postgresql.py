"""Everything that holds for PostgreSQL only: one writer at a time, one moment for readers, what its errors mean."""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Connection, Engine, event

from corpus.errors import BadSetting

BUSY_SECONDS = 30
DRIVER = "postgresql+psycopg"
_CONNECT_SECONDS = 10
# Any number, as long as every process of ours takes the same; spelled «Podskazka» on the keys of a telephone.
_WRITERS = 763752952
_NUL, _INSTEAD = "\0", "\ufffd"
# By the beginning of the five signs with which PostgreSQL names an error.
_REMEDIES = {
    "42501": "let its user make tables: GRANT ALL ON SCHEMA public TO that user, or make it the database's owner",
    "25006": "it takes no changes now (a standby?); PODSKAZKA_DATABASE_URL must name the primary server",
    "55P03": "another process has been writing for long; try again when it has finished",
    "42P01": "its tables are another version's: start every process of the same version, or restore a backup",
    "42703": "its tables are another version's: start every process of the same version, or restore a backup",
    "53": "give the server more disk space, memory or connections: nothing half-written is kept",
    "57014": "the server's statement_timeout is too short for this",
    "57P": "the server was stopped; try again when it runs",
}
# A column is of so many letters, and what an index holds of so many bytes: SQLite sets no such limits.
_TOO_LONG = ("22001", "54000")


def with_driver(url: URL) -> URL:
    """The URL as most tools write it, with the driver that we have."""
    return url.set(drivername=DRIVER) if url.drivername in {"postgresql", "postgres"} else url


def options(url: URL) -> dict[str, Any]:
    """What the engine needs: a connection that a restart of the server broke is replaced before it is used."""
    waits = {} if "connect_timeout" in url.query else {"connect_timeout": _CONNECT_SECONDS}
    return {"pool_pre_ping": True, "connect_args": waits}


def prepare(engine: Engine) -> None:
    """Gives every reader one moment to look at, and lets one writer in at a time, as SQLite does."""

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        writes, dialect, driver = (
            options.get("writes", False),
            connection.dialect,
            connection.connection.dbapi_connection,
        )
        dialect.set_isolation_level(driver, "READ COMMITTED" if writes else "REPEATABLE READ")  # type: ignore[arg-type]
        dialect.set_readonly(driver, not writes)  # type: ignore[attr-defined]
        if writes:
            # Two writers at once would give out numbers of the change log in one order and commit them in another:
            # a follower that has read the second passes over the first for ever.
            wait = round(options.get("patience", BUSY_SECONDS) * 1000)
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {wait}")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS})")

    @event.listens_for(engine, "before_cursor_execute", retval=True)
    def _on_execute(_c: object, _d: object, statement: str, given: Any, _x: object, _many: bool) -> tuple[str, Any]:
        return statement, _storable(given)


def require_unicode(engine: Engine) -> None:
    """Refuses a database that cannot hold Cyrillic.

    Raises:
        BadSetting: it is not in UTF-8.
    """
    with engine.connect() as connection:
        encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        raise BadSetting(f"the database of PODSKAZKA_DATABASE_URL is in {encoding}; make one with ENCODING 'UTF8'")


def remedy(error: object) -> str | None:
    """What helps against an error of PostgreSQL, None when it is none or nothing certain can be said."""
    return next((remedy for start, remedy in _REMEDIES.items() if _state(error).startswith(start)), None)


def is_too_long(error: object) -> bool:
    """Whether a value was refused because of its length."""
    return _state(error) in _TOO_LONG


def _state(error: object) -> str:
    return getattr(error, "sqlstate", None) or ""


def _storable(given: Any) -> Any:
    """Parameters without the one sign that no text of PostgreSQL may hold; another stands in its place."""
    if isinstance(given, str):
        return given.replace(_NUL, _INSTEAD) if _NUL in given else given
    if isinstance(given, dict):
        return {name: _storable(value) for name, value in given.items()}
    return type(given)(map(_storable, given)) if isinstance(given, list | tuple) else given
