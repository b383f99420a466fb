"""Keys with which programs put tickets in: the same key makes one ticket, however often and by how many it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import Connection, delete, insert, select

from corpus.database.ahead.tables import intake_keys
from corpus.database.rows import now
from corpus.errors import KeyReused
from corpus.nouns import Ticket

# A program that tries again does so within hours; a weekend without its queue is covered, too.
REMEMBERED = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Key:
    """What a program calls one ticket that it puts in. Each person's programs have keys of their own."""

    actor_id: str
    text: str


def digest_of(ticket: Ticket) -> str:
    """Tells whether two tickets say the same, once personal data is taken out."""
    said = (ticket.channel, ticket.reply_to, ticket.subject, *(message.text for message in ticket.messages))
    return sha256("\0".join(said).encode()).hexdigest()


def earlier(connection: Connection, key: Key, ticket: Ticket) -> str | None:
    """The ticket that this key has made already.

    Raises:
        KeyReused: it made another ticket than this one.
    """
    mine = (intake_keys.c.actor_id == key.actor_id) & (intake_keys.c.key == key.text)
    row = connection.execute(select(intake_keys).where(mine, intake_keys.c.at > now() - REMEMBERED)).first()
    if row is None:
        return None
    if row.digest != digest_of(ticket):
        raise KeyReused(
            "this Idempotency-Key came with another ticket before; send each new ticket with a key of its own"
        )
    return str(row.ticket_id)


def remember(connection: Connection, key: Key, ticket: Ticket, ticket_id: str) -> None:
    """Keeps the key with the ticket, in its transaction: where another process was first, nothing is kept."""
    connection.execute(delete(intake_keys).where(intake_keys.c.at <= now() - REMEMBERED))
    values = {"actor_id": key.actor_id, "key": key.text, "digest": digest_of(ticket), "ticket_id": ticket_id}
    connection.execute(insert(intake_keys).values(**values, at=now()))
