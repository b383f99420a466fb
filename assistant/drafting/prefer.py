"""Which of the suitable documents answers best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.drafting.asking import codes
from assistant.drafting.readers import Reader
from assistant.drafting.suit import Suitable, Suited
from assistant.drafting.words import Words
from assistant.nouns import Passage
from corpus.nouns import Kind, RedactedText

# What speaks for a document, in units of a cosine: its own nearness, its title's, its best sentence's, its rank;
# and what speaks against it: that it is a case (an article was written to be read by others), about one platform,
# for the buyer, in another language, for staff.
_NEARNESS, _TITLE, _SENTENCE, _RANK = 0.65, 0.35, 0.08, 0.006
_CASE, _SPECIAL, _FOR_BUYER, _FOREIGN, _STAFF = -0.06, -0.02, -0.03, -0.08, -0.1
_CODE_TREATED, _OTHER_CODE = 0.015, -0.04
# A long question says by itself what it is about; «когда придёт возврат?» means the usual one.
_FEW_WORDS = 4
# A case that cannot be told again may be the only text about the matter; the next best article then is about another.
_FAR_AHEAD = 0.04
# How much more like the ticket a case must be than the document that answers, to be told beside it.
_STILL_NEARER = 0.005


def by_worth(
    question: RedactedText, suited: Sequence[Suited], best: Mapping[str, float], suitable: Suitable, words: Words
) -> list[Suited]:
    """The documents that have something to say, best first; `best` is each one's best sentence score by its id."""
    able = [one for one in suited if one.passage.document.id in best]
    worth = {
        one.passage.document.id: _worth(one, best[one.passage.document.id])
        + _by_code(question, one.passage)
        + _SPECIAL * (suitable.is_special(one.passage.document) + _names_another_product(question, one, words))
        for one in able
    }
    return sorted(able, key=lambda one: -worth[one.passage.document.id])


def far_ahead(document: Passage, found: Sequence[Passage]) -> list[Passage]:
    """What was found besides and is so much more like the question that the document must be about another matter."""
    likeness = _likeness(document)
    return [passage for passage in found if _likeness(passage) - likeness > _FAR_AHEAD]


def is_more_like(case: Passage, document: Passage) -> bool:
    """Whether a case is more like the ticket in every respect: in its words, its meaning and its title."""
    here, there = document.scores, case.scores
    return there.dense >= here.dense + _STILL_NEARER and there.total > here.total and there.title >= here.title


def _worth(suited: Suited, best: float) -> float:
    worth = _likeness(suited.passage) + _SENTENCE * best + _RANK * suited.passage.scores.total
    is_case = suited.passage.document.content.kind is Kind.CASE
    worth += _CASE * is_case + _STAFF * (suited.reader is Reader.STAFF)
    return worth + _FOR_BUYER * suited.for_buyer + _FOREIGN * suited.foreign


def _names_another_product(question: RedactedText, suited: Suited, words: Words) -> bool:
    """Whether a document is about a product that a short question does not name: instalments, ЕРИП."""
    product, asked = set(words.stems(suited.passage.document.content.product)), set(words.stems(question))
    return bool(product) and len(asked) <= _FEW_WORDS and not product & asked


def _likeness(passage: Passage) -> float:
    return _NEARNESS * passage.scores.dense + _TITLE * passage.scores.title


def _by_code(question: RedactedText, passage: Passage) -> float:
    """A document that treats the code that was asked for is better, one about a code that was not is worse."""
    content = passage.document.content
    if content.kind is Kind.CASE:
        return 0.0
    asked, of_title = codes(question), codes(content.title)
    treated = _CODE_TREATED * (bool(of_title & asked) + bool(codes(content.text) & asked))
    return treated + _OTHER_CODE * (bool(of_title) and not of_title & asked)
