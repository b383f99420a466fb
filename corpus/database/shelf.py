"""What answers may be made of: published documents of certain audiences, checked in the database each time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select

from corpus.database.connection import Database
from corpus.database.rows import current_documents, document
from corpus.database.tables import chunks, documents, vectors, versions
from corpus.errors import NotFound
from corpus.nouns import Audience, Document, Filters, Kind, RedactedText, State


@dataclass(frozen=True, slots=True)
class Candidate:
    """As much of a chunk as its ranking needs: a search looks at hundreds and shows a few."""

    title: RedactedText
    text: RedactedText


@dataclass(frozen=True, slots=True)
class ShelvedChunk:
    """A chunk that may answer, with the document it stands in."""

    id: str
    ordinal: int
    heading: RedactedText
    text: RedactedText
    document: Document


class Shelf:
    """Reads published documents of the given audiences only; nothing else can be reached through it."""

    def __init__(self, database: Database, audiences: Collection[Audience]) -> None:
        self._database = database
        self._audiences = frozenset(audiences)

    @property
    def audiences(self) -> frozenset[Audience]:
        """Whose documents stand on this shelf."""
        return self._audiences

    def candidates(self, chunk_ids: Sequence[str], filters: Filters) -> dict[str, Candidate]:
        """Those of the chunks that may be shown now; the others are left out."""
        query = self._chunks().with_only_columns(chunks.c.id, versions.c.title, chunks.c.text)
        wanted = query.where(chunks.c.id.in_(chunk_ids), *_filtered(filters))
        with self._database.reading() as connection:
            return {row.id: Candidate(row.title, row.text) for row in connection.execute(wanted)}

    def chunks(self, chunk_ids: Sequence[str]) -> dict[str, ShelvedChunk]:
        """Those of the chunks that may be shown now, with their documents; the others are left out."""
        query = self._chunks().where(chunks.c.id.in_(chunk_ids))
        with self._database.reading() as connection:
            return {row.chunk_id: _shelved(row) for row in connection.execute(query)}

    def vectors(self, chunk_ids: Collection[str], document_ids: Collection[str], fingerprint: str) -> dict[str, bytes]:
        """The stored vectors (float32, little endian) of these chunks and of all chunks of these documents, by id."""
        query = (
            self._chunks()
            .with_only_columns(chunks.c.id, vectors.c.vector)
            .join(vectors, (vectors.c.chunk_id == chunks.c.id) & (vectors.c.fingerprint == fingerprint))
            .where(chunks.c.id.in_(chunk_ids) | documents.c.id.in_(document_ids))
        )
        with self._database.reading() as connection:
            return dict(connection.execute(query).all())

    def document(self, document_id: str) -> Document:
        """A published document.

        Raises:
            NotFound: it is not published, not for these audiences, or not there; one cannot tell which.
        """
        with self._database.reading() as connection:
            row = connection.execute(self._documents().where(documents.c.id == document_id)).first()
        if row is None:
            raise NotFound(f"no document {document_id}")
        return document(row)

    def documents(self, kind: Kind | None = None, limit: int = 1000) -> list[Document]:
        """Published documents by product and title."""
        query = self._documents().order_by(versions.c.product, versions.c.title, documents.c.id).limit(limit)
        if kind:
            query = query.where(versions.c.kind == kind.value)
        with self._database.reading() as connection:
            return [document(row) for row in connection.execute(query)]

    def _documents(self) -> Select[Any]:
        allowed = [audience.value for audience in self._audiences]
        return current_documents().where(documents.c.state == State.PUBLISHED.value, versions.c.audience.in_(allowed))

    def _chunks(self) -> Select[Any]:
        current = (chunks.c.document_id == documents.c.id) & (chunks.c.version == documents.c.version)
        chunk = (
            chunks.c.id.label("chunk_id"),
            chunks.c.ordinal,
            chunks.c.heading,
            chunks.c.text.label("chunk_text"),
        )
        return self._documents().add_columns(*chunk).join(chunks, current)


def _filtered(filters: Filters) -> list[ColumnElement[bool]]:
    wanted = {
        versions.c.kind: filters.kind.value if filters.kind else None,
        versions.c.product: filters.product,
        versions.c.module: filters.module,
        versions.c.language: filters.language,
        versions.c.owner: filters.owner.value if filters.owner else None,
    }
    return [column == value for column, value in wanted.items() if value is not None]


def _shelved(row: Row[Any]) -> ShelvedChunk:
    return ShelvedChunk(row.chunk_id, row.ordinal, row.heading, row.chunk_text, document(row))
