"""Everything that holds for SQLite only: pragmas, and when a transaction takes the write lock."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, event

BUSY_SECONDS = 30


def prepare(engine: Engine) -> None:
    """Makes every connection durable (WAL, full sync), patient (busy timeout) and strict (foreign keys)."""

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver must not begin transactions of its own
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={BUSY_SECONDS * 1000}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        # A reader that starts to write in the middle is refused at once, busy timeout or not; so writers say it first.
        options = connection.get_execution_options()
        begin = "BEGIN IMMEDIATE" if options.get("writes", False) else "BEGIN"
        patience = options.get("patience", BUSY_SECONDS)
        if patience == BUSY_SECONDS:
            connection.exec_driver_sql(begin)
            return
        connection.exec_driver_sql(f"PRAGMA busy_timeout={round(patience * 1000)}")
        try:
            connection.exec_driver_sql(begin)
        finally:  # the next one who gets this connection may wait for longer
            connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")


def make_folder(url: URL) -> None:
    """Makes the folder the database file lies in."""
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
