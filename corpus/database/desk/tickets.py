"""Tickets with their messages, drafts and replies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from corpus.database.audit import note
from corpus.database.connection import Database
from corpus.database.desk.intake import Key, earlier, remember
from corpus.database.desk.work_rows import add_words, answered, before, begin, renew, require_turn, wake
from corpus.database.rows import new_id, now
from corpus.database.tables import citations, drafts, messages, replies, sentences, tickets
from corpus.errors import Conflicting, NotFound
from corpus.nouns import Actor, Author, Message, RedactedText, Ticket, TicketState


@dataclass(frozen=True, slots=True)
class StoredSentence:
    """One sentence of a draft as it was proposed: its text, its verdict and the chunks it rests on."""

    text: RedactedText
    verdict: str
    chunk_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """A proposed reply as it was shown. `outcome` says whether there was one; `reason` why not."""

    ticket_id: str
    writer: str
    outcome: str
    reason: RedactedText
    sentences: tuple[StoredSentence, ...]
    id: str = ""
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What the agent sent, and the draft it came from."""

    id: str
    ticket_id: str
    draft_id: str | None
    text: RedactedText
    author: str
    sent_at: datetime


class Tickets:
    """Keeps customer conversations and what was proposed and sent in them."""

    def __init__(self, database: Database, outgoing: Callable[[Connection, Reply], None] | None = None) -> None:
        """`outgoing` puts each reply into the queue of deliveries, in the reply's own transaction."""
        self._database, self._outgoing = database, outgoing

    def keep(self, ticket: Ticket, by: Actor | None = None) -> str:
        """Stores a ticket, or brings a known one (same source and external id) up to date; returns its id.

        `by` is who opened it, for the audit log; an import has nobody.
        """
        with self._database.writing() as connection:
            return _keep(connection, ticket, by)

    def keep_once(self, ticket: Ticket, by: Actor | None, key: Key) -> str:
        """Stores a ticket unless its key has made it already, in this process or in another; returns its id.

        Raises:
            KeyReused: the key has made another ticket.
        """
        with suppress(IntegrityError), self._database.writing() as connection:
            found = earlier(connection, key, ticket)
            if found is None:
                found = _keep(connection, ticket, by)
                remember(connection, key, ticket, found)
            return found
        # Somebody was faster between the look and the writing, and our ticket is undone: theirs is the one.
        with self._database.reading() as connection:
            first = earlier(connection, key, ticket)
        if first is None:
            raise Conflicting("this Idempotency-Key was in use a moment ago; send the ticket again")
        return first

    def get(self, ticket_id: str) -> Ticket:
        """A ticket with all its messages."""
        with self._database.reading() as connection:
            row = connection.execute(select(tickets).where(tickets.c.id == ticket_id)).first()
            if row is None:
                raise NotFound(f"no ticket {ticket_id}")
            return _ticket(row, _messages(connection, ticket_id))

    def newest(self, state: TicketState | None = None, limit: int = 50) -> list[Ticket]:
        """The newest tickets, each with its messages."""
        query = select(tickets).order_by(tickets.c.opened_at.desc(), tickets.c.id).limit(limit)
        if state:
            query = query.where(tickets.c.state == state.value)
        with self._database.reading() as connection:
            return [_ticket(row, _messages(connection, row.id)) for row in connection.execute(query).all()]

    def keep_draft(self, draft: StoredDraft) -> str:
        """Stores a draft with its sentences and citations; returns its id."""
        draft_id = new_id()
        with self._database.writing() as connection:
            write_draft(connection, draft_id, draft)
        return draft_id

    def draft(self, draft_id: str) -> StoredDraft:
        """A stored draft."""
        with self._database.reading() as connection:
            row = connection.execute(select(drafts).where(drafts.c.id == draft_id)).first()
            if row is None:
                raise NotFound(f"no draft {draft_id}")
            found = _sentences(connection, draft_id)
        return StoredDraft(row.ticket_id, row.writer, row.outcome, row.reason, found, row.id, row.created_at)

    def reply(
        self,
        ticket_id: str,
        text: RedactedText,
        author: str = "",
        draft_id: str | None = None,
        by: Actor | None = None,
        seen: int | None = None,
    ) -> Reply:
        """Stores what was sent and marks the ticket solved, in one transaction. `by` is for the audit log.

        `seen` is the revision that whoever answers has read; without it only a ticket that waits is answered.

        Raises:
            Overtaken: the ticket was answered already, or its customer wrote more.
            Conflicting: the draft belongs to another ticket.
        """
        sent = Reply(new_id(), ticket_id, draft_id, text, author, now())
        with self._database.writing() as connection:
            require_turn(connection, ticket_id, seen)
            _require_draft_of(connection, ticket_id, draft_id)
            connection.execute(
                insert(replies).values(
                    id=sent.id, ticket_id=ticket_id, draft_id=draft_id, text=text, author=author, sent_at=sent.sent_at
                )
            )
            connection.execute(update(tickets).where(tickets.c.id == ticket_id).values(state=TicketState.SOLVED.value))
            answered(connection, ticket_id, text, by.id if by else "")
            if self._outgoing:
                self._outgoing(connection, sent)
            if by:
                note(connection, by, "replied", "ticket", ticket_id, {"reply": sent.id})
        return sent

    def hear(self, ticket_id: str, text: RedactedText, by: Actor | None = None) -> None:
        """Adds what the customer wrote further; an answered ticket waits again. `by` is for the audit log."""
        with self._database.writing() as connection:
            was = connection.execute(select(tickets.c.state).where(tickets.c.id == ticket_id)).scalar()
            if was is None:
                raise NotFound(f"no ticket {ticket_id}")
            last = select(func.max(messages.c.ordinal)).where(messages.c.ticket_id == ticket_id)
            ordinal = connection.execute(last).scalar()
            values = _message_values(ticket_id, [Message(Author.CUSTOMER, text, now())])
            connection.execute(insert(messages).values(values[0] | {"ordinal": 0 if ordinal is None else ordinal + 1}))
            connection.execute(update(tickets).where(tickets.c.id == ticket_id).values(state=TicketState.OPEN.value))
            wake(connection, ticket_id, TicketState(was))
            add_words(connection, ticket_id, text)
            if by:
                note(connection, by, "message added", "ticket", ticket_id)

    def replies(self, ticket_id: str) -> list[Reply]:
        """What was sent in this ticket, oldest first."""
        query = select(replies).where(replies.c.ticket_id == ticket_id).order_by(replies.c.sent_at)
        with self._database.reading() as connection:
            return [
                Reply(row.id, row.ticket_id, row.draft_id, row.text, row.author, row.sent_at)
                for row in connection.execute(query)
            ]


