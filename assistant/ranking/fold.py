"""Shows one of several passages that say the same: copies of a text do not crowd the list."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

Item = TypeVar("Item")

# So much of the shorter text, by letters, must stand word for word in the longer one.
_COPIED = 0.8
# A few words are no copy of each other.
_SHORTEST = 40
# The ends of sentences, of lines and of a table's cells.
_END = re.compile(r"[.!?;:](?=\s)|\n|\|")
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Said:
    """What a text says, without signs: whole, and its sentences, the longest first."""

    whole: str
    sentences: tuple[str, ...]
    letters: int


def folded(
    found: Sequence[Item], text: Callable[[Item], str], worth: Callable[[Item], tuple[float, int]]
) -> list[list[Item]]:
    """Groups of items that say the same, in the order of the best of each; the first of a group stands for it.

    That is the one of most `worth`: how well its version fits, then about how long its document is. A page is shown
    rather than a row that was copied out of it, as it has more to read on.
    """
    groups: list[list[tuple[Item, _Said]]] = []
    for item in found:
        said = _said(text(item))
        for group in groups:
            if _copied(group[0][1], said):
                group.append((item, said))
                group.sort(key=lambda each: worth(each[0]), reverse=True)
                break
        else:
            groups.append([(item, said)])
    return [[item for item, _ in group] for group in groups]


@lru_cache(2048)  # what is found often is found in other company
def _said(text: str) -> _Said:
    sentences = (_WORDS.findall(sentence) for sentence in _END.split(text.lower().replace("ё", "е")))
    plain = [f" {' '.join(words)} " for words in sentences if words]
    whole = "".join(plain).replace("  ", " ")
    return _Said(whole, tuple(sorted(plain, key=len, reverse=True)), sum(map(len, plain)))


def _copied(one: _Said, other: _Said) -> bool:
    shorter, longer = sorted((one, other), key=lambda each: len(each.whole))
    if shorter.letters < _SHORTEST:
        return False
    missed = (1 - _COPIED) * shorter.letters
    for sentence in shorter.sentences:  # two texts about different things part at the first, longest one
        if sentence not in longer.whole and (missed := missed - len(sentence)) < 0:
            return False
    return True
