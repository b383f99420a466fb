"""Tickets with drafts and replies at chosen times, for the tests of what became of drafts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import update

from corpus.database.connection import Database
from corpus.database.desk.tickets import StoredDraft, StoredSentence, Tickets
from corpus.database.library.library import Library
from corpus.database.rows import chunk_id
from corpus.database.tables import drafts, replies
from corpus.nouns import Author, Message, RedactedText, Ticket
from tests.making import SYNC, database, origin, prepared

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)  # a Wednesday
TEXT = "Платёж прошёл, но магазин о нём ещё не узнал. Подождите час и обновите страницу заказа."


@dataclass
class Desk:
    """A database on which tickets come, are drafted and answered at chosen times."""

    database: Database
    tickets: Tickets = field(init=False)
    document: str = field(init=False)

    def __post_init__(self) -> None:
        self.tickets = Tickets(self.database)
        library = Library(self.database)
        known = library.all()
        self.document = (
            known[0].id if known else library.add(prepared("Заказ не оплачен", TEXT), origin("unpaid"), SYNC)
        )

    def ticket(self, at: datetime = NOW, channel: str = "chat") -> str:
        asked = Message(Author.CUSTOMER, RedactedText("Деньги списали, а заказ не оплачен"), at)
        return self.tickets.keep(Ticket(channel, RedactedText(""), (asked,), opened_at=at))

    def draft(self, ticket_id: str, at: datetime = NOW, outcome: str = "answered", text: str = TEXT) -> str:
        cited = StoredSentence(RedactedText(text), "verified", (chunk_id(self.document, 1, 1),))
        sentences = (cited,) if outcome == "answered" else ()
        made = StoredDraft(ticket_id, "composer", outcome, RedactedText(""), sentences)
        draft_id = self.tickets.keep_draft(made)
        with self.database.writing() as connection:
            connection.execute(update(drafts).where(drafts.c.id == draft_id).values(created_at=at))
        return draft_id

    def send(
        self, ticket_id: str, text: str = TEXT, draft_id: str | None = None, at: datetime = NOW, author: str = "Анна"
    ) -> str:
        reply_id = self.tickets.reply(ticket_id, RedactedText(text), author, draft_id).id
        with self.database.writing() as connection:
            connection.execute(update(replies).where(replies.c.id == reply_id).values(sent_at=at))
        return reply_id

    def answered(
        self,
        text: str = TEXT,
        at: datetime = NOW,
        outcome: str = "answered",
        minutes: int = 3,
        author: str = "Анна",
        channel: str = "chat",
    ) -> str:
        """A ticket with a draft that was inserted and sent as this text so many minutes later; the reply's id."""
        ticket_id = self.ticket(at - timedelta(minutes=minutes), channel)
        draft_id = self.draft(ticket_id, at - timedelta(minutes=minutes), outcome)
        return self.send(ticket_id, text, draft_id, at, author)


def desk(folder: Path) -> Desk:
    return Desk(database(folder))
