"""Finds passages: both legs, exact missing scores, fusion, grouping by document, a last look into the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from time import perf_counter
from typing import Protocol

import numpy as np

from assistant.fuse import Signals, Weights, fuse
from assistant.nouns import Found, Passage, Scores
from corpus.database.shelf import Shelf, ShelvedChunk
from corpus.errors import IndexBroken
from corpus.index.opening import VECTORS, WORDS, Dense
from corpus.index.tokens import Tokenizer
from corpus.index.words import WordIndex
from corpus.nouns import Filters, RedactedText

# How many chunks each leg brings per plane; filters and grouping need a list deeper than what is shown.
_DEPTH = 100


class Legs(Protocol):
    """What a search reads: the index of the owner, or one command's glance at it."""

    dense: Dense
    words: WordIndex | None
    tokenizer: Tokenizer

    def failed(self, leg: str, error: IndexBroken) -> None:
        """A leg failed while it answered."""
        ...


class Retriever:
    """Finds passages among the documents of one shelf and nowhere else."""

    def __init__(self, legs: Legs, shelf: Shelf, weights: Weights = Weights()) -> None:  # noqa: B008 (frozen)
        self._legs = legs
        self._shelf = shelf
        self._weights = weights

    def find(self, question: RedactedText, filters: Filters = Filters(), limit: int = 10) -> Found:  # noqa: B008 (frozen)
        """The best passage of each of the best `limit` documents, best first; nothing for a question without words."""
        began = perf_counter()
        stems = self._legs.tokenizer.stems(question)
        if not stems:
            return Found(question, ())
        search = _Search(self._legs, self._shelf, question, stems)
        signals = search.signals()
        totals = fuse(list(signals.values()), self._weights)
        ranked = sorted(zip(signals, totals, strict=True), key=lambda pair: (-pair[1], pair[0]))
        shown = self._shelf.chunks([chunk_id for chunk_id, _ in ranked], filters)
        best = _best_of_documents(ranked, shown, limit)
        passages = tuple(
            self._passage(shown[chunk_id], signals[chunk_id], total, set(stems)) for chunk_id, total in best
        )
        return Found(question, passages, tuple(search.degraded), 1000 * (perf_counter() - began))

    def _passage(self, chunk: ShelvedChunk, signals: Signals, total: float, stems: set[str]) -> Passage:
        matched = tuple((t.start, t.end) for t in self._legs.tokenizer.tokens(chunk.text) if t.stem in stems)
        scores = Scores(float(total), signals.dense, signals.title, signals.words)
        return Passage(chunk.id, chunk.document, chunk.heading, chunk.text, scores, matched)


class _Search:
    """One question's way through both legs."""

    def __init__(self, legs: Legs, shelf: Shelf, question: RedactedText, stems: Sequence[str]) -> None:
        self._legs, self._shelf, self._stems = legs, shelf, stems
        self._dense = legs.dense
        self._vector = self._dense.embedder.embed_question(question)
        self.degraded: list[str] = []

    def signals(self) -> dict[str, Signals]:
        """Every candidate chunk with its exact scores."""
        near = self._from_each_plane(self._nearest, VECTORS)
        worded = self._from_each_plane(self._worded, WORDS)
        cosines = self._cosines({_document(chunk_id) for chunk_id in (*near, *worded)})
        found = [chunk_id for chunk_id in {**near, **worded} if not _is_title(chunk_id)]
        candidates = self._with_best_chunks(found, cosines)
        words = worded | self._missing_words([chunk_id for chunk_id in candidates if chunk_id not in worded])
        return {
            chunk_id: Signals(cosines[chunk_id], cosines.get(_title(chunk_id), 0.0), words.get(chunk_id, 0.0))
            for chunk_id in candidates
            if chunk_id in cosines
        }

    def _from_each_plane(self, leg: Callable[[], dict[str, float]], name: str) -> dict[str, float]:
        try:
            return leg()
        except IndexBroken as error:
            self._legs.failed(name, error)
            self.degraded.append(name)
            return {}

    def _nearest(self) -> dict[str, float]:
        planes = self._shelf.audiences
        return {k: v for plane in planes for k, v in self._dense.vectors.nearest(plane, self._vector, _DEPTH).items()}

    def _worded(self) -> dict[str, float]:
        if self._legs.words is None:
            self.degraded.append(WORDS)
            return {}
        words = self._legs.words
        return {k: v for plane in self._shelf.audiences for k, v in words.search(plane, self._stems, _DEPTH).items()}

    def _missing_words(self, chunk_ids: Sequence[str]) -> dict[str, float]:
        words = self._legs.words
        if words is None or WORDS in self.degraded:
            return {}
        planes = self._shelf.audiences
        return {k: v for plane in planes for k, v in words.scores(plane, self._stems, chunk_ids).items()}

    def _cosines(self, document_ids: set[str]) -> dict[str, float]:
        """Exact cosines of all chunks of the candidate documents, from the stored vectors."""
        stored = self._shelf.vectors(list(document_ids), self._dense.embedder.fingerprint)
        if not stored:
            return {}
        rows = np.frombuffer(b"".join(stored.values()), "<f4").reshape(len(stored), -1)
        return dict(zip(stored, (rows @ self._vector).tolist(), strict=True))

    def _with_best_chunks(self, found: Sequence[str], cosines: dict[str, float]) -> list[str]:
        """The chunks found, and for documents found by their title alone the chunk nearest to the question."""
        best: dict[str, str] = {}
        for chunk_id, cosine in cosines.items():
            known = best.get(_document(chunk_id))
            if not _is_title(chunk_id) and (known is None or cosine > cosines[known]):
                best[_document(chunk_id)] = chunk_id
        return list(dict.fromkeys((*found, *best.values())))


def _best_of_documents(
    ranked: Iterable[tuple[str, float]], shown: dict[str, ShelvedChunk], limit: int
) -> list[tuple[str, float]]:
    best: dict[str, tuple[str, float]] = {}
    for chunk_id, total in ranked:
        if chunk_id in shown:
            best.setdefault(_document(chunk_id), (chunk_id, float(total)))
        if len(best) == limit:
            break
    return list(best.values())


def _document(chunk_id: str) -> str:
    return chunk_id.split(":", 1)[0]


def _title(chunk_id: str) -> str:
    return chunk_id.rsplit(":", 1)[0] + ":0"


def _is_title(chunk_id: str) -> bool:
    return chunk_id.endswith(":0")
