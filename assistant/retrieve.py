"""Finds passages: what the question may mean, both legs, signals, ranking, and a last look into the database."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from threading import BoundedSemaphore
from time import perf_counter
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.drafting.abstain import answerable
from assistant.drafting.words import Words
from assistant.nouns import Found, Passage
from assistant.ranking.candidates import Candidates, Gathering
from assistant.ranking.close import Asked as CloselyAsked
from assistant.ranking.close import closer
from assistant.ranking.fold import folded
from assistant.ranking.lessons import Learned
from assistant.ranking.probe import Probe, Vectors, embedded, probe
from assistant.ranking.showing import Shown, passage, scores, standing_for
from assistant.ranking.signals import NAMES, Signals, Weights, signals
from assistant.understanding.lexicon import Lexicon, Understood
from corpus.database.library.shelf import Shelf
from corpus.embedding.reranker import Reranker
from corpus.errors import IndexBroken
from corpus.index.opening import MODEL, WORDS, Dense
from corpus.index.plane import Numbers, Plane
from corpus.index.tokens import Tokenizer
from corpus.index.words import WordIndex
from corpus.nouns import Filters, Kind, RedactedText

# Copies fall away, so more are read than shown.
_SPARE = 3
# How far, in likeness, a reading must outdo the question as typed for each tenth that it makes less sense.
_SENSE = 3.0
# More questions at once than cores only wait for each other midway: at 50 searches a second over HTTP on two cores p95
# was 2,479 ms without a limit, 225 with three at once, 104 with two.
_AT_ONCE = max(2, os.cpu_count() or 1)
# So many passages a cross-encoder reads.
_RERANKED = 20
# Whether there is an answer is seen from the first few passages.
_JUDGED = 8
_VERSION, _CODES, _CLOSE = (NAMES.index(name) for name in ("version", "codes", "close"))


# How many documents, and how many resolved cases besides; None puts no difference between them.
_Limits = tuple[int, int | None]


class Legs(Protocol):
    """What a search reads: the index of the owner, or one command's glance at it."""

    dense: Dense
    words: WordIndex | None
    tokenizer: Tokenizer

    def failed(self, leg: str, error: IndexBroken) -> None:
        """A leg failed while it answered."""
        ...


@dataclass(frozen=True, slots=True)
class _Look:
    """What one reading of the question found."""

    understood: Understood
    probe: Probe
    vectors: Vectors
    found: list[Candidates]
    signals: Signals
    totals: NDArray[np.float32]
    weights: Weights
    degraded: list[str] = field(default_factory=list)

    def cases(self) -> NDArray[np.bool_]:
        """Which of the documents found are resolved cases, in the order of the signals."""
        books = [self.found[plane].plane.books[self.found[plane].books[at]] for plane, at in self.signals.best]
        return np.array([book.facets.kind is Kind.CASE for book in books], bool)

    @property
    def strength(self) -> float:
        """How well it fits what was found: comparable between readings of one question."""
        nearest = max((float(each.alike.max(initial=0.0)) for each in self.found), default=0.0)
        return nearest + _SENSE * self.understood.plausibility


@dataclass(frozen=True, slots=True)
class _Begun:
    """A text that is being looked up: `meant` will be its vectors and the nearest rows of each plane."""

    probe: Probe
    legs: list[Gathering]
    meant: Future[tuple[Vectors, list[Numbers]]]
    degraded: list[str]


