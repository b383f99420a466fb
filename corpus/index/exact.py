"""The exact dense leg: every stored vector compared, recall 1; what answers while Chroma is checked or rebuilt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.database.changes import START, Change, ChangeLog, Entry
from corpus.index.legs import fill
from corpus.nouns import Audience


@dataclass(frozen=True, slots=True)
class _Plane:
    """One plane at one moment; replaced whole, so that a question never sees half a change."""

    ids: tuple[str, ...]
    documents: NDArray[np.str_]
    rows: NDArray[np.float32]


class ExactVectors:
    """All vectors in memory, a matrix per plane: 100,000 chunks of 384 dimensions take 154 MB."""

    def __init__(self, dimensions: int) -> None:
        self._dimensions = dimensions
        self._position = START
        empty = _Plane((), np.empty(0, "U32"), np.empty((0, dimensions), np.float32))
        self._planes = dict.fromkeys(Audience, empty)
        self._waiting: list[Entry] = []

    @classmethod
    def load(cls, log: ChangeLog, fingerprint: str, dimensions: int) -> ExactVectors:
        """Reads all vectors of one model from the database."""
        vectors = cls(dimensions)
        fill(vectors, log, fingerprint)
        return vectors

    @property
    def position(self) -> Change:
        """The last change taken in."""
        return self._position

    def replace(self, document_ids: Sequence[str], entries: Sequence[Entry], position: Change) -> None:
        """Drops all chunks of these documents, takes in the entries, and is then at this position."""
        self._waiting += entries
        if position == START:  # a fill goes on: each append would copy the matrix, so they wait for its end
            return
        for audience in Audience:
            self._planes[audience] = self._changed(audience, set(document_ids))
        self._waiting = []
        self._position = position

    def count(self, audience: Audience) -> int:
        """How many chunks the plane holds."""
        return len(self._planes[audience].ids)

    def nearest(self, audience: Audience, vector: NDArray[np.float32], limit: int) -> dict[str, float]:
        """The nearest chunks: chunk id → cosine, best first."""
        plane = self._planes[audience]
        scores = plane.rows @ vector
        best = np.argpartition(-scores, limit)[:limit] if limit < len(scores) else np.arange(len(scores))
        best = best[np.argsort(-scores[best], kind="stable")]
        return {plane.ids[place]: float(scores[place]) for place in best}

    def close(self) -> None:
        """Nothing is held open."""

    def _changed(self, audience: Audience, gone: set[str]) -> _Plane:
        plane = self._planes[audience]
        keep = ~np.isin(plane.documents, list(gone)) if gone else np.ones(len(plane.ids), bool)
        added = [entry for entry in self._waiting if entry.audience is audience]
        rows = np.frombuffer(b"".join(entry.vector for entry in added), "<f4").reshape(-1, self._dimensions)
        return _Plane(
            (
                *(id_ for id_, kept in zip(plane.ids, keep, strict=True) if kept),
                *(entry.chunk_id for entry in added),
            ),
            np.concatenate([plane.documents[keep], np.array([entry.document_id for entry in added], "U32")]),
            np.concatenate([plane.rows[keep], rows]),
        )
