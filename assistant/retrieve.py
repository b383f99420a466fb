"""Finds passages: both legs, exact missing scores, fusion, grouping by document, a last look into the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from time import perf_counter
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.fuse import Signals, Weights, fuse
from assistant.nouns import Found, Passage, Scores
from corpus.database.shelf import Candidate, Shelf, ShelvedChunk
from corpus.errors import IndexBroken
from corpus.index.opening import VECTORS, WORDS, Dense
from corpus.index.tokens import Tokenizer
from corpus.index.words import WordIndex
from corpus.nouns import Filters, RedactedText

# How many chunks each leg brings per plane; filters and grouping need a list deeper than what is shown.
_DEPTH = 200
# The beginning of a chunk tells its language.
_TELLING = 400


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
        levelled = search.levelled(signals, self._shelf.candidates(list(signals), filters))
        totals = fuse(list(levelled.values()), self._weights)
        ranked = sorted(zip(levelled, totals, strict=True), key=lambda pair: (-pair[1], pair[0]))
        best = _best_of_documents(ranked, limit)
        shown = self._shelf.chunks([chunk_id for chunk_id, _ in best])
        passages = tuple(
            self._passage(shown[chunk_id], signals[chunk_id], total, set(stems))
            for chunk_id, total in best
            if chunk_id in shown  # a moment ago it could be withdrawn
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
        self._question = question
        self._vector = self._dense.embedder.embed_question(question)
        self._rows: dict[str, NDArray[np.float32]] = {}
        self.degraded: list[str] = []

    def signals(self) -> dict[str, Signals]:
        """Every candidate chunk with its exact scores."""
        near = self._from_each_plane(self._nearest, VECTORS)
        worded = self._from_each_plane(self._worded, WORDS)
        found = [chunk_id for chunk_id in {**near, **worded} if not _is_title(chunk_id)]
        by_title = {_document(chunk_id) for chunk_id in near} - {_document(chunk_id) for chunk_id in found}
        cosines = self._cosines(found, by_title)
        candidates = [*found, *_nearest_chunks(by_title, cosines)]
        words = worded | self._missing_words([chunk_id for chunk_id in candidates if chunk_id not in worded])
        return {
            chunk_id: Signals(cosines[chunk_id], cosines.get(_title(chunk_id), 0.0), words.get(chunk_id, 0.0))
            for chunk_id in candidates
            if chunk_id in cosines
        }

    def levelled(self, signals: dict[str, Signals], shown: dict[str, Candidate]) -> dict[str, Signals]:
        """The signals of what may be shown, with the model's preference for the question's language taken out."""
        means = self._dense.means
        if means is None or not shown:
            return {chunk_id: signals[chunk_id] for chunk_id in shown}
        texts = {chunk_id: f"{chunk.title}\n{chunk.text[:_TELLING]}" for chunk_id, chunk in shown.items()}
        texts |= {_title(chunk_id): str(chunk.title) for chunk_id, chunk in shown.items()}
        known = [chunk_id for chunk_id in texts if chunk_id in self._rows]
        rows = np.array([self._rows[chunk_id] for chunk_id in known])
        cosines = means.cosines(self._question, self._vector, [texts[chunk_id] for chunk_id in known], rows)
        level = dict(zip(known, cosines.tolist(), strict=True))
        return {
            chunk_id: Signals(level[chunk_id], level.get(_title(chunk_id), 0.0), signals[chunk_id].words)
            for chunk_id in shown
        }

    def _from_each_plane(self, leg: Callable[[], dict[str, float]], name: str) -> dict[str, float]:
        try:
            return leg()
        except IndexBroken as error:
            self._legs.failed(name, error)
            self.degraded.append(name)
            return {}

    def _nearest(self) -> dict[str, float]:
        """The nearest chunks of each plane, and those nearest to the same question in the other language."""
        means, vectors = self._dense.means, [self._vector]
        if means:
            vectors.append(means.turned(self._question, self._vector))
        return {
            k: v
            for plane in self._shelf.audiences
            for vector in vectors
            for k, v in self._dense.vectors.nearest(plane, vector, _DEPTH).items()
        }

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

    def _cosines(self, found: Sequence[str], by_title: set[str]) -> dict[str, float]:
        """Exact cosines, from the stored vectors, of the chunks found, their titles, and whole documents by title."""
        wanted = {*found, *map(_title, found)}
        stored = self._shelf.vectors(wanted, by_title, self._dense.embedder.fingerprint)
        if not stored:
            return {}
        rows = np.frombuffer(b"".join(stored.values()), "<f4").reshape(len(stored), -1)
        self._rows = dict(zip(stored, rows, strict=True))
        return dict(zip(stored, (rows @ self._vector).tolist(), strict=True))


def _nearest_chunks(document_ids: set[str], cosines: dict[str, float]) -> list[str]:
    """The chunk nearest to the question of each document that was found by its title alone."""
    best: dict[str, str] = {}
    for chunk_id, cosine in cosines.items():
        document_id = _document(chunk_id)
        if document_id in document_ids and not _is_title(chunk_id):
            known = best.get(document_id)
            best[document_id] = chunk_id if known is None or cosine > cosines[known] else known
    return list(best.values())


def _best_of_documents(ranked: Iterable[tuple[str, float]], limit: int) -> list[tuple[str, float]]:
    best: dict[str, tuple[str, float]] = {}
    for chunk_id, total in ranked:
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
