"""The audit log: who did what, when, to what. It holds no text of customers, ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from corpus.database.access.tables import audit
from corpus.database.connection import Database
from corpus.database.rows import now
from corpus.nouns import Actor, Role

# Who types commands on the server itself, the company's own sign-in, and who is not known (a failed sign-in).
COMMAND_LINE = Actor("", "command line", Role.ADMIN)
COMPANY = Actor("", "company sign-in", Role.ADMIN)
SOMEBODY = Actor("", "", Role.AGENT)


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the log. `kind` and `object_id` say what it was done to."""

    at: datetime
    actor_id: str
    actor: str
    verb: str
    kind: str
    object_id: str
    details: Mapping[str, str]


class AuditLog:
    """Reads the log, and takes in what changes no other table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def write(
        self, actor: Actor, verb: str, kind: str, object_id: str, details: Mapping[str, str] | None = None
    ) -> None:
        """One line, in a transaction of its own."""
        with self._database.writing() as connection:
            note(connection, actor, verb, kind, object_id, details)

    def newest(self, limit: int = 100) -> list[Deed]:
        """What was done last, newest first."""
        query = select(audit).order_by(audit.c.id.desc()).limit(limit)
        with self._database.reading() as connection:
            return [
                Deed(row.at, row.actor_id, row.actor, row.verb, row.kind, row.object_id, row.details)
                for row in connection.execute(query)
            ]


def note(
    connection: Connection,
    actor: Actor,
    verb: str,
    kind: str,
    object_id: str,
    details: Mapping[str, str] | None = None,
) -> None:
    """One line, in the transaction of the deed itself: neither is there without the other."""
    values = {"actor_id": actor.id, "actor": actor.name, "verb": verb, "kind": kind, "object_id": object_id}
    connection.execute(insert(audit).values(**values, at=now(), details=dict(details or {})))
