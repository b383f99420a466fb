"""Drafts that were made before anybody asked: which tickets need one, whose turn it is, what waits to be shown."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from corpus.database.ahead.tables import prepared_drafts as prepared
from corpus.database.connection import GLANCE_SECONDS, Database
from corpus.database.desk.inbox import LIVE, Promise
from corpus.database.desk.tables import work
from corpus.database.desk.tickets import StoredDraft, write_draft
from corpus.database.rows import new_id, now
from corpus.database.tables import changes, documents, tickets
from corpus.nouns import RedactedText, State, TicketState

# A ticket on which drafters die, or of which nothing can be made, must not be tried for ever.
MOST_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Claim:
    """A ticket whose draft is ours to make until the lease ends. `attempts` counts this one, too."""

    ticket_id: str
    revision: int
    lease: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft that waits to be shown: its texts, and its shape, in which they are named by their places.

    It was made for a `revision` of the ticket; `position` is how far the index had followed the change log.
    """

    draft_id: str
    revision: int
    position: int
    texts: Sequence[RedactedText]
    shape: dict[str, Any]
    shown: bool = False


class PreparedDrafts:
    """Hands each ticket that needs a draft to one drafter at a time, whoever promised soonest first.

    `maker` names the program and the writer: what another one made is redone. A `lease` is longer than any draft takes.
    """

    def __init__(
        self, database: Database, promise: Promise, maker: str, lease: timedelta = timedelta(minutes=1)
    ) -> None:
        self._database, self._promise, self._maker, self._lease = database, promise, maker, lease

    def claim(self, at: datetime | None = None, newest: int = 0) -> Claim | None:
        """The ticket that waits most urgently without a draft for what stands in it now; None when there is none.

        Only then those whose draft was made before the change `newest`. Counts the attempt now.
        """
        at = at or now()
        for wanting in (self._missing(), self._missing() | (prepared.c.position < newest)):
            with self._database.reading() as connection:  # most looks find nothing, and need not wait for a writer
                row = self._most_urgent(connection, wanting & _free(at))
            if row is not None and (claimed := self._take(row, wanting & _free(at), at)):
                return claimed
        return None

    def claim_of(self, ticket_id: str, at: datetime | None = None) -> Claim | None:
        """This ticket, if it waits without a draft that would be shown, and nobody makes one."""
        at = at or now()
        with self._database.reading() as connection:
            older = prepared.c.position < _newest_published(connection, 0)
            wanting = and_(tickets.c.id == ticket_id, self._missing() | older, _free(at))
            row = connection.execute(_candidates().where(wanting)).first()
        return self._take(row, wanting, at) if row else None

    def in_making(self, ticket_id: str) -> bool:
        """Whether somebody makes a draft for what stands in the ticket now."""
        query = select(prepared.c.lease).join(work, work.c.ticket_id == prepared.c.ticket_id)
        query = query.where(
            prepared.c.ticket_id == ticket_id,
            prepared.c.revision == work.c.revision,
            prepared.c.maker == self._maker,
            prepared.c.leased_until > now(),
        )
        with self._database.reading() as connection:
            return connection.execute(query).first() is not None

    def keep(self, claim: Claim, made: Waiting) -> bool:
        """Keeps a draft; False when the claim has ended, or the ticket is another one by now: then it is not kept."""
        same = select(work.c.ticket_id).where(work.c.ticket_id == claim.ticket_id, work.c.revision == claim.revision)
        values = {"draft_id": made.draft_id, "position": made.position, "shown": made.shown, "texts": list(made.texts)}
        values |= {"shape": made.shape, "made_at": now(), "lease": None, "leased_until": None, "attempts": 0}
        with self._database.writing() as connection:
            ours = _ours(claim)
            kept = connection.execute(update(prepared).where(ours, prepared.c.ticket_id.in_(same)).values(values))
            connection.execute(update(prepared).where(ours).values(lease=None, leased_until=None))
        return kept.rowcount == 1

    def release(self, claim: Claim, again_at: datetime | None = None, *, counted: bool = True) -> None:
        """Gives a ticket back without a draft; it is tried again from then on; not `counted`, this was no attempt."""
        values: dict[str, Any] = {"lease": None, "leased_until": None, "due_at": again_at}
        values |= {} if counted else {"attempts": prepared.c.attempts - 1}
        with self._database.writing() as connection:
            connection.execute(update(prepared).where(_ours(claim)).values(values))

    def of(self, ticket_id: str) -> Waiting | None:
        """The draft that waits for an open ticket as it stands now, unless something was published since."""
        query = select(prepared).join(work, work.c.ticket_id == prepared.c.ticket_id)
        query = query.join(tickets, tickets.c.id == prepared.c.ticket_id).where(
            prepared.c.ticket_id == ticket_id,
            prepared.c.revision == work.c.revision,
            prepared.c.maker == self._maker,
            prepared.c.shape.is_not(None),
            tickets.c.state == TicketState.OPEN.value,
        )
        with self._database.reading() as connection:
            row = connection.execute(query).first()
            if row is None or _newest_published(connection, row.position) > row.position:
                return None
        return Waiting(row.draft_id, row.revision, row.position, row.texts, row.shape, row.shown)

    def show(self, waiting: Waiting, draft: StoredDraft) -> None:
        """Puts a draft on record: from now on somebody has seen it. The second time nothing happens."""
        unseen = and_(
            prepared.c.ticket_id == draft.ticket_id, prepared.c.draft_id == waiting.draft_id, ~prepared.c.shown
        )
        with self._database.writing(GLANCE_SECONDS) as connection:
            if connection.execute(update(prepared).where(unseen).values(shown=True)).rowcount == 1:
                write_draft(connection, waiting.draft_id, draft)

    def forget(self, ticket_id: str, waiting: Waiting) -> None:
        """Makes a draft no longer wait: another one is made in its place."""
        same = and_(prepared.c.ticket_id == ticket_id, prepared.c.draft_id == waiting.draft_id)
        with self._database.writing() as connection:
            connection.execute(update(prepared).where(same).values(texts=None, shape=None))

    def newest_published(self, quiet_since: datetime) -> int:
        """The newest change of a published document; 0 while there are changes after `quiet_since`."""
        with self._database.reading() as connection:
            last = connection.execute(select(changes.c.at).order_by(changes.c.id.desc()).limit(1)).scalar()
            return 0 if last is None or last > quiet_since else _newest_published(connection, 0)

    def _missing(self) -> ColumnElement[bool]:
        other = or_(prepared.c.revision != work.c.revision, prepared.c.maker != self._maker)
        return or_(prepared.c.ticket_id.is_(None), other, prepared.c.shape.is_(None))

    def _most_urgent(self, connection: Connection, wanting: ColumnElement[bool]) -> Row[Any] | None:
        """Whoever waits longest of those with a short promise and of those with a long one; of both the soonest due."""
        live = tickets.c.channel.in_(sorted(LIVE))
        found = [
            (row.waiting_since + promised, row)
            for one, promised in ((live, self._promise.live), (~live, self._promise.later))
            if (row := connection.execute(_candidates().where(one, wanting).limit(1)).first())
        ]
        return min(found, key=lambda pair: pair[0])[1] if found else None

    def _take(self, row: Row[Any], wanting: ColumnElement[bool], at: datetime) -> Claim | None:
        # Another revision is another matter: what failed before does not count against it.
        again = row.revision == row.prepared_revision and row.maker == self._maker
        claim = Claim(row.ticket_id, row.revision, new_id(), row.attempts + 1 if again else 1)
        values = {
            "revision": row.revision,
            "maker": self._maker,
            "lease": claim.lease,
            "leased_until": at + self._lease,
        }
        values |= {"attempts": claim.attempts, "due_at": None, "position": 0, "draft_id": None, "shown": False}
        values |= {"texts": None, "shape": None, "made_at": None}
        # Looked at again inside: another process may have taken it meanwhile, or made its row.
        with suppress(IntegrityError), self._database.writing() as connection:
            still = _candidates().where(wanting, tickets.c.id == row.ticket_id)
            if connection.execute(still).first() is None:
                return None
            if row.prepared_revision is None:
                connection.execute(insert(prepared).values(ticket_id=row.ticket_id, **values))
                return claim
            mine = and_(prepared.c.ticket_id == row.ticket_id, prepared.c.lease.is_not_distinct_from(row.lease))
            return claim if connection.execute(update(prepared).where(mine).values(values)).rowcount == 1 else None
        return None


