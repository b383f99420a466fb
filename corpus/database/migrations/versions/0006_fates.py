"""What became of drafts: each reply against its draft, and what agents thought."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies it. Replies that are there already are compared when the first report is asked for."""
    op.create_table(
        "fates",
        sa.Column("reply_id", sa.String(length=32), nullable=False),
        sa.Column("draft_id", sa.String(length=32), nullable=True),
        sa.Column("fate", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("draft_words", sa.Integer(), nullable=False),
        sa.Column("reply_words", sa.Integer(), nullable=False),
        sa.Column("same_words", sa.Integer(), nullable=False),
        sa.Column("chrf", sa.Float(), nullable=True),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_fates_draft_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["reply_id"], ["replies.id"], name=op.f("fk_fates_reply_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("reply_id", name=op.f("pk_fates")),
    )
    op.create_table(
        "opinions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("draft_id", sa.String(length=32), nullable=False),
        sa.Column("actor_id", sa.String(length=32), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("helpful", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_opinions_draft_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinions")),
        sa.UniqueConstraint("draft_id", "actor_id", name=op.f("uq_opinions_draft_id_actor_id")),
    )
    op.create_index(op.f("ix_opinions_at"), "opinions", ["at"])
