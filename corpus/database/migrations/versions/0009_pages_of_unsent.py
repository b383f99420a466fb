"""Which page saved what was typed: two tabs of one agent do not overwrite each other."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies it. What was saved before belongs to no page: whoever read it may save over it."""
    op.add_column("unsent", sa.Column("page", sa.String(length=32), nullable=False, server_default=""))
