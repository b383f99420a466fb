"""Learns from the desk: trains on what agents cited, judges that on unseen questions, keeps it if it is better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.learning.examples import Examples, examples
from assistant.learning.pairs import Asked
from assistant.learning.training import Trained, reciprocal_ranks, trained
from assistant.ranking.signals import Weights
from assistant.retrieve import Retriever
from corpus.database.lessons import Lesson, Lessons

Floats = NDArray[np.float32]

# With fewer questions a fold of the judging would hold a handful.
FEWEST = 40
_FOLDS = 5
# The gain must be larger than so many of its standard errors: chance alone gives that once in twenty times.
_SURELY = 1.64


@dataclass(frozen=True, slots=True)
class Outcome:
    """What learning came to. `before` and `after` are MRR on questions that were not learned from."""

    questions: int
    usable: int
    before: float = 0.0
    after: float = 0.0
    kept: bool = False
    reason: str = ""


def learn(asked: Sequence[Asked], retriever: Retriever, lessons: Lessons, fingerprint: str) -> Outcome:
    """Trains an adapter and weights, keeps them when they win, and writes down what it did either way.

    `retriever` must search as it ships. When a lesson is in use, the new one is judged against what the old one's
    share of the questions, the oldest ones, would have taught.
    """
    usable = examples(asked, retriever)
    if len(usable.all) < FEWEST:
        reason = f"{len(usable.all)} questions with a known answer are too few to learn from; {FEWEST} are needed"
        return Outcome(len(asked), len(usable.all), reason=reason)
    old = lessons.active(fingerprint)
    since = old.made_at if old else None
    known_to_old = sum(asked[place].at <= since for place in usable.asked) if since else 0
    before, after = judged(usable, known_to_old)
    gain = after - before
    kept = bool(gain.mean() > _SURELY * gain.std() / len(gain) ** 0.5)
    known = trained(usable, Weights())
    figures = {"mrr_before": float(before.mean()), "mrr_after": float(after.mean())}
    lessons.keep(
        Lesson(fingerprint, len(usable.all), figures, kept, asdict(known.weights), known.adapter if kept else None)
    )
    reason = "" if kept else "it would not be better for questions that it has not seen; nothing was changed"
    return Outcome(len(asked), len(usable.all), figures["mrr_before"], figures["mrr_after"], kept, reason)


def judged(usable: Examples, known_to_old: int = 0) -> tuple[Floats, Floats]:
    """1 / rank of each question, (n,) each: by what is in use, and by what would be learned without its fold."""
    count = len(usable.all)
    before, after = np.zeros(count, np.float32), np.zeros(count, np.float32)
    fold = np.random.default_rng(0).permutation(count) % _FOLDS
    for number in range(_FOLDS):
        held, rest = np.flatnonzero(fold == number).tolist(), np.flatnonzero(fold != number).tolist()
        old = _taught(usable.some([at for at in rest if at < known_to_old])) if known_to_old else None
        before[held] = reciprocal_ranks(usable.some(held), old, Weights())
        after[held] = reciprocal_ranks(usable.some(held), _taught(usable.some(rest)), Weights())
    return before, after


def _taught(rest: Examples) -> Trained | None:
    return trained(rest, Weights()) if rest.all else None
