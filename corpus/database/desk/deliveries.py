"""Replies on their way out: a queue in the database that any number of processes may work on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, insert, or_, select, update

from corpus.database.audit import note
from corpus.database.connection import Database
from corpus.database.desk.delivery_tables import deliveries
from corpus.database.desk.tickets import Reply
from corpus.database.rows import new_id, now
from corpus.database.tables import replies, tickets
from corpus.errors import Conflicting, NotFound
from corpus.nouns import Actor, RedactedText

# Longer than any attempt may last: only a courier that died is overtaken by another one.
LEASE = timedelta(minutes=5)


class DeliveryState(StrEnum):
    """How far a reply has come."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"
    GIVEN_UP = "given up"


_STUCK = (DeliveryState.DEAD.value, DeliveryState.WAITING.value)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One reply on its way. `problem` and `code` (of SMTP or HTTP) are why the last attempt failed, if one did."""

    id: str
    reply_id: str
    state: DeliveryState
    attempts: int
    due_at: datetime
    problem: str
    code: int | None
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be sent, nothing in it personal. `key` stays the same however often it is sent."""

    key: str
    ticket_id: str
    reply_to: str
    subject: RedactedText
    text: RedactedText
    author: str
    channel: str
    language: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Claimed:
    """A letter that is ours to send until the lease ends."""

    id: str
    lease: str
    attempts: int
    letter: Letter


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A reply that has not left, for those who look after the queue."""

    delivery: Delivery
    ticket_id: str
    subject: RedactedText
    author: str


class Deliveries:
    """Takes replies in with the transaction that stores them, and hands each to one courier at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def enqueue(self, connection: Connection, reply: Reply) -> None:
        """Puts a reply into the queue, in its own transaction; a ticket nobody sent to us has no way back."""
        known = select(tickets.c.reply_to).where(tickets.c.id == reply.ticket_id)
        if connection.execute(known).scalar():
            values = {"id": new_id(), "reply_id": reply.id, "state": DeliveryState.WAITING.value, "attempts": 0}
            values |= {"due_at": reply.sent_at, "problem": "", "created_at": reply.sent_at}
            connection.execute(insert(deliveries).values(values))

    def claim(self, at: datetime | None = None) -> Claimed | None:
        """The next letter that is due, for the caller alone; None when there is none.

        Counts the attempt now: a letter on which couriers die must not be tried for ever.
        """
        at, lease = at or now(), new_id()
        with self._database.reading() as connection:  # most looks find nothing, and need not wait for a writer
            if connection.execute(_next(at)).scalar() is None:
                return None
        taken = {"lease": lease, "leased_until": at + LEASE, "attempts": deliveries.c.attempts + 1}
        with self._database.writing() as connection:
            chosen = deliveries.c.id == _next(at).scalar_subquery()
            # Said twice: in another database the row may have been taken while this one waited for it.
            connection.execute(update(deliveries).where(chosen, _due(at)).values(taken))
            row = connection.execute(_letters().where(deliveries.c.lease == lease)).first()
        return _claimed(row) if row else None

    def delivered(self, claimed: Claimed) -> None:
        """It has arrived. Counts even if the lease ended meanwhile: it must not be sent once more."""
        with self._database.writing() as connection:
            _end(connection, deliveries.c.id == claimed.id, DeliveryState.DELIVERED)

    def failed(self, claimed: Claimed, problem: str, code: int | None, again_at: datetime | None) -> None:
        """It has not arrived; None for `again_at` means that it is not tried again by itself."""
        ours = and_(deliveries.c.id == claimed.id, deliveries.c.lease == claimed.lease)
        values: dict[str, Any] = {"problem": problem, "code": code, "lease": None, "leased_until": None}
        with self._database.writing() as connection:
            if again_at is None:
                _end(connection, ours, DeliveryState.DEAD, problem=problem, code=code)
            else:
                connection.execute(update(deliveries).where(ours).values(values | {"due_at": again_at}))

    def hasten(self, problems: Collection[str], at: datetime) -> None:
        """Makes due whatever waits because of these problems: they seem to be over."""
        waits = and_(deliveries.c.state == DeliveryState.WAITING.value, deliveries.c.due_at > at)
        waits = and_(waits, deliveries.c.problem.in_(problems))
        with self._database.reading() as connection:
            if connection.execute(select(deliveries.c.id).where(waits).limit(1)).scalar() is None:
                return
        with self._database.writing() as connection:
            connection.execute(update(deliveries).where(waits).values(due_at=at))

    def of_reply(self, reply_id: str) -> Delivery | None:
        """How far a reply has come; None when it was never to leave."""
        with self._database.reading() as connection:
            row = connection.execute(select(deliveries).where(deliveries.c.reply_id == reply_id)).first()
        return _delivery(row) if row else None

    def undelivered(self, limit: int = 200) -> list[Undelivered]:
        """What has not left: given up by itself first, then what waits, oldest first."""
        query = (
            select(deliveries, tickets.c.id.label("ticket_id"), tickets.c.subject, replies.c.author)
            .join_from(deliveries, replies, replies.c.id == deliveries.c.reply_id)
            .join(tickets, tickets.c.id == replies.c.ticket_id)
            .where(deliveries.c.state.in_(_STUCK))
            .order_by(deliveries.c.state, deliveries.c.created_at, deliveries.c.id)
            .limit(limit)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [Undelivered(_delivery(row), row.ticket_id, row.subject, row.author) for row in rows]

    def counts(self) -> dict[DeliveryState, int]:
        """How many replies are in each state."""
        query = select(deliveries.c.state, func.count().label("number")).group_by(deliveries.c.state)
        with self._database.reading() as connection:
            found = {row.state: row.number for row in connection.execute(query)}
        return {state: found.get(state.value, 0) for state in DeliveryState}

    def retry(self, delivery_id: str, by: Actor) -> None:
        """Sends it again at the next opportunity, with all attempts before it.

        Raises:
            NotFound: there is no such delivery.
            Conflicting: it has arrived meanwhile.
        """
        with self._database.writing() as connection:
            ticket_id = _require_undelivered(connection, delivery_id)
            # A lease that runs stays: its courier may be about to deliver it.
            connection.execute(update(deliveries).where(deliveries.c.id == delivery_id).values(_anew()))
            note(connection, by, "delivery retried", "ticket", ticket_id)

    def retry_dead(self, by: Actor) -> int:
        """Sends everything again that is not tried any more by itself; says how many that are."""
        dead = deliveries.c.state == DeliveryState.DEAD.value
        query = select(deliveries.c.id, replies.c.ticket_id).join_from(
            deliveries, replies, replies.c.id == deliveries.c.reply_id
        )
        with self._database.writing() as connection:
            found = connection.execute(query.where(dead)).all()
            connection.execute(update(deliveries).where(dead).values(_anew()))
            for row in found:
                note(connection, by, "delivery retried", "ticket", row.ticket_id)
        return len(found)

    def give_up(self, delivery_id: str, by: Actor) -> None:
        """Leaves it unsent, for good unless somebody sends it again.

        Raises:
            NotFound: there is no such delivery.
            Conflicting: it has arrived meanwhile.
        """
        with self._database.writing() as connection:
            ticket_id = _require_undelivered(connection, delivery_id)
            _end(connection, deliveries.c.id == delivery_id, DeliveryState.GIVEN_UP)
            note(connection, by, "delivery given up", "ticket", ticket_id)


def _anew() -> dict[str, Any]:
    return {"state": DeliveryState.WAITING.value, "attempts": 0, "due_at": now(), "ended_at": None}


def _due(at: datetime) -> ColumnElement[bool]:
    free = or_(deliveries.c.leased_until.is_(None), deliveries.c.leased_until <= at)
    return and_(deliveries.c.state == DeliveryState.WAITING.value, deliveries.c.due_at <= at, free)


def _next(at: datetime) -> Select[Any]:
    return select(deliveries.c.id).where(_due(at)).order_by(deliveries.c.due_at, deliveries.c.id).limit(1)


def _letters() -> Select[Any]:
    ours = (deliveries.c.id.label("delivery_id"), deliveries.c.lease, deliveries.c.attempts)
    of_ticket = (tickets.c.reply_to, tickets.c.subject, tickets.c.channel, tickets.c.language)
    query = select(*ours, *of_ticket, replies)
    query = query.join_from(deliveries, replies, replies.c.id == deliveries.c.reply_id)
    return query.join(tickets, tickets.c.id == replies.c.ticket_id)


def _end(connection: Connection, which: ColumnElement[bool], state: DeliveryState, **values: Any) -> None:
    values |= {"state": state.value, "ended_at": now(), "lease": None, "leased_until": None}
    connection.execute(update(deliveries).where(which).values(values))


def _require_undelivered(connection: Connection, delivery_id: str) -> str:
    """The ticket of a delivery that has not arrived."""
    query = select(deliveries.c.state, replies.c.ticket_id).join_from(
        deliveries, replies, replies.c.id == deliveries.c.reply_id
    )
    row = connection.execute(query.where(deliveries.c.id == delivery_id)).first()
    if row is None:
        raise NotFound(f"no delivery {delivery_id}")
    if row.state == DeliveryState.DELIVERED.value:
        raise Conflicting("this reply has been delivered meanwhile")
    return str(row.ticket_id)


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        reply_id=row.reply_id,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        due_at=row.due_at,
        problem=row.problem,
        code=row.code,
        created_at=row.created_at,
        ended_at=row.ended_at,
    )


def _claimed(row: Row[Any]) -> Claimed:
    letter = Letter(
        key=row.id,
        ticket_id=row.ticket_id,
        reply_to=row.reply_to,
        subject=row.subject,
        text=row.text,
        author=row.author,
        channel=row.channel,
        language=row.language,
        sent_at=row.sent_at,
    )
    return Claimed(row.delivery_id, row.lease, row.attempts, letter)
