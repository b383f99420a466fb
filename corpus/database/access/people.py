"""Our own people: who they are, what they may do, and whether they may still come in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from unicodedata import normalize

from sqlalchemy import Connection, Row, Select, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from corpus.database.access.tables import sessions, users
from corpus.database.audit import note
from corpus.database.connection import Database
from corpus.database.desk.tables import work
from corpus.database.rows import new_id, now
from corpus.errors import Conflicting, NotFound, Unreadable
from corpus.nouns import Actor, Role

_LONGEST = 200


class Standing(StrEnum):
    """Whether a person may come in."""

    ACTIVE = "active"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class Person:
    """One of our own people. Without `password_hash` they come in through the company's own sign-in only."""

    id: str
    login: str
    name: str
    role: Role
    standing: Standing
    password_hash: str | None
    subject: str | None
    created_at: datetime

    @property
    def actor(self) -> Actor:
        """The same person as somebody who does something."""
        return Actor(self.id, self.name, self.role)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A person to be added: with a hash of a password, or the subject of the company's own sign-in."""

    login: str
    name: str
    role: Role
    password_hash: str | None = None
    subject: str | None = None


class People:
    """Keeps our people. Whatever takes a right away ends it in the same transaction, sessions included."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, new: Newcomer, by: Actor) -> Person:
        """Lets a person in.

        Raises:
            Unreadable: the login is empty, too long or has blanks in it.
            Conflicting: somebody has this login already.
        """
        login, id_ = folded(new.login), new_id()
        if not login or len(login) > _LONGEST or any(sign.isspace() or not sign.isprintable() for sign in login):
            raise Unreadable(f"«{login}» cannot be a login; take a name or a mail address without blanks")
        row: dict[str, Any] = {"id": id_, "login": login, "name": new.name.strip() or login, "role": new.role.value}
        row |= {"state": Standing.ACTIVE.value, "created_at": now()}
        with self._database.writing() as connection:
            try:
                connection.execute(insert(users).values(**row, password_hash=new.password_hash, subject=new.subject))
            except IntegrityError as error:
                raise Conflicting(f"{login} is there already; `podskazka user list` shows everybody") from error
            note(connection, by, "added", "user", id_, {"role": new.role.value})
        return self.get(id_)

    def all(self) -> list[Person]:
        """Everybody, by login."""
        with self._database.reading() as connection:
            return [_person(row) for row in connection.execute(select(users).order_by(users.c.login))]

    def get(self, person_id: str) -> Person:
        """A person by id."""
        return self._one(select(users).where(users.c.id == person_id), f"nobody has the id {person_id}")

    def named(self, login: str) -> Person:
        """A person by login."""
        query = select(users).where(users.c.login == folded(login))
        return self._one(query, f"nobody has the login {folded(login)}; `podskazka user list` shows everybody")

    def of_subject(self, subject: str) -> Person | None:
        """Whoever the company's own sign-in knows by this subject."""
        with self._database.reading() as connection:
            row = connection.execute(select(users).where(users.c.subject == subject)).first()
        return _person(row) if row else None

    def exist(self) -> bool:
        """Whether there is anybody at all, disabled or not."""
        with self._database.reading() as connection:
            return connection.execute(select(users.c.id).limit(1)).first() is not None

    def have_an_admin(self) -> bool:
        """Whether somebody active may change everything."""
        with self._database.reading() as connection:
            return _admins(connection) > 0

    def set_password(self, person_id: str, password_hash: str, by: Actor) -> None:
        """Exchanges the password and ends all of the person's sessions."""
        with self._database.writing() as connection:
            _change(connection, person_id, password_hash=password_hash)
            end_sessions(connection, person_id)
            note(connection, by, "password set", "user", person_id)

    def rehash(self, person_id: str, before: str, password_hash: str) -> None:
        """Stores a stronger hash of the same password, unless the password was changed meanwhile."""
        same = (users.c.id == person_id) & (users.c.password_hash == before)
        with self._database.writing() as connection:
            connection.execute(update(users).where(same).values(password_hash=password_hash))

    def set_role(self, person_id: str, role: Role, by: Actor, *, even_the_last_admin: bool = False) -> None:
        """Lets a person do more or less; it acts at their next request.

        Raises:
            Conflicting: nobody would be left to change anything.
        """
        with self._database.writing() as connection:
            before = _change(connection, person_id, role=role.value)
            if not even_the_last_admin:
                _refuse_losing_the_last_admin(connection, before)
            note(connection, by, "role set", "user", person_id, {"role": role.value})

    def disable(self, person_id: str, by: Actor) -> None:
        """Shuts a person out at once: sessions end, API tokens stop, tickets they had are nobody's again.

        Raises:
            Conflicting: nobody would be left to change anything.
        """
        with self._database.writing() as connection:
            before = _change(connection, person_id, state=Standing.DISABLED.value)
            _refuse_losing_the_last_admin(connection, before)
            end_sessions(connection, person_id)
            held = _release_tickets(connection, person_id)
            note(connection, by, "disabled", "user", person_id, {"tickets": str(held)} if held else {})

    def enable(self, person_id: str, by: Actor) -> None:
        """Lets a person in again."""
        with self._database.writing() as connection:
            _change(connection, person_id, state=Standing.ACTIVE.value)
            note(connection, by, "enabled", "user", person_id)

    def _one(self, query: Select[Any], missing: str) -> Person:
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise NotFound(missing)
        return _person(row)


def folded(login: str) -> str:
    """A login as it is compared: case, look-alike forms and broken bytes of a terminal do not matter."""
    return normalize("NFKC", login.encode(errors="replace").decode()).strip().casefold()


def end_sessions(connection: Connection, person_id: str) -> None:
    """Ends every session of a person."""
    alive = (sessions.c.user_id == person_id) & sessions.c.revoked_at.is_(None)
    connection.execute(update(sessions).where(alive).values(revoked_at=now()))


def _release_tickets(connection: Connection, person_id: str) -> int:
    """Puts back what a person had, answered tickets too: their customers may write again."""
    held = work.c.assignee_id == person_id
    return connection.execute(update(work).where(held).values(assignee_id=None)).rowcount


def _change(connection: Connection, person_id: str, **values: str) -> Row[Any]:
    """Changes a person and returns how they were before."""
    before = connection.execute(select(users).where(users.c.id == person_id)).first()
    if before is None:
        raise NotFound(f"nobody has the id {person_id}")
    connection.execute(update(users).where(users.c.id == person_id).values(**values))
    return before


def _admins(connection: Connection) -> int:
    active = (users.c.role == Role.ADMIN.value) & (users.c.state == Standing.ACTIVE.value)
    return int(connection.execute(select(func.count()).select_from(users).where(active)).scalar_one())


def _refuse_losing_the_last_admin(connection: Connection, before: Row[Any]) -> None:
    was_one = before.role == Role.ADMIN.value and before.state == Standing.ACTIVE.value
    if was_one and not _admins(connection):
        raise Conflicting(f"{before.login} is the last admin; make somebody else one first")


def _person(row: Row[Any]) -> Person:
    return Person(
        id=row.id,
        login=row.login,
        name=row.name,
        role=Role(row.role),
        standing=Standing(row.state),
        password_hash=row.password_hash,
        subject=row.subject,
        created_at=row.created_at,
    )
