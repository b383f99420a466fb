"""Which of the suitable documents answers best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.asking import codes
from assistant.nouns import Passage
from assistant.readers import Reader
from assistant.suit import Suitable, Suited
from corpus.nouns import Kind, RedactedText

# What speaks for a document, in units of a cosine: its own nearness, its title's, its best sentence's, its rank;
# and what speaks against it: that it is a case (an article was written to be read by others), about one platform,
# for the buyer, for staff.
_NEARNESS, _TITLE, _SENTENCE, _RANK = 0.65, 0.35, 0.08, 0.006
_CASE, _SPECIAL, _FOR_BUYER, _STAFF = -0.06, -0.02, -0.03, -0.1
_CODE_TREATED, _OTHER_CODE = 0.015, -0.04
# How much more like the ticket a case must be than the document that answers, to be told beside it.
_STILL_NEARER = 0.005


def by_worth(
    question: RedactedText, suited: Sequence[Suited], best: Mapping[str, float], suitable: Suitable
) -> list[Suited]:
    """The documents that have something to say, best first; `best` is each one's best sentence score by its id."""
    able = [one for one in suited if one.passage.document.id in best]
    worth = {
        one.passage.document.id: _worth(one, best[one.passage.document.id])
        + _by_code(question, one.passage)
        + _SPECIAL * suitable.is_special(one.passage.document)
        for one in able
    }
    return sorted(able, key=lambda one: -worth[one.passage.document.id])


def is_more_like(case: Passage, document: Passage) -> bool:
    """Whether a case is more like the ticket in every respect: in its words, its meaning and its title."""
    here, there = document.scores, case.scores
    return there.dense >= here.dense + _STILL_NEARER and there.total > here.total and there.title >= here.title


def _worth(suited: Suited, best: float) -> float:
    scores = suited.passage.scores
    worth = _NEARNESS * scores.dense + _TITLE * scores.title + _SENTENCE * best + _RANK * scores.total
    is_case = suited.passage.document.content.kind is Kind.CASE
    return worth + _CASE * is_case + _STAFF * (suited.reader is Reader.STAFF) + _FOR_BUYER * suited.for_buyer


def _by_code(question: RedactedText, passage: Passage) -> float:
    """A document that treats the code that was asked for is better, one about a code that was not is worse."""
    content = passage.document.content
    if content.kind is Kind.CASE:
        return 0.0
    asked, of_title = codes(question), codes(content.title)
    treated = _CODE_TREATED * (bool(of_title & asked) + bool(codes(content.text) & asked))
    return treated + _OTHER_CODE * (bool(of_title) and not of_title & asked)
