"""Judges what would be learned by the search that people use, on questions that were not learned from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.learning.examples import Examples
from assistant.learning.pairs import Asked
from assistant.learning.training import trained
from assistant.ranking.lessons import Learned
from assistant.ranking.signals import Weights
from assistant.retrieve import Retriever

Floats = NDArray[np.float32]

_FOLDS = 5
# So many questions tell a gain of .02 from chance; each more costs two searches, and a larger part one training less.
_MOST = 500
# Who looks further down has not found it.
_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Judged:
    """1 / rank of the answer to each question judged (n,), by what is in use and by what would be learned."""

    before: Floats
    after: Floats

    @property
    def gain(self) -> float:
        """How much larger the mean is after."""
        return float((self.after - self.before).mean())

    @property
    def error(self) -> float:
        """The standard error of the gain."""
        return float((self.after - self.before).std() / len(self.after) ** 0.5)


def parts(count: int, folds: int) -> list[list[int]]:
    """The places of `count` questions in `folds` random parts of one size, the same ones each time."""
    fold = np.random.default_rng(0).permutation(count) % folds
    return [np.flatnonzero(fold == number).tolist() for number in range(folds)]


def taught(retriever: Retriever, seen: Examples, places: Collection[int]) -> Retriever:
    """The search after it learned from the questions at these places of what was asked; as it ships after none."""
    known = frozenset(places)
    examples = seen.some([at for at, place in enumerate(seen.asked) if place in known])
    if not examples.all:
        return retriever.taught(Learned())
    lesson = trained(examples, Weights())
    return retriever.taught(Learned(lesson.weights, lesson.adapter))


def judged(asked: Sequence[Asked], seen: Examples, retriever: Retriever, known_to_old: int = 0) -> Judged:
    """What learning brings, by folds of which each is asked of a search that learned from the others.

    Of many questions 500 are judged. With `known_to_old`, what the first so many would have taught is what is in use.
    """
    before, after = [np.empty(0, np.float32)], [np.empty(0, np.float32)]
    for held in _held(len(asked)):
        rest = set(range(len(asked))).difference(held)
        some = [asked[place] for place in held]
        before.append(reciprocal_ranks(some, taught(retriever, seen, rest.intersection(range(known_to_old)))))
        after.append(reciprocal_ranks(some, taught(retriever, seen, rest)))
    return Judged(np.concatenate(before), np.concatenate(after))


def reciprocal_ranks(asked: Sequence[Asked], retriever: Retriever) -> Floats:
    """1 / rank of the first document shown that answers each question, (n,); 0 where none is."""
    return np.array([_reciprocal(each, retriever) for each in asked], np.float32)


def _held(count: int) -> list[list[int]]:
    """The parts to judge: as few as are needed to judge enough questions, as each costs a training."""
    folds = parts(count, max(_FOLDS, -(-count // _MOST)))
    return folds[: max(1, _MOST // len(folds[0]))]


def _reciprocal(asked: Asked, retriever: Retriever) -> float:
    shown = retriever.find(asked.question, limit=_SHOWN).passages
    return next((1 / at for at, one in enumerate(shown, start=1) if one.document.id in asked.documents), 0.0)
