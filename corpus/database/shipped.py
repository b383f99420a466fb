"""Sets of texts that ship with the project: brought up to date at each start; what people made of them stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from corpus.database.connection import Database

New = TypeVar("New", bound=object)
Gone = list[str]


def bring_up_to_date(
    database: Database,
    differences: Callable[[Connection], tuple[New, Gone]],
    exchange: Callable[[Connection, New, Gone], None],
) -> None:
    """Puts what is new in place of what is gone: only a read when nothing changed, safe when several processes start.

    `differences` says what ships and is not stored yet, and the ids of what no longer ships.
    """
    with database.reading() as connection:
        new, gone = differences(connection)
    if not new and not gone:
        return
    try:
        with database.writing() as connection:
            exchange(connection, *differences(connection))
    except IntegrityError:
        # On PostgreSQL two first starts may write at once; the other one brought in the same set.
        return
