"""Gathers what both legs find on one plane, and scores all of it exactly from memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.ranking.probe import Probe
from corpus.embedding.preference import plain_likeness
from corpus.errors import IndexBroken
from corpus.index.opening import VECTORS, WORDS, Dense
from corpus.index.plane import Numbers, Plane
from corpus.index.words import Asked, Scored, WordIndex, key
from corpus.nouns import Audience, Filters

Floats = NDArray[np.float32]
Failed = Callable[[str, IndexBroken], None]

# How many chunks each leg brings per plane; filters and grouping need a list deeper than what is shown.
_DEPTH = 200
# The words leg scores more than it brings: asking it for single chunks again costs ten times as much.
_SCORED = 1000
_NOTHING = Scored(np.empty(0, np.int64), np.empty(0, np.float32))


@dataclass(frozen=True, slots=True)
class Candidates:
    """The chunks found on one plane, in rows (n,) of it, with the scores of each and of its title.

    `alike` is on the scale of `LanguageMeans.likeness`, `cosine` is raw, `shift` is how much what was learned adds to
    the cosine; `words`, `grams` and `codes` are BM25 over
    stems, pieces of words and exact identifiers (0 when nothing is shared).
    """

    plane: Plane
    rows: Numbers
    alike: Floats
    title_alike: Floats
    shift: Floats
    title_shift: Floats
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
        self._filters, self._admitted = filters, self._plane.admitted(filters)

    def gather(self, probe: Probe, nearest: Callable[[], Numbers]) -> Candidates:
        """The candidates for a question; `nearest` has what `near` found, perhaps in another thread meanwhile."""
        worded = self._by_words(lambda words: words.search(self._audience, probe.words, _SCORED, self._filters))
        pieced = self._by_words(lambda words: words.alike(self._audience, probe.grams, _SCORED, self._filters))
        coded = self._coded(probe)
        found = [nearest(), worded.rows[:_DEPTH], pieced.rows[:_DEPTH], coded.rows]
        rows = self._bodies(np.concatenate(found))
        both = np.concatenate([rows, self._plane.titles(rows)])
        alike = self._alike(probe.cyrillic, probe.asked, both)
        cosine = self._plane.vectors[both] @ probe.asked
        shift = self._plane.vectors[both] @ (probe.vector - probe.asked)
        n = len(rows)
        return Candidates(
            self._plane, rows, alike[:n], alike[n:], shift[:n], shift[n:], cosine[:n], cosine[n:],
            words=worded.of(rows), grams=pieced.of(rows), codes=coded.of(rows),
        )  # fmt: skip

    def near(self, probe: Probe) -> Numbers:
        """The nearest rows, those in the other language included where there are such texts."""
        vector = probe.asked
        if self._dense.means and self._plane.has_other(probe.cyrillic):
            vector = self._dense.means.neutral(probe.cyrillic, vector)
        if self._filters != Filters():  # few of the nearest may be about what is asked for: all that are, are compared
            return self._plane.nearest(vector, _DEPTH, self._admitted)
        try:
            found = self._dense.vectors.nearest(self._audience, vector, _DEPTH)
        except IndexBroken as error:
            self._failed(VECTORS, error)
            return self._plane.nearest(vector, _DEPTH)
        return self._plane.rows(np.array([key(id_) for id_ in found], np.int64))

    def _coded(self, probe: Probe) -> _Worded:
        if not probe.identifiers:
            return _Worded(self._plane, _NOTHING)
        codes = Asked(probe.identifiers)
        return self._by_words(lambda words: words.search(self._audience, codes, _DEPTH, self._filters))

    def _by_words(self, ask: Callable[[WordIndex], Scored]) -> _Worded:
        if self._words is None:
            return _Worded(self._plane, _NOTHING)
        try:
            return _Worded(self._plane, ask(self._words))
        except IndexBroken as error:
            self._failed(WORDS, error)
            self._words = None
            return _Worded(self._plane, _NOTHING)

    def _bodies(self, rows: Numbers) -> Numbers:
        """What speaks for its document among these rows, and all chunks of a document found by its title alone."""
        rows = np.unique(rows[rows >= 0])
        rows = rows[self._admitted[rows]]
        bodies = rows[self._plane.speaking(rows)]
        by_title = np.setdiff1d(self._plane.book[rows], self._plane.book[bodies])
        books = (self._plane.books[book] for book in by_title.tolist())
        return np.concatenate([bodies, *(np.arange(book.start + 1, book.stop) for book in books)]).astype(np.int64)

    def _alike(self, asked: float, vector: Floats, rows: Numbers) -> Floats:
        vectors, means = self._plane.vectors[rows], self._dense.means
        if means is None:
            return plain_likeness(vector, vectors)
        return means.likeness(asked, vector, vectors, self._plane.cyrillic[rows])


class _Worded:
    """What the words leg found on a plane: rows (n,), -1 for those that answer no longer, and scores."""

    def __init__(self, plane: Plane, scored: Scored) -> None:
        self.rows = plane.rows(scored.keys)
        self._scores = scored.scores

    def of(self, rows: Numbers) -> Floats:
        """The score of each of these sorted or unsorted rows, (len(rows),).

        One that is not among the first 1,000 has about half of what the last of those has.
        """
        missing = float(self._scores[-1]) / 2 if len(self._scores) == _SCORED else 0.0
        if not len(self.rows):
            return np.zeros(len(rows), np.float32)
        order = np.argsort(self.rows)
        places = np.minimum(np.searchsorted(self.rows, rows, sorter=order), len(order) - 1)
        at = order[places]
        return np.where(self.rows[at] == rows, self._scores[at], np.float32(missing))
