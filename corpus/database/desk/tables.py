"""The tables of the Desk: who works on which ticket, what is noted beside it, what was typed and not sent yet."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text

from corpus.database.columns import Moment, Redacted
from corpus.database.tables import metadata

# One row a ticket. `revision` counts what changes an answer: messages and replies, not who works on it. An empty
# `assignee_id` is whoever sits at this machine without a sign-in; NULL is nobody. `words` are the stems of a redacted
# text, a blank on either side of each: LIKE knows no Cyrillic capitals, and stems have none.
work = Table(
    "work",
    metadata,
    Column("ticket_id", String(32), ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("assignee_id", String(32), index=True),
    Column("line", Integer, nullable=False),
    Column("reason", String(16), nullable=False),
    Column("waiting_since", Moment, nullable=False, index=True),
    Column("snoozed_until", Moment),
    Column("words", Text, nullable=False),
)

notes = Table(
    "notes",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("ticket_id", String(32), ForeignKey("tickets.id", ondelete="CASCADE"), nullable=False),
    Column("author_id", String(32), nullable=False),
    Column("author", Text, nullable=False),
    Column("text", Redacted, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "ticket_id", "at"),
)

tags = Table(
    "tags",
    metadata,
    Column("ticket_id", String(32), ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True),
    Column("tag", Redacted, primary_key=True),
)

# What somebody typed and did not send: each person has their own, nobody overwrites anybody. `page` is the open page
# that saved it, so that two tabs of one person do not overwrite each other either, and `number` says which of its saves
# this is. An empty text stays as a row: what its page saved before it may still be on the way.
unsent = Table(
    "unsent",
    metadata,
    Column("ticket_id", String(32), ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True),
    Column("actor_id", String(32), primary_key=True),
    Column("text", Redacted, nullable=False),
    Column("draft_id", String(32), nullable=False),
    Column("drafted", String(64), nullable=False),
    Column("messages", Integer, nullable=False),
    Column("saved_at", Moment, nullable=False),
    Column("page", String(32), nullable=False, server_default=""),
    Column("number", BigInteger, nullable=False, server_default="0"),
)

presence = Table(
    "presence",
    metadata,
    Column("ticket_id", String(32), ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True),
    Column("actor_id", String(32), primary_key=True),
    Column("name", Text, nullable=False),
    Column("seen_at", Moment, nullable=False),
)
