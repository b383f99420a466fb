"""The tables: the one truth of the system. Every index is a copy of what stands here."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from corpus.database.columns import Moment, Redacted

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

documents = Table(
    "documents",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("source", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("entry", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("ticket_id", String(32), ForeignKey("tickets.id", ondelete="SET NULL")),
    Column("state", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("updated_at", Moment, nullable=False),
    UniqueConstraint("source", "external_id"),
    Index(None, "source", "entry"),
)

versions = Table(
    "versions",
    metadata,
    Column("document_id", String(32), ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("provenance", String(16), nullable=False),
    Column("author", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("title", Redacted, nullable=False),
    Column("text", Redacted, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("audience", String(16), nullable=False),
    Column("language", String(8), nullable=False),
    Column("product", Text, nullable=False),
    Column("module", Text, nullable=False),
    Column("versions", Text, nullable=False),
    Column("owner", String(16)),
    Column("tags", JSON, nullable=False),
    Column("review_on", Date),
)

chunks = Table(
    "chunks",
    metadata,
    Column("id", String(48), primary_key=True),
    Column("document_id", String(32), nullable=False),
    Column("version", Integer, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("heading", Redacted, nullable=False),
    Column("text", Redacted, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    ForeignKeyConstraint(["document_id", "version"], ["versions.document_id", "versions.number"], ondelete="CASCADE"),
    Index(None, "document_id", "version"),
)

vectors = Table(
    "vectors",
    metadata,
    Column("chunk_id", String(48), ForeignKey("chunks.id", ondelete="CASCADE"), primary_key=True),
    Column("fingerprint", String(64), primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)

# The vectors of each chunk's words, packed: read for the first documents that a search finds, never all at once.
word_vectors = Table(
    "word_vectors",
    metadata,
    Column("chunk_id", String(48), ForeignKey("chunks.id", ondelete="CASCADE"), primary_key=True),
    Column("fingerprint", String(64), primary_key=True),
    Column("words", LargeBinary, nullable=False),
)

# AUTOINCREMENT: a number is never given twice, or a follower would miss what took the place of a deleted row.
changes = Table(
    "changes",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("document_id", String(32), nullable=False),
    Column("verb", String(16), nullable=False),
    Column("author", Text, nullable=False),
    Column("at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

sources = Table(
    "sources",
    metadata,
    Column("name", Text, primary_key=True),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("summary", JSON, nullable=False),
)

entries = Table(
    "entries",
    metadata,
    Column("source", Text, primary_key=True),
    Column("external_id", Text, primary_key=True),
    Column("stamp", Text, nullable=False),
    Column("problems", JSON, nullable=False),
)

duplicates = Table(
    "duplicates",
    metadata,
    Column("source", Text, primary_key=True),
    Column("external_id", Text, primary_key=True),
    Column("entry", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("document_id", String(32), ForeignKey("documents.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("ticket_id", String(32), ForeignKey("tickets.id", ondelete="SET NULL")),
)

conflicts = Table(
    "conflicts",
    metadata,
    Column("document_id", String(32), ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("seen_at", Moment, nullable=False),
)

tickets = Table(
    "tickets",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("source", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    # What the helpdesk calls the conversation, never a customer's address: replies go back under this name.
    Column("reply_to", String(200), nullable=False, server_default=""),
    Column("channel", String(32), nullable=False),
    Column("subject", Redacted, nullable=False),
    Column("language", String(8), nullable=False),
    Column("product", Text, nullable=False),
    Column("module", Text, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("opened_at", Moment, nullable=False, index=True),
    UniqueConstraint("source", "external_id"),
    Index(None, "state", "opened_at"),
)

messages = Table(
    "messages",
    metadata,
    Column("ticket_id", String(32), ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("author", String(16), nullable=False),
    Column("text", Redacted, nullable=False),
    Column("at", Moment),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("ticket_id", String(32), ForeignKey("tickets.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("writer", String(64), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("reason", Redacted, nullable=False),
    Column("created_at", Moment, nullable=False),
)

sentences = Table(
    "sentences",
    metadata,
    Column("draft_id", String(32), ForeignKey("drafts.id", ondelete="CASCADE"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("text", Redacted, nullable=False),
    Column("verdict", String(16), nullable=False),
)

# No foreign key to chunks: a citation stays on record when its document is removed.
citations = Table(
    "citations",
    metadata,
    Column("draft_id", String(32), ForeignKey("drafts.id", ondelete="CASCADE"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("chunk_id", String(48), primary_key=True),
)

replies = Table(
    "replies",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("ticket_id", String(32), ForeignKey("tickets.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("draft_id", String(32), ForeignKey("drafts.id", ondelete="SET NULL")),
    Column("text", Redacted, nullable=False),
    Column("author", Text, nullable=False),
    Column("sent_at", Moment, nullable=False),
)

searches = Table(
    "searches",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("plane", String(16), nullable=False),
    Column("question", Redacted, nullable=False),
    Column("found", Integer, nullable=False),
    Column("best", Float),
    Column("at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("about", String(16), nullable=False),
    Column("about_id", String(48), nullable=False),
    Column("helpful", Boolean, nullable=False),
    Column("question", Redacted, nullable=False),
    Column("comment", Redacted, nullable=False),
    Column("at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

# One row: the model whose vectors answer now.
active_model = Table(
    "active_model",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("dimensions", Integer, nullable=False),
    Column("since", Moment, nullable=False),
)

# A group of phrases that mean the same, a phrase a line. A removed one stays, or the next start would bring it back.
synonyms = Table(
    "synonyms",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("phrases", Redacted, nullable=False),
    Column("origin", String(16), nullable=False),
    Column("removed", Boolean, nullable=False),
    Column("author", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

# What `podskazka learn` tried and found, kept or not; the newest that was kept and not reverted is in use.
lessons = Table(
    "lessons",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("fingerprint", String(64), nullable=False),
    Column("pairs", Integer, nullable=False),
    Column("figures", JSON, nullable=False),
    Column("kept", Boolean, nullable=False),
    Column("weights", JSON, nullable=False),
    Column("adapter", LargeBinary),
    Column("made_at", Moment, nullable=False),
    # It stands behind half a megabyte of adapter, and every running search looks at it once a second.
    Column("reverted_at", Moment, index=True),
    sqlite_autoincrement=True,
)
