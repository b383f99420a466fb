"""Which embedding model answers, and the vectors of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, join, select

from corpus.database.connection import Database
from corpus.database.rows import now
from corpus.database.tables import active_model, chunks, vectors, versions, word_vectors
from corpus.errors import ModelChanged
from corpus.nouns import Chunk, RedactedText


@dataclass(frozen=True, slots=True)
class Model:
    """An embedding model by its name and by the fingerprint of what it computes."""

    name: str
    fingerprint: str
    dimensions: int


@dataclass(frozen=True, slots=True)
class Unembedded:
    """A stored chunk that a model has made no vector for yet, and the text it should read."""

    chunk_id: str
    embedded: RedactedText


class Models:
    """Remembers the active model and takes in vectors of its successor."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def active(self) -> Model | None:
        """The model whose vectors answer now; None in a new database."""
        with self._database.reading() as connection:
            return _active(connection)

    def activate(self, model: Model) -> None:
        """Makes this model the one that answers, provided that every chunk has a vector of it.

        Raises:
            ModelChanged: some chunks have no vector of this model yet.
        """
        with self._database.writing() as connection:
            if missing := _missing(connection, model.fingerprint):
                raise ModelChanged(f"{missing} chunks have no vector of {model.name} yet; run `podskazka rebuild`")
            connection.execute(delete(active_model))
            values = {"id": 1, "name": model.name, "fingerprint": model.fingerprint}
            connection.execute(insert(active_model).values(**values, dimensions=model.dimensions, since=now()))

    def missing(self, fingerprint: str) -> int:
        """How many chunks have no vector of this model."""
        with self._database.reading() as connection:
            return _missing(connection, fingerprint)

    def unembedded(self, fingerprint: str, limit: int) -> list[Unembedded]:
        """The next chunks that this model has to read."""
        columns = (chunks, versions.c.title)
        current = (versions.c.document_id == chunks.c.document_id) & (versions.c.number == chunks.c.version)
        query = (
            select(*columns)
            .select_from(join(chunks, versions, current))
            .where(_has_no_vector(fingerprint))
            .limit(limit)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [
            Unembedded(row.id, Chunk(row.ordinal, row.heading, row.text, row.start, row.end).embedded(row.title))
            for row in rows
        ]

    def keep(self, fingerprint: str, rows: Sequence[tuple[str, bytes, bytes]]) -> None:
        """Stores vectors of chunks and of their words by chunk id; chunks that have gone meanwhile are passed over."""
        with self._database.writing() as connection:
            wanted = select(chunks.c.id).where(chunks.c.id.in_([chunk for chunk, _, _ in rows]))
            alive = set(connection.execute(wanted).scalars())
            kept = [
                {"chunk_id": chunk, "fingerprint": fingerprint, "vector": vector, "words": words}
                for chunk, vector, words in rows
                if chunk in alive
            ]
            if kept:
                connection.execute(insert(vectors), [_without(each, "words") for each in kept])
                connection.execute(insert(word_vectors), [_without(each, "vector") for each in kept])


def require_active(connection: Connection, fingerprint: str) -> None:
    """Refuses vectors that were not made by the active model."""
    active = _active(connection)
    if active is None or active.fingerprint != fingerprint:
        raise ModelChanged("the embedding model was changed meanwhile; run the same command again")


def _without(values: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != name}


def _active(connection: Connection) -> Model | None:
    row = connection.execute(select(active_model)).first()
    return Model(row.name, row.fingerprint, row.dimensions) if row else None


def _has_no_vector(fingerprint: str) -> ColumnElement[bool]:
    return (
        ~select(vectors.c.chunk_id)
        .where(vectors.c.chunk_id == chunks.c.id, vectors.c.fingerprint == fingerprint)
        .exists()
    )


def _missing(connection: Connection, fingerprint: str) -> int:
    return int(
        connection.execute(select(func.count()).select_from(chunks).where(_has_no_vector(fingerprint))).scalar_one()
    )
