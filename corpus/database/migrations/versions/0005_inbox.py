"""The inbox: who works on a ticket, notes, tags, unsent replies, who has it open."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from corpus.database.desk.work_rows import stems_of

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_SOME = 500


def upgrade() -> None:
    """Applies it; tickets that are there already get their row."""
    op.create_table(
        "work",
        sa.Column("ticket_id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("assignee_id", sa.String(length=32), nullable=True),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("waiting_since", sa.DateTime(), nullable=False),
        sa.Column("snoozed_until", sa.DateTime(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_work_ticket_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_work")),
    )
    op.create_index(op.f("ix_work_assignee_id"), "work", ["assignee_id"])
    op.create_index(op.f("ix_work_waiting_since"), "work", ["waiting_since"])
    op.create_index(op.f("ix_tickets_opened_at"), "tickets", ["opened_at"])
    op.create_index(op.f("ix_tickets_state_opened_at"), "tickets", ["state", "opened_at"])
    _create_beside()
    _fill()


def _create_beside() -> None:
    of_ticket = ["ticket_id"], ["tickets.id"]
    op.create_table(
        "notes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("ticket_id", sa.String(length=32), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(*of_ticket, name=op.f("fk_notes_ticket_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    op.create_index(op.f("ix_notes_ticket_id_at"), "notes", ["ticket_id", "at"])
    op.create_table(
        "tags",
        sa.Column("ticket_id", sa.String(length=32), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(*of_ticket, name=op.f("fk_tags_ticket_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("ticket_id", "tag", name=op.f("pk_tags")),
    )
    op.create_table(
        "unsent",
        sa.Column("ticket_id", sa.String(length=32), nullable=False),
        sa.Column("actor_id", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("draft_id", sa.String(length=32), nullable=False),
        sa.Column("drafted", sa.String(length=64), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(*of_ticket, name=op.f("fk_unsent_ticket_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("ticket_id", "actor_id", name=op.f("pk_unsent")),
    )
    op.create_table(
        "presence",
        sa.Column("ticket_id", sa.String(length=32), nullable=False),
        sa.Column("actor_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(*of_ticket, name=op.f("fk_presence_ticket_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("ticket_id", "actor_id", name=op.f("pk_presence")),
    )


def _fill() -> None:
    """A row for each ticket, some at a time: a company may bring a hundred thousand."""
    connection, last = op.get_bind(), ""
    found = sa.text("SELECT id, subject, external_id, opened_at FROM tickets WHERE id > :last ORDER BY id LIMIT :some")
    written = sa.text(
        "SELECT text FROM messages WHERE ticket_id = :id UNION ALL SELECT text FROM replies WHERE ticket_id = :id"
    )
    row = sa.text(
        "INSERT INTO work (ticket_id, revision, line, reason, waiting_since, words)"
        " VALUES (:id, 1, 1, '', :since, :words)"
    )
    while tickets := connection.execute(found, {"last": last, "some": _SOME}).all():
        for one in tickets:
            texts = connection.execute(written, {"id": one.id}).scalars()
            words = stems_of([one.subject, one.external_id, *texts])
            connection.execute(row, {"id": one.id, "since": one.opened_at, "words": words})
        last = tickets[-1].id
