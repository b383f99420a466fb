"""What answers may be made of: published documents of certain audiences, checked in the database each time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, bindparam, select

from corpus.database.connection import Database
from corpus.database.rows import current_documents, document
from corpus.database.tables import chunks, documents, versions, word_vectors
from corpus.errors import NotFound
from corpus.nouns import Audience, Document, Kind, RedactedText, State


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
        # Made once: putting a query together takes longer than asking it.
        self._named = self._chunks().where(chunks.c.id.in_(bindparam("ids", expanding=True)))

        self._words = select(word_vectors.c.chunk_id, word_vectors.c.words).where(
            word_vectors.c.chunk_id.in_(bindparam("ids", expanding=True)),
            word_vectors.c.fingerprint == bindparam("fingerprint"),
        )

    @property
    def audiences(self) -> frozenset[Audience]:
        """Whose documents stand on this shelf."""
        return self._audiences

    def chunks(self, chunk_ids: Sequence[str]) -> dict[str, ShelvedChunk]:
        """Those of the chunks that may be shown now, with their documents; the others are left out."""
        with self._database.reading() as connection:
            return {row.chunk_id: _shelved(row) for row in connection.execute(self._named, {"ids": chunk_ids})}

    def word_vectors(self, chunk_ids: Sequence[str], fingerprint: str) -> dict[str, bytes]:
        """The packed vectors that a model made of the words of these chunks, as far as they are stored."""
        with self._database.reading() as connection:
            rows = connection.execute(self._words, {"ids": chunk_ids, "fingerprint": fingerprint})
            return {row.chunk_id: row.words for row in rows}

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

    def named(self, document_ids: Collection[str]) -> dict[str, Document]:
        """Those of the documents that may be shown now, by id; the others are left out."""
        with self._database.reading() as connection:
            rows = connection.execute(self._documents().where(documents.c.id.in_(document_ids)))
            return {row.id: document(row) for row in rows}

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


def _shelved(row: Row[Any]) -> ShelvedChunk:
    return ShelvedChunk(row.chunk_id, row.ordinal, row.heading, row.chunk_text, document(row))
