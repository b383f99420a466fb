"""How many documents to tell: as many as make the draft most like the answer that is probably wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

# As in chrF, what is missing weighs twice as much as what is too much (β = 2): an agent strikes out faster than he
# writes.
_BETA_SQUARED = 4
_MOST_SOURCES = 3
# What is less probable than this share of the most probable is not told beside it.
_AS_PROBABLE = 0.3


Beside = Callable[[int, int], bool]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document: the probability that it is the right one, what it would say, and what is wanted if it is right.

    Both are words with their counts; a case wants its whole resolution, and may say little of it.
    """

    probability: float
    says: Counter[str]
    wants: Counter[str]

    @property
    def worth(self) -> float:
        """How probably it is right, times how much of what is wanted it can say."""
        return self.probability * f_score(self.says, self.wants)


@dataclass(frozen=True, slots=True)
class Merged:
    """Which candidates to tell, as indices, and how like the wanted answer they are expected to be, 0 to 1."""

    told: tuple[int, ...]
    expected: float


def merged(candidates: Sequence[Candidate], first: int, beside: Beside) -> Merged:
    """The candidate `first` and those beside it that make the draft more like the wanted answer, as is to be expected.

    `beside` tells whether the second may be told beside the first. Minimum Bayes risk (Kumar and Byrne 2004): each
    candidate is the wanted answer with its probability; likeness is the F-score of words.
    """
    best = Merged((first,), _expected(candidates, (first,)))
    least = _AS_PROBABLE * candidates[first].probability
    others = {at for at, one in enumerate(candidates) if at != first and one.probability >= least and beside(first, at)}
    while others and len(best.told) < _MOST_SOURCES:
        tried = [Merged((*best.told, at), _expected(candidates, (*best.told, at))) for at in sorted(others)]
        better = max(tried, key=lambda one: one.expected)
        if better.expected <= best.expected:
            break
        best, others = better, others - set(better.told)
    return best


def _expected(candidates: Sequence[Candidate], told: Sequence[int]) -> float:
    words = Counter[str]()
    for at in told:
        words |= candidates[at].says  # what two documents say is told once
    return sum(one.probability * f_score(words, one.wants) for one in candidates)


def f_score(told: Counter[str], wanted: Counter[str]) -> float:
    """How like the wanted words those are that are told, 0 to 1."""
    sizes = _BETA_SQUARED * wanted.total() + told.total()
    return (1 + _BETA_SQUARED) * (told & wanted).total() / sizes if sizes else 0.0
