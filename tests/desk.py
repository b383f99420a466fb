"""Tickets on the Desk, for its tests: written by customers, opened at a known moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from corpus.database.connection import Database
from corpus.database.desk.inbox import Inbox, Promise, View, Wanted
from corpus.database.desk.tickets import Tickets
from corpus.database.desk.work import DeskWork
from corpus.database.migrate import MIGRATIONS
from corpus.database.rows import now
from corpus.nouns import Actor, Author, Message, RedactedText, Role, Ticket
from tests.making import blank

PROMISE = Promise(live=timedelta(minutes=5), later=timedelta(days=1))
ANNA = Actor("anna", "Анна", Role.AGENT)
BORIS = Actor("boris", "Борис", Role.AGENT)


class Desk:
    """The inbox and the work over a database of its own."""

    def __init__(self, folder: Path) -> None:
        self.database = Database.open(blank(folder))
        self.tickets, self.work = Tickets(self.database), DeskWork(self.database)
        self.inbox = Inbox(self.database, PROMISE)

    def ticket(self, text: str, channel: str = "mail", language: str = "ru", ago: timedelta = timedelta()) -> str:
        """What a customer wrote that long ago; its id."""
        at: datetime = now() - ago
        message = Message(Author.CUSTOMER, RedactedText(text), at)
        return self.tickets.keep(
            Ticket(channel, RedactedText(""), (message,), language=language, source="test", opened_at=at)
        )

    def shown(self, view: View = View.WAITING, who: Actor = ANNA, **wanted: str) -> list[str]:
        """The ids of one page of the list."""
        return [line.id for line in self.inbox.lines(Wanted(view, **wanted), who.id)]  # type: ignore[arg-type]


def leave_a_ticket_from_before_the_inbox(url: str) -> None:
    """Makes a database as it was before there was an inbox, with one open ticket in it."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = create_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
        connection.execute(text(
            "INSERT INTO tickets (id, source, external_id, channel, subject, language, product, module, state, "
            "opened_at) VALUES ('t', 'crm', '1', 'mail', 'Где мой ВОЗВРАТ?', 'ru', '', '', 'open', '2026-03-01')"
        ))  # fmt: skip
    engine.dispose()
