"""Drafts made ahead: kept for the ticket as it stands, shown as long as all they rest on stands as it did."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from time import monotonic, sleep

from assistant.ahead.precedence import Precedence
from assistant.ahead.shape import Gone, Reading, chunks_in, documents_in, shaped
from assistant.nouns import Draft
from assistant.recording import stored
from corpus.database.ahead.prepared import Claim, PreparedDrafts, Waiting
from corpus.database.desk.tickets import Tickets
from corpus.database.library.shelf import Shelf
from corpus.database.rows import new_id, now
from corpus.errors import DatabaseUnavailable, IndexBroken, ModelChanged, ModelNotLoaded
from corpus.nouns import RedactedText, Ticket

_FIRST_PAUSE = timedelta(seconds=30)
# Until so long after a change nothing is made anew: while a sync runs, everything would be made over and over.
_QUIET = timedelta(seconds=30)
_GLANCE_SECONDS = 0.1
_NOT_READY = (IndexBroken, ModelChanged, ModelNotLoaded)

log_of_ahead = logging.getLogger("podskazka.ahead")


class Step(StrEnum):
    """What came of one look for a ticket that needs a draft.

    NOT_YET: the index is being put together, and no ticket was looked for. NOT_READY: a ticket had to be given back.
    """

    MADE = "made"
    OUTDATED = "outdated"
    FAILED = "failed"
    NOTHING = "nothing"
    NOT_YET = "not yet"
    NOT_READY = "not ready"


@dataclass(frozen=True, slots=True)
class Making:
    """Makes drafts: the last of the `steps` is one.

    `position` is how far the index has followed the change log, None while it is not whole. `triage` keeps what a
    ticket is about, beside its draft. Whoever waits for one draft waits `patience` seconds for it: its drafter may have
    been killed. It `shares` with those who ask where their drafts are written by the same writer.
    """

    steps: Callable[[Ticket], Iterator[object]]
    position: Callable[[], int | None]
    redact: Callable[[str], RedactedText]
    triage: Callable[[Ticket, int], None]
    patience: float = 5.0
    shares: bool = True


class Ahead:
    """Makes drafts before anybody asks, one at a time, and shows those that still hold."""

    def __init__(
        self, drafts: PreparedDrafts, tickets: Tickets, shelf: Shelf, making: Making, precedence: Precedence
    ) -> None:
        """`shelf` is that of the agents: what stands on it no more is not shown, and no draft that rests on it."""
        self._drafts, self._tickets, self._shelf, self._making = drafts, tickets, shelf, making
        self._precedence = precedence

    def ready(self, ticket_id: str, revision: int | None = None, *, unseen: bool = False) -> Draft | None:
        """The draft that was made for a ticket as it stands now; None when it has to be drafted anew.

        With `revision` only one that was made for this revision, and `unseen` only one that nobody has been shown.
        """
        waiting = self._drafts.of(ticket_id)
        if waiting is None or (unseen and waiting.shown) or revision not in {None, waiting.revision}:
            return None
        try:
            draft = self._read(ticket_id, waiting)
            self._drafts.show(waiting, stored(draft))
        except Gone:
            self._forget(ticket_id, waiting)
            return None
        except DatabaseUnavailable as error:
            # It cannot go on record just now, and an opinion of it would have no place.
            log_of_ahead.warning("a draft that was ready is not shown: %s", error)
            return None
        return draft

    def draft(self, ticket_id: str, make: Callable[[], Draft]) -> Draft:
        """The draft for somebody who asks for one without saying how: the one that comes just now, else of `make`."""
        if came := next(filter(None, self.coming(ticket_id)), None):
            return came
        with self.asked(ticket_id) as share:
            draft = make()
            share(draft)
        return draft

    def coming(self, ticket_id: str) -> Iterator[Draft | None]:
        """None while a drafter makes the draft, then the draft; one that nobody has seen at once, else nothing."""
        if not self._making.shares:
            return
        if unseen := self.ready(ticket_id, unseen=True):
            yield unseen
            return
        until, waited = monotonic() + self._making.patience, False
        while monotonic() < until and self._drafts.in_making(ticket_id):
            waited = True
            with self._precedence.stand_aside():
                sleep(_GLANCE_SECONDS)
            yield None
        # Where nobody waited, it may have been kept between the two looks above.
        if made := self.ready(ticket_id, unseen=not waited):
            yield made

    @contextmanager
    def asked(self, ticket_id: str) -> Iterator[Callable[[Draft], None]]:
        """While it lasts no drafter makes this ticket's draft; the one handed to what it yields is there for all."""
        claim, position = self._claimed(ticket_id), self._making.position()

        def share(draft: Draft) -> None:
            if claim and position is not None and not any(reasons.degraded for reasons in draft.why):
                texts, shape = shaped(draft, self._making.redact)
                with _at_least_tried("a draft is not shared"):
                    self._drafts.keep(claim, Waiting(draft.id, claim.revision, position, texts, shape, shown=True))

        try:
            yield share
        finally:
            with _at_least_tried("a ticket is given back when its lease ends"):
                if claim:  # where the draft was kept, there is nothing to give back
                    self._drafts.release(claim, counted=False)

    def step(self, is_over: Callable[[], bool] = lambda: False) -> Step:
        """Looks for the ticket that waits most urgently without a draft, and makes it unless all is over meanwhile."""
        if self._making.position() is None:
            return Step.NOT_YET
        claim = self._drafts.claim(newest=self._drafts.newest_published(now() - _QUIET))
        if claim is None:
            return Step.NOTHING
        # Not in an except: whatever a ticket breaks, the others must get their drafts, and this one is noted.
        with ThreadPoolExecutor(1, thread_name_prefix="ahead") as aside:
            error = (made := aside.submit(self._made, claim, is_over)).exception()
        return self._failed(claim, error) if error else made.result()

    def _claimed(self, ticket_id: str) -> Claim | None:
        with _at_least_tried("a draft is perhaps made twice"):
            return self._drafts.claim_of(ticket_id) if self._making.shares else None
        return None

    def _made(self, claim: Claim, is_over: Callable[[], bool]) -> Step:
        position, ticket = self._making.position(), self._tickets.get(claim.ticket_id)
        draft = self._drafted(ticket, is_over)
        if draft is None:
            self._drafts.release(claim, counted=False)
            return Step.NOTHING
        if position is None or any(reasons.degraded for reasons in draft.why):
            raise IndexBroken("the search did less than it should; drafts wait until it is whole")
        draft = replace(draft, id=new_id())
        texts, shape = shaped(draft, self._making.redact)
        if not self._drafts.keep(claim, Waiting(draft.id, claim.revision, position, texts, shape)):
            return Step.OUTDATED
        self._making.triage(ticket, claim.revision)
        return Step.MADE

    def _drafted(self, ticket: Ticket, is_over: Callable[[], bool]) -> Draft | None:
        """The draft; None when the server stops: a language model may take longer than that waits."""
        for made in self._making.steps(ticket):
            if isinstance(made, Draft):
                return made
            if is_over():
                break
        return None

    def _failed(self, claim: Claim, error: BaseException) -> Step:
        fields = {"ticket": claim.ticket_id, "attempt": claim.attempts}
        is_ours = not isinstance(error, (*_NOT_READY, DatabaseUnavailable))
        log_of_ahead.warning(
            "no draft was made ahead: %r", error, extra={"fields": fields}, exc_info=error if is_ours else None
        )
        self._drafts.release(claim, self._again_at(claim) if is_ours else None, counted=is_ours)
        return Step.FAILED if is_ours else Step.NOT_READY

    def _again_at(self, claim: Claim) -> datetime:
        return now() + _FIRST_PAUSE * (1 << claim.attempts)

    def _read(self, ticket_id: str, waiting: Waiting) -> Draft:
        """The draft, with the passages as they stand in the library now."""
        chunks = self._shelf.chunks(sorted(chunks_in(waiting.shape)))
        documents = self._shelf.named(documents_in(waiting.shape))
        return Reading(waiting.texts, chunks, documents).draft(ticket_id, waiting.draft_id, waiting.shape)

    def _forget(self, ticket_id: str, waiting: Waiting) -> None:
        with _at_least_tried("a draft that does not hold any more is made anew later"):
            self._drafts.forget(ticket_id, waiting)


@contextmanager
def _at_least_tried(otherwise: str) -> Iterator[None]:
    """What is only done to spare work later: nobody who waits for a draft is refused one because of it."""
    try:
        yield
    except DatabaseUnavailable as error:
        log_of_ahead.warning("%s: %s", otherwise, error)
