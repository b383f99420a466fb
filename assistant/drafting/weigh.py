"""What speaks for or against a sentence besides its nearness: codes, advice, conditions, its form."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.drafting.asking import codes, names, settings, wants_action
from assistant.drafting.sentences import Form
from assistant.drafting.suit import Saying
from assistant.drafting.words import Words
from corpus.nouns import RedactedText

# Steps on the scale of `Scored.near`, which reaches from -0.2 to 0.5.
_ADVICE, _SAME_SETTING = 0.03, 0.05
_SAME_CODE, _OTHER_CODE = 0.3, -0.2
_CONDITION_MET, _OTHER_CONDITION = 0.15, -0.25
_BARE_ROW, _SHORT, _SAMPLE_ONLY, _UNASKED_PROCEDURE = -0.08, -0.06, -0.15, -0.08
_FEWEST_WORDS = 3
# A condition is met when the question has this share of its words.
_MET = 0.5
_IF = re.compile(r"^(?:если|когда|if|when)(?!\w)", re.IGNORECASE)
_SAMPLE = re.compile(r"^\W*(?:образец|пример|например|example|for example)(?!\w)", re.IGNORECASE)
# «Оплатили через ЕРИП? …», «Если уже перевели, …», «HTTP 403 — …»: said only to whom it concerns.
_CONDITIONS = (
    re.compile(r"^(?P<condition>[^?.!\n]{3,90}\?)\s+\S"),
    re.compile(r"^(?P<condition>(?:если|когда|if|when)\s[^,\n]{3,120}),", re.IGNORECASE),
    re.compile(r"^(?P<condition>[^?.!—\n]{3,60})\s—\s"),
    re.compile(r"^(?!\w+(?:ть|ти|чь|йте|ите|ьте)(?:ся|сь)?\b)(?P<condition>(?:[^\s.]+\s+){0,8}[^\s.]+\.)\s+\S"),
)
_ADVISING = re.compile(
    r"(?<!\w)\w+(?:йте|ите|ьте)(?:сь)?(?!\w)|(?<!\w)(?:нужно|можно|надо|стоит|достаточно|please|check|open|set"
    r"|use|write"
    r"|ask|you\s+can)(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """A saying with its nearness to the question, its words of meaning and its vector.

    `like` is how far its cosine is above that of unrelated texts, `near` the cosine of what is particular in both,
    `score` that and all else that counts.
    """

    saying: Saying
    score: float
    near: float
    like: float
    stems: frozenset[str]
    vector: NDArray[np.float32]


class Weighing:
    """Weighs sentences against one question."""

    def __init__(self, question: RedactedText, words: Words) -> None:
        self._codes, self._settings, self._names = codes(question), settings(question), names(question)
        self._asked = set(words.stems(question))
        self._wants_action = wants_action(question)
        self._words = words

    def weighed(self, one: Scored) -> Scored:
        """The same with all that counts in its score; what weighs much counts as nearness, too."""
        text = one.saying.text
        minor = _ADVICE * advises(one) + _SAME_SETTING * bool(self._settings & settings(text))
        major = self._by_code(one.saying) + self._by_condition(one.saying) + self._by_form(one)
        return replace(one, score=one.score + minor + major, near=one.near + major)

    def is_met(self, heading: str) -> bool:
        """Whether a heading names a condition, and the question says that it is met."""
        condition = set(self._words.stems(heading)) if _IF.match(heading) else set()
        return bool(condition) and len(condition & self._asked) >= _MET * len(condition)

    def _by_code(self, saying: Saying) -> float:
        own = codes(saying.text) or codes(saying.passage.document.content.title)
        if not self._codes or not own:
            return 0.0
        return _SAME_CODE if self._codes & own else _OTHER_CODE

    def _by_condition(self, saying: Saying) -> float:
        met = _CONDITION_MET * self.is_met(saying.quotable.heading)
        return met + _OTHER_CONDITION * self._concerns_others(saying)

    def _by_form(self, one: Scored) -> float:
        bare_row = one.saying.quotable.form is Form.ROW and not self._codes & codes(one.saying.text)
        weight = _BARE_ROW * bare_row + _SHORT * (len(one.stems) < _FEWEST_WORDS)
        unasked = is_procedure(one) and not self._wants_action
        return weight + _UNASKED_PROCEDURE * unasked + _SAMPLE_ONLY * bool(_SAMPLE.match(one.saying.text))

    def _concerns_others(self, saying: Saying) -> bool:
        """Whether it begins with a condition that shares no word with the question, or names what that does not."""
        rules = _CONDITIONS[: 4 if saying.quotable.headed else 3 if saying.quotable.form is Form.ITEM else 2]
        found = next((match for rule in rules if (match := rule.match(saying.text))), None)
        if found is None:
            return False
        condition = found.group("condition")
        return not self._asked & set(self._words.stems(condition)) or not self._names >= names(condition)


def unweighed(saying: Saying, words: Words) -> Scored:
    """What is told with its whole document, whatever its own nearness."""
    return Scored(saying, 0.0, 0.0, 0.0, frozenset(words.stems(saying.text)), np.zeros(0, np.float32))


def advises(one: Scored) -> bool:
    """Whether a sentence says what to do."""
    return _ADVISING.search(one.saying.text) is not None


def is_procedure(one: Scored) -> bool:
    """Whether it is a whole list or the steps of a procedure."""
    return one.saying.quotable.form in {Form.STEPS, Form.LIST}
