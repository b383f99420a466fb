"""What agents think of drafts: helpful or not, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, insert, select

from corpus.database.connection import Database
from corpus.database.outcomes.tables import opinions
from corpus.database.rows import new_id, now
from corpus.database.tables import drafts
from corpus.errors import NotFound
from corpus.nouns import Actor, RedactedText


class Fault(StrEnum):
    """What is wrong with a draft."""

    WRONG = "wrong"
    OUTDATED = "outdated"
    INCOMPLETE = "incomplete"
    UNCLEAR = "unclear"
    UNSAFE = "unsafe"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody thought of a draft; `fault` is None where it helped, or where they did not say."""

    draft_id: str
    author: str
    helpful: bool
    fault: Fault | None
    comment: RedactedText
    at: datetime
    ticket_id: str = ""


class Opinions:
    """Keeps one opinion a person and draft."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, draft_id: str, by: Actor, *, helpful: bool, fault: Fault | None, comment: RedactedText) -> None:
        """Writes down what somebody thinks, in place of what they thought before.

        Raises:
            NotFound: there is no such draft.
        """
        values = {"id": new_id(), "draft_id": draft_id, "actor_id": by.id, "author": by.name, "helpful": helpful}
        values |= {"reason": "" if helpful or not fault else fault.value, "comment": comment, "at": now()}
        with self._database.writing() as connection:
            if connection.execute(select(drafts.c.id).where(drafts.c.id == draft_id)).first() is None:
                raise NotFound(f"no draft {draft_id}")
            connection.execute(delete(opinions).where(_theirs(draft_id, by)))
            connection.execute(insert(opinions).values(values))

    def withdraw(self, draft_id: str, by: Actor) -> None:
        """Takes back what somebody thought of a draft; without an opinion nothing happens."""
        with self._database.writing() as connection:
            connection.execute(delete(opinions).where(_theirs(draft_id, by)))

    def of(self, draft_id: str, by: Actor) -> Opinion | None:
        """What somebody thinks of a draft; None while they have not said."""
        query = select(opinions, drafts.c.ticket_id).join_from(opinions, drafts, drafts.c.id == opinions.c.draft_id)
        with self._database.reading() as connection:
            row = connection.execute(query.where(_theirs(draft_id, by))).first()
        return _opinion(row) if row else None

    def since(self, moment: datetime) -> list[Opinion]:
        """All opinions from a moment on, the newest first."""
        query = select(opinions, drafts.c.ticket_id).join_from(opinions, drafts, drafts.c.id == opinions.c.draft_id)
        query = query.where(opinions.c.at >= moment).order_by(opinions.c.at.desc(), opinions.c.id)
        with self._database.reading() as connection:
            return [_opinion(row) for row in connection.execute(query)]


def _theirs(draft_id: str, by: Actor) -> ColumnElement[bool]:
    return (opinions.c.draft_id == draft_id) & (opinions.c.actor_id == by.id)


def _opinion(row: Row[Any]) -> Opinion:
    fault = Fault(row.reason) if row.reason else None
    return Opinion(row.draft_id, row.author, row.helpful, fault, row.comment, row.at, row.ticket_id)
