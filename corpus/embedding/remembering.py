"""Remembers the vectors of what was embedded lately: people ask the same things, and the same sentences answer."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray

from corpus.embedding.embedder import Embedder
from corpus.embedding.reading import Reading, Words

# With 384 dimensions and sentences of 150 Russian letters, 30 MB when full. A draft compares 48 sentences with its
# question. A question of ten words takes 17 kB.
_PASSAGES = 12_000
_QUESTIONS = 2_000

Vector = NDArray[np.float32]


class Remembering:
    """An embedder that embeds a text once as long as it is asked for it now and then; vectors are read-only."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.fingerprint, self.name = embedder.fingerprint, embedder.name
        self.dimensions, self.limit = embedder.dimensions, embedder.limit
        self._questions: LRUCache[str, Reading] = LRUCache(_QUESTIONS)
        self._passages: LRUCache[str, Vector] = LRUCache(_PASSAGES)
        self._lock = Lock()

    def embed_question(self, text: str) -> Vector:
        """The unit vector of a question, (dimensions,)."""
        return self.read_question(text).vector

    def read_question(self, text: str) -> Reading:
        """A question's vector and its words."""
        with self._lock:
            known = self._questions.get(text)
        if known is None:
            read = self._embedder.read_question(text)
            known = Reading(_fixed(read.vector), Words(read.words.forms, _fixed(read.words.rows)))
            with self._lock:
                self._questions[text] = known
        return known

    def read_passages(self, texts: Sequence[str]) -> list[Reading]:
        """The vectors and words of passages, each time anew: documents are read once."""
        return self._embedder.read_passages(texts)

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        """The unit vectors of passages, one row each, (n, dimensions)."""
        with self._lock:
            known = {text: row for text in texts if (row := self._passages.get(text)) is not None}
        if missing := [text for text in dict.fromkeys(texts) if text not in known]:
            made = dict(zip(missing, map(_fixed, self._embedder.embed_passages(missing)), strict=True))
            known |= made
            with self._lock:
                self._passages.update(made)
        return np.stack([known[text] for text in texts]) if texts else np.empty((0, self.dimensions), np.float32)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where each token of the text stands in it, in characters."""
        return self._embedder.spans(text)


def _fixed(vector: Vector) -> Vector:
    """A copy of its own, as a row would keep the whole batch in memory, that nobody can change."""
    copy = vector.copy()
    copy.setflags(write=False)
    return copy
