"""Which save of its page a text that was typed is: an older one that arrives later does not come back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies it. What was saved before comes before whatever its page saves next."""
    op.add_column("unsent", sa.Column("number", sa.BigInteger(), nullable=False, server_default="0"))
