"""What speaks for each document found: one row of named signals, scaled over what was found together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, fields
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assistant.ranking.candidates import Candidates
from assistant.ranking.identifiers import Version, skeletons, versions
from assistant.ranking.probe import Probe
from corpus.index.plane import Book

Floats = NDArray[np.float32]

_NOTHING = 1e-6
# How much the dense signal grows with what was learned adds to a cosine. The same for all questions: with a question's
# own spread in its place those whose candidates lie close together would teach most, MRR on held-out questions .716
# instead of .759.
LEARNED = 30.0
# The chunk with the exact identifier speaks for its document.
_EXACT = 3.0
# The same major version, or a number that may count something else: «2 раза».
_PERHAPS = 0.3


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each signal counts; learned from labelled questions (`podskazka learn`, `evals/learning.py`)."""

    # The nearest chunk, in standard deviations of the nearest chunks found.
    dense: float = 1.7
    # How much nearer the title is; a farther title takes nothing away («Возвраты» is near to nothing).
    title: float = 0.45
    # The same, nearer or farther: worth something only where titles are the questions of a FAQ, which is learned.
    titled: float = 0.0
    # BM25 over stems: the better of title and text.
    words: float = 0.7
    # BM25 over pieces of words.
    grams: float = 0.6
    # The share of exact identifiers.
    codes: float = 1.3
    # Whether the title is for a version named in the question (1), perhaps (0.3), or for another of that product (-1).
    version: float = 0.5
    # How near the passage is word by word (`assistant/ranking/close.py`).
    close: float = 1.0

    def as_row(self) -> Floats:
        """The weights in the order of the columns of `Signals.matrix`."""
        return np.array(astuple(self), np.float32)


NAMES = tuple(field.name for field in fields(Weights))


@dataclass(frozen=True, slots=True)
class Signals:
    """All documents found for one question: `matrix` (documents, signals); `best` (documents, 2) are the plane and the
    candidate that speaks for each, and `next` the one that would speak in its place, or the same.
    """

    matrix: Floats
    best: NDArray[np.int64]
    next: NDArray[np.int64]


def signals(probe: Probe, found: Sequence[Candidates], weights: Weights) -> Signals:
    """The signals of every document among the candidates of all planes."""
    columns = _Columns(found)
    if not columns.documents:
        nobody = np.empty((0, 2), np.int64)
        return Signals(np.empty((0, len(NAMES)), np.float32), nobody, nobody)
    asked = versions(probe.question)
    spread = _spread(columns.best("alike"))
    nearness = columns.all("alike") / spread + LEARNED * columns.all("shift")
    titles = columns.best("title_alike") / spread + LEARNED * columns.best("title_shift")
    alike = columns.largest(nearness)
    matrix = np.stack(
        [
            alike - alike.mean(),
            np.maximum(0, titles - alike),
            titles - alike,
            _level(columns.best("words")),
            _level(columns.best("grams")),
            _share(columns.best("codes")),
            columns.of_books(lambda book: _version(asked, book.title), wanted=bool(asked)),
            np.zeros(columns.documents),  # is seen by a closer look, once it is known which are the first
        ],
        axis=1,
    ).astype(np.float32)
    speaks = weights.dense * nearness + weights.words * _level(columns.all("words"))
    best, then = columns.first_two(speaks + _EXACT * _share(columns.all("codes")))
    return Signals(matrix, columns.places[best], columns.places[then])


class _Columns:
    """Scores of all candidates of all planes, and their maxima by document."""

    def __init__(self, found: Sequence[Candidates]) -> None:
        self._found = found
        planes = [
            np.stack([np.full(len(each.rows), at), np.arange(len(each.rows))], 1) for at, each in enumerate(found)
        ]
        self.places = np.concatenate(planes) if planes else np.empty((0, 2), np.int64)
        keys = np.concatenate([(at << 32) + each.books for at, each in enumerate(found)]) if planes else np.empty(0)
        self._order = np.argsort(keys, kind="stable")
        self._starts = np.flatnonzero(np.diff(keys[self._order], prepend=-1))
        self._group = np.cumsum(np.diff(keys[self._order], prepend=-1) != 0) - 1

    @property
    def documents(self) -> int:
        """How many documents there are."""
        return len(self._starts)

    def all(self, name: str) -> Floats:
        """One score of all candidates, (n,)."""
        return np.concatenate([getattr(each, name) for each in self._found])

    def best(self, name: str) -> Floats:
        """The largest of each document's scores, (documents,)."""
        return self.largest(self.all(name))

    def largest(self, column: Floats) -> Floats:
        """The largest value of each document, (documents,)."""
        largest: Floats = np.maximum.reduceat(column[self._order], self._starts)
        return largest

    def first_two(self, column: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The candidates with the two largest values of each document, (documents,) each; one alone is both."""
        within = np.lexsort((-column[self._order], self._group))
        lengths = np.diff(self._starts, append=len(within))
        return self._order[within[self._starts]], self._order[within[self._starts + (lengths > 1)]]

    def of_books(self, value: Callable[[Book], float], *, wanted: bool) -> Floats:
        """A value of each document, (documents,); zeros when it is not wanted."""
        if not wanted:
            return np.zeros(self.documents, np.float32)
        return np.array([value(self._book(*place)) for place in self._firsts().tolist()], np.float32)

    def _firsts(self) -> NDArray[np.int64]:
        return self.places[self._order[self._starts]]

    def _book(self, plane: int, at: int) -> Book:
        each = self._found[plane]
        return each.plane.books[int(each.plane.book[each.rows[at]])]


def _spread(scores: Floats) -> float:
    return float(scores.std()) if scores.std() > _NOTHING else 1.0


def _level(scores: Floats) -> Floats:
    """Mean 0, in standard deviations."""
    level: Floats = (scores - scores.mean()) / _spread(scores)
    return level


def _share(scores: Floats) -> Floats:
    """As a share of the largest; 0 when there is none."""
    largest = float(scores.max(initial=0.0))
    return scores / largest if largest > 0 else scores


def _version(asked: Sequence[Version], title: str) -> float:
    numbers, words = _title(title)
    fit = max((_fit(each, number, words) for each in asked for number in numbers), default=0.0)
    if numbers and not fit and any(each.is_of(words) for each in asked):
        return -1.0
    return fit


def _fit(asked: Version, number: str, words: frozenset[str]) -> float:
    if asked.fits(number) and ("." in asked.number or asked.is_of(words)):
        return 1.0
    return _PERHAPS if asked.number.split(".")[0] == number.split(".", maxsplit=1)[0] else 0.0


@lru_cache(16384)  # titles are asked for again and again, and the numbers of most are none
def _title(title: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """The versions in a title, and the skeletons of its words where there are any."""
    named = tuple(each.number for each in versions(title))
    return named, skeletons(title) if named else frozenset()
