"""Words of the corpus that an unknown word was probably meant to be: one or two slips away, or two words in one."""

from __future__ import annotations

from collections.abc import Iterator
from math import log10

from assistant.understanding.nouns import How, Option
from assistant.understanding.slips import slip
from assistant.understanding.vocabulary import ELSEWHERE, Vocabulary

# Shorter words have too many neighbours; two slips need room.
_SHORTEST, _TWO_SLIPS_FROM = 4, 8
# People slip on one letter in fifty: a slip more must be made up for by a word 50 times as frequent.
_SLIP_WEIGHT = 1.7
_COMPARED = 24
# In a short word a slip leaves less to go by.
_SHORT = 5
# From which plausibility on a correction is more probably right than a word that nobody here knows.
LEAST = 0.66
# Words that are often glued to the next one.
_GLUED = frozenset(
    "не ни на по за до от из для при без под над что как или бы же ли мы вы вам нам все это где со во".split()
)
_MISSING_BLANK = 0.6
_LINKING = "ое"  # «видеоролик», «пылесос»: such compounds are words of their own
_LATIN_LIKE, _CYRILLIC_LIKE = "aceopxykmthb", "асеорхукмтнв"
_LOOKALIKES = (str.maketrans(_LATIN_LIKE, _CYRILLIC_LIKE), str.maketrans(_CYRILLIC_LIKE, _LATIN_LIKE))


def respelled(form: str, vocabulary: Vocabulary) -> list[Option]:
    """The likely spellings of an unknown folded form, best first; none for a form that should stay as it is."""
    if mended := _in_one_script(form, vocabulary):
        return [Option(mended, How.SPELLING, 0.97)]
    if len(form) < _SHORTEST:
        return []
    ranked = sorted({*_slipped(form, vocabulary), *_parted(form, vocabulary)}, key=lambda each: (-each[0], each[1]))
    options = [Option(text, How.SPELLING, _plausible(form, cost, count)) for _, text, cost, count in ranked[:6]]
    return [option for option in options if option.plausibility >= LEAST]


def _in_one_script(form: str, vocabulary: Vocabulary) -> str | None:
    """The word that letters of two scripts look like: «oплата» with a Latin o."""
    mixed = any(map(str.isascii, form)) and not form.isascii()
    attempts = (form.translate(table) for table in _LOOKALIKES) if mixed else ()
    return next((each for each in attempts if each != form and vocabulary.known(each) >= ELSEWHERE), None)


def _slipped(form: str, vocabulary: Vocabulary) -> Iterator[tuple[float, str, float, int]]:
    distance = 2 if len(form) >= _TWO_SLIPS_FROM else 1
    near = sorted(vocabulary.near(form, distance), key=lambda pair: (pair[1], -vocabulary.count(pair[0])))
    for candidate, _ in near[:_COMPARED]:
        count = vocabulary.count(candidate)
        # A form used once that no dictionary knows is as likely a slip itself.
        if count > 1 or vocabulary.in_dictionary(candidate):
            cost = slip(form, candidate)
            yield log10(1 + count) - _SLIP_WEIGHT * cost, candidate, cost, count


def _parted(form: str, vocabulary: Vocabulary) -> Iterator[tuple[float, str, float, int]]:
    # English compounds are written together as people please.
    for at in range(2, 0 if form.isascii() else len(form) - 3):
        left, right = form[:at], form[at:]
        counts = vocabulary.count(left), vocabulary.count(right)
        glued = left in _GLUED and counts[1] > 0
        if glued or (at > 3 and min(counts) > 1 and left[-1] not in _LINKING):
            cost = _MISSING_BLANK if glued else 1.3 * _MISSING_BLANK
            count = counts[1] if glued else min(counts)
            yield log10(1 + count) - _SLIP_WEIGHT * cost, f"{left} {right}", cost, count


def _plausible(form: str, cost: float, count: int) -> float:
    short = 0.06 if len(form) <= _SHORT else 0.0
    return max(0.0, min(0.96, 0.94 - 0.2 * cost + 0.05 * min(2.0, log10(1 + count)) - short))
