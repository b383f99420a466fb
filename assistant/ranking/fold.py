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
_SENTENCE_END = re.compile(r"(?<=[.!?;:])\s+|\n+|\|")
_SIGNS = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class _Said(Generic[Item]):
    item: Item
    whole: str
    sentences: tuple[str, ...]


def folded(
    found: Sequence[Item], text: Callable[[Item], str], worth: Callable[[Item], tuple[float, int]]
) -> list[list[Item]]:
    """Groups of items that say the same, in the order of the best of each; the first of a group stands for it.

    That is the one of most `worth`: how well its version fits, then the length of its document. A page is shown
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
    sentences = [plain for part in _SENTENCE_END.split(text) if (plain := _plain(part))]
    return _Said(item, f" {' '.join(sentences)} ", tuple(f" {sentence} " for sentence in sentences))


def _plain(text: str) -> str:
    return _SIGNS.sub(" ", text.lower().replace("ё", "е")).strip()


def _copied(one: _Said[Item], other: _Said[Item]) -> bool:
    shorter, longer = sorted((one, other), key=lambda each: len(each.whole))
    letters = sum(map(len, shorter.sentences))
    copied = sum(len(sentence) for sentence in shorter.sentences if sentence in longer.whole)
    return letters >= _SHORTEST and copied >= _COPIED * letters
