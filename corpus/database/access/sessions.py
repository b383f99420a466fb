"""Who is in: sessions of browsers, known by the digest of their cookie and ended at once."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy import ColumnElement, delete, insert, select, update

from corpus.database.access.people import Standing, end_sessions
from corpus.database.access.tables import sessions, users
from corpus.database.connection import Database
from corpus.database.rows import now
from corpus.errors import DatabaseUnavailable
from corpus.nouns import Actor, Role

IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
# Noting every request would make every reader a writer.
_NOTED_EVERY = timedelta(minutes=1)
_BYTES = 32


class Sessions:
    """Opens, finds and ends sessions. Idle for 12 hours or 7 days old, a session is over."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, person_id: str, address: str) -> str:
        """Begins a session and returns its secret, which is stored nowhere."""
        secret, at = token_urlsafe(_BYTES), now()
        times = {"created_at": at, "last_seen_at": at, "expires_at": at + LONGEST}
        with self._database.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.expires_at < at))
            connection.execute(insert(sessions).values(key=digest(secret), user_id=person_id, address=address, **times))
        return secret

    def actor(self, secret: str) -> Actor | None:
        """Whose session this is, with the role they have now; None when it is over or they are disabled."""
        active = users.c.state == Standing.ACTIVE.value
        query = select(users, sessions.c.last_seen_at).join_from(sessions, users).where(_alive(secret), active)
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        if now() - row.last_seen_at > _NOTED_EVERY:
            self._note(secret)
        return Actor(row.id, row.name, Role(row.role))

    def end(self, secret: str) -> None:
        """Ends this one."""
        with self._database.writing() as connection:
            connection.execute(update(sessions).where(_alive(secret)).values(revoked_at=now()))

    def end_all(self, person_id: str) -> None:
        """Ends every session of a person."""
        with self._database.writing() as connection:
            end_sessions(connection, person_id)

    def _note(self, secret: str) -> None:
        # A disk that is full must not keep people from reading.
        with suppress(DatabaseUnavailable), self._database.writing() as connection:
            connection.execute(update(sessions).where(_alive(secret)).values(last_seen_at=now()))


def digest(secret: str) -> str:
    """What is stored of a secret: SHA-256. Of 256 random bits nothing slower is needed."""
    return sha256(secret.encode()).hexdigest()


def _alive(secret: str) -> ColumnElement[bool]:
    at = now()
    return (
        (sessions.c.key == digest(secret))
        & sessions.c.revoked_at.is_(None)
        & (sessions.c.expires_at > at)
        & (sessions.c.last_seen_at > at - IDLE)
    )
