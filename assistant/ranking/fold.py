"""Shows one of several passages that say the same: copies of a text do not crowd the list."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item", bound=Hashable)

# So much of the shorter text, by letters, must stand word for word in the longer one.
_COPIED = 0.8
# A few words are no copy of each other.
_SHORTEST = 40
# The ends of sentences, of lines and of a table's cells.
_END = re.compile(r"[.!?;:](?=\s)|\n|\|")
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Said(Generic[Item]):
    """What an item says, without signs: whole, and its sentences, the longest first."""

    item: Item
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
    groups: list[list[_Said[Item]]] = []
    for item in found:
        said = _said(item, text(item))
        for group in groups:
            if _copied(group[0], said):
                group.append(said)
                group.sort(key=lambda each: worth(each.item), reverse=True)
                break
        else:
            groups.append([said])
    return [[each.item for each in group] for group in groups]


def _said(item: Item, text: str) -> _Said[Item]:
    sentences = (_WORDS.findall(sentence) for sentence in _END.split(text.lower().replace("ё", "е")))
    plain = [f" {' '.join(words)} " for words in sentences if words]
    letters = sum(map(len, plain))
    return _Said(item, "".join(plain).replace("  ", " "), tuple(sorted(plain, key=len, reverse=True)), letters)


def _copied(one: _Said[Item], other: _Said[Item]) -> bool:
    shorter, longer = sorted((one, other), key=lambda each: len(each.whole))
    if shorter.letters < _SHORTEST:
        return False
    missed = (1 - _COPIED) * shorter.letters
    for sentence in shorter.sentences:  # two texts about different things part at the first, longest one
        if sentence not in longer.whole and (missed := missed - len(sentence)) < 0:
            return False
    return True
