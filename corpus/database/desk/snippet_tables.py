"""The table of snippets: texts with blanks that agents insert."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, String, Table, Text

from corpus.database.columns import Moment, Redacted
from corpus.database.tables import metadata

# What was deleted stays: it can be brought back, and a later release does not bring a starter snippet back by itself.
snippets = Table(
    "snippets",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", Redacted, nullable=False),
    Column("text", Redacted, nullable=False),
    Column("language", String(8), nullable=False),
    Column("origin", String(16), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("removed", Boolean, nullable=False),
    Column("author", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
)
