"""What the system itself says about a question: how probably it can answer, and what it would do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.drafting import abstain
from assistant.nouns import Found, Outcome

ANSWER, PERHAPS, OUTSIDE = "answer", "perhaps", "outside"
# From which probability on it does what: drawn into the plots.
THRESHOLDS: Mapping[str, float] = {ANSWER: abstain.ENOUGH, PERHAPS: abstain.PERHAPS}
_OUTCOMES = {Outcome.ANSWERED: ANSWER, Outcome.PERHAPS: PERHAPS}


@dataclass(frozen=True, slots=True)
class Judged:
    """A probability (0 to 1) and one of the three outcomes."""

    probability: float
    outcome: str


def judged(found: Found) -> Judged:
    """What the search said of itself."""
    return Judged(found.answerable, _OUTCOMES.get(found.outcome, OUTSIDE))
