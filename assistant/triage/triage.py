"""Triage: whose problem a new ticket is, what it is about, whether it is urgent, and in which language."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from threading import Lock
from time import perf_counter

from assistant.nouns import Outcome, Passage
from assistant.retrieve import Retriever
from assistant.triage.language import language_guess
from assistant.triage.nouns import Ground, Guess, Triage
from assistant.triage.products import Products
from assistant.triage.urgency import urgency_of
from assistant.triage.votes import NEAREST, Ballot, Neighbour, vote
from corpus.errors import IndexBroken, ModelChanged, ModelNotLoaded
from corpus.nouns import Author, Filters, Kind, RedactedText, Ticket

# Fitted by `podskazka eval triage` on the starter tickets, each left out with its near copies.
OWNER = Ballot(warmth=1.4, doubt=0.03, threshold=0.6)
PRODUCT = Ballot(warmth=1.4, doubt=0.03, threshold=0.6)
# So often a ticket that names a platform is about its module: 15 of 18 starter tickets, by the rule of succession.
NAMED = 0.8
# The first words tell what somebody wants; a longer question costs the model more time and found nothing better.
_READ = 500
# More tickets are not open on one shift.
_REMEMBERED = 500
_CASES = Filters(kind=Kind.CASE)

log_of_triage = logging.getLogger("podskazka.triage")


class Triaging:
    """Asks the resolved cases that a search finds. Nothing is stored in the database: it is as new as the library."""

    def __init__(self, retriever: Retriever) -> None:
        self._retriever = retriever
        self.products = Products(retriever.planes)
        self._told: dict[tuple[object, ...], Triage] = {}
        self._turn = Lock()

    def of(self, ticket: Ticket) -> Triage:
        """The triage of a stored ticket by what its customer wrote; without the index what its text alone says.

        Told from memory as long as neither the ticket nor the index has changed: pages are drawn more than once.
        """
        # The index may change while this is made: known by what it was before, it is made anew next time.
        key = (ticket.id, len(ticket.messages), self.products.state())
        told = self._told.get(key)
        if told is None:
            told = self._made(ticket)
            if not told.degraded:
                self._remember(key, told)
        return told

    def _made(self, ticket: Ticket) -> Triage:
        began = perf_counter()
        try:
            told = self.judged(ticket, self.nearest(ticket))
        except (IndexBroken, ModelChanged, ModelNotLoaded) as error:  # triage is a hint: the ticket opens without it
            log_of_triage.warning("the resolved cases could not be asked: %s", error)
            told = replace(self.judged(ticket, ()), degraded=True)
        return replace(told, milliseconds=1000 * (perf_counter() - began))

    def _remember(self, key: tuple[object, ...], told: Triage) -> None:
        with self._turn:
            self._told[key] = told
            if len(self._told) > _REMEMBERED:
                del self._told[next(iter(self._told))]

    def nearest(self, ticket: Ticket, limit: int = NEAREST) -> tuple[Passage, ...]:
        """The resolved cases that are most like a ticket, never its own, best first; none for one outside our subject.

        Who asks for shoes is no bank's customer, whatever the nearest case says.
        """
        # One more, as its own may stand among them.
        found = self._retriever.find(words_of(ticket), _CASES, limit + 1)
        if found.outcome is Outcome.OUTSIDE:
            return ()
        others = (one for one in found.passages if not ticket.id or one.document.origin.ticket_id != ticket.id)
        return tuple(others)[:limit]

    def judged(self, ticket: Ticket, nearest: Sequence[Passage]) -> Triage:
        """What these cases and the ticket's own words come to."""
        text = words_of(ticket)
        products = [neighbour(one, one.document.content.product) for one in nearest]
        return Triage(
            owner=vote([neighbour(one, one.document.content.owner or "") for one in nearest], OWNER),
            product=self.product(ticket, products),
            urgency=urgency_of(pressing_words(ticket)),
            language=language_guess(text),
        )

    def product(self, ticket: Ticket, neighbours: Sequence[Neighbour], ballot: Ballot = PRODUCT) -> Guess:
        """What the sender stated, else what the text names, else what the cases say."""
        if ticket.product:
            return Guess(ticket.product, 1.0, clear=True, ground=Ground.STATED)
        named = self.products.named_in(f"{ticket.module} {words_of(ticket)}")
        told = vote(neighbours, ballot)
        if not named:
            return told
        # The platform is known; the cases choose between the products for it, as between OpenCart 2 and 3.
        chosen = vote(neighbours, ballot, named)
        likeliest, share = (named[0], 1.0) if len(named) == 1 else (chosen.likeliest, chosen.probability)
        probability = NAMED * share
        clear = probability >= ballot.threshold
        return Guess(likeliest, probability, clear=clear, ground=Ground.NAMED, voters=told.voters)


def words_of(ticket: Ticket) -> RedactedText:
    """The subject and what the customer wrote, as far as it is read."""
    return RedactedText.joined("\n", (part for part in (ticket.subject, *_written(ticket)) if part))[:_READ]


def pressing_words(ticket: Ticket) -> RedactedText:
    """The same, and the customer's last message: what could wait when a ticket came may not wait any longer."""
    begun, last = words_of(ticket), RedactedText.joined("\n", _written(ticket)[-1:])[:_READ]
    return begun if last in begun else RedactedText.joined("\n", (begun, last))


def _written(ticket: Ticket) -> list[RedactedText]:
    return [message.text for message in ticket.messages if message.author is Author.CUSTOMER]


def neighbour(passage: Passage, says: str) -> Neighbour:
    """A case that was found, as a voter for what it says."""
    return Neighbour(passage.document.id, passage.document.content.title, says, passage.scores.total)
