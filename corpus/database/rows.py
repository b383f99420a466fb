"""Rows into nouns and back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Row, Select, select

from corpus.database.tables import documents, versions
from corpus.nouns import (
    Audience,
    Content,
    Document,
    Kind,
    Origin,
    Owner,
    Provenance,
    State,
    Version,
)


def new_id() -> str:
    """An id nobody else has."""
    return uuid4().hex


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def chunk_id(document_id: str, version: int, ordinal: int) -> str:
    """A chunk's id: the same chunk always has the same."""
    return f"{document_id}:{version}:{ordinal}"


def current_documents() -> Select[Any]:
    """Documents joined with their current version; `document()` reads its rows."""
    # Columns are chosen one by one: documents and versions share some names.
    names = ("id", "source", "external_id", "entry", "digest", "ticket_id", "state", "version", "updated_at")
    own = {"document_id", "number", "created_at", "author"}
    columns = [*(documents.c[name] for name in names), *(column for column in versions.c if column.name not in own)]
    current = (versions.c.document_id == documents.c.id) & (versions.c.number == documents.c.version)
    return select(*columns).join_from(documents, versions, current)


def content_values(content: Content) -> dict[str, Any]:
    """The columns of a version that hold its content."""
    return {
        "title": content.title,
        "text": content.text,
        "kind": content.kind.value,
        "audience": content.audience.value,
        "language": content.language,
        "product": content.product,
        "module": content.module,
        "versions": content.versions,
        "owner": content.owner.value if content.owner else None,
        "tags": list(content.tags),
        "review_on": content.review_on,
    }


def content(row: Row[Any]) -> Content:
    """The content of a version's row."""
    return Content(
        title=row.title,
        text=row.text,
        kind=Kind(row.kind),
        audience=Audience(row.audience),
        language=row.language,
        product=row.product,
        module=row.module,
        versions=row.versions,
        owner=Owner(row.owner) if row.owner else None,
        tags=tuple(row.tags),
        review_on=row.review_on,
    )


def version(row: Row[Any]) -> Version:
    """A version of a document."""
    return Version(row.number, Provenance(row.provenance), row.author, content(row), row.created_at)


def document(row: Row[Any]) -> Document:
    """A document joined with its current version."""
    return Document(
        id=row.id,
        origin=Origin(row.source, row.external_id, row.entry, row.digest, row.ticket_id),
        state=State(row.state),
        version=row.version,
        provenance=Provenance(row.provenance),
        content=content(row),
        updated_at=row.updated_at,
    )
