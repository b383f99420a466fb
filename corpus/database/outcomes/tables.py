"""The tables of what became of drafts: how each reply differs from its draft, and what agents thought of drafts."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from corpus.database.columns import Moment, Redacted
from corpus.database.tables import metadata

# `changes` are places in the two texts, never words of them: those stand in `sentences` and `replies`, redacted.
fates = Table(
    "fates",
    metadata,
    Column("reply_id", String(32), ForeignKey("replies.id", ondelete="CASCADE"), primary_key=True),
    Column("draft_id", String(32), ForeignKey("drafts.id", ondelete="SET NULL")),
    Column("fate", String(16), nullable=False),
    Column("reason", String(16), nullable=False),
    Column("draft_words", Integer, nullable=False),
    Column("reply_words", Integer, nullable=False),
    Column("same_words", Integer, nullable=False),
    Column("chrf", Float),
    Column("changes", JSON, nullable=False),
)

# One a person and draft: who thinks again replaces what they thought before.
opinions = Table(
    "opinions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("draft_id", String(32), ForeignKey("drafts.id", ondelete="CASCADE"), nullable=False),
    Column("actor_id", String(32), nullable=False),
    Column("author", Text, nullable=False),
    Column("helpful", Boolean, nullable=False),
    Column("reason", String(16), nullable=False),
    Column("comment", Redacted, nullable=False),
    Column("at", Moment, nullable=False, index=True),
    UniqueConstraint("draft_id", "actor_id"),
)
