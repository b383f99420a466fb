"""One plane of the index in memory, row by row: what ranking reads without asking the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Self

import numpy as np
from numpy.typing import NDArray

from corpus.database.library.changes import Entry
from corpus.embedding.preference import cyrillic_share
from corpus.index.unit_vectors import UnitVectors
from corpus.index.words import key
from corpus.nouns import Facets, Filters, RedactedText

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]

# The beginning of a chunk tells its language.
_TELLING = 400
# A text whose share of Cyrillic letters is as far from the question's is in another language.
_ANOTHER = 0.5
# Rows of documents that have gone are passed over; when they are more than this share, all is written anew.
_GONE = 0.25


@dataclass(frozen=True, slots=True)
class Book:
    """One document of a plane: its id, title and facets, and its rows, from the title's (`start`) to before `stop`."""

    id: str
    title: RedactedText
    facets: Facets
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Rows:
    """Chunks as they enter a plane: sorted by document, each document's title first. `cyrillic` are shares."""

    ids: tuple[str, ...]
    keys: Numbers
    books: tuple[Book, ...]
    vectors: UnitVectors
    cyrillic: Floats

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """What a plane keeps of these entries; their texts are let go of."""
        ordered = sorted(entries, key=lambda entry: (entry.document_id, entry.ordinal))
        books, at = [], 0
        for document_id, one in groupby(ordered, key=lambda entry: entry.document_id):
            rows = list(one)
            books.append(Book(document_id, rows[0].title, rows[0].facets, at, at := at + len(rows)))
        return cls(
            tuple(entry.chunk_id for entry in ordered),
            np.array([key(entry.chunk_id) for entry in ordered], np.int64),
            tuple(books),
            UnitVectors.of(np.frombuffer(b"".join(entry.vector for entry in ordered), "<f4").reshape(len(ordered), -1)),
            np.array([_share(entry) for entry in ordered], np.float32),
        )


