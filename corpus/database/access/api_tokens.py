"""API tokens: what programs come in with, each for one person and a few scopes; shown once, stored as a digest."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import Row, insert, select, update

from corpus.database.access.people import Standing
from corpus.database.access.sessions import digest
from corpus.database.access.tables import tokens, users
from corpus.database.audit import note
from corpus.database.connection import Database
from corpus.database.rows import new_id, now
from corpus.errors import DatabaseUnavailable, NotFound
from corpus.nouns import Actor, Role

# Told apart from other secrets at a glance, and by programs that look for leaked ones.
MARK = "pod_"
_SHOWN = len(MARK) + 6
_NOTED_EVERY = timedelta(minutes=1)
_BYTES = 32


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token without its secret, of which `prefix` is all that is known."""

    id: str
    name: str
    prefix: str
    scopes: tuple[str, ...]
    login: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token to be made: what it is for, whose it is, what it may do, until when."""

    name: str
    person_id: str
    scopes: Sequence[str]
    expires_at: datetime | None = None


class ApiTokens:
    """Makes, finds and revokes tokens."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, new: NewToken, by: Actor) -> str:
        """Makes a token and returns its secret: the only time it can be read."""
        secret, id_ = MARK + token_urlsafe(_BYTES), new_id()
        row = {"id": id_, "key": digest(secret), "prefix": secret[:_SHOWN], "name": new.name.strip()}
        row |= {"user_id": new.person_id}
        with self._database.writing() as connection:
            connection.execute(
                insert(tokens).values(**row, scopes=list(new.scopes), created_at=now(), expires_at=new.expires_at)
            )
            note(connection, by, "added", "token", id_, {"user": new.person_id, "scopes": " ".join(new.scopes)})
        return secret

    def all(self) -> list[ApiToken]:
        """Every token, newest first."""
        query = select(tokens, users.c.login).join_from(tokens, users).order_by(tokens.c.created_at.desc(), tokens.c.id)
        with self._database.reading() as connection:
            return [_token(row) for row in connection.execute(query)]

    def find(self, secret: str) -> tuple[Actor, frozenset[str]] | None:
        """Whose token this is and its scopes; None when it is unknown, over, revoked or its person disabled."""
        at = now()
        alive = (tokens.c.key == digest(secret)) & tokens.c.revoked_at.is_(None)
        alive &= tokens.c.expires_at.is_(None) | (tokens.c.expires_at > at)
        columns = (tokens.c.id.label("token_id"), tokens.c.scopes, tokens.c.last_used_at, users)
        query = select(*columns).join_from(tokens, users).where(alive, users.c.state == Standing.ACTIVE.value)
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        if row.last_used_at is None or at - row.last_used_at > _NOTED_EVERY:
            self._note(row.token_id)
        return Actor(row.id, row.name, Role(row.role)), frozenset(row.scopes)

    def revoke(self, token: str, by: Actor) -> None:
        """Ends a token, named by its id or by what is shown of its secret.

        Raises:
            NotFound: there is none in use.
        """
        named = ((tokens.c.id == token) | (tokens.c.prefix == token)) & tokens.c.revoked_at.is_(None)
        with self._database.writing() as connection:
            ids = list(connection.execute(select(tokens.c.id).where(named)).scalars())
            if len(ids) != 1:
                raise NotFound(f"no token in use is called {token}; `podskazka token list` shows them")
            connection.execute(update(tokens).where(tokens.c.id == ids[0]).values(revoked_at=now()))
            note(connection, by, "revoked", "token", ids[0])

    def _note(self, token_id: str) -> None:
        # A disk that is full must not keep programs from reading.
        with suppress(DatabaseUnavailable), self._database.writing() as connection:
            connection.execute(update(tokens).where(tokens.c.id == token_id).values(last_used_at=now()))


def _token(row: Row[Any]) -> ApiToken:
    return ApiToken(
        id=row.id,
        name=row.name,
        prefix=row.prefix,
        scopes=tuple(row.scopes),
        login=row.login,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )
