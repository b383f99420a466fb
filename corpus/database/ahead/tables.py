"""The tables of what is done before an agent opens a ticket: keys of intake, drafts that wait, triage."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Integer, String, Table

from corpus.database.columns import Moment, Redacted, RedactedTexts
from corpus.database.tables import metadata

# Which ticket a program's key has made. `digest` is of the redacted body: a hash of a phone number is soon guessed.
intake_keys = Table(
    "intake_keys",
    metadata,
    Column("actor_id", String(32), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("ticket_id", String(32), ForeignKey("tickets.id", ondelete="CASCADE"), nullable=False),
    Column("at", Moment, nullable=False, index=True),
)

# One row a ticket. `revision` is that of its work, `maker` which program and writer, `position` how far the change log
# had come. The passages themselves are not kept: they are read from the library each time a draft is shown. Every word
# of a draft stands in `texts`; `shape` names them by their places. A draft gets its row in `drafts` when it is shown.
prepared_drafts = Table(
    "prepared_drafts",
    metadata,
    Column("ticket_id", String(32), ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("maker", String(80), nullable=False),
    Column("lease", String(32), index=True),
    Column("leased_until", Moment),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Moment),
    Column("position", Integer, nullable=False),
    Column("draft_id", String(32)),
    Column("shown", Boolean, nullable=False),
    Column("texts", RedactedTexts),
    Column("shape", JSON(none_as_null=True)),
    Column("made_at", Moment),
)

# What triage said when the draft was made. An empty text is «not clear»; `version` is that of its rules.
triages = Table(
    "triages",
    metadata,
    Column("ticket_id", String(32), ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("owner", String(16), nullable=False, index=True),
    Column("owner_probability", Float, nullable=False),
    Column("urgency", String(16), nullable=False),
    Column("urgency_probability", Float, nullable=False),
    Column("product", Redacted, nullable=False),
    Column("product_probability", Float, nullable=False),
    Column("made_at", Moment, nullable=False),
)
