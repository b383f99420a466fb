"""Finds words a few letters apart in a long list; the home of rapidfuzz."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

_AT_ENDS = 2
# In a word so short a swap in the middle spoils both ends.
_SHORT = 6


class NearForms:
    """Words sorted by length and by their first and last letters, so that few must be compared."""

    def __init__(self, forms: Iterable[str]) -> None:
        self._beginning: dict[tuple[int, str], list[str]] = {}
        self._ending: dict[tuple[int, str], list[str]] = {}
        self._outer: dict[tuple[int, str], list[str]] = {}
        for form in forms:
            length = len(form)
            self._beginning.setdefault((length, form[:_AT_ENDS]), []).append(form)
            self._ending.setdefault((length, form[-_AT_ENDS:]), []).append(form)
            if length <= _SHORT:
                self._outer.setdefault((length, form[0] + form[-1]), []).append(form)

    def within(self, form: str, distance: int) -> list[tuple[str, int]]:
        """Forms at most `distance` (optimal string alignment) away that share the first or the last two letters.

        Nearest first, the form itself left out. Swapped or mistaken letters at one end leave the other end right.
        """
        found: dict[str, int] = {}
        for length in range(len(form) - distance, len(form) + distance + 1):
            for bucket in (
                self._beginning.get((length, form[:_AT_ENDS]), ()),
                self._ending.get((length, form[-_AT_ENDS:]), ()),
                self._outer.get((length, form[0] + form[-1]), ()),
            ):
                for near, apart, _ in extract(form, bucket, scorer=OSA.distance, score_cutoff=distance, limit=None):
                    found[near] = int(apart)
        found.pop(form, None)
        return sorted(found.items(), key=lambda pair: (pair[1], pair[0]))


def distance(one: str, other: str) -> int:
    """Insertions, deletions, replacements and swaps between two words (optimal string alignment)."""
    return int(OSA.distance(one, other))
