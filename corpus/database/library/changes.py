"""The change log, and what an index needs to follow it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, select

from corpus.database.connection import Database
from corpus.database.tables import changes, chunks, documents, vectors, versions
from corpus.nouns import Audience, Facets, Kind, Owner, RedactedText, State

# SQLite takes at most 32,766 parameters in one statement; far fewer keep a batch in memory small.
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the log: something happened to this document."""

    id: int = 0
    document_id: str = ""


START = Change()


@dataclass(frozen=True, slots=True)
class Entry:
    """What both indexes keep of one chunk. `vector` is float32, little endian."""

    chunk_id: str
    document_id: str
    ordinal: int
    audience: Audience
    title: RedactedText
    heading: RedactedText
    text: RedactedText
    facets: Facets
    vector: bytes


class ChangeLog:
    """Tells a follower what changed, and how the documents look now."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def latest(self) -> Change:
        """The newest change; START when there is none."""
        query = select(changes.c.id, changes.c.document_id).order_by(changes.c.id.desc()).limit(1)
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        return Change(*row) if row else START

    def holds(self, change: Change) -> bool:
        """Whether this change is in this log: not after another database was put in its place."""
        query = select(changes.c.document_id).where(changes.c.id == change.id)
        with self._database.reading() as connection:
            return change == START or connection.execute(query).scalar() == change.document_id

    def after(self, position: Change, limit: int) -> list[Change]:
        """The next changes after a position, oldest first."""
        query = select(changes.c.id, changes.c.document_id).where(changes.c.id > position.id)
        with self._database.reading() as connection:
            return [Change(*row) for row in connection.execute(query.order_by(changes.c.id).limit(limit))]

    def entries(self, document_ids: Sequence[str], fingerprint: str) -> list[Entry]:
        """The chunks by which these documents answer now: none for those that are not published."""
        found: list[Entry] = []
        with self._database.reading() as connection:
            for at in range(0, len(document_ids), _BATCH):
                wanted = documents.c.id.in_(document_ids[at : at + _BATCH])
                found += [_entry(row) for row in connection.execute(_entries(fingerprint).where(wanted))]
        return found

    def everything(self, fingerprint: str) -> Iterator[list[Entry]]:
        """All chunks that answer, in batches, as they stand in one moment per batch."""
        last = ""
        while True:
            with self._database.reading() as connection:
                published = select(documents.c.id).where(
                    documents.c.id > last, documents.c.state == State.PUBLISHED.value
                )
                ids = list(connection.execute(published.order_by(documents.c.id).limit(_BATCH)).scalars())
            if not ids:
                return
            yield self.entries(ids, fingerprint)
            last = ids[-1]


def _entries(fingerprint: str) -> Select[Any]:
    columns = (
        chunks.c.id,
        chunks.c.document_id,
        chunks.c.ordinal,
        versions.c.audience,
        versions.c.title,
        chunks.c.heading,
        chunks.c.text,
        versions.c.kind,
        versions.c.product,
        versions.c.module,
        versions.c.versions,
        versions.c.language,
        versions.c.owner,
        vectors.c.vector,
    )
    version = (versions.c.document_id == documents.c.id) & (versions.c.number == documents.c.version)
    chunk = (chunks.c.document_id == documents.c.id) & (chunks.c.version == documents.c.version)
    vector = (vectors.c.chunk_id == chunks.c.id) & (vectors.c.fingerprint == fingerprint)
    return (
        select(*columns)
        .join_from(documents, versions, version)
        .join(chunks, chunk)
        .join(vectors, vector)
        .where(documents.c.state == State.PUBLISHED.value)
    )


def _entry(row: Row[Any]) -> Entry:
    owner = Owner(row.owner) if row.owner else None
    facets = Facets(Kind(row.kind), row.product, row.module, row.versions, row.language, owner)
    audience = Audience(row.audience)
    return Entry(row.id, row.document_id, row.ordinal, audience, row.title, row.heading, row.text, facets, row.vector)
