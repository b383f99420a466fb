"""What was learned from agents and readers: the lessons themselves, and what they can be drawn from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Row, and_, func, insert, select, update

from corpus.database.connection import Database
from corpus.database.rows import now
from corpus.database.tables import (
    chunks,
    citations,
    documents,
    feedback,
    lessons,
    messages,
    replies,
    sentences,
    tickets,
)
from corpus.nouns import Author, RedactedText, State


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one run of `podskazka learn` came to: ranking weights by name, and a query adapter (dimensions, dimensions).

    `figures` say what it was judged by. Only the newest that was kept and not reverted is in use.
    """

    fingerprint: str
    pairs: int
    figures: Mapping[str, float]
    kept: bool
    weights: Mapping[str, float]
    adapter: NDArray[np.float32] | None = None
    id: int = 0
    made_at: datetime | None = None
    reverted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and a document that answered it."""

    question: RedactedText
    document_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Quoted:
    """A sentence that was proposed with its citations, and the reply that was sent in the end."""

    ticket_id: str
    sentence: RedactedText
    document_id: str
    reply: RedactedText
    at: datetime


class Lessons:
    """Keeps lessons, and reads what to learn from."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, lesson: Lesson) -> int:
        """Stores a lesson, whether it is to be used or not; returns its number."""
        adapter = None if lesson.adapter is None else np.ascontiguousarray(lesson.adapter, "<f4").tobytes()
        values: dict[str, Any] = {
            "fingerprint": lesson.fingerprint,
            "pairs": lesson.pairs,
            "figures": dict(lesson.figures),
            "kept": lesson.kept,
            "weights": dict(lesson.weights),
            "adapter": adapter,
            "made_at": now(),
        }
        with self._database.writing() as connection:
            return int(connection.execute(insert(lessons).values(values).returning(lessons.c.id)).scalar_one())

    def active(self, fingerprint: str) -> Lesson | None:
        """The lesson in use for a model; None before the first one and after all were reverted."""
        query = select(lessons).where(
            lessons.c.fingerprint == fingerprint, lessons.c.kept, lessons.c.reverted_at.is_(None)
        )
        with self._database.reading() as connection:
            row = connection.execute(query.order_by(lessons.c.id.desc()).limit(1)).first()
        return _lesson(row) if row else None

    def revert(self, fingerprint: str) -> Lesson | None:
        """Takes the lesson in use out of use and returns it; None when there is none."""
        active = self.active(fingerprint)
        if active:
            with self._database.writing() as connection:
                connection.execute(update(lessons).where(lessons.c.id == active.id).values(reverted_at=now()))
        return active

    def revision(self) -> tuple[int, ...]:
        """Another value after every lesson and every revert; one cheap query."""
        # Counted, not the latest moment: both numbers only ever grow, whatever the clock does.
        counts = select(func.count(), func.count(lessons.c.reverted_at)).select_from(lessons)
        with self._database.reading() as connection:
            return tuple(connection.execute(counts).one())

    def quoted(self) -> Iterator[Quoted]:
        """Every cited sentence of a draft from which a reply was written, for each document it rests on."""
        query = (
            select(
                replies.c.ticket_id,
                sentences.c.text.label("sentence"),
                chunks.c.document_id,
                replies.c.text,
                replies.c.sent_at,
            )
            .join_from(replies, sentences, sentences.c.draft_id == replies.c.draft_id)
            .join(
                citations,
                and_(citations.c.draft_id == sentences.c.draft_id, citations.c.ordinal == sentences.c.ordinal),
            )
            .join(chunks, chunks.c.id == citations.c.chunk_id)
            .join(documents, documents.c.id == chunks.c.document_id)
            .where(documents.c.state == State.PUBLISHED.value)
            .order_by(replies.c.sent_at, sentences.c.ordinal)
        )
        with self._database.reading() as connection:
            for row in connection.execute(query):
                yield Quoted(row.ticket_id, row.sentence, row.document_id, row.text, row.sent_at)

    def questions(self) -> dict[str, RedactedText]:
        """What the customer asked in each ticket that was answered, by ticket: the subject and the first message."""
        first = (messages.c.ticket_id == tickets.c.id) & (messages.c.author == Author.CUSTOMER.value)
        answered = select(replies.c.ticket_id)
        query = (
            select(tickets.c.id, tickets.c.subject, messages.c.text)
            .join_from(tickets, messages, first)
            .where(tickets.c.id.in_(answered))
            .order_by(tickets.c.id, messages.c.ordinal.desc())
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return {row.id: RedactedText.joined("\n", (part for part in (row.subject, row.text) if part)) for row in rows}

    def asked_again(self) -> dict[tuple[str, datetime], RedactedText]:
        """What the customer wrote before each further reply of a ticket and after the one before, by ticket and moment.

        It is empty where they wrote nothing: such a reply answers no question of its own.
        """
        often = select(replies.c.ticket_id).group_by(replies.c.ticket_id).having(func.count() > 1)
        sent = select(replies.c.ticket_id, replies.c.sent_at).where(replies.c.ticket_id.in_(often))
        theirs = (messages.c.author == Author.CUSTOMER.value) & messages.c.at.is_not(None)
        wrote = select(messages).where(theirs, messages.c.ticket_id.in_(often)).order_by(messages.c.ordinal)
        with self._database.reading() as connection:
            moments = connection.execute(sent.order_by(replies.c.ticket_id, replies.c.sent_at)).all()
            said: dict[str, list[Row[Any]]] = {}
            for row in connection.execute(wrote):
                said.setdefault(row.ticket_id, []).append(row)
        return {
            (after.ticket_id, after.sent_at): RedactedText.joined(
                "\n",
                (one.text for one in said.get(after.ticket_id, ()) if before.sent_at < one.at <= after.sent_at),
            )
            for before, after in pairwise(moments)
            if before.ticket_id == after.ticket_id
        }

    def helpful(self) -> list[Pair]:
        """The questions with which readers found a published document that helped them."""
        query = (
            select(feedback.c.question, feedback.c.about_id, feedback.c.at)
            .join(documents, documents.c.id == feedback.c.about_id)
            .where(
                feedback.c.helpful, feedback.c.question != RedactedText(), documents.c.state == State.PUBLISHED.value
            )
            .order_by(feedback.c.id)
        )
        with self._database.reading() as connection:
            return [Pair(row.question, row.about_id, row.at) for row in connection.execute(query)]


def _lesson(row: Row[Any]) -> Lesson:
    adapter = None
    if row.adapter is not None:
        flat = np.frombuffer(row.adapter, "<f4")
        adapter = flat.reshape(int(len(flat) ** 0.5), -1)
    return Lesson(
        row.fingerprint, row.pairs, row.figures, row.kept, row.weights, adapter, row.id, row.made_at, row.reverted_at
    )