def _candidates() -> Select[Any]:
    """Open tickets that do not rest, with what was prepared for them, whoever waits longest first."""
    columns = (work.c.ticket_id, work.c.revision, work.c.waiting_since, prepared.c.lease, prepared.c.attempts)
    awake = or_(work.c.snoozed_until.is_(None), work.c.snoozed_until <= now())
    return (
        select(*columns, prepared.c.maker, prepared.c.revision.label("prepared_revision"))
        .join_from(tickets, work, work.c.ticket_id == tickets.c.id)
        .outerjoin(prepared, prepared.c.ticket_id == tickets.c.id)
        .where(tickets.c.state == TicketState.OPEN.value, awake)
        .order_by(work.c.waiting_since, tickets.c.id)
    )


def _free(at: datetime) -> ColumnElement[bool]:
    """Nobody makes it now, and it may be tried: because it is new, or because its time has come."""
    unleased = or_(prepared.c.leased_until.is_(None), prepared.c.leased_until <= at)
    due = or_(prepared.c.due_at.is_(None), prepared.c.due_at <= at)
    tried = and_(prepared.c.attempts < MOST_ATTEMPTS, due)
    return and_(unleased, or_(prepared.c.ticket_id.is_(None), tried, prepared.c.revision != work.c.revision))


def _ours(claim: Claim) -> ColumnElement[bool]:
    return and_(prepared.c.ticket_id == claim.ticket_id, prepared.c.lease == claim.lease)


def _newest_published(connection: Connection, after: int) -> int:
    # Looked up for each change from the end: the first ones decide, and there may be a hundred thousand documents.
    its_document = (documents.c.id == changes.c.document_id) & (documents.c.state == State.PUBLISHED.value)
    published = exists(select(documents.c.id).where(its_document))
    newest = select(changes.c.id).where(changes.c.id > after, published).order_by(changes.c.id.desc()).limit(1)
    return int(connection.execute(newest).scalar() or 0)
