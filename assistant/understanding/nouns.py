"""The nouns of understanding: what a question may have meant, and how that was seen. Imports no library."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class How(StrEnum):
    """What must have happened at the keyboard for this reading to be the right one."""

    TYPED = "typed"
    LAYOUT = "layout"
    TRANSLITERATION = "transliteration"
    SPELLING = "spelling"


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that a question may have meant.

    `changed` are (typed, read) pairs in the order of the text; all other characters stand as typed. `how` names
    what changed most letters. `plausibility` (0 to 1) is the share of the question, by letters, that makes sense
    read so, `typed_plausibility` the same for the question as typed.
    """

    text: str
    how: How
    changed: tuple[tuple[str, str], ...]
    plausibility: float
    typed_plausibility: float


@dataclass(frozen=True, slots=True)
class Option:
    """One way to read one word: its text, what would have happened, and how plausible (0 to 1) that is."""

    text: str
    how: How
    plausibility: float
