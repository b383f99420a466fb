"""Makes the whole index anew from the database, or checks it; nothing is embedded for it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from corpus.database.library.changes import ChangeLog
from corpus.errors import IndexBroken
from corpus.index.builder import VectorFolders
from corpus.index.legs import fill
from corpus.index.owner import own
from corpus.index.tokens import Tokenizer
from corpus.index.vectors import VectorIndex
from corpus.index.words import WordIndex, worded
from corpus.nouns import Audience


@dataclass(frozen=True, slots=True)
class LegCheck:
    """What one leg holds of a plane against what the library says it should."""

    leg: str
    plane: Audience
    holds: int
    expected: int

    @property
    def sound(self) -> bool:
        """Whether nothing is missing and nothing too much."""
        return self.holds == self.expected


def rebuild(folder: Path, log: ChangeLog, fingerprint: str) -> int:
    """Replaces both legs by new ones filled from the database; returns how many chunks they hold.

    Raises:
        IndexOwned: a server is running on it.
    """
    lock = own(folder)
    try:
        shutil.rmtree(folder / "words", ignore_errors=True)
        words = WordIndex.open(folder / "words", Tokenizer())
        filled = fill(words, log, fingerprint)
        words.close()
        folders = VectorFolders(folder / "vectors", log)
        folders.rebuilt(fingerprint).close()
        folders.sweep(fingerprint)
        return filled
    finally:
        lock.release()


def check(folder: Path, log: ChangeLog, fingerprint: str) -> list[LegCheck]:
    """Brings the index up to date and counts what it holds; a directory that is not sound is replaced on the way.

    Raises:
        IndexOwned: a server is running on it.
        IndexBroken: it can be neither used nor replaced.
    """
    lock = own(folder)
    try:
        words = WordIndex.open(folder / "words", Tokenizer())
        if words.position.id == 0 or not log.holds(words.position):
            raise IndexBroken("the words index has not been filled yet; run `podskazka rebuild`")
        vectors = VectorFolders(folder / "vectors", log).ready(fingerprint)
        found = _counted(words, vectors, log, fingerprint)
        words.close()
        vectors.close()
        return found
    finally:
        lock.release()


def _counted(words: WordIndex, vectors: VectorIndex, log: ChangeLog, fingerprint: str) -> list[LegCheck]:
    bodies, all_of_them = dict.fromkeys(Audience, 0), dict.fromkeys(Audience, 0)
    for entries in log.everything(fingerprint):
        for entry in entries:
            all_of_them[entry.audience] += 1
        for entry in worded(entries):
            bodies[entry.audience] += 1
    return [
        *(LegCheck("words", plane, words.count(plane), bodies[plane]) for plane in Audience),
        *(LegCheck("vectors", plane, vectors.count(plane), all_of_them[plane]) for plane in Audience),
    ]
