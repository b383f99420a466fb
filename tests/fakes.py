"""A fake for the one part that is slow to load: an embedder that knows letters, not meanings."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.embedding.reading import Reading, no_words

STEM = 5  # letters that mostly survive Russian and English endings


class FakeEmbedder:
    """Hashes stems and letter trigrams into 384 numbers: texts that share words are near, always the same way."""

    def __init__(self, fingerprint: str = "fake-1") -> None:
        self.fingerprint = fingerprint
        self.name = "fake"
        self.dimensions = 384
        self.limit = 512

    def embed_question(self, text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self.embed_passages([text])[0]
        return vector

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), self.dimensions), np.float32)
        rows[:, 0] = 1e-3  # a text without letters has a direction too
        for row, text in zip(rows, texts, strict=True):
            for feature, weight in _features(text):
                number = zlib.crc32(feature.encode())
                row[number % self.dimensions] += weight if number >> 31 else -weight
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return rows

    def read_question(self, text: str) -> Reading:
        return Reading(self.embed_question(text), no_words(self.dimensions))

    def read_passages(self, texts: Sequence[str]) -> list[Reading]:
        return [Reading(row, no_words(self.dimensions)) for row in self.embed_passages(texts)]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """A token is at most four letters, or one sign."""
        return [match.span() for match in re.finditer(r"\w{1,4}|[^\w\s]", text)]


def _features(text: str) -> Iterator[tuple[str, float]]:
    for word in re.findall(r"\w+", text.lower().replace("ё", "е")):
        yield word[:STEM], 1.0
        around = f"<{word}>"
        for start in range(len(around) - 2):
            yield around[start : start + 3], 0.3
