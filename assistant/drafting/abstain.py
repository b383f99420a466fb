"""Judges whether the passages found can answer a question at all: several signs, one score fitted to real questions."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.drafting.asking import asks_whether
from assistant.drafting.values import Sort, values
from assistant.drafting.words import Words
from assistant.nouns import Outcome, Passage
from corpus.nouns import RedactedText

# A logistic regression on 626 questions of payment documents and the starter corpus and 400 of support, a hundred of
# them unanswerable, and on questions of other subjects. A set left out of the fitting was told apart with an AUC of
# .959 (payment documents) and .932 (starter corpus); without the two `alike` it was .950 and .921.
_DENSE, _TITLE, _TITLE_WORDS, _ALIKE, _TITLE_ALIKE, _BASE = 51.1, 22.1, 3.6, 0.89, 0.53, -65.9
# «Работаете ли вы с тенге?»: when the thing that is asked about stands nowhere, the nearest text is about another one.
_UNKNOWN_THING, _UNKNOWN_NAME = -2.7, -3.9
# An error code is looked up, not understood.
_CODE_FOUND, _CODE_MISSING = 2.0, -3.9
# From here on there is a draft: of the three sets that keeps 92, 94 and 98 % of the answerable questions, and refuses
# 83 and 72 % of the unanswerable ones. Between the two the nearest passages are shown and nothing is claimed.
ENOUGH, PERHAPS = 0.7, 0.25
# Below this cosine even the nearest text is about something else altogether: unrelated texts have 0.78 to 0.83.
FAMILIAR = 0.84
_CONSIDERED = 3
# A whole manual mentions everything; of a longer document only the passage counts.
_LONGEST = 6000
# What is looked up stands at the beginning.
_READ = 2000
# Names count in short questions; a long story is full of names that have nothing to do with the matter.
_SHORT = 10


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells an answerable question from another.

    `dense` and `title` are the best cosines among the first passages, `alike` and `title_alike` the same on one scale
    for all languages; `title_words` is the share (0 to 1) of a
    title's words that the question names; `unknown` is the share of the question's words that no passage has,
    when it asks whether something is possible, else 0; `strange` says that a short question names something
    no passage names; `code` is 1 when its error code was found, −1 when it was not, 0 when it has none.
    """

    dense: float
    title: float
    alike: float
    title_alike: float
    title_words: float
    unknown: float
    strange: bool
    code: int


@dataclass(frozen=True, slots=True)
class Answerable:
    """`score` (0 to 1) is like a probability; `outcome` is ANSWERED, or why there should be no draft."""

    score: float
    outcome: Outcome


def answerable(
    question: RedactedText, passages: Sequence[Passage], words: Words, *, by_words: bool = False
) -> Answerable:
    """Whether these passages, best first, can answer the question; `by_words` is whether the model was missing."""
    if not passages:
        return Answerable(0.0, Outcome.NOTHING_FOUND)
    if by_words:  # what a text means was not seen: it may answer, and nothing may be claimed
        return Answerable(0.0, Outcome.PERHAPS)
    signs = signs_of(question, passages, words)
    score = 1 / (1 + math.exp(-_weighed(signs)))
    if score >= ENOUGH:
        return Answerable(score, Outcome.ANSWERED)
    if score >= PERHAPS:
        return Answerable(score, Outcome.PERHAPS)
    return Answerable(score, Outcome.NOTHING_FOUND if signs.dense >= FAMILIAR else Outcome.OUTSIDE)


def signs_of(question: RedactedText, passages: Sequence[Passage], words: Words) -> Signs:
    """The signs alone; at least one passage is needed."""
    first = passages[:_CONSIDERED]
    asked = set(words.stems(question))
    short = question[:_READ]
    return Signs(
        dense=max(passage.scores.dense for passage in first),
        title=max(passage.scores.title for passage in first),
        alike=max(passage.scores.alike for passage in first),
        title_alike=max(passage.scores.title_alike for passage in first),
        title_words=max(_share_of_title(asked, passage, words) for passage in first),
        unknown=_unknown(asked, passages, words) if asks_whether(question) else 0.0,
        strange=len(asked) <= _SHORT and _names_something_else(short, passages),
        code=_code(short, first),
    )


def _weighed(signs: Signs) -> float:
    by_code = {1: _CODE_FOUND, -1: _CODE_MISSING}.get(signs.code, 0.0)
    by_names = _UNKNOWN_THING * signs.unknown + _UNKNOWN_NAME * signs.strange
    by_cosine = _DENSE * signs.dense + _TITLE * signs.title
    by_meaning = by_cosine + _ALIKE * signs.alike + _TITLE_ALIKE * signs.title_alike + _TITLE_WORDS * signs.title_words
    return by_meaning + by_names + by_code + _BASE


def _share_of_title(asked: set[str], passage: Passage, words: Words) -> float:
    content = passage.document.content
    named = set(words.stems(f"{content.title} {' '.join(content.tags)}"))
    return len(asked & named) / max(1, min(len(asked), len(named)))


def _unknown(asked: set[str], passages: Sequence[Passage], words: Words) -> float:
    known = {stem for passage in passages for stem in words.stems(_whole(passage))}
    return len(asked - known) / max(1, len(asked))


def _names_something_else(question: str, passages: Sequence[Passage]) -> bool:
    names = {value.normal for value in values(question) if value.sort is Sort.NAME}
    if not names:
        return False
    return not names <= {word for one in passages for word in re.findall(r"[a-z0-9]+", _whole(one).lower())}


def _code(question: str, passages: Sequence[Passage]) -> int:
    codes = [value.normal for value in values(question) if value.sort is Sort.CODE and "." in value.normal]
    if not codes:
        return 0
    return 1 if any(code in _whole(passage) for code in codes for passage in passages) else -1


def _whole(passage: Passage) -> str:
    content = passage.document.content
    around = content.text if len(content.text) <= _LONGEST else passage.text
    return f"{content.title}\n{' '.join(content.tags)}\n{around}"
