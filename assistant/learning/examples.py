"""Questions as numbers to learn from: what the search as it ships finds for each, and which of it answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.learning.pairs import Asked
from assistant.ranking.candidates import Candidates
from assistant.ranking.probe import Probe
from assistant.ranking.signals import Signals, Weights
from assistant.retrieve import Retriever
from corpus.embedding.preference import BETWEEN, WITHIN

Floats = NDArray[np.float32]

# So many of the first documents of a question are learned from; who stands deeper is no rival.
_DEPTH = 64


@dataclass(frozen=True, slots=True)
class Example:
    """One question (dimensions,) and the first documents found for it (n).

    `matrix` (n, signals) are their signals, `chunks` and `titles` (n, dimensions) the vectors of what speaks for them,
    `gain` (n,) how much the dense signal grows with the cosine, `above` (n,) how much nearer the title is than the
    chunk, in the unit of the signals; `right` (n,) says which of them answer.
    """

    question: Floats
    matrix: Floats
    chunks: Floats
    titles: Floats
    gain: Floats
    above: Floats
    right: NDArray[np.bool_]


def examples(asked: Sequence[Asked], retriever: Retriever) -> Iterator[Example | None]:
    """An example for each question; None where nothing that answers was among what was found."""
    for each in asked:
        probe, found, signals = retriever.examined(each.question)
        example = _example(probe, found, signals, each.documents) if found else None
        yield example if example and example.right.any() else None


def _example(probe: Probe, found: Sequence[Candidates], signals: Signals, right: frozenset[str]) -> Example:
    order = np.argsort(-(signals.matrix @ Weights().as_row()), kind="stable")
    ids = [found[plane].plane.books[found[plane].books[at]].id for plane, at in signals.best.tolist()]
    answers = np.array([id_ in right for id_ in ids])
    first = np.union1d(order[:_DEPTH], np.flatnonzero(answers))
    places = signals.best[first].tolist()
    spread = _spread(found, signals)
    chunks = np.array([found[plane].plane.vectors[found[plane].rows[at]] for plane, at in places])
    return Example(
        question=probe.vector,
        matrix=signals.matrix[first],
        chunks=chunks,
        titles=np.array([_title_vector(found[plane], at) for plane, at in places]),
        gain=np.array([_gain(probe, found[plane], at) for plane, at in places], np.float32) / spread,
        above=np.array([found[p].title_alike[at] - found[p].alike[at] for p, at in places], np.float32) / spread,
        right=answers[first],
    )


def _title_vector(found: Candidates, at: int) -> Floats:
    vector: Floats = found.plane.vectors[found.plane.titles(found.rows[at : at + 1])[0]]
    return vector


def _gain(probe: Probe, found: Candidates, at: int) -> float:
    same = 1 - abs(probe.cyrillic - float(found.plane.cyrillic[found.rows[at]]))
    return same / WITHIN[1] + (1 - same) / BETWEEN[1]


def _spread(found: Sequence[Candidates], signals: Signals) -> float:
    """The unit of the dense signal, read off two documents."""
    alike = np.array([found[plane].alike[at] for plane, at in signals.best.tolist()])
    spread = float(alike.std())
    return spread if spread > 0 else 1.0
