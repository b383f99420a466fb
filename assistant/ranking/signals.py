"""What speaks for each document found: one row of named signals, scaled over what was found together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields

import numpy as np
from numpy.typing import NDArray

from assistant.ranking.candidates import Candidates
from assistant.ranking.identifiers import numbers
from assistant.ranking.probe import Probe
from corpus.index.plane import Book

Floats = NDArray[np.float32]

_NOTHING = 1e-6
# What a reader of Russian or English can make use of.
_READABLE = frozenset({"ru", "en"})


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each signal counts; learned from labelled questions (`podskazka learn`, `evals/learning.py`)."""

    # The nearest chunk, in standard deviations of the nearest chunks found.
    dense: float = 1.5
    # How much less near the document's second chunk is.
    second: float = 0.2
    # How much nearer the title is; a farther title takes nothing away («Возвраты» is near to nothing).
    title: float = 0.45
    # BM25 over stems: the better of title and text.
    words: float = 0.6
    # BM25 over pieces of words.
    grams: float = 0.6
    # The share of exact identifiers.
    codes: float = 1.3
    # Whether a version named in the question stands in the title (1), or another one does (-1).
    version: float = 0.5
    # A language that who asks in Russian or English may not read.
    foreign: float = -0.6
    # The logarithm of how often the document was cited in replies that were sent.
    cited: float = 0.0

    def as_row(self) -> Floats:
        """The weights in the order of the columns of `Signals.matrix`."""
        return np.array(astuple(self), np.float32)


NAMES = tuple(field.name for field in fields(Weights))


@dataclass(frozen=True, slots=True)
class Signals:
    """All documents found for one question: `matrix` (documents, signals); `best` (documents, 2) are the plane and the
    candidate that speaks for each.
    """

    books: tuple[Book, ...]
    matrix: Floats
    best: NDArray[np.int64]


def signals(probe: Probe, found: Sequence[Candidates], cited: Mapping[str, int], weights: Weights) -> Signals:
    """The signals of every document among the candidates of all planes."""
    places = [(plane, at) for plane, each in enumerate(found) for at in range(len(each.rows))]
    if not places:
        return Signals((), np.empty((0, len(NAMES)), np.float32), np.empty((0, 2), np.int64))
    at = np.array(places)
    keys = np.concatenate([(plane << 32) + each.books for plane, each in enumerate(found)])
    _, first, group = np.unique(keys, return_index=True, return_inverse=True)
    books = tuple(_book(found, *places[one]) for one in first)
    columns = _Columns(found, group, len(books))
    alike, spread = columns.nearest, _spread(columns.nearest)
    matrix = np.stack(
        [
            (alike - alike.mean()) / spread,
            (columns.second - alike) / spread,
            np.maximum(0, columns.best("title_alike") - alike) / spread,
            _level(columns.best("words")),
            _level(columns.best("grams")),
            _share(columns.best("codes")),
            _versions(probe.numbers, books),
            np.array([book.facets.language not in _READABLE for book in books]),
            np.log1p([cited.get(book.id, 0) for book in books]),
        ],
        axis=1,
    ).astype(np.float32)
    speaks = weights.dense * columns.column("alike") / spread + weights.words * _level(columns.column("words"))
    return Signals(books, matrix, at[_argmax(speaks + 3 * _share(columns.column("codes")), group, len(books))])


class _Columns:
    """Scores of all candidates of all planes, and their maxima by document."""

    def __init__(self, found: Sequence[Candidates], group: NDArray[np.int64], documents: int) -> None:
        self._found, self._group, self._documents = found, group, documents
        self.nearest = self.best("alike")
        alike = self.column("alike").copy()
        alike[_argmax(alike, group, documents)] = -np.inf
        second = self._maxima(alike)
        self.second = np.where(np.isfinite(second), second, self.nearest)

    def column(self, name: str) -> Floats:
        """One score of all candidates, (n,)."""
        return np.concatenate([getattr(each, name) for each in self._found])

    def best(self, name: str) -> Floats:
        """The largest of a document's scores, (documents,)."""
        return self._maxima(self.column(name))

    def _maxima(self, column: Floats) -> Floats:
        best = np.full(self._documents, -np.inf, np.float32)
        np.maximum.at(best, self._group, column)
        return best


def _argmax(column: Floats, group: NDArray[np.int64], documents: int) -> NDArray[np.int64]:
    order = np.lexsort((-column, group))
    starts = np.searchsorted(group[order], np.arange(documents))
    return order[starts]


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


def _versions(asked: frozenset[str], books: Sequence[Book]) -> Floats:
    if not asked:
        return np.zeros(len(books), np.float32)
    return np.array([_version(asked, book.title) for book in books], np.float32)


def _version(asked: frozenset[str], title: str) -> float:
    named = numbers(title)
    if not asked or not named:
        return 0.0
    return 1.0 if asked & named else -1.0


def _book(found: Sequence[Candidates], plane: int, at: int) -> Book:
    each = found[plane]
    return each.plane.books[int(each.plane.book[each.rows[at]])]
