"""Tickets on the Desk, for its tests: written by customers, opened at a known moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from corpus.database.connection import Database
from corpus.database.desk.inbox import Inbox, Promise, View, Wanted
from corpus.database.desk.tickets import Tickets
from corpus.database.desk.work import DeskWork
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
