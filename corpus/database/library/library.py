"""The library: all documents and their versions. Each verb is one transaction with its line in the change log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, join, select, update
from sqlalchemy.exc import IntegrityError

from corpus.database.audit import note
from corpus.database.connection import Database
from corpus.database.library.models import require_active
from corpus.database.rows import chunk_id, content_values, current_documents, document, new_id, now, version
from corpus.database.tables import changes, chunks, conflicts, documents, vectors, versions, word_vectors
from corpus.errors import Conflicting, NotFound
from corpus.nouns import (
    Conflict,
    Document,
    Hand,
    Kind,
    Origin,
    Prepared,
    Provenance,
    State,
    Version,
)


class Library:
    """Adds, revises, publishes, withdraws and restores documents."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, prepared: Prepared, origin: Origin, hand: Hand, state: State = State.PUBLISHED) -> str:
        """Stores a new document and returns its id.

        Raises:
            Conflicting: the source already has a document of this external id.
            ModelChanged: the vectors are not the active model's.
        """
        document_id = new_id()
        values = {"id": document_id, "state": state.value, "version": 1, "updated_at": now()} | _origin_values(origin)
        with self._database.writing() as connection:
            try:
                connection.execute(insert(documents).values(values))
            except IntegrityError as error:
                raise Conflicting(f"{origin.external_id} of {origin.source} is in the library already") from error
            _write_version(connection, document_id, 1, prepared, hand)
            _log(connection, document_id, "add", hand)
        return document_id

    def revise(
        self, document_id: str, prepared: Prepared, hand: Hand, origin: Origin | None = None
    ) -> Version | Conflict:
        """Stores a new version and makes it the current one.

        A sync does not replace an editor's version: its text is kept beside it, as a conflict to see.
        """
        with self._database.writing() as connection:
            current = _current(connection, document_id)
            number = _last_number(connection, document_id) + 1
            _write_version(connection, document_id, number, prepared, hand)
            if origin:
                _move(connection, document_id, _origin_values(origin))
            if hand.provenance is Provenance.SYNC and current.provenance is Provenance.EDITOR:
                return _record_conflict(connection, current, number)
            _move(connection, document_id, {"version": number})
            _log(connection, document_id, "revise", hand)
        return self._version(document_id, number)

    def publish(self, document_id: str, hand: Hand) -> None:
        """Lets the document answer."""
        self._set_state(document_id, State.PUBLISHED, "publish", hand)

    def unpublish(self, document_id: str, hand: Hand) -> None:
        """Takes the document out of all answers; it stays as a draft."""
        self._set_state(document_id, State.DRAFT, "unpublish", hand)

    def archive(self, document_id: str, hand: Hand) -> None:
        """Puts away a document whose source has gone; its versions stay."""
        self._set_state(document_id, State.ARCHIVED, "archive", hand)

    def remove(self, document_id: str, hand: Hand) -> None:
        """Deletes the document with all its versions, for good."""
        with self._database.writing() as connection:
            _current(connection, document_id)
            connection.execute(delete(documents).where(documents.c.id == document_id))
            _log(connection, document_id, "remove", hand)

    def versions(self, document_id: str) -> list[Version]:
        """All versions, newest first."""
        query = select(versions).where(versions.c.document_id == document_id).order_by(versions.c.number.desc())
        with self._database.reading() as connection:
            found = [version(row) for row in connection.execute(query)]
        if not found:
            raise NotFound(f"no document {document_id}")
        return found

    def restore(self, document_id: str, number: int, hand: Hand) -> None:
        """Makes an earlier version, or the one a sync brought, the current one, and settles a conflict."""
        with self._database.writing() as connection:
            _current(connection, document_id)
            wanted = (versions.c.document_id == document_id) & (versions.c.number == number)
            if connection.execute(select(versions.c.number).where(wanted)).first() is None:
                raise NotFound(f"document {document_id} has no version {number}")
            _move(connection, document_id, {"version": number})
            connection.execute(delete(conflicts).where(conflicts.c.document_id == document_id))
            _log(connection, document_id, "restore", hand)

    def get(self, document_id: str) -> Document:
        """The document at its current version, whatever its state."""
        with self._database.reading() as connection:
            return _current(connection, document_id)

    def of_source(self, source: str, external_id: str) -> Document | None:
        """The document that came from there, or None."""
        wanted = (documents.c.source == source) & (documents.c.external_id == external_id)
        with self._database.reading() as connection:
            row = connection.execute(current_documents().where(wanted)).first()
        return document(row) if row else None

    def all(self, state: State | None = None) -> list[Document]:
        """Every document, by title."""
        query: Select[Any] = current_documents().order_by(versions.c.title, documents.c.id)
        if state:
            query = query.where(documents.c.state == state.value)
        with self._database.reading() as connection:
            return [document(row) for row in connection.execute(query)]

    def cases(self) -> list[Document]:
        """Every case that answers."""
        query = current_documents().where(
            versions.c.kind == Kind.CASE.value, documents.c.state == State.PUBLISHED.value
        )
        with self._database.reading() as connection:
            return [document(row) for row in connection.execute(query.order_by(documents.c.id))]

    def counts(self) -> dict[str, int]:
        """How many documents there are in each state, and chunks of current versions."""
        by_state = select(documents.c.state, func.count()).group_by(documents.c.state)
        current = (chunks.c.document_id == documents.c.id) & (chunks.c.version == documents.c.version)
        searched = select(func.count()).select_from(join(chunks, documents, current)).where(_published)
        with self._database.reading() as connection:
            counted: dict[str, int] = dict(connection.execute(by_state).all())
            counted["chunks"] = connection.execute(searched).scalar_one()
        return counted

    def conflicts(self) -> list[Conflict]:
        """Documents whose source and editor disagree."""
        columns = (
            conflicts.c.document_id,
            conflicts.c.version,
            versions.c.title,
            documents.c.external_id,
            conflicts.c.seen_at,
        )
        query = (
            select(*columns)
            .join_from(conflicts, documents, documents.c.id == conflicts.c.document_id)
            .join(versions, (versions.c.document_id == documents.c.id) & (versions.c.number == documents.c.version))
        )
        with self._database.reading() as connection:
            return [Conflict(*row) for row in connection.execute(query)]

    def _set_state(self, document_id: str, state: State, verb: str, hand: Hand) -> None:
        with self._database.writing() as connection:
            _current(connection, document_id)
            _move(connection, document_id, {"state": state.value})
            _log(connection, document_id, verb, hand)

    def _version(self, document_id: str, number: int) -> Version:
        return next(found for found in self.versions(document_id) if found.number == number)


