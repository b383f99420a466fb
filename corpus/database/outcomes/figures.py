"""What reports read besides the fates of drafts: first answers, hand-overs, the documents that drafts cite."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from corpus.database.access.tables import audit
from corpus.database.connection import Database
from corpus.database.tables import chunks, citations, documents, replies, tickets, versions
from corpus.nouns import Kind, RedactedText

# SQLite takes 32,766 values in one statement; other databases fewer.
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """When a ticket was opened, and when it was answered first."""

    channel: str
    author: str
    opened_at: datetime
    answered_at: datetime

    @property
    def minutes(self) -> float:
        """How long its customer waited."""
        return max(0.0, (self.answered_at - self.opened_at).total_seconds() / 60)


@dataclass(frozen=True, slots=True)
class HandedOver:
    """When a ticket went to the second line, and why."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Cited:
    """A document that a draft rests on. A case has no title here: it is made of a customer's words."""

    document_id: str
    kind: Kind
    title: RedactedText


class DeskFigures:
    """Reads what happened on the Desk; no text of any customer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def first_answers(self, since: datetime) -> list[FirstAnswer]:
        """Every ticket that was answered for the first time from a moment on."""
        first = select(replies.c.ticket_id, func.min(replies.c.sent_at).label("at")).group_by(replies.c.ticket_id)
        earliest = first.subquery()
        query = (
            select(tickets.c.channel, tickets.c.opened_at, replies.c.sent_at, replies.c.author)
            .join_from(tickets, earliest, earliest.c.ticket_id == tickets.c.id)
            .join(replies, (replies.c.ticket_id == tickets.c.id) & (replies.c.sent_at == earliest.c.at))
            .where(replies.c.sent_at >= since)
            .order_by(replies.c.sent_at)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [FirstAnswer(row.channel, row.author, row.opened_at, row.sent_at) for row in rows]

    def handed_over(self, since: datetime) -> list[HandedOver]:
        """Every hand-over from a moment on, from the audit log: a ticket itself forgets when it is handed back."""
        query = select(audit.c.at, audit.c.details).where(audit.c.verb == "handed over", audit.c.at >= since)
        with self._database.reading() as connection:
            return [HandedOver(row.at, str(row.details.get("reason", ""))) for row in connection.execute(query)]

    def cited(self, draft_ids: Iterable[str]) -> dict[str, tuple[Cited, ...]]:
        """The documents that each draft rests on, by draft; those that were removed since are left out."""
        found: dict[str, dict[str, Cited]] = {}
        ids = list(dict.fromkeys(draft_ids))
        for start in range(0, len(ids), _AT_ONCE):
            for draft_id, document in self._cited(ids[start : start + _AT_ONCE]):
                found.setdefault(draft_id, {})[document.document_id] = document
        return {draft_id: tuple(each.values()) for draft_id, each in found.items()}

    def _cited(self, draft_ids: list[str]) -> Iterator[tuple[str, Cited]]:
        current = (versions.c.document_id == documents.c.id) & (versions.c.number == documents.c.version)
        query = (
            select(citations.c.draft_id, documents.c.id, versions.c.kind, versions.c.title)
            .join_from(citations, chunks, chunks.c.id == citations.c.chunk_id)
            .join(documents, documents.c.id == chunks.c.document_id)
            .join(versions, current)
            .where(citations.c.draft_id.in_(draft_ids))
            .distinct()
        )
        with self._database.reading() as connection:
            for row in connection.execute(query).all():
                kind = Kind(row.kind)
                yield row.draft_id, Cited(row.id, kind, RedactedText() if kind is Kind.CASE else row.title)
