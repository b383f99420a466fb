"""Who works on a ticket, until when it rests, what is noted beside it, what was typed and not sent, who has it open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from corpus.database.access.people import Standing
from corpus.database.access.tables import users
from corpus.database.audit import note as deed
from corpus.database.connection import GLANCE_SECONDS, Database
from corpus.database.desk.tables import notes, presence, tags, unsent, work
from corpus.database.desk.work_rows import add_words
from corpus.database.rows import new_id, now
from corpus.database.tables import tickets
from corpus.errors import Conflicting, NotFound, Overtaken, TypedElsewhere
from corpus.nouns import Actor, RedactedText, TicketState

# A browser says every 20 seconds that a page is open; a tab that was closed is forgotten after this.
ALIVE = timedelta(seconds=60)


class Reason(StrEnum):
    """Why a ticket goes to the second line."""

    ACCESS = "access"
    MONEY = "money"
    DEFECT = "defect"
    BANK = "bank"
    COMPLAINT = "complaint"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Note:
    """What colleagues tell each other; no customer sees it."""

    author: str
    text: RedactedText
    at: datetime


@dataclass(frozen=True, slots=True)
class Progress:
    """How the work on a ticket stands."""

    revision: int
    assignee_id: str | None
    assignee: str
    second_line: bool
    reason: str
    snoozed_until: datetime | None
    tags: tuple[RedactedText, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Unsent:
    """What somebody typed: its text, the draft it came from with that draft's digest, the messages they had read.

    `page` is the open page that saved it, `number` grows with each of its saves.
    """

    text: RedactedText
    draft_id: str
    drafted: str
    messages: int
    saved_at: datetime | None = None
    page: str = ""
    number: int = 0

    @property
    def mark(self) -> str:
        """Tells this text from others, for a page that has read it."""
        return sha256(self.text.strip().encode()).hexdigest()

    def would_lose(self, kept: Unsent, read: str) -> bool:
        """Whether `kept`, which is there, is of another page, and neither the text marked `read` nor this one."""
        return bool(kept.text) and kept.page != self.page and kept.mark not in {read, self.mark}

    def comes_late(self, kept: Unsent) -> bool:
        """Whether the same page saved `kept`, which is there, after this one."""
        return kept.page == self.page and kept.number > self.number


class DeskWork:
    """Keeps what agents do with a ticket besides answering it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, ticket_id: str) -> Progress:
        """How the work on a ticket stands.

        Raises:
            NotFound: there is no such ticket.
        """
        mine = select(work, users.c.name).outerjoin(users, users.c.id == work.c.assignee_id)
        named = select(tags.c.tag).where(tags.c.ticket_id == ticket_id).order_by(tags.c.tag)
        noted = select(notes).where(notes.c.ticket_id == ticket_id).order_by(notes.c.at, notes.c.id)
        with self._database.reading() as connection:
            row = connection.execute(mine.where(work.c.ticket_id == ticket_id)).first()
            if row is None:
                raise NotFound(f"no ticket {ticket_id}")
            return Progress(
                row.revision,
                row.assignee_id,
                row.name or "",
                row.line > 1,
                row.reason,
                row.snoozed_until if row.snoozed_until and row.snoozed_until > now() else None,
                tuple(connection.execute(named).scalars()),
                tuple(Note(one.author, one.text, one.at) for one in connection.execute(noted)),
            )

    def assign(self, ticket_id: str, to: str | None, was: str | None, by: Actor) -> None:
        """Gives a ticket to somebody, or with None back to everybody; `was` is who had it on the page.

        Raises:
            Conflicting: somebody else has it by now, or nobody of that name works here.
        """
        had = work.c.assignee_id.is_(None) if was is None else work.c.assignee_id == was
        with self._database.writing() as connection:
            if to and not _works_here(connection, to):
                raise Conflicting("nobody with this id works here")
            self._change(connection, ticket_id, had, assignee_id=to)
            deed(connection, by, "assigned" if to is not None else "released", "ticket", ticket_id, {"to": to or ""})

    def snooze(self, ticket_id: str, until: datetime | None, by: Actor) -> None:
        """Puts a ticket aside until a moment, or with None takes it up again; a new message does so too.

        Raises:
            Overtaken: it was answered meanwhile, and nothing is left to put aside.
        """
        with self._database.writing() as connection:
            if until:
                self._require_open(connection, ticket_id)
            self._change(connection, ticket_id, snoozed_until=until)
            details = {"until": until.isoformat(timespec="minutes")} if until else {}
            deed(connection, by, "snoozed" if until else "woken", "ticket", ticket_id, details)

    def hand_over(self, ticket_id: str, reason: Reason, by: Actor) -> None:
        """Hands a ticket to the second line, where somebody takes it.

        Raises:
            Overtaken: it was answered meanwhile; in no list would the second line see it.
        """
        with self._database.writing() as connection:
            self._require_open(connection, ticket_id)
            self._change(connection, ticket_id, line=2, reason=reason.value, assignee_id=None, snoozed_until=None)
            deed(connection, by, "handed over", "ticket", ticket_id, {"reason": reason.value})

    def hand_back(self, ticket_id: str, by: Actor) -> None:
        """Hands a ticket back to the first line."""
        with self._database.writing() as connection:
            self._change(connection, ticket_id, line=1, reason="", assignee_id=None)
            deed(connection, by, "handed back", "ticket", ticket_id)

    def note(self, ticket_id: str, text: RedactedText, by: Actor) -> None:
        """Writes something down for colleagues."""
        with self._database.writing() as connection:
            self._require(connection, ticket_id)
            row = {"id": new_id(), "ticket_id": ticket_id, "author_id": by.id, "author": by.name}
            connection.execute(insert(notes).values(**row, text=text, at=now()))
            add_words(connection, ticket_id, text)

    def set_tags(self, ticket_id: str, wanted: Sequence[RedactedText]) -> None:
        """Exchanges the tags."""
        with self._database.writing() as connection:
            self._require(connection, ticket_id)
            connection.execute(delete(tags).where(tags.c.ticket_id == ticket_id))
            for tag in dict.fromkeys(wanted):
                connection.execute(insert(tags).values(ticket_id=ticket_id, tag=tag))
                add_words(connection, ticket_id, tag)

    def keep_unsent(self, ticket_id: str, typed: Unsent, by: Actor, read: str | None = None) -> None:
        """Keeps what somebody typed, in place of what they had typed before; what comes late changes nothing.

        `read` is the mark of the text that the page has shown, empty without one; None replaces whatever is there.

        Raises:
            TypedElsewhere: another page of theirs saved a text that this one has not shown.
        """
        with self._database.writing() as connection:
            self._require(connection, ticket_id)
            kept = _unsent(connection, ticket_id, by)
            if kept and typed.comes_late(kept):
                return
            if kept and read is not None and typed.would_lose(kept, read):
                raise TypedElsewhere("another text was saved for this reply, in another tab or on another machine")
            connection.execute(delete(unsent).where(_of(unsent, ticket_id, by)))
            row: dict[str, Any] = {
                "ticket_id": ticket_id,
                "actor_id": by.id,
                "page": typed.page,
                "number": typed.number,
            }
            row |= {"draft_id": typed.draft_id, "drafted": typed.drafted, "messages": typed.messages}
            row |= {"text": typed.text if typed.text.strip() else RedactedText(), "saved_at": now()}
            connection.execute(insert(unsent).values(**row))

    def unsent(self, ticket_id: str, by: Actor) -> Unsent | None:
        """What somebody typed here and did not send."""
        with self._database.reading() as connection:
            left = _unsent(connection, ticket_id, by)
        return left if left and left.text else None

    def look(self, ticket_id: str, by: Actor) -> list[str]:
        """Remembers that somebody has a ticket open; the names of everybody else who has."""
        moment = now()
        with self._database.writing(GLANCE_SECONDS) as connection:
            self._require(connection, ticket_id)
            gone = (presence.c.ticket_id == ticket_id) & (presence.c.seen_at < moment - ALIVE)
            connection.execute(delete(presence).where(gone | _of(presence, ticket_id, by)))
            connection.execute(
                insert(presence).values(ticket_id=ticket_id, actor_id=by.id, name=by.name, seen_at=moment)
            )
            others = (presence.c.ticket_id == ticket_id) & (presence.c.actor_id != by.id)
            return list(connection.execute(select(presence.c.name).where(others).order_by(presence.c.name)).scalars())

    def _change(self, connection: Connection, ticket_id: str, *only_if: ColumnElement[bool], **values: Any) -> None:
        self._require(connection, ticket_id)
        mine = (work.c.ticket_id == ticket_id, *only_if)
        if connection.execute(update(work).where(*mine).values(**values)).rowcount != 1:
            raise Conflicting("somebody else has this ticket by now; open it to see who")

    def _require(self, connection: Connection, ticket_id: str) -> None:
        if connection.execute(select(work.c.ticket_id).where(work.c.ticket_id == ticket_id)).first() is None:
            raise NotFound(f"no ticket {ticket_id}")

    def _require_open(self, connection: Connection, ticket_id: str) -> None:
        self._require(connection, ticket_id)
        state = connection.execute(select(tickets.c.state).where(tickets.c.id == ticket_id)).scalar()
        if state != TicketState.OPEN.value:
            raise Overtaken("this ticket was answered already; open it to see")


def _of(table: Any, ticket_id: str, by: Actor) -> ColumnElement[bool]:
    found: ColumnElement[bool] = (table.c.ticket_id == ticket_id) & (table.c.actor_id == by.id)
    return found


def _unsent(connection: Connection, ticket_id: str, by: Actor) -> Unsent | None:
    row = connection.execute(select(unsent).where(_of(unsent, ticket_id, by))).first()
    if row is None:
        return None
    return Unsent(row.text, row.draft_id, row.drafted, row.messages, row.saved_at, row.page, row.number)


def _works_here(connection: Connection, person_id: str) -> bool:
    active = (users.c.id == person_id) & (users.c.state == Standing.ACTIVE.value)
    return connection.execute(select(users.c.id).where(active)).first() is not None
