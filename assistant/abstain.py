"""Judges whether the passages found can answer a question at all; several signals, one calibrated score."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.nouns import Outcome, Passage
from assistant.words import Words
from corpus.nouns import RedactedText

# From this score on there is a draft.
ENOUGH = 0.5
FAMILIAR = 0.82
SHARED_AT_LEAST = 0.25
# How many passages the margin looks at.
_COMPARED = 8


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells an answerable question from another.

    `dense` and `title` are the best cosines; `shared` is the share (0 to 1) of the question's words that stand in
    the best document, those that few passages have counting more; `margin` is how far the best total is ahead of
    the rest; `agreed` is 1 when meaning and words put the same document first.
    """

    dense: float
    title: float
    shared: float
    margin: float
    agreed: float


@dataclass(frozen=True, slots=True)
class Answerable:
    """`score` is like a probability; `outcome` is ANSWERED, or why there should be no draft."""

    score: float
    outcome: Outcome
    signs: Signs


def answerable(question: RedactedText, passages: Sequence[Passage], words: Words) -> Answerable:
    """Whether these passages, best first, can answer the question."""
    signs = signs_of(question, passages, words)
    score = 1 / (1 + math.exp(-_weighed(signs))) if passages else 0.0
    if score >= ENOUGH:
        return Answerable(score, Outcome.ANSWERED, signs)
    foreign = signs.dense < FAMILIAR or signs.shared < SHARED_AT_LEAST
    return Answerable(score, Outcome.OUTSIDE if foreign else Outcome.NOTHING_FOUND, signs)


def _weighed(signs: Signs) -> float:
    return 60 * (signs.dense - 0.85) + 4 * (signs.shared - 0.5)


def signs_of(question: RedactedText, passages: Sequence[Passage], words: Words) -> Signs:
    """The signals alone."""
    if not passages:
        return Signs(0.0, 0.0, 0.0, 0.0, 0.0)
    totals = [passage.scores.total for passage in passages[:_COMPARED]]
    rest = totals[3:] or totals[-1:]
    by_meaning = max(passages, key=lambda passage: passage.scores.dense + passage.scores.title)
    by_words = max(passages, key=lambda passage: passage.scores.words)
    return Signs(
        dense=max(passage.scores.dense for passage in passages[:3]),
        title=max(passage.scores.title for passage in passages[:3]),
        shared=_shared(question, passages, words),
        margin=totals[0] - sum(rest) / len(rest),
        agreed=float(by_meaning is by_words),
    )


def _shared(question: RedactedText, passages: Sequence[Passage], words: Words) -> float:
    asked = set(words.stems(question))
    if not asked:
        return 0.0
    texts = [_all_words(passage, words) for passage in passages]
    spread = Counter(stem for text in texts for stem in asked & text)
    weights = {stem: 1.0 / (1 + spread[stem]) for stem in asked}
    best = max(sum(weights[stem] for stem in asked & text) for text in texts[:3])
    return best / sum(weights.values())


def _all_words(passage: Passage, words: Words) -> set[str]:
    content = passage.document.content
    return set(words.stems(f"{content.title}\n{' '.join(content.tags)}\n{content.text}"))
