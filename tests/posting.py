"""A ticket of a helpdesk with a reply on its way out, and a courier that brings it to a server on this machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.delivery.courier import Courier, carrier_of
from assistant.delivery.port import Carrier
from corpus.database.connection import Database
from corpus.database.desk.deliveries import Deliveries, Delivery, Letter
from corpus.database.desk.tickets import Reply, Tickets
from corpus.delivery_settings import Mailbox, Smtp, Webhook
from corpus.nouns import Author, Message, RedactedText, Ticket
from tests.making import blank

SECRET = "a secret of a webhook, long enough"


@dataclass
class Clock:
    """What time it is, until somebody turns it."""

    at: datetime = datetime(2030, 3, 2, 3, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def turn(self, **by: float) -> None:
        self.at += timedelta(**by)


class Post:
    """A desk whose replies have to leave."""

    def __init__(self, folder: Path) -> None:
        self.database = Database.open(blank(folder))
        self.deliveries = Deliveries(self.database)
        self.tickets = Tickets(self.database, self.deliveries.enqueue)
        self.clock = Clock()

    def send(
        self, text: str = "Деньги вернутся за 14 дней.", reply_to: str = "conv-8841", subject: str = "Где деньги?"
    ) -> Reply:
        """An agent's reply to a new ticket."""
        asked = Message(Author.CUSTOMER, RedactedText("Когда придут деньги?"))
        ticket = Ticket("mail", RedactedText(subject), (asked,), reply_to=reply_to)
        return self.tickets.reply(self.tickets.keep(ticket), RedactedText(text), "Анна")

    def courier(self, carrier: Carrier, jitter: Callable[[], float] = lambda: 0.0) -> Courier:
        return Courier(self.deliveries, carrier, jitter, self.clock)

    def of(self, reply: Reply) -> Delivery:
        found = self.deliveries.of_reply(reply.id)
        assert found
        return found


def smtp(port: int, user: str = "", password: str = "", host: str = "127.0.0.1", *, tls: bool = False) -> Smtp:
    """A mail server on this machine."""
    sender, to = Mailbox("Поддержка", "support@example.com"), Mailbox("", "intake@helpdesk.example")
    return Smtp(host, port, tls, sender, to, user, password)


def webhook(port: int, target: str = "/replies?desk=1", *, tls: bool = False) -> Webhook:
    """A webhook on this machine."""
    return Webhook("127.0.0.1", port, tls, target, SECRET)


def by_mail(port: int) -> Carrier:
    return carrier_of(smtp(port))


def letter(text: str = "Деньги вернутся.", subject: str = "Где деньги?", reply_to: str = "conv-8841") -> Letter:
    """A letter that is in no queue."""
    at = datetime(2026, 3, 2, 3, 15, tzinfo=UTC)
    return Letter("r1", "t1", reply_to, RedactedText(subject), RedactedText(text), "Анна", "mail", "ru", at)
