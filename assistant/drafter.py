"""Drafts a reply to a ticket: finds the evidence, composes, and asks the writer where a language model is set."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from assistant.drafting.compose import Composer
from assistant.drafting.orders import disarmed_found, disarmed_passage
from assistant.drafting.question import questions
from assistant.nouns import Draft, Found, Outcome, Passage
from assistant.writing.prompts import Task, Wish, wished
from assistant.writing.writer import Redact, Step, Writer
from corpus.nouns import RedactedText, Ticket

# What a model reads: enough for three questions, short enough for a small one.
_GIVEN = 6
# What names itself so in a draft was written without a model.
COMPOSER = "composer"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the agent wants otherwise: one of the usual wishes, words of their own, and the text they have so far."""

    wish: Wish | None = None
    words: str = ""
    so_far: str = ""


class Drafter:
    """Makes drafts. `search` finds passages for a question; `writer` is None where no language model is set."""

    def __init__(
        self,
        search: Callable[[RedactedText], Found],
        composer: Composer,
        redact: Redact,
        writer: Writer | None = None,
    ) -> None:
        self._search, self._composer, self._redact = search, composer, redact
        self._writer = writer

    @property
    def has_writer(self) -> bool:
        """Whether a language model helps."""
        return self._writer is not None

    def draft(self, ticket: Ticket) -> Draft:
        """A proposed reply with its evidence, or the reason why there is none."""
        return next(step for step in self.steps(ticket) if isinstance(step, Draft))

    def steps(self, ticket: Ticket, asked: Asked | None = None) -> Iterator[Step]:
        """The sentences as they are written, None while nothing comes, and at the end the draft.

        The writer is not asked where the evidence allows no draft.
        """
        found = [self._search(part) for part in questions(ticket)]
        calm = [disarmed_found(one) for one in found]
        composed = self._composer.compose(ticket, calm)
        if self._writer is None or composed.outcome is not Outcome.ANSWERED:
            yield composed
            return
        for step in self._writer.write(self._task(ticket, composed, calm, asked or Asked()), composed, _all(found)):
            yield self._explained(ticket, step) if isinstance(step, Draft) else step

    def close(self) -> None:
        """Lets go of the writer's connections."""
        if self._writer:
            self._writer.close()

    def _task(self, ticket: Ticket, composed: Draft, found: list[Found], asked: Asked) -> Task:
        """What the writer is given. What the composer quotes comes first: it was judged to answer."""
        given = {one.chunk_id: one for one in map(disarmed_passage, (*composed.sources, *_all(found)))}
        return Task(
            ticket,
            tuple(given.values())[:_GIVEN],
            self._redact(wished(asked.wish, asked.words)),
            self._redact(asked.so_far),
        )

    def _explained(self, ticket: Ticket, draft: Draft) -> Draft:
        """A written draft says what it rests on itself; a composed one has said so."""
        if draft.writer == COMPOSER:
            return draft
        basis = self._composer.basis(ticket, draft.sources)
        return replace(draft, reason=RedactedText.joined(" ", (part for part in (draft.reason, basis) if part)))


def _all(found: list[Found]) -> tuple[Passage, ...]:
    """The passages of all questions, the best of each first."""
    ranked = sorted(
        ((place, passage) for one in found for place, passage in enumerate(one.passages)), key=lambda pair: pair[0]
    )
    return tuple(passage for _, passage in ranked)
