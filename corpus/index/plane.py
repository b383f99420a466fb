"""One plane of the index in memory, row by row: what ranking reads without asking the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Self

import numpy as np
from numpy.typing import NDArray

from corpus.database.changes import Entry
from corpus.embedding.preference import cyrillic_share
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
class Plane:
    """The rows of one plane at one moment; never changed, so that a question never sees half a change.

    `vectors` (n, dimensions) are unit vectors, `cyrillic` (n,) the share of Cyrillic letters, `book` (n,) the place
    of a row's document in `books`, `alive` (n,) whether it still answers. A document's first row is its title.
    `languages` are the least and the largest share of Cyrillic letters, `starts` the first row of each document.
    """

    vectors: Floats
    cyrillic: Floats
    book: Numbers
    alive: NDArray[np.bool_]
    ids: tuple[str, ...] = ()
    books: tuple[Book, ...] = ()
    row_of: dict[str, int] = field(default_factory=dict)
    book_of: dict[str, int] = field(default_factory=dict)
    languages: tuple[float, float] = (0.5, 0.5)
    starts: Numbers = field(default_factory=lambda: np.empty(0, np.int64))

    @classmethod
    def empty(cls, dimensions: int) -> Self:
        """A plane without rows."""
        none = np.empty(0, np.int64)
        return cls(np.empty((0, dimensions), np.float32), np.empty(0, np.float32), none, none.astype(bool))

    @property
    def count(self) -> int:
        """How many rows answer."""
        return int(self.alive.sum())

    def changed(self, gone: Collection[str], entries: Iterable[Entry]) -> Plane:
        """The plane without these documents and with these entries."""
        alive = self.alive.copy()
        for document_id in gone:
            if (at := self.book_of.get(document_id)) is not None:
                alive[self.books[at].start : self.books[at].stop] = False
        kept = Plane(self.vectors, self.cyrillic, self.book, alive, self.ids, self.books)
        if alive.sum() < (1 - _GONE) * len(alive):
            kept = kept._packed()
        return kept._with(sorted(entries, key=lambda entry: (entry.document_id, entry.ordinal)))

    def has_other(self, cyrillic: float) -> bool:
        """Whether any row is mostly not of the language of a question with this share of Cyrillic letters."""
        lowest, highest = self.languages
        return max(cyrillic - lowest, highest - cyrillic) > _ANOTHER

    def rows(self, chunk_ids: Iterable[str]) -> Numbers:
        """The rows of those of the chunks that answer."""
        found = np.array([row for id_ in chunk_ids if (row := self.row_of.get(id_)) is not None], np.int64)
        return found[self.alive[found]] if len(found) else found

    def titles(self, rows: Numbers) -> Numbers:
        """The row of the title of each row's document."""
        return self.starts[self.book[rows]]

    def admitted(self, filters: Filters) -> NDArray[np.bool_]:
        """Which rows answer and are about what is asked for, (n,)."""
        if filters == Filters():
            return self.alive
        fit = np.array([filters.admit(book.facets) for book in self.books], bool)
        return self.alive & (fit[self.book] if len(fit) else False)

    def nearest(self, vector: Floats, limit: int, among: NDArray[np.bool_] | None = None) -> Numbers:
        """The rows nearest to a vector (dimensions,) by exact cosine, best first."""
        mask = self.alive if among is None else among
        scores = np.where(mask, self.vectors @ vector, -2.0)
        wanted = min(limit, int(mask.sum()))
        best = np.argpartition(-scores, wanted - 1)[:wanted] if 0 < wanted < len(scores) else np.flatnonzero(mask)
        return best[np.argsort(-scores[best], kind="stable")]

    def _with(self, entries: Sequence[Entry]) -> Plane:
        """The entries, sorted by document and ordinal, after the rows that are there."""
        at, books = len(self.ids), list(self.books)
        for document_id, one in groupby(entries, key=lambda entry: entry.document_id):
            rows = list(one)
            books.append(Book(document_id, rows[0].title, rows[0].facets, at, at := at + len(rows)))
        new = range(len(self.books), len(books))
        book = np.repeat(np.array(new, np.int64), [books[place].stop - books[place].start for place in new])
        vectors = np.frombuffer(b"".join(entry.vector for entry in entries), "<f4").reshape(-1, self.vectors.shape[1])
        ids = (*self.ids, *(entry.chunk_id for entry in entries))
        alive = np.concatenate([self.alive, np.ones(len(entries), bool)])
        cyrillic = np.concatenate([self.cyrillic, np.array([_share(entry) for entry in entries], np.float32)])
        return Plane(
            np.concatenate([self.vectors, vectors]),
            cyrillic,
            np.concatenate([self.book, book]),
            alive,
            ids,
            tuple(books),
            {id_: row for row, id_ in enumerate(ids) if alive[row]},
            {one.id: place for place, one in enumerate(books) if alive[one.start]},
            (float(cyrillic.min(initial=0.5)), float(cyrillic.max(initial=0.5))),
            np.array([one.start for one in books], np.int64),
        )

    def _packed(self) -> Plane:
        """The same without the rows that have gone."""
        keep = np.flatnonzero(self.alive)
        start: Numbers = np.cumsum(self.alive) - self.alive
        books = [book for book in self.books if self.alive[book.start]]
        moved = tuple(
            replace(book, start=int(start[book.start]), stop=int(start[book.start]) + book.stop - book.start)
            for book in books
        )
        return Plane(
            self.vectors[keep],
            self.cyrillic[keep],
            np.repeat(np.arange(len(moved)), [book.stop - book.start for book in moved]),
            self.alive[keep],
            tuple(self.ids[row] for row in keep),
            moved,
        )


def _share(entry: Entry) -> float:
    return cyrillic_share(str(entry.title) if entry.ordinal == 0 else f"{entry.title}\n{entry.text[:_TELLING]}")
