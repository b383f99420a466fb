"""Questions as numbers to learn from: what the search as it ships finds for each, and which of it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.learning.pairs import Asked
from assistant.ranking.candidates import Candidates
from assistant.ranking.signals import Signals, Weights
from assistant.retrieve import Retriever
from corpus.index.plane import Plane

Floats = NDArray[np.float32]

# So many of the first documents of a question are learned from; who stands deeper is no rival.
_DEPTH = 48


@dataclass(frozen=True, slots=True)
class Example:
    """One question (dimensions,) and the first documents found for it (n).

    `matrix` (n, signals) are their signals, `chunks` and `titles` (n,) the rows in `Examples.vectors` of what speaks
    for them; `above` (n,) is how much nearer the title is than the chunk, in the unit of the signals, and `right` (n,)
    says which of them answer.
    """

    question: Floats
    matrix: Floats
    chunks: NDArray[np.int64]
    titles: NDArray[np.int64]
    above: Floats
    right: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Examples:
    """Questions to learn from over the vectors (rows, dimensions) they need; `asked` has the place of each."""

    vectors: Floats
    all: tuple[Example, ...]
    asked: tuple[int, ...]

    def some(self, places: Sequence[int]) -> Examples:
        """Those at these places."""
        return Examples(self.vectors, tuple(self.all[at] for at in places), tuple(self.asked[at] for at in places))


def examples(asked: Sequence[Asked], retriever: Retriever) -> Examples:
    """An example for each question of which something that answers was among what was found."""
    planes = retriever.planes()
    offsets = np.cumsum([0, *(len(plane.vectors) for plane in planes)])
    seen = [_example(each, retriever, offsets) for each in asked]
    places = tuple(at for at, one in enumerate(seen) if one)
    return _with_vectors([one for one in seen if one], places, planes)


def _with_vectors(seen: Sequence[Example], places: tuple[int, ...], planes: Sequence[Plane]) -> Examples:
    """The examples with the vectors that any of them needs, and no others: a library may be large."""
    rows = np.unique(np.concatenate([np.empty(0, np.int64), *(np.append(one.chunks, one.titles) for one in seen)]))
    vectors, first = [np.empty((0, len(seen[0].question) if seen else 0), np.float32)], 0
    for plane in planes:
        here = rows[(rows >= first) & (rows < first + len(plane.vectors))] - first
        vectors.append(plane.vectors[here].astype(np.float32).reshape(len(here), vectors[0].shape[1]))
        first += len(plane.vectors)
    found = (
        replace(one, chunks=np.searchsorted(rows, one.chunks), titles=np.searchsorted(rows, one.titles)) for one in seen
    )
    return Examples(np.concatenate(vectors), tuple(found), places)


def _example(asked: Asked, retriever: Retriever, offsets: NDArray[np.int64]) -> Example | None:
    vectors, found, signals = retriever.examined(asked.question)
    if not len(signals.best):
        return None
    order = np.argsort(-(signals.matrix @ Weights().as_row()), kind="stable")
    ids = [found[plane].plane.books[found[plane].books[at]].id for plane, at in signals.best.tolist()]
    answers = np.array([id_ in asked.documents for id_ in ids])
    if not answers.any():
        return None
    first = np.union1d(order[:_DEPTH], np.flatnonzero(answers))
    places = signals.best[first].tolist()
    spread = _spread(found, signals)
    return Example(
        question=vectors.moved,
        matrix=signals.matrix[first],
        chunks=np.array([offsets[plane] + found[plane].rows[at] for plane, at in places]),
        titles=np.array([offsets[plane] + _title(found[plane], at) for plane, at in places]),
        above=np.array([found[p].title_alike[at] - found[p].alike[at] for p, at in places], np.float32) / spread,
        right=answers[first],
    )


def _title(found: Candidates, at: int) -> int:
    return int(found.plane.titles(found.rows[at : at + 1])[0])


def _spread(found: Sequence[Candidates], signals: Signals) -> float:
    """The unit of the dense signal."""
    alike = np.array([found[plane].alike[at] for plane, at in signals.best.tolist()])
    spread = float(alike.std())
    return spread if spread > 0 else 1.0
