"""The queue of replies that have to leave."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from corpus.database.columns import Moment
from corpus.database.tables import metadata

# No text of the reply and no word of a server stands here: the first is in `replies`, the second may quote anything.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("reply_id", String(32), ForeignKey("replies.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("lease", String(32)),
    Column("leased_until", Moment),
    Column("problem", String(16), nullable=False),
    Column("code", Integer),
    Column("created_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Index(None, "state", "due_at"),
)