def _keep(connection: Connection, ticket: Ticket, by: Actor | None) -> str:
    known = select(tickets.c.id).where(tickets.c.source == ticket.source, tickets.c.external_id == ticket.external_id)
    found = connection.execute(known).scalar() if ticket.external_id else None
    ticket_id = found or new_id()
    if found:
        was = before(connection, found)
        connection.execute(update(tickets).where(tickets.c.id == found).values(_values(ticket)))
        connection.execute(delete(messages).where(messages.c.ticket_id == found))
    else:
        # A ticket typed in by hand has no id elsewhere: its own serves.
        values = _values(ticket) | {"id": ticket_id, "external_id": ticket.external_id or ticket_id}
        connection.execute(insert(tickets).values(values))
    connection.execute(insert(messages), _message_values(ticket_id, ticket.messages))
    if found:
        renew(connection, ticket_id, ticket, was)
    else:
        begin(connection, ticket_id, ticket, _opened_at(ticket))
    if by:
        note(connection, by, "opened", "ticket", ticket_id, {"channel": ticket.channel})
    return ticket_id


def _values(ticket: Ticket) -> dict[str, Any]:
    return {
        "source": ticket.source,
        "external_id": ticket.external_id,
        "reply_to": ticket.reply_to,
        "channel": ticket.channel,
        "subject": ticket.subject,
        "language": ticket.language,
        "product": ticket.product,
        "module": ticket.module,
        "state": ticket.state.value,
        "opened_at": _opened_at(ticket),
    }


def _opened_at(ticket: Ticket) -> datetime:
    return ticket.opened_at or (ticket.messages[0].at if ticket.messages else None) or now()


def _message_values(ticket_id: str, written: Sequence[Message]) -> list[dict[str, Any]]:
    return [
        {
            "ticket_id": ticket_id,
            "ordinal": ordinal,
            "author": message.author.value,
            "text": message.text,
            "at": message.at,
        }
        for ordinal, message in enumerate(written)
    ]


def _messages(connection: Connection, ticket_id: str) -> tuple[Message, ...]:
    query = select(messages).where(messages.c.ticket_id == ticket_id).order_by(messages.c.ordinal)
    return tuple(Message(Author(row.author), row.text, row.at) for row in connection.execute(query))


def _ticket(row: Row[Any], written: tuple[Message, ...]) -> Ticket:
    return Ticket(
        channel=row.channel,
        subject=row.subject,
        messages=written,
        language=row.language,
        state=TicketState(row.state),
        product=row.product,
        module=row.module,
        source=row.source,
        external_id=row.external_id,
        reply_to=row.reply_to,
        id=row.id,
        opened_at=row.opened_at,
    )


def write_draft(connection: Connection, draft_id: str, draft: StoredDraft) -> None:
    """The rows of a draft that somebody sees for the first time."""
    values = {"id": draft_id, "ticket_id": draft.ticket_id, "writer": draft.writer, "outcome": draft.outcome}
    connection.execute(insert(drafts).values(**values, reason=draft.reason, created_at=now()))
    for ordinal, sentence in enumerate(draft.sentences):
        _write_sentence(connection, draft_id, ordinal, sentence)


def _write_sentence(connection: Connection, draft_id: str, ordinal: int, sentence: StoredSentence) -> None:
    place = {"draft_id": draft_id, "ordinal": ordinal}
    connection.execute(insert(sentences).values(**place, text=sentence.text, verdict=sentence.verdict))
    for chunk_id in dict.fromkeys(sentence.chunk_ids):
        connection.execute(insert(citations).values(**place, chunk_id=chunk_id))


def _sentences(connection: Connection, draft_id: str) -> tuple[StoredSentence, ...]:
    written = select(sentences).where(sentences.c.draft_id == draft_id).order_by(sentences.c.ordinal)
    cited = select(citations.c.ordinal, citations.c.chunk_id).where(citations.c.draft_id == draft_id)
    by_sentence: dict[int, list[str]] = {}
    for ordinal, chunk_id in connection.execute(cited):
        by_sentence.setdefault(ordinal, []).append(chunk_id)
    return tuple(
        StoredSentence(row.text, row.verdict, tuple(by_sentence.get(row.ordinal, ())))
        for row in connection.execute(written)
    )


def _require_draft_of(connection: Connection, ticket_id: str, draft_id: str | None) -> None:
    if draft_id is None:
        return
    owner = connection.execute(select(drafts.c.ticket_id).where(drafts.c.id == draft_id)).scalar()
    if owner != ticket_id:
        raise Conflicting(f"draft {draft_id} was not made for this ticket")
