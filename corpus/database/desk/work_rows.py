"""The row of a ticket's work as arriving messages and replies change it, in their own transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from corpus.database.desk.tables import notes, tags, unsent, work
from corpus.database.rows import now
from corpus.database.tables import messages, replies, tickets
from corpus.errors import NotFound, Overtaken
from corpus.index.tokens import Tokenizer
from corpus.nouns import Author, RedactedText, Ticket, TicketState


@dataclass(frozen=True, slots=True)
class Before:
    """How a ticket stood before it was brought up to date: messages at all, and those of its customer."""

    state: TicketState
    said: int
    heard: int


def stems_of(texts: Iterable[str]) -> str:
    """Each stem of the texts once, with blanks around it: ` возврат деньг `."""
    # A tokenizer of its own: Snowball's stemmers are not made for several threads.
    stems = dict.fromkeys(stem for text in texts for stem in Tokenizer().stems(text))
    return f" {' '.join(stems)} "


def begin(connection: Connection, ticket_id: str, ticket: Ticket, since: datetime) -> None:
    """The row of a new ticket."""
    row = {"ticket_id": ticket_id, "revision": 1, "line": 1, "reason": "", "waiting_since": since}
    connection.execute(insert(work).values(**row, words=_words(ticket)))


def before(connection: Connection, ticket_id: str) -> Before:
    """What `renew` compares with."""
    state = connection.execute(select(tickets.c.state).where(tickets.c.id == ticket_id)).scalar_one()
    authors = connection.execute(select(messages.c.author).where(messages.c.ticket_id == ticket_id)).scalars().all()
    return Before(TicketState(state), len(authors), authors.count(Author.CUSTOMER.value))


def renew(connection: Connection, ticket_id: str, ticket: Ticket, was: Before) -> None:
    """Brings the row of a known ticket up to date; a customer who wrote more wakes it.

    Whatever else was said or done elsewhere must be read, too, before somebody answers here.
    """
    heard, mine = sum(message.author is Author.CUSTOMER for message in ticket.messages), work.c.ticket_id == ticket_id
    connection.execute(update(work).where(mine).values(words=_words(ticket) + _words_beside(connection, ticket_id)))
    if heard > was.heard:
        wake(connection, ticket_id, was.state)
    elif len(ticket.messages) != was.said or ticket.state is not was.state:
        connection.execute(update(work).where(mine).values(revision=work.c.revision + 1))


def wake(connection: Connection, ticket_id: str, was: TicketState) -> None:
    """The customer wrote more: whoever answers now must read it first."""
    connection.execute(
        update(work).where(work.c.ticket_id == ticket_id).values(revision=work.c.revision + 1, snoozed_until=None)
    )
    if was is TicketState.SOLVED:  # the promise of a ticket that waits already runs since its first message
        connection.execute(update(work).where(work.c.ticket_id == ticket_id).values(waiting_since=now()))


def add_words(connection: Connection, ticket_id: str, text: RedactedText) -> None:
    """Makes a text findable with the ticket."""
    mine = work.c.ticket_id == ticket_id
    connection.execute(update(work).where(mine).values(words=work.c.words.concat(stems_of([text]))))


def require_turn(connection: Connection, ticket_id: str, seen: int | None) -> None:
    """Lets one answer through: of two that saw the same revision the second is refused, whoever commits first.

    Whoever saw the latest revision may answer a ticket again; without `seen` only a ticket that waits is answered.

    Raises:
        NotFound: there is no such ticket.
        Overtaken: it was answered, or the customer wrote more, since it was looked at.
    """
    state = connection.execute(select(tickets.c.state).where(tickets.c.id == ticket_id)).scalar()
    if state is None:
        raise NotFound(f"no ticket {ticket_id}")
    waits = select(tickets.c.id).where(tickets.c.state == TicketState.OPEN.value)
    mine = work.c.ticket_id == ticket_id
    turn = mine & (work.c.revision == seen if seen is not None else work.c.ticket_id.in_(waits))
    if connection.execute(update(work).where(turn).values(revision=work.c.revision + 1)).rowcount != 1:
        raise Overtaken("this ticket was answered already, or the customer wrote more; open it to see")


def answered(connection: Connection, ticket_id: str, text: RedactedText, actor_id: str) -> None:
    """The reply is findable, and what its author had typed is not unsent any more."""
    add_words(connection, ticket_id, text)
    connection.execute(update(work).where(work.c.ticket_id == ticket_id).values(snoozed_until=None))
    mine = (unsent.c.ticket_id == ticket_id, unsent.c.actor_id == actor_id)
    connection.execute(update(unsent).where(*mine).values(text=RedactedText(), draft_id="", drafted=""))


def _words(ticket: Ticket) -> str:
    return stems_of([ticket.subject, ticket.external_id, *(message.text for message in ticket.messages)])


def _words_beside(connection: Connection, ticket_id: str) -> str:
    """What was written here about a ticket: no import may make it unfindable."""
    columns = (replies.c.text, notes.c.text, tags.c.tag)
    queries = (select(column).where(column.table.c.ticket_id == ticket_id) for column in columns)
    return stems_of(text for query in queries for text in connection.execute(query).scalars())