# What people will be asked about later; every other change stands in the change log alone.
_WITHDRAWN = {"unpublish": "unpublished", "archive": "archived", "remove": "removed"}
_published = documents.c.state == State.PUBLISHED.value


def _current(connection: Connection, document_id: str) -> Document:
    row: Row[Any] | None = connection.execute(current_documents().where(documents.c.id == document_id)).first()
    if row is None:
        raise NotFound(f"no document {document_id}")
    return document(row)


def _last_number(connection: Connection, document_id: str) -> int:
    query = select(func.max(versions.c.number)).where(versions.c.document_id == document_id)
    return int(connection.execute(query).scalar_one())


def _origin_values(origin: Origin) -> dict[str, Any]:
    return {
        "source": origin.source,
        "external_id": origin.external_id,
        "entry": origin.entry,
        "digest": origin.digest,
        "ticket_id": origin.ticket_id,
    }


def _write_version(connection: Connection, document_id: str, number: int, prepared: Prepared, hand: Hand) -> None:
    require_active(connection, prepared.vectors.fingerprint)
    connection.execute(
        insert(versions).values(
            document_id=document_id,
            number=number,
            provenance=hand.provenance.value,
            author=hand.author,
            created_at=now(),
            **content_values(prepared.content),
        )
    )
    _write_chunks(connection, document_id, number, prepared)


def _write_chunks(connection: Connection, document_id: str, number: int, prepared: Prepared) -> None:
    ids = [chunk_id(document_id, number, chunk.ordinal) for chunk in prepared.chunks]
    rows: Sequence[dict[str, Any]] = [
        {
            "id": id_,
            "document_id": document_id,
            "version": number,
            "ordinal": chunk.ordinal,
            "heading": chunk.heading,
            "text": chunk.text,
            "start": chunk.start,
            "end": chunk.end,
        }
        for id_, chunk in zip(ids, prepared.chunks, strict=True)
    ]
    made_by = prepared.vectors.fingerprint
    stored = [
        {"chunk_id": id_, "fingerprint": made_by, "vector": vector}
        for id_, vector in zip(ids, prepared.vectors.rows, strict=True)
    ]
    connection.execute(insert(chunks), rows)
    connection.execute(insert(vectors), stored)
    if words := [
        {"chunk_id": id_, "fingerprint": made_by, "words": packed}
        for id_, packed in zip(ids, prepared.vectors.words, strict=False)
    ]:
        connection.execute(insert(word_vectors), words)


def _move(connection: Connection, document_id: str, values: dict[str, Any]) -> None:
    connection.execute(update(documents).where(documents.c.id == document_id).values(values | {"updated_at": now()}))


def _record_conflict(connection: Connection, current: Document, number: int) -> Conflict:
    seen_at = now()
    connection.execute(delete(conflicts).where(conflicts.c.document_id == current.id))
    connection.execute(insert(conflicts).values(document_id=current.id, version=number, seen_at=seen_at))
    return Conflict(current.id, number, current.content.title, current.origin.external_id, seen_at)


def _log(connection: Connection, document_id: str, verb: str, hand: Hand) -> None:
    connection.execute(insert(changes).values(document_id=document_id, verb=verb, author=hand.author, at=now()))
    if hand.by and verb in _WITHDRAWN:
        note(connection, hand.by, _WITHDRAWN[verb], "document", document_id)