class Retriever:
    """Finds passages among the documents of one shelf and nowhere else."""

    def __init__(
        self,
        legs: Legs,
        shelf: Shelf,
        lexicon: Lexicon,
        learned: Callable[[], Learned],
        reranker: Reranker | None = None,
    ) -> None:
        self._legs, self._shelf, self._reranker = legs, shelf, reranker
        self._lexicon, self._learned = lexicon, learned
        self._content = Words(legs.tokenizer)
        self._turns = BoundedSemaphore(_AT_ONCE)
        self._aside = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="nearest")

    def find(
        self,
        question: RedactedText,
        filters: Filters = Filters(),  # noqa: B008 (frozen)
        limit: int = 10,
        *,
        as_typed: bool = False,
        cases: int | None = None,
    ) -> Found:
        """The best passage of each of the best `limit` documents, best first; nothing for a question without words.

        With `cases`, so many resolved cases at most stand among them, and besides them `limit` other documents: cases
        are titled by questions, and where there are many of them nothing else would be found.

        Unless `as_typed`, a question in the wrong keyboard layout, in Latin letters or with typos is read as what it
        seems to mean where that finds more; `Found.read_as` says so.
        """
        began = perf_counter()
        with self._turns:
            found = self._found(question, filters, (limit, cases), as_typed=as_typed)
        return replace(found, milliseconds=1000 * (perf_counter() - began))

    def taught(self, learned: Learned) -> Retriever:
        """The same search with something else learned, or nothing."""
        return Retriever(self._legs, self._shelf, self._lexicon, lambda: learned, self._reranker)

    def planes(self) -> list[Plane]:
        """What is searched, in the order in which candidates name it."""
        return [self._legs.dense.exact.plane(audience) for audience in sorted(self._shelf.audiences)]

    def examined(self, question: RedactedText) -> tuple[Vectors, list[Candidates], Signals]:
        """What is known of a question before it is ranked: for learning from it."""
        look = self._closer(*self._looks(question, Filters(), as_typed=True))
        return look.vectors, look.found, look.signals

    def _found(self, question: RedactedText, filters: Filters, limits: _Limits, *, as_typed: bool) -> Found:
        looks = self._looks(question, filters, as_typed=as_typed)
        likeliest = max(looks, key=lambda look: look.strength)
        best = self._closer(likeliest)
        passages = self._passages(best, *limits)
        read_as = best.understood if likeliest is not looks[0] and passages else None
        blind = best.vectors.unknown
        judged = answerable(best.understood.text, passages[:_JUDGED], self._content, by_words=blind)
        return Found(
            question,
            passages,
            tuple(dict.fromkeys(leg for look in looks for leg in look.degraded)),
            read_as=read_as.text if read_as else None,
            answerable=judged.score,
            outcome=judged.outcome,
        )

    def _meanings(self, question: RedactedText) -> tuple[Understood, ...]:
        try:
            return self._lexicon.understood(question, self._legs.words, self._shelf.audiences)
        except IndexBroken as error:
            self._legs.failed(WORDS, error)
            return self._lexicon.understood(question, None, self._shelf.audiences)

    def _looks(self, question: RedactedText, filters: Filters, *, as_typed: bool) -> list[_Look]:
        """What each reading finds, the one as typed first.

        The model, Chroma and tantivy let other threads work while they do: what was typed is looked up at once, while
        it is worked out what else it may mean.
        """
        learned = self._learned()
        typed = self._begun(question, filters, learned)
        meanings = self._meanings(question)[: 1 if as_typed else None]
        begun = [typed, *(self._begun(each.text, filters, learned) for each in meanings[1:])]
        return [_finished(each, meaning, learned) for each, meaning in zip(begun, meanings, strict=True)]

    def _closer(self, look: _Look) -> _Look:
        """The same after the first documents were read word by word."""
        words, stored = look.vectors.words, self._legs.dense.embedder.fingerprint
        rarity = self._lexicon.rarity(words.forms, self._shelf.audiences)
        column = closer(
            CloselyAsked(words, rarity, look.probe.cyrillic),
            look.found,
            look.signals,
            look.totals,
            lambda ids: self._shelf.word_vectors(ids, stored),
        )
        matrix = look.signals.matrix.copy()
        matrix[:, _CLOSE] = column
        totals = look.totals + column * look.weights.close
        return replace(look, signals=replace(look.signals, matrix=matrix), totals=totals)

    def _begun(self, text: RedactedText, filters: Filters, learned: Learned) -> _Begun:
        dense, words = self._legs.dense, self._legs.words
        sought = probe(text, self._legs.tokenizer, self._lexicon.phrases(text))
        degraded = [] if words else [WORDS]

        def failed(leg: str, error: IndexBroken) -> None:
            self._legs.failed(leg, error)
            degraded.append(leg)

        planes = sorted(self._shelf.audiences) if sought.grams else ()
        legs = [Gathering(dense, words, plane, filters, failed) for plane in planes]

        def meant() -> tuple[Vectors, list[Numbers]]:
            vectors = embedded(sought.question, dense.embedder, learned.adapter)
            if vectors.unknown:
                degraded.append(MODEL)
            return vectors, [leg.near(sought.cyrillic, vectors.asked) for leg in legs]

        return _Begun(sought, legs, self._aside.submit(meant), degraded)

    def _passages(self, look: _Look, limit: int, cases: int | None = None) -> tuple[Passage, ...]:
        order = np.argsort(-look.totals, kind="stable")
        if cases is None:
            return self._first(look, order, limit)
        is_case = look.cases()[order]
        both = (*self._first(look, order[~is_case], limit), *self._first(look, order[is_case], cases))
        return tuple(sorted(both, key=lambda passage: -passage.scores.total))

    def _first(self, look: _Look, order: NDArray[np.int64], limit: int) -> tuple[Passage, ...]:
        """One passage for each of the best texts; where many are copies of one, more are read."""
        shown: list[Shown] = []
        groups: list[list[Shown]] = []
        wanted = max(limit, _RERANKED) if self._reranker else limit
        for start in range(0, len(order), wanted + _SPARE):
            shown += self._shown(look, order[start : start + wanted + _SPARE])
            groups = folded(shown, Shown.text, Shown.worth)
            if len(groups) >= wanted:
                break
        best = self._reranked(look, [standing_for(group) for group in groups[:wanted]])
        matched = self._legs.tokenizer.finder(look.probe.stems)
        return tuple(replace(passage, matched=matched(passage.text)) for passage in best[:limit])

    def _shown(self, look: _Look, documents: NDArray[np.int64]) -> list[Shown]:
        """What speaks for these documents, given as rows of the signals, as far as it may be shown now."""
        places = [(look.found[plane], at, row) for row in documents for plane, at in [look.signals.best[row]]]
        ids = [found.plane.ids[found.rows[at]] for found, at, _ in places]
        chunks = self._shelf.chunks(ids)  # a moment ago one could be withdrawn
        # Of OpenCart 2.1 and 2.3 both are for version 2, but only one has what was typed.
        fits = look.signals.matrix[:, _VERSION] + (look.signals.matrix[:, _CODES] > 0)
        return [
            Shown(passage(chunks[id_], scores(found, at, look.totals[row])), fits[row])
            for id_, (found, at, row) in zip(ids, places, strict=True)
            if id_ in chunks
        ]

    def _reranked(self, look: _Look, passages: list[Passage]) -> list[Passage]:
        """The first passages in the order of the cross-encoder, where there is one."""
        if self._reranker is None:
            return passages
        first, rest = passages[:_RERANKED], passages[_RERANKED:]
        read = [f"{each.document.content.title}\n{each.heading}\n{each.text}" for each in first]
        order = np.argsort(-self._reranker.scores(look.understood.text, read), kind="stable")
        return [*(first[at] for at in order.tolist()), *rest]


def _finished(begun: _Begun, understood: Understood, learned: Learned) -> _Look:
    worded = [leg.by_words(begun.probe) for leg in begun.legs]
    vectors, near = begun.meant.result()
    both = zip(begun.legs, near, worded, strict=True)
    found = [leg.candidates(begun.probe, vectors, rows, by_words) for leg, rows, by_words in both]
    seen = signals(begun.probe, found, learned.weights)
    totals = seen.matrix @ learned.weights.as_row()
    return _Look(understood, begun.probe, vectors, found, seen, totals, learned.weights, begun.degraded)
