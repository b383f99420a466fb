"""The tables of people and access: who may come in, who is in, who did what."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table, Text

from corpus.database.columns import Moment
from corpus.database.tables import metadata

# Nobody is ever deleted, only disabled: the audit log names them by id.
users = Table(
    "users",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("login", String(200), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("password_hash", Text),
    Column("subject", Text, unique=True),
    Column("state", String(16), nullable=False),
    Column("created_at", Moment, nullable=False),
)

# The key is the SHA-256 of the cookie: who reads this table cannot be anybody.
sessions = Table(
    "sessions",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("user_id", String(32), ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("address", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("last_seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("prefix", String(16), nullable=False),
    Column("name", Text, nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("user_id", String(32), ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("last_used_at", Moment),
    Column("revoked_at", Moment),
)

# Digests only: a password typed into the wrong field must not be readable here.
sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("login", String(64), nullable=False),
    Column("address", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "login", "at"),
    Index(None, "address", "at"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False, index=True),
    Column("actor_id", String(32), nullable=False),
    Column("actor", Text, nullable=False),
    Column("verb", String(32), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("object_id", String(48), nullable=False),
    Column("details", JSON, nullable=False),
    Index(None, "kind", "object_id"),
    sqlite_autoincrement=True,
)
