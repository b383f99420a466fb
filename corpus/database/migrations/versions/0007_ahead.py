"""What is done before an agent opens a ticket: keys of intake, drafts that wait, triage."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies it. Open tickets that are there already get their drafts when the server runs next."""
    op.create_table(
        "intake_keys",
        sa.Column("actor_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("ticket_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_intake_keys_ticket_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("actor_id", "key", name=op.f("pk_intake_keys")),
    )
    op.create_index(op.f("ix_intake_keys_at"), "intake_keys", ["at"])
    op.create_table(
        "prepared_drafts",
        sa.Column("ticket_id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("maker", sa.String(length=80), nullable=False),
        sa.Column("lease", sa.String(length=32), nullable=True),
        sa.Column("leased_until", sa.DateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.String(length=32), nullable=True),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=True),
        sa.Column("shape", sa.JSON(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_prepared_drafts_ticket_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_prepared_drafts")),
    )
    op.create_index(op.f("ix_prepared_drafts_lease"), "prepared_drafts", ["lease"])
    op.create_table(
        "triages",
        sa.Column("ticket_id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=16), nullable=False),
        sa.Column("owner_probability", sa.Float(), nullable=False),
        sa.Column("urgency", sa.String(length=16), nullable=False),
        sa.Column("urgency_probability", sa.Float(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("product_probability", sa.Float(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_triages_ticket_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_triages")),
    )
    op.create_index(op.f("ix_triages_owner"), "triages", ["owner"])
