"""What became of the documents that a draft cites, since it was made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, select

from corpus.database.connection import Database
from corpus.database.rows import current_documents, document
from corpus.database.tables import chunks, citations, versions
from corpus.nouns import Audience, Document, State


class Change(StrEnum):
    """What happened to a cited document: it is gone, not published any more, for staff alone by now, or reworded."""

    REMOVED = "removed"
    WITHDRAWN = "withdrawn"
    STAFF = "staff"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Outdated:
    """A cited document that does not stand as it did; a removed one has no title any more."""

    document_id: str
    title: str
    change: Change


class CitedSources:
    """Looks up in the library what a draft that is on record cites."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def outdated(self, draft_id: str) -> list[Outdated]:
        """The documents that the draft cites and that do not stand as they did, each once, by title.

        Another version in which the cited passages stand word for word is no change.
        """
        with self._database.reading() as connection:
            cited = select(citations.c.chunk_id).where(citations.c.draft_id == draft_id).distinct()
            ids = connection.execute(cited).scalars().all()
            by_document: dict[str, list[str]] = {}
            for id_ in ids:
                by_document.setdefault(id_.partition(":")[0], []).append(id_)
            now = _documents(connection, by_document)
            found = [_outdated(connection, id_, now.get(id_), cited) for id_, cited in by_document.items()]
        return sorted((one for one in found if one), key=lambda one: (one.title, one.document_id))


def mark_of(outdated: Iterable[Outdated]) -> str:
    """Tells one state of the sources from another: whoever sends on purpose sends past the one they have read."""
    told = ",".join(f"{one.document_id}:{one.change}" for one in outdated)
    return sha256(told.encode()).hexdigest() if told else ""


def _documents(connection: Connection, ids: Iterable[str]) -> dict[str, Document]:
    query = current_documents()
    rows = connection.execute(query.where(query.selected_columns.id.in_(list(ids))))
    return {row.id: document(row) for row in rows}


def _outdated(connection: Connection, id_: str, now: Document | None, cited: list[str]) -> Outdated | None:
    if now is None:
        return Outdated(id_, "", Change.REMOVED)
    if now.state is not State.PUBLISHED:
        return Outdated(id_, now.content.title, Change.WITHDRAWN)
    was = _passages(connection, cited)
    if now.content.audience is Audience.STAFF and any(row.audience != Audience.STAFF for row in was):
        return Outdated(id_, now.content.title, Change.STAFF)
    if any(row.version != now.version and row.text not in now.content.text for row in was):
        return Outdated(id_, now.content.title, Change.CHANGED)
    return None


def _passages(connection: Connection, ids: list[str]) -> list[Row[Any]]:
    """The cited passages, with whom they were for then."""
    theirs = (versions.c.document_id == chunks.c.document_id) & (versions.c.number == chunks.c.version)
    query = select(chunks.c.text, chunks.c.version, versions.c.audience).join_from(chunks, versions, theirs)
    return list(connection.execute(query.where(chunks.c.id.in_(ids))))
