"""Finds sentences of different documents that contradict each other, and says which document counts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.drafting.values import Sort, values
from assistant.drafting.words import Clause, Words
from assistant.nouns import Passage
from corpus.nouns import Kind

# Both must be about the same: so many words of meaning in common, and this share of the shorter sentence's; more for a
# yes against a no, since two clauses of few words deny different things all the time.
_COMMON_WORDS, _COMMON_SHARE = 3, 0.6
_COMMON_CLAUSE_SHARE = 0.75
# What holds under a condition does not contradict what holds without it.
_CONDITION = re.compile(r"(?<!\w)(?:если|когда|пока|чтобы|кроме|if|when|unless|while)\s[^,.;!?\n]*", re.IGNORECASE)
_UNIT = re.compile(r"^\s*(?:[–-]\s*\d+\s*)?(?P<unit>%|[^\W\d_]+)")
_IDLE_UNITS = frozenset("и или до от на в с за по and or to of".split())


@dataclass(frozen=True, slots=True)
class Rival:
    """Two passages that contradict each other; `undecided` when neither counts more than the other."""

    winner: Passage
    loser: Passage
    undecided: bool


def contradict(first: str, second: str, words: Words) -> bool:
    """Whether two sentences say different things of the same: another number of the same unit, or yes and no."""
    first, second = _CONDITION.sub(" ", first), _CONDITION.sub(" ", second)
    here, there = set(words.stems(first)), set(words.stems(second))
    common = here & there
    if len(common) < _COMMON_WORDS or len(common) < _COMMON_SHARE * min(len(here), len(there)):
        return False
    return _other_numbers(first, second) or _yes_and_no(words.clauses(first), words.clauses(second))


def judged(first: Passage, second: Passage) -> Rival:
    """Documents win over cases, newer ones over older ones of their sort."""
    ranks = [
        (passage.document.content.kind is not Kind.CASE, passage.document.updated_at.date())
        for passage in (first, second)
    ]
    if ranks[0] >= ranks[1]:
        return Rival(first, second, undecided=ranks[0] == ranks[1])
    return Rival(second, first, undecided=False)


def _other_numbers(first: str, second: str) -> bool:
    """Whether both count the same thing, and the ranges of their numbers do not even touch."""
    here, there = _by_unit(first), _by_unit(second)
    return any(_apart(here[unit], there[unit]) for unit in here.keys() & there.keys())


def _apart(here: set[float], there: set[float]) -> bool:
    return max(here) < min(there) or max(there) < min(here)


def _by_unit(text: str) -> dict[str, set[float]]:
    """The numbers of a sentence by what they count: дн → {1, 14}, byn → {10}; a bare number in it counts for all."""
    found: dict[str, set[float]] = {}
    bare: set[float] = set()
    for value in values(text):
        if value.sort not in {Sort.NUMBER, Sort.PERCENT}:
            continue
        unit = _UNIT.match(text[value.end :])
        if unit and unit.group("unit").lower() not in _IDLE_UNITS:
            found.setdefault(_unit(unit.group("unit").lower()), set()).add(float(value.normal))
        else:
            bare.add(float(value.normal))
    return {unit: numbers | bare for unit, numbers in found.items()}


def _unit(word: str) -> str:
    return "день" if word.startswith(("ден", "дне", "дня", "дни", "сут", "day")) else word[:3]


def _yes_and_no(first: list[Clause], second: list[Clause]) -> bool:
    return any(
        len(common := set(one.stems) & set(other.stems))
        >= max(_COMMON_WORDS, _COMMON_CLAUSE_SHARE * min(len(one.stems), len(other.stems)))
        and bool(common & (one.denied ^ other.denied))
        and not (one.denied and other.denied)
        for one in first
        for other in second
    )
