"""The first and last words of a draft: a greeting, by name where the customer gave one, and a closing in mail."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.drafting.phrases import Phrases
from assistant.drafting.quote import Line
from corpus.nouns import Author, Ticket

MAIL = frozenset({"mail", "email", "e-mail"})
# The redaction keeps no name, only the place where one stood. «Здравствуйте, [имя]!» calls one of us, so only who says
# «меня зовут» or signs has told their own; «Спасибо, [имя]!» thanks us, unless the name has a line of its own.
_TOLD_NAME = re.compile(
    r"(?:зовут|уважением|имя|это|regards|sincerely|my\s+name\s+is|i\s+am)\W{0,4}\[имя\]"
    r"|\n\W{0,4}(?:\[имя\]\s*){1,3}\W*\Z",
    re.IGNORECASE,
)


def greeting(ticket: Ticket, said: Phrases) -> Iterator[list[Line]]:
    """Full in mail, short elsewhere, none in the middle of a chat.

    Who told their name is greeted by it: the agent sees it in the helpdesk and puts it in the place left for it. Who
    did not gets no empty place, since a draft that is sent in a hurry must be right as it stands.
    """
    if ticket.channel in MAIL:
        yield [Line(said.greeting_full_named if _told_name(ticket) else said.greeting_full)]
    elif not any(message.author is Author.AGENT for message in ticket.messages):
        yield [Line(said.greeting_named if _told_name(ticket) else said.greeting)]


def closing(ticket: Ticket, said: Phrases) -> Iterator[list[Line]]:
    """In mail only: in a chat the next line of the customer is the closing."""
    if ticket.channel in MAIL:
        yield [Line(said.closing_mail)]


def _told_name(ticket: Ticket) -> bool:
    said = (message.text for message in ticket.messages if message.author is Author.CUSTOMER)
    return any(_TOLD_NAME.search(text.rstrip()) for text in said)
