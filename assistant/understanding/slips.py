"""How likely one word was typed for another: what fingers and ears confuse costs less than a strange letter."""

from __future__ import annotations

from itertools import pairwise, product

from assistant.understanding.layout import ROWS

_STRANGE, _NEIGHBOUR, _HEARD = 1.0, 0.7, 0.55
_MISSING, _EXTRA, _DOUBLED, _SWAPPED = 0.65, 0.75, 0.4, 0.5
# The first letter of a word is the one that people watch.
_AT_START = 0.35
# Russian letters that sound alike where they stand; written together, any two of a group.
_SOUND_ALIKE = (
    "оа",
    "еиэяё",
    "иы",
    "зс",
    "дт",
    "бп",
    "гкх",
    "жш",
    "шщ",
    "вф",
    "ьъ",
    "ую",
    "цс",
    "ei",
    "ea",
    "sc",
    "ck",
)


def _neighbours() -> frozenset[str]:
    pairs = {a + b for row in ROWS for a, b in pairwise(row)}
    for upper, lower in pairwise(ROWS):
        pairs |= {a + b for a, b in zip(upper, lower, strict=False)}
        pairs |= {a + b for a, b in zip(upper[1:], lower, strict=False)}
    return frozenset(pairs | {pair[::-1] for pair in pairs})


_NEIGHBOURS = _neighbours()
_ALIKE = frozenset(a + b for group in _SOUND_ALIKE for a, b in product(group, group))


def slip(typed: str, meant: str) -> float:
    """The weighted edit distance (optimal string alignment) from `meant` to `typed`; one usual slip is about 0.5."""
    at_start = _AT_START if typed[:1] != meant[:1] and typed[:2] != meant[1::-1] else 0.0
    start = _shared(typed, meant)
    typed, meant, before = typed[start:], meant[start:], meant[start - 1 : start]
    end = _shared(typed[::-1], meant[::-1])
    return at_start + _aligned(typed[: len(typed) - end], meant[: len(meant) - end], before)


def _shared(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _aligned(typed: str, meant: str, before: str) -> float:
    """Least cost over all alignments, row by row; `before` is the letter that both have in front."""
    above: list[float] = []
    row = [0.0]
    for at, letter in enumerate(meant):
        row.append(row[-1] + _lost(letter, meant[at - 1] if at else before))
    for i, sign in enumerate(typed):
        previous = typed[i - 1] if i else before
        below = [row[0] + _added(sign, previous)]
        for j, letter in enumerate(meant):
            cost = min(
                row[j] + _replaced(sign, letter),
                row[j + 1] + _added(sign, previous),
                below[j] + _lost(letter, meant[j - 1] if j else before),
            )
            if i and j and sign == meant[j - 1] and typed[i - 1] == letter:
                cost = min(cost, above[j - 1] + _SWAPPED)
            below.append(cost)
        above, row = row, below
    return row[-1]


def _replaced(typed: str, meant: str) -> float:
    if typed == meant:
        return 0.0
    pair = typed + meant
    return _HEARD if pair in _ALIKE else _NEIGHBOUR if pair in _NEIGHBOURS else _STRANGE


def _added(typed: str, previous: str) -> float:
    return _DOUBLED if typed == previous else _EXTRA


def _lost(meant: str, previous: str) -> float:
    return _DOUBLED if meant == previous else _MISSING