@dataclass(frozen=True, slots=True)
class Plane:
    """The rows of one plane at one moment; never changed, so that a question never sees half a change.

    `vectors` (n, dimensions) have length one, `cyrillic` (n,) the share of Cyrillic letters, `book` (n,) the place
    of a row's document in `books`, `alive` (n,) whether it still answers. A document's first row is its title.
    `starts` is the first row of each document; `keys` are the sorted keys of the chunks, and `by_key` their rows.
    """

    vectors: UnitVectors
    cyrillic: Floats
    book: Numbers
    alive: NDArray[np.bool_]
    ids: tuple[str, ...] = ()
    books: tuple[Book, ...] = ()
    book_of: dict[str, int] = field(default_factory=dict)
    starts: Numbers = field(default_factory=lambda: np.empty(0, np.int64))
    keys: Numbers = field(default_factory=lambda: np.empty(0, np.int64))
    by_key: Numbers = field(default_factory=lambda: np.empty(0, np.int64))

    @classmethod
    def empty(cls, dimensions: int) -> Self:
        """A plane without rows."""
        none = np.empty(0, np.int64)
        return cls(
            UnitVectors.of(np.empty((0, dimensions), np.float32)), np.empty(0, np.float32), none, none.astype(bool)
        )

    @property
    def count(self) -> int:
        """How many rows answer."""
        return int(self.alive.sum())

    def changed(self, gone: Collection[str], added: Sequence[Rows]) -> Plane:
        """The plane without these documents and with these rows."""
        alive = self.alive.copy()
        for document_id in gone:
            if (at := self.book_of.get(document_id)) is not None:
                alive[self.books[at].start : self.books[at].stop] = False
        # A document that is published again has its old keys: those of rows that have gone are left out.
        living = alive[self.by_key]
        keys, by_key = self.keys[living], self.by_key[living]
        kept = replace(self, alive=alive, keys=keys, by_key=by_key)
        if alive.sum() < (1 - _GONE) * len(alive):
            kept = kept._packed()
        return kept._with(added)

    def has_other(self, cyrillic: float) -> bool:
        """Whether any row is mostly not of the language of a question with this share of Cyrillic letters."""
        lowest, highest = self.cyrillic.min(initial=cyrillic), self.cyrillic.max(initial=cyrillic)
        return bool(max(cyrillic - lowest, highest - cyrillic) > _ANOTHER)

    def rows(self, keys: Numbers) -> Numbers:
        """The row of each chunk with one of these keys; -1 for one that does not answer."""
        if not len(self.keys):
            return np.full(len(keys), -1)
        places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        rows = self.by_key[places]
        return np.where((self.keys[places] == keys) & self.alive[rows], rows, -1)

    def titles(self, rows: Numbers) -> Numbers:
        """The row of the title of each row's document."""
        return self.starts[self.book[rows]]

    def speaking(self, rows: Numbers) -> NDArray[np.bool_]:
        """Which of these rows speak for their document: all but titles, unless a title is all that there is."""
        following = np.append(self.book[1:], -1)[rows]
        speaking: NDArray[np.bool_] = (rows != self.titles(rows)) | (following != self.book[rows])
        return speaking

    def admitted(self, filters: Filters) -> NDArray[np.bool_]:
        """Which rows answer and are about what is asked for, (n,)."""
        if filters == Filters():
            return self.alive
        fit = np.array([filters.admit(book.facets) for book in self.books], bool)
        return self.alive & (fit[self.book] if len(fit) else False)

    def nearest(self, vector: Floats, limit: int, among: NDArray[np.bool_] | None = None) -> Numbers:
        """The rows nearest to a vector (dimensions,) by exact cosine, best first."""
        mask = self.alive if among is None else among
        wanted = min(limit, int(mask.sum()))
        if wanted <= 0:
            return np.empty(0, np.int64)
        scores = np.where(mask, self.vectors.products(vector), -2.0)
        best = np.argpartition(-scores, wanted - 1)[:wanted] if wanted < len(scores) else np.flatnonzero(mask)
        return best[np.argsort(-scores[best], kind="stable")]

    def _with(self, added: Sequence[Rows]) -> Plane:
        books, at = list(self.books), len(self.ids)
        for rows in added:
            books += [replace(book, start=book.start + at, stop=book.stop + at) for book in rows.books]
            at += len(rows.ids)
        sizes = [book.stop - book.start for book in books[len(self.books) :]]
        new = np.repeat(np.arange(len(self.books), len(books), dtype=np.int64), sizes)
        alive = np.concatenate([self.alive, np.ones(len(new), bool)])
        keys = np.concatenate([self.keys, *(rows.keys for rows in added)])
        by_key = np.concatenate([self.by_key, np.arange(len(self.ids), len(alive))])
        order = np.argsort(keys, kind="stable")  # nearly in order already
        return Plane(
            UnitVectors.joined([self.vectors, *(rows.vectors for rows in added)]),
            np.concatenate([self.cyrillic, *(rows.cyrillic for rows in added)]),
            np.concatenate([self.book, new]),
            alive,
            (*self.ids, *(id_ for rows in added for id_ in rows.ids)),
            tuple(books),
            {book.id: place for place, book in enumerate(books) if alive[book.start]},
            np.array([book.start for book in books], np.int64),
            keys[order],
            by_key[order],
        )

    def _packed(self) -> Plane:
        """The same without the rows that have gone."""
        keep = np.flatnonzero(self.alive)
        start: Numbers = np.cumsum(self.alive) - self.alive
        moved = tuple(
            replace(book, start=int(start[book.start]), stop=int(start[book.start]) + book.stop - book.start)
            for book in self.books
            if self.alive[book.start]
        )
        return Plane(
            self.vectors.kept(keep),
            self.cyrillic[keep],
            np.repeat(np.arange(len(moved)), [book.stop - book.start for book in moved]),
            self.alive[keep],
            tuple(self.ids[row] for row in keep),
            moved,
            keys=self.keys,
            by_key=start[self.by_key],
        )


def _share(entry: Entry) -> float:
    return cyrillic_share(str(entry.title) if entry.ordinal == 0 else f"{entry.title}\n{entry.text[:_TELLING]}")
