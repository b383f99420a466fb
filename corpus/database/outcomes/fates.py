"""What became of the draft of each reply: kept beside the reply, and read for reports."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, insert, select
from sqlalchemy.exc import IntegrityError

from corpus.database.connection import Database
from corpus.database.outcomes.tables import fates
from corpus.database.tables import drafts, replies, tickets
from corpus.errors import NotFound
from corpus.nouns import RedactedText


@dataclass(frozen=True, slots=True)
class Sent:
    """A reply, the draft it was made of, and the drafts (id, outcome) that were made since the reply before it."""

    reply_id: str
    ticket_id: str
    draft_id: str | None
    text: RedactedText
    offered: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StoredFate:
    """How a reply differs from its draft. `reason` is why there was none, `changes` are (how, start, end).

    `draft_id` is the draft that was inserted, or the one that was offered and not used.
    """

    reply_id: str
    draft_id: str | None
    fate: str
    reason: str = ""
    draft_words: int = 0
    reply_words: int = 0
    same_words: int = 0
    chrf: float | None = None
    changes: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class FateOfReply:
    """A fate with what reports group it by."""

    fate: StoredFate
    sent_at: datetime
    author: str
    channel: str
    writer: str


class Fates:
    """Keeps what became of drafts. It can always be worked out again from drafts and replies, which never change."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, some: Sequence[StoredFate]) -> None:
        """Stores fates in one transaction; those that somebody else stored meanwhile stay as they are."""
        asked = [fate.reply_id for fate in some]
        with suppress(IntegrityError), self._database.writing() as connection:  # two reports at once: both say the same
            wanted = set(connection.execute(_unsettled(replies.c.id).where(replies.c.id.in_(asked))).scalars())
            if rows := [_values(fate) for fate in some if fate.reply_id in wanted]:
                connection.execute(insert(fates), rows)

    def of(self, reply_id: str) -> StoredFate | None:
        """The fate of one reply; None as long as it was not worked out."""
        with self._database.reading() as connection:
            row = connection.execute(select(fates).where(fates.c.reply_id == reply_id)).first()
        return _fate(row) if row else None

    def unsettled(self, limit: int) -> list[str]:
        """Replies whose fate was not worked out yet, the newest first."""
        newest = _unsettled(replies.c.id).order_by(replies.c.sent_at.desc(), replies.c.id).limit(limit)
        with self._database.reading() as connection:
            return list(connection.execute(newest).scalars())

    def missing(self, since: datetime) -> int:
        """How many replies from a moment on have no fate yet."""
        with self._database.reading() as connection:
            return int(connection.execute(_unsettled(func.count()).where(replies.c.sent_at >= since)).scalar_one())

    def sent(self, reply_id: str) -> Sent:
        """A reply with the drafts that its author could have used.

        Raises:
            NotFound: there is no such reply.
        """
        with self._database.reading() as connection:
            row = connection.execute(select(replies).where(replies.c.id == reply_id)).first()
            if row is None:
                raise NotFound(f"no reply {reply_id}")
            before = (replies.c.ticket_id == row.ticket_id) & (replies.c.sent_at < row.sent_at)
            last = connection.execute(
                select(replies.c.sent_at).where(before).order_by(replies.c.sent_at.desc()).limit(1)
            ).scalar()
            mine = [drafts.c.ticket_id == row.ticket_id, drafts.c.created_at <= row.sent_at]
            mine += [drafts.c.created_at > last] if last else []
            offered = select(drafts.c.id, drafts.c.outcome).where(*mine)
            made = connection.execute(offered.order_by(drafts.c.created_at, drafts.c.id)).all()
        return Sent(row.id, row.ticket_id, row.draft_id, row.text, tuple((one.id, one.outcome) for one in made))

    def since(self, moment: datetime) -> list[FateOfReply]:
        """The fates of all replies that were sent from a moment on, the oldest first."""
        about = (replies.c.sent_at, replies.c.author, tickets.c.channel, drafts.c.writer)
        query = (
            select(fates, *about)
            .join_from(fates, replies, replies.c.id == fates.c.reply_id)
            .join(tickets, tickets.c.id == replies.c.ticket_id)
            .outerjoin(drafts, drafts.c.id == fates.c.draft_id)
            .where(replies.c.sent_at >= moment)
            .order_by(replies.c.sent_at, replies.c.id)
        )
        with self._database.reading() as connection:
            return [
                FateOfReply(_fate(row), row.sent_at, row.author, row.channel, row.writer or "")
                for row in connection.execute(query)
            ]


def _unsettled(*columns: Any) -> Select[Any]:
    joined = select(*columns).select_from(replies).outerjoin(fates, fates.c.reply_id == replies.c.id)
    return joined.where(fates.c.reply_id.is_(None))


def _values(fate: StoredFate) -> dict[str, Any]:
    values = {name: getattr(fate, name) for name in StoredFate.__slots__}
    return values | {"changes": [list(change) for change in fate.changes]}


def _fate(row: Row[Any]) -> StoredFate:
    changes = tuple((how, start, end) for how, start, end in row.changes)
    counted = (row.draft_words, row.reply_words, row.same_words)
    return StoredFate(row.reply_id, row.draft_id, row.fate, row.reason, *counted, row.chrf, changes)
