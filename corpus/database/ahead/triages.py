"""What triage said of tickets, kept so that the inbox can be sifted by it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from corpus.database.ahead.tables import triages
from corpus.database.connection import Database
from corpus.database.rows import now
from corpus.nouns import RedactedText


@dataclass(frozen=True, slots=True)
class StoredTriage:
    """What triage said of a ticket at a `revision`, by rules of a `version`. An empty text is «not clear».

    Probabilities are from 0 to 1.
    """

    ticket_id: str
    revision: int
    version: int
    owner: str
    owner_probability: float
    urgency: str
    urgency_probability: float
    product: RedactedText
    product_probability: float


class Triages:
    """Keeps one triage a ticket, the latest."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, triage: StoredTriage) -> None:
        """Stores it in the place of an earlier one; one of a later revision stays."""
        values: dict[str, Any] = {name: getattr(triage, name) for name in StoredTriage.__slots__} | {"made_at": now()}
        known = triages.c.ticket_id == triage.ticket_id
        # Two processes at once say the same of the same revision: whoever comes second has nothing to add.
        with suppress(IntegrityError), self._database.writing() as connection:
            if connection.execute(select(triages.c.ticket_id).where(known)).first() is None:
                connection.execute(insert(triages).values(values))
            else:
                connection.execute(update(triages).where(known, triages.c.revision <= triage.revision).values(values))

    def of(self, ticket_id: str) -> StoredTriage | None:
        """What was said of a ticket last; None when nothing was."""
        with self._database.reading() as connection:
            row = connection.execute(select(triages).where(triages.c.ticket_id == ticket_id)).first()
        return StoredTriage(*(getattr(row, name) for name in StoredTriage.__slots__)) if row else None
