"""A closer look at the first documents found: word by word, as the model understands each word where it stands.

Late interaction (K. Khattab and M. Zaharia, ColBERT, 2020) over stored word vectors: each word of the question is
compared with all words of a passage, the nearest counts, and rare words count more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.ranking.candidates import Candidates
from assistant.ranking.signals import Signals
from corpus.embedding.reading import Words, unit, unpacked

Floats = NDArray[np.float32]
Fetch = Callable[[Sequence[str]], Mapping[str, bytes]]

# So many documents are looked at, two passages of each at most. With 20, MRR is the same to .003.
_READ = 12
# A ticket may have hundreds of words: the rarest tell what it is about.
_MOST = 32
# A difference that matters, as one standard deviation does among the other signals.
_UNIT = 0.04
# This share of what all words read have in common is taken out of the question's: it tells no passage from another.
# MRR: support .714 → .723, starter .868 → .872, payments .841 → .852.
_COMMON = 0.5
# A passage whose share of Cyrillic letters is as far from the question's is in another language.
_ANOTHER = 0.5
# Between two languages words are likened more roughly: a difference as small as this one says nothing. Of the questions
# about payments .912 instead of .895 are answered among the first five, of those in the other language .818 instead of
# .727; support is as it was, starter .875 instead of .879 (MRR).
_ROUGHLY = 0.5 * _UNIT


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of a question with what each counts (n,), and the share of Cyrillic letters."""

    words: Words
    rarity: Floats
    cyrillic: float


@dataclass(frozen=True, slots=True)
class _Places:
    """The passages that are read: their place among the documents (n,), chunk ids, shares of Cyrillic letters (n,)."""

    document: NDArray[np.int64]
    ids: list[str]
    cyrillic: Floats


def closer(asked: Asked, found: Sequence[Candidates], seen: Signals, totals: Floats, fetch: Fetch) -> Floats:
    """How much nearer each document is, word by word, than the others read of its language, (documents,).

    A document that was not read is as far as the farthest one.
    """
    column = np.zeros(len(totals), np.float32)
    if not asked.words.forms or not len(totals):
        return column
    first = np.argsort(-totals, kind="stable")[:_READ]
    places = _places(found, seen, first)
    near = _nearness(asked, places, fetch(places.ids))
    if np.isnan(near).all():
        return column
    best = np.fmax.reduceat(near, np.flatnonzero(np.diff(places.document, prepend=-1)))
    own = np.array([places.cyrillic[places.document == at][0] for at in range(len(first))])
    level = levelled(best, np.abs(own - asked.cyrillic) > _ANOTHER) / _UNIT
    column[:] = level.min()
    column[first] = level
    return column


def _places(found: Sequence[Candidates], seen: Signals, documents: NDArray[np.int64]) -> _Places:
    """The passage that speaks for each document, and the next one."""
    places = [
        (at, plane, candidate)
        for at, document in enumerate(documents.tolist())
        for plane, candidate in dict.fromkeys(map(tuple, (seen.best[document].tolist(), seen.next[document].tolist())))
    ]
    rows = [(found[plane].plane, found[plane].rows[candidate]) for _, plane, candidate in places]
    return _Places(
        np.array([at for at, _, _ in places]),
        [plane.ids[row] for plane, row in rows],
        np.array([plane.cyrillic[row] for plane, row in rows], np.float32),
    )


def _nearness(asked: Asked, places: _Places, stored: Mapping[str, bytes]) -> Floats:
    """The nearness of each passage, (n,); not a number where no words are stored."""
    near = np.full(len(places.ids), np.nan, np.float32)
    dimensions = asked.words.rows.shape[1]
    read = [at for at, id_ in enumerate(places.ids) if stored.get(id_)]
    if not read:
        return near
    rarest = np.argsort(-asked.rarity, kind="stable")[:_MOST]
    share = asked.rarity[rarest] / asked.rarity[rarest].sum()
    packed = [stored[places.ids[at]] for at in read]
    together = unpacked(b"".join(packed), dimensions)
    alike = together @ unit(asked.words.rows[rarest] - _COMMON * together.mean(0)).T
    starts = np.cumsum([0, *map(len, packed[:-1])]) * len(together) // sum(map(len, packed))
    near[read] = np.maximum.reduceat(alike, starts) @ share
    return near


def levelled(near: Floats, other: NDArray[np.bool_]) -> Floats:
    """Nearness (n,) around 0 in each language, as words of one are nearer to each other; what is missing is last.

    `other` (n,) are the passages in another language than the question.
    """
    level = near.copy()
    for group in (other, ~other):
        if (known := group & ~np.isnan(near)).any():
            level[known] -= near[known].mean()
    level[other] = np.sign(level[other]) * np.maximum(np.abs(level[other]) - _ROUGHLY, 0)
    return np.nan_to_num(level, nan=float(np.nanmin(level)))
