"""The assistant: finds passages, drafts replies, takes in what was sent."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from assistant.drafter import Asked, Drafter
from assistant.nouns import Draft, Found
from assistant.recording import stored
from assistant.retrieve import Retriever
from assistant.writing.writer import Step
from corpus.database.desk.intake import Key
from corpus.database.desk.tickets import Reply, Tickets
from corpus.database.library.library import Library
from corpus.embedding.embedder import Embedder
from corpus.errors import DatabaseUnavailable, ModelChanged, ModelNotLoaded, Unreadable
from corpus.nouns import (
    Actor,
    Audience,
    Author,
    Filters,
    Hand,
    Message,
    Origin,
    Provenance,
    RawText,
    State,
    Ticket,
    TicketState,
)
from ingest.distilling.case import case_of
from ingest.distilling.distil import Unusable
from ingest.languages import language_of
from ingest.nouns import Facts
from ingest.prepare import prepare
from ingest.redaction import Redactor

DESK = "desk"
_NO_SUBJECT = _NOWHERE = RawText("")

log_of_assistant = logging.getLogger("podskazka.assistant")


class Assistant:
    """What an agent works with."""

    def __init__(
        self,
        retrievers: Mapping[Audience, Retriever],
        drafter: Drafter,
        tickets: Tickets,
        library: Library,
        redactor: Redactor,
        embedder: Callable[[], Embedder],
    ) -> None:
        self._retrievers = retrievers
        self._drafter = drafter
        self._tickets = tickets
        self._library = library
        self._redactor = redactor
        self._embedder = embedder

    def find(
        self,
        question: RawText,
        plane: Audience = Audience.STAFF,
        filters: Filters = Filters(),  # noqa: B008 (frozen)
        limit: int = 10,
        *,
        as_typed: bool = False,
    ) -> Found:
        """The best passages that readers of this plane may see; agents see both planes."""
        return self._retrievers[plane].find(self._redactor.redact(question).text, filters, limit, as_typed=as_typed)

    def open(
        self,
        text: RawText,
        subject: RawText = _NO_SUBJECT,
        channel: str = "mail",
        by: Actor | None = None,
        reply_to: RawText = _NOWHERE,
        key: RawText | None = None,
    ) -> Ticket:
        """Stores what a customer wrote as a new ticket; personal data is taken out first. `by` is who opens it.

        `reply_to` is what the helpdesk that sent it calls it. The same `key` of the same person makes one ticket only.

        Raises:
            Unreadable: `reply_to` or `key` is an address, a phone or the like instead of a name of its own.
            KeyReused: the key has made another ticket.
        """
        # Replaced by a mark it would lead nowhere, and kept as it is it would be somebody's address.
        if self._is_personal(reply_to):
            raise Unreadable("reply_to looks like personal data; send your own id of the conversation, like conv-8841")
        ticket = replace(self.read(text, subject, channel), reply_to=reply_to)
        if key is None:
            return self._tickets.get(self._tickets.keep(ticket, by))
        if self._is_personal(key):
            raise Unreadable("the Idempotency-Key looks like personal data; send a random one, like a UUID")
        return self._tickets.get(self._tickets.keep_once(ticket, by, Key(by.id if by else "", key)))

    def read(self, text: RawText, subject: RawText = _NO_SUBJECT, channel: str = "mail") -> Ticket:
        """The redacted ticket of what a customer wrote, stored nowhere."""
        written = self._redactor.redact(text).text
        return Ticket(
            channel=channel,
            subject=self._redactor.redact(subject).text,
            messages=(Message(Author.CUSTOMER, written),),
            language=language_of(written),
            source=DESK,
        )

    def draft(self, ticket_id: str) -> Draft:
        """A proposed reply with its evidence, or the reason why there is none; stored with the ticket."""
        return self._kept(self.compose(self._tickets.get(ticket_id)))

    def compose(self, ticket: Ticket) -> Draft:
        """The same without storing anything."""
        return self._drafter.draft(ticket)

    def write(self, ticket_id: str, asked: Asked) -> Iterator[Step]:
        """The sentences of a draft as they are written, None while nothing comes, and at the end the draft, stored.

        Raises:
            NotFound: there is no such ticket.
        """
        # Read before the first step is asked for: who names no ticket is told at once.
        return self._steps(self._tickets.get(ticket_id), asked)

    def send(
        self,
        ticket_id: str,
        reply: RawText,
        draft_id: str | None = None,
        author: str = "",
        by: Actor | None = None,
        seen: int | None = None,
    ) -> Reply:
        """Keeps what was sent, marks the ticket solved and proposes a staff case made of both.

        `author` is whom the reply names, by default whoever sends it (`by`). `seen` is the revision they have read.

        Raises:
            NotFound: there is no such ticket.
            Conflicting: it was answered already.
        """
        named = author or (by.name if by else "")
        sent = self._tickets.reply(ticket_id, self._redactor.redact(reply).text, named, draft_id, by, seen)
        try:
            self._propose(sent)
        except (DatabaseUnavailable, ModelChanged, ModelNotLoaded) as error:  # the reply is kept: that is what counts
            log_of_assistant.warning("no case was proposed for reply %s: %s", sent.id, error)
        return sent

    def _steps(self, ticket: Ticket, asked: Asked) -> Iterator[Step]:
        for step in self._drafter.steps(ticket, asked):
            yield self._kept(step) if isinstance(step, Draft) else step

    def _is_personal(self, name: RawText) -> bool:
        return str(self._redactor.redact(name).text) != str(name)

    def _kept(self, draft: Draft) -> Draft:
        return replace(draft, id=self._tickets.keep_draft(stored(draft)))

    def _propose(self, sent: Reply) -> None:
        """A draft document that answers nobody until an editor publishes it."""
        ticket = self._tickets.get(sent.ticket_id)
        answer = Message(Author.AGENT, sent.text, sent.sent_at)
        answered = replace(ticket, messages=(*ticket.messages, answer), state=TicketState.SOLVED)
        case = case_of(answered, Facts(), self._redactor)
        if not isinstance(case, Unusable):
            origin = Origin(DESK, f"reply:{sent.id}", ticket_id=ticket.id)
            self._library.add(prepare(case, self._embedder()), origin, Hand(Provenance.SYNC, sent.author), State.DRAFT)
