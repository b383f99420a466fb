"""Gathers what both legs find on one plane, and scores all of it exactly from memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.ranking.probe import Probe, Vectors
from corpus.embedding.preference import plain_likeness
from corpus.errors import IndexBroken
from corpus.index.opening import VECTORS, WORDS, Dense
from corpus.index.plane import Numbers, Plane
from corpus.index.words import Asked, Scored, WordIndex, key
from corpus.nouns import Audience, Filters

Floats = NDArray[np.float32]
Failed = Callable[[str, IndexBroken], None]

# How many chunks each leg brings per plane; filters and grouping need a list deeper than what is shown.
_DEPTH = 150
# The words leg scores more than it brings: asking it for single chunks again costs ten times as much.
_SCORED = 500
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


class _Worded:
    """What the words leg found on a plane: rows (n,), -1 for those that answer no longer, and scores."""

    def __init__(self, plane: Plane, scored: Scored) -> None:
        self.rows = plane.rows(scored.keys)
        self._scores = scored.scores

    def of(self, rows: Numbers) -> Floats:
        """The score of each of these sorted or unsorted rows, (len(rows),).

        One that is not among the first 500 has about half of what the last of those has.
        """
        missing = float(self._scores[-1]) / 2 if len(self._scores) == _SCORED else 0.0
        if not len(self.rows):
            return np.zeros(len(rows), np.float32)
        order = np.argsort(self.rows)
        places = np.minimum(np.searchsorted(self.rows, rows, sorter=order), len(order) - 1)
        at = order[places]
        return np.where(self.rows[at] == rows, self._scores[at], np.float32(missing))


@dataclass(frozen=True, slots=True)
class ByWords:
    """What the words leg found on one plane: by stems, by pieces of words, and by exact identifiers."""

    stems: _Worded
    grams: _Worded
    codes: _Worded

    def first(self) -> tuple[Numbers, ...]:
        """The rows deep enough for what is shown."""
        return self.stems.rows[:_DEPTH], self.grams.rows[:_DEPTH], self.codes.rows


class Gathering:
    """One question's way through both legs of one plane; a leg that fails is reported and done without."""

    def __init__(
        self, dense: Dense, words: WordIndex | None, audience: Audience, filters: Filters, failed: Failed
    ) -> None:
        self._dense, self._words, self._audience, self._failed = dense, words, audience, failed
        self._plane = dense.exact.plane(audience)
        self._filters, self._admitted = filters, self._plane.admitted(filters)

    def by_words(self, probe: Probe) -> ByWords:
        """What the words leg finds."""
        stems = self._asked(lambda words: words.search(self._audience, probe.words, _SCORED, self._filters))
        grams = self._asked(lambda words: words.alike(self._audience, probe.grams, _SCORED, self._filters))
        if not probe.identifiers:
            return ByWords(stems, grams, _Worded(self._plane, _NOTHING))
        asked = Asked(probe.identifiers)
        codes = self._asked(lambda words: words.search(self._audience, asked, _DEPTH, self._filters))
        return ByWords(stems, grams, codes)

    def candidates(self, probe: Probe, vectors: Vectors, near: Numbers, worded: ByWords) -> Candidates:
        """All that both legs found, each scored in every way."""
        rows = self._bodies(np.concatenate([near, *worded.first()]))
        both = np.concatenate([rows, self._plane.titles(rows)])
        stored, n = self._plane.vectors[both], len(rows)
        cosine = stored @ vectors.asked
        shift = stored @ (vectors.moved - vectors.asked)
        alike = self._alike(probe.cyrillic, vectors.asked, stored, both)
        return Candidates(
            self._plane, rows, alike[:n], alike[n:], shift[:n], shift[n:], cosine[:n], cosine[n:],
            words=worded.stems.of(rows), grams=worded.grams.of(rows), codes=worded.codes.of(rows),
        )  # fmt: skip

    def near(self, cyrillic: float, vector: Floats) -> Numbers:
        """The rows nearest to a question, those in the other language included where there are such texts."""
        if not vector.any():  # there is no model: nothing is near
            return np.empty(0, np.int64)
        if self._dense.means and self._plane.has_other(cyrillic):
            vector = self._dense.means.neutral(cyrillic, vector)
        if self._filters != Filters():  # few of the nearest may be about what is asked for: all that are, are compared
            return self._plane.nearest(vector, _DEPTH, self._admitted)
        try:
            found = self._dense.vectors.nearest(self._audience, vector, _DEPTH)
        except IndexBroken as error:
            self._failed(VECTORS, error)
            return self._plane.nearest(vector, _DEPTH)
        return self._plane.rows(np.array([key(id_) for id_ in found], np.int64))

    def _asked(self, ask: Callable[[WordIndex], Scored]) -> _Worded:
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

    def _alike(self, cyrillic: float, vector: Floats, stored: Floats, rows: Numbers) -> Floats:
        means = self._dense.means
        if not vector.any():
            return np.zeros(len(rows), np.float32)
        if means is None:
            return plain_likeness(vector, stored)
        return means.likeness(cyrillic, vector, stored, self._plane.cyrillic[rows])
