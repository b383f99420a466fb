"""Whether a lesson was reverted is read without its adapter."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies it."""
    op.create_index(op.f("ix_lessons_reverted_at"), "lessons", ["reverted_at"])
