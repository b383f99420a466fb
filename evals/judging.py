"""What the system itself says about a question: how probably it can answer, and what it would do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.drafting.abstain import ENOUGH, answerable
from assistant.drafting.words import Words
from assistant.nouns import Found, Outcome
from corpus.index.tokens import Tokenizer

ANSWER, PERHAPS, OUTSIDE = "answer", "perhaps", "outside"
# From which probability on it does what: drawn into the plots.
THRESHOLDS: Mapping[str, float] = {ANSWER: ENOUGH}
# As many passages as a draft is made of.
_PASSAGES = 8
_OUTCOMES = {Outcome.ANSWERED: ANSWER, Outcome.OUTSIDE: OUTSIDE}


@dataclass(frozen=True, slots=True)
class Judged:
    """A probability (0 to 1) and one of the three outcomes."""

    probability: float
    outcome: str


class Judge:
    """Asks the system for its own judgement of a search."""

    def __init__(self) -> None:
        self._words = Words(Tokenizer())

    def of(self, found: Found) -> Judged:
        """The judgement on these passages."""
        judged = answerable(found.question, found.passages[:_PASSAGES], self._words)
        return Judged(judged.score, _OUTCOMES.get(judged.outcome, PERHAPS))
