"""All vectors in memory: exact scores for what was found, and the exact search while Chroma is checked or rebuilt."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.database.library.changes import START, Change, ChangeLog, Entry
from corpus.index.legs import fill
from corpus.index.plane import Plane, Rows
from corpus.memory import give_back
from corpus.nouns import Audience


class ExactVectors:
    """A matrix per plane, recall 1: 100,000 chunks of 384 dimensions take 77 MB."""

    def __init__(self, dimensions: int) -> None:
        self._position = START
        self._planes = dict.fromkeys(Audience, Plane.empty(dimensions))
        self._waiting: dict[Audience, list[Rows]] = {audience: [] for audience in Audience}

    @classmethod
    def load(cls, log: ChangeLog, fingerprint: str, dimensions: int) -> ExactVectors:
        """Reads all vectors of one model from the database."""
        vectors = cls(dimensions)
        fill(vectors, log, fingerprint)
        give_back()
        return vectors

    @property
    def position(self) -> Change:
        """The last change taken in."""
        return self._position

    def replace(self, document_ids: Sequence[str], entries: Sequence[Entry], position: Change) -> None:
        """Drops all chunks of these documents, takes in the entries, and is then at this position."""
        for audience, waiting in self._waiting.items():
            if mine := [entry for entry in entries if entry.audience is audience]:
                waiting.append(Rows.of(mine))
        if position == START:  # a fill goes on: each append would copy the matrix, so they wait for its end
            return
        for audience, plane in self._planes.items():
            added = self._waiting[audience]
            if added or any(document_id in plane.book_of for document_id in document_ids):
                self._planes[audience] = plane.changed(document_ids, added)
            self._waiting[audience] = []
        self._position = position

    def plane(self, audience: Audience) -> Plane:
        """The plane as it is at this moment."""
        return self._planes[audience]

    def count(self, audience: Audience) -> int:
        """How many chunks the plane holds."""
        return self._planes[audience].count

    def nearest(self, audience: Audience, vector: NDArray[np.float32], limit: int) -> dict[str, float]:
        """The nearest chunks: chunk id → cosine, best first."""
        plane = self._planes[audience]
        rows = plane.nearest(vector, limit)
        return dict(zip([plane.ids[row] for row in rows], (plane.vectors[rows] @ vector).tolist(), strict=True))

    def close(self) -> None:
        """Nothing is held open."""
