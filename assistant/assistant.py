"""The assistant: finds passages, drafts replies, takes in what was sent."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace

from assistant.drafting.compose import Composer
from assistant.drafting.question import questions
from assistant.nouns import Draft, Found
from assistant.retrieve import Retriever
from corpus.database.library import Library
from corpus.database.tickets import Reply, StoredDraft, StoredSentence, Tickets
from corpus.embedding.embedder import Embedder
from corpus.errors import DatabaseUnavailable, ModelChanged, ModelNotLoaded
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
from ingest.distilling.distil import Unusable, distil
from ingest.languages import language_of
from ingest.nouns import Facts
from ingest.prepare import prepare
from ingest.redaction import Redactor

DESK = "desk"
# The composer looks at the nearest few; more would only bring what matters less.
_PASSAGES = 8
_NO_SUBJECT = RawText("")

log_of_assistant = logging.getLogger("podskazka.assistant")


class Assistant:
    """What an agent works with."""

    def __init__(
        self,
        retrievers: Mapping[Audience, Retriever],
        composer: Composer,
        tickets: Tickets,
        library: Library,
        redactor: Redactor,
        embedder: Callable[[], Embedder],
    ) -> None:
        self._retrievers = retrievers
        self._composer = composer
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
        self, text: RawText, subject: RawText = _NO_SUBJECT, channel: str = "mail", by: Actor | None = None
    ) -> Ticket:
        """Stores what a customer wrote as a new ticket; personal data is taken out first. `by` is who opens it."""
        return self._tickets.get(self._tickets.keep(self.read(text, subject, channel), by))

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
        draft = self.compose(self._tickets.get(ticket_id))
        return replace(draft, id=self._tickets.keep_draft(_stored(draft)))

    def compose(self, ticket: Ticket) -> Draft:
        """The same without storing anything."""
        staff = self._retrievers[Audience.STAFF]
        return self._composer.compose(ticket, [staff.find(part, limit=_PASSAGES) for part in questions(ticket)])

    def send(
        self, ticket_id: str, reply: RawText, draft_id: str | None = None, author: str = "", by: Actor | None = None
    ) -> Reply:
        """Keeps what was sent, marks the ticket solved and proposes a staff case made of both.

        `author` is whom the reply names, by default whoever sends it (`by`).

        Raises:
            NotFound: there is no such ticket.
            Conflicting: it was answered already.
        """
        named = author or (by.name if by else "")
        sent = self._tickets.reply(ticket_id, self._redactor.redact(reply).text, named, draft_id, by)
        try:
            self._propose(sent)
        except (DatabaseUnavailable, ModelChanged, ModelNotLoaded) as error:  # the reply is kept: that is what counts
            log_of_assistant.warning("no case was proposed for reply %s: %s", sent.id, error)
        return sent

    def _propose(self, sent: Reply) -> None:
        """A draft document that answers nobody until an editor publishes it."""
        ticket = self._tickets.get(sent.ticket_id)
        answer = Message(Author.AGENT, sent.text, sent.sent_at)
        answered = replace(ticket, messages=(*ticket.messages, answer), state=TicketState.SOLVED)
        case = distil(answered, Facts())
        if not isinstance(case, Unusable):
            origin = Origin(DESK, f"reply:{sent.id}", ticket_id=ticket.id)
            self._library.add(prepare(case, self._embedder()), origin, Hand(Provenance.SYNC, sent.author), State.DRAFT)


def _stored(draft: Draft) -> StoredDraft:
    sentences = tuple(
        StoredSentence(
            sentence.text,
            sentence.verdict.value,
            tuple(draft.sources[number - 1].chunk_id for number in sentence.citations),
        )
        for sentence in draft.sentences
    )
    return StoredDraft(draft.ticket_id, draft.writer, draft.outcome.value, draft.reason, sentences)
