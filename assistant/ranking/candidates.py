"""Gathers what both legs find on one plane, and scores all of it exactly from memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from assistant.ranking.probe import Probe
from corpus.embedding.preference import plain_likeness
from corpus.errors import IndexBroken
from corpus.index.opening import VECTORS, WORDS, Dense
from corpus.index.plane import Numbers, Plane
from corpus.index.words import Asked, WordIndex
from corpus.nouns import Audience, Filters

Floats = NDArray[np.float32]
Failed = Callable[[str, IndexBroken], None]

# How many chunks each leg brings per plane; filters and grouping need a list deeper than what is shown.
_DEPTH = 200
# The words leg scores more than it brings: asking it for single chunks again costs ten times as much.
_SCORED = 1000


@dataclass(frozen=True, slots=True)
class Candidates:
    """The chunks found on one plane, in rows (n,) of it, with the scores of each and of its title.

    `alike` is on the scale of `LanguageMeans.likeness`, `cosine` is raw; `words`, `grams` and `codes` are BM25 over
    stems, pieces of words and exact identifiers (0 when nothing is shared).
    """

    plane: Plane
    rows: Numbers
    alike: Floats
    title_alike: Floats
    cosine: Floats
    title_cosine: Floats
    words: Floats
    grams: Floats
    codes: Floats

    @property
    def books(self) -> Numbers:
        """The document of each chunk, (n,)."""
        return self.plane.book[self.rows]


class Gathering:
    """One question's way through both legs of one plane; a leg that fails is reported and done without."""

    def __init__(
        self, dense: Dense, words: WordIndex | None, audience: Audience, filters: Filters, failed: Failed
    ) -> None:
        self._dense, self._words, self._audience, self._failed = dense, words, audience, failed
        self._plane = dense.exact.plane(audience)
        self._admitted = self._plane.admitted(filters)
        self._narrowed = filters != Filters()

    def gather(self, probe: Probe) -> Candidates:
        """The candidates for a question."""
        worded = self._by_words(lambda words: words.search(self._audience, probe.words, _SCORED))
        pieced = self._by_words(lambda words: words.alike(self._audience, probe.grams, _SCORED))
        coded = self._coded(probe)
        near = self._near(probe)
        found = self._plane.rows(chain(islice(worded, _DEPTH), islice(pieced, _DEPTH), coded))
        rows = self._bodies(np.concatenate([near, found]))
        titles = self._plane.titles(rows)
        alike, cosine = self._alike(probe, np.concatenate([rows, titles]))
        ids = [self._plane.ids[row] for row in rows]
        n = len(rows)
        return Candidates(
            self._plane, rows, alike[:n], alike[n:], cosine[:n], cosine[n:],
            words=_column(ids, worded), grams=_column(ids, pieced), codes=_column(ids, coded),
        )  # fmt: skip

    def _coded(self, probe: Probe) -> dict[str, float]:
        if not probe.identifiers:
            return {}
        return self._by_words(lambda words: words.search(self._audience, Asked(probe.identifiers), _DEPTH))

    def _near(self, probe: Probe) -> Numbers:
        """The nearest rows, and those nearest to the same question in the other language where there are such texts."""
        vectors = [probe.vector]
        if self._dense.means and self._plane.has_other(probe.cyrillic):
            vectors.append(self._dense.means.turned(probe.cyrillic, probe.vector))
        if self._narrowed:  # few of the nearest may be about what is asked for: all that are, are compared
            return np.concatenate([self._plane.nearest(vector, _DEPTH, self._admitted) for vector in vectors])
        try:
            found = [self._dense.vectors.nearest(self._audience, vector, _DEPTH) for vector in vectors]
        except IndexBroken as error:
            self._failed(VECTORS, error)
            return np.concatenate([self._plane.nearest(vector, _DEPTH) for vector in vectors])
        return self._plane.rows(dict.fromkeys(id_ for each in found for id_ in each))

    def _by_words(self, ask: Callable[[WordIndex], dict[str, float]]) -> dict[str, float]:
        if self._words is None:
            return {}
        try:
            return ask(self._words)
        except IndexBroken as error:
            self._failed(WORDS, error)
            self._words = None
            return {}

    def _bodies(self, rows: Numbers) -> Numbers:
        """The chunks of texts among these rows, and for a document found by its title alone all of its chunks."""
        rows = np.unique(rows[self._admitted[rows]])
        bodies = rows[rows != self._plane.titles(rows)]
        known = set(self._plane.book[bodies].tolist())
        by_title = [self._plane.books[book] for book in self._plane.book[rows].tolist() if book not in known]
        whole = [np.arange(book.start + 1, book.stop) for book in dict.fromkeys(by_title)]
        return np.concatenate([bodies, *whole]).astype(np.int64)

    def _alike(self, probe: Probe, rows: Numbers) -> tuple[Floats, Floats]:
        vectors, means = self._plane.vectors[rows], self._dense.means
        cosine = vectors @ probe.vector
        if means is None:
            return plain_likeness(probe.vector, vectors), cosine
        return means.likeness(probe.cyrillic, probe.vector, vectors, self._plane.cyrillic[rows]), cosine


def _column(ids: Sequence[str], scores: dict[str, float]) -> Floats:
    """The score of each chunk; one that is not among the first 1,000 has about half of what the last of those has."""
    missing = list(scores.values())[-1] / 2 if len(scores) == _SCORED else 0.0
    return np.array([scores.get(id_, missing) for id_ in ids], np.float32)
