"""How probably each of the suitable documents is the one that answers."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from assistant.drafting.asking import codes
from assistant.drafting.merge import f_score
from assistant.drafting.readers import Reader
from assistant.drafting.suit import Suitable, Suited, resolution
from assistant.drafting.words import Words
from assistant.nouns import Found, Passage
from corpus.nouns import Kind, RedactedText

# Log-odds: a conditional logit, fitted in five folds on 703 questions, and rounded where a mixed corpus lost by it. The
# most probable document was a relevant one for 63 % of the support, 79 % of the starter and 77 % of the payment
# questions (58, 78 and 79 % with the weights before). Where titles are the questions of a FAQ, their nearness counts
# most; since the first texts found are read word by word, what the search adds counts less (0.8 before): chrF on the
# support bench 52.8 instead of 51.7 where 82 % are answered.
_RANK, _RANK_WHERE_TITLES_ASK = 1.06, 0.55
_TITLE_THAT_ASKS, _TEXT_UNDER_IT, _ASKS = 35.0, 12.0, 2.0
# Cosines of what is near begin here.
_USUAL = 0.87
# A case (an article was written to be read by others), for the buyer, about one platform or product.
_CASE, _FOR_BUYER, _SPECIAL = -3.0, -3.1, -0.4
# An error code is treated, or another one is.
_CODE_TREATED, _OTHER_CODE = 0.3, -0.8
# In another language, for staff.
_FOREIGN, _STAFF = -1.0, -1.0
# How like it is to what was sent in resolved cases, the more alike their questions, the more: one that was asked in the
# same words (a cosine of titles of 0.93) counts whole.
_SENT_BEFORE, SAME_QUESTION, _FADES = 5.0, 0.93, 40.0
# How much else that was found is tagged as it is.
_VOTES = 4.0
_LEAST_WEIGHT = 0.1
# A long question says by itself what it is about; «когда придёт возврат?» means the usual one.
_FEW_WORDS = 4
# A case that cannot be told again may be the only text about the matter; the next best article then is about another.
_FAR_AHEAD = 0.04
# How much more like the ticket a case must be than the document that answers, to be told beside it.
_STILL_NEARER = 0.005
# How much the cosine of a text and that of its title count for whether it is like the question.
_NEARNESS, _TITLE = 0.65, 0.35
_QUESTION = re.compile(
    r"\?\s*$|^(?:как|что|где|чего|кто|куда|откуда|почему|зачем|сколько|какой|какая|какие|каким|чем|можно|когда|how|what"
    r"|where|who|why|which|when)\b",
    re.IGNORECASE,
)


class Preference:
    """Says of the documents found for one question how probably each is the one that answers it."""

    def __init__(self, found: Found, suitable: Suitable, words: Words) -> None:
        self._question = found.question
        self._suitable = suitable
        self._words = words
        self._tags = [(max(0.0, p.scores.total), p.document.id, _tags(p, words)) for p in found.passages]

    def shares(self, suited: Sequence[Suited], said: Sequence[Counter[str]], cases: Sequence[Suited]) -> list[float]:
        """One probability per document, 1 together. `said` are the words each would say, `cases` those that vote."""
        sent = self._sent(cases)
        worth = [self._worth(one) + self._borne_out(one, words, sent) for one, words in zip(suited, said, strict=True)]
        odds = [math.exp(one - max(worth)) for one in worth]
        return [one / sum(odds) for one in odds]

    def _worth(self, suited: Suited) -> float:
        content = suited.passage.document.content
        worth = _by_rank(suited.passage) + _by_code(self._question, suited.passage)
        worth += (
            _VOTES * self._votes(suited.passage)
            + _CASE * (content.kind is Kind.CASE)
            + _STAFF * (suited.reader is Reader.STAFF)
        )
        worth += _FOR_BUYER * suited.for_buyer + _FOREIGN * suited.foreign
        special = self._suitable.is_special(suited.passage.document) + self._is_about_another_product(content.product)
        return worth + _SPECIAL * special

    def _sent(self, cases: Sequence[Suited]) -> list[tuple[float, Counter[str]]]:
        """What was sent in each case, and how much that counts."""
        near = [math.exp(_FADES * (case.passage.scores.title - SAME_QUESTION)) for case in cases]
        return [
            (weight, Counter(self._words.stems(resolution(case)))) for weight, case in zip(near, cases, strict=True)
        ]

    def _borne_out(self, document: Suited, said: Counter[str], sent: Sequence[tuple[float, Counter[str]]]) -> float:
        """How much it is like what agents sent to who asked alike: an old answer shows which article they used."""
        if document.passage.document.content.kind is Kind.CASE:
            return 0.0
        return _SENT_BEFORE * sum(weight * f_score(said, words) for weight, words in sent)

    def _votes(self, document: Passage) -> float:
        """How much of what else was found is tagged alike, 0 to 1; cases that may not be told again vote, too."""
        own = _tags(document, self._words)
        others = [(weight, tags) for weight, id_, tags in self._tags if id_ != document.document.id]
        shares = (weight * len(own & tags) / max(1, min(len(own), len(tags))) for weight, tags in others)
        return sum(shares) / sum(max(_LEAST_WEIGHT, weight) for weight, _, _ in self._tags)

    def _is_about_another_product(self, product: str) -> bool:
        """Whether it is about a product that a short question does not name: instalments, ЕРИП."""
        named, asked = set(self._words.stems(product)), set(self._words.stems(self._question))
        return bool(named) and len(asked) <= _FEW_WORDS and not named & asked


def far_ahead(document: Passage, found: Sequence[Passage]) -> list[Passage]:
    """What was found besides and is so much more like the question that the document must be about another matter."""
    likeness = _likeness(document)
    return [passage for passage in found if _likeness(passage) - likeness > _FAR_AHEAD]


def is_more_like(case: Passage, document: Passage) -> bool:
    """Whether a case is more like the ticket in every respect: in its words, its meaning and its title."""
    here, there = document.scores, case.scores
    return there.dense >= here.dense + _STILL_NEARER and there.total > here.total and there.title >= here.title


def _likeness(passage: Passage) -> float:
    return _NEARNESS * passage.scores.dense + _TITLE * passage.scores.title


def _tags(passage: Passage, words: Words) -> set[str]:
    content = passage.document.content
    return set(words.stems(f"{' '.join(content.tags)} {content.product}"))


def _by_rank(passage: Passage) -> float:
    scores = passage.scores
    content = passage.document.content
    if content.kind is Kind.CASE or not _QUESTION.search(content.title):
        return _RANK * scores.total
    nearness = _TITLE_THAT_ASKS * (scores.title - _USUAL) + _TEXT_UNDER_IT * (scores.dense - _USUAL)
    return _RANK_WHERE_TITLES_ASK * scores.total + nearness + _ASKS


def _by_code(question: RedactedText, passage: Passage) -> float:
    """A document that treats the code that was asked for is better, one about a code that was not is worse."""
    content = passage.document.content
    if content.kind is Kind.CASE:
        return 0.0
    asked, of_title = codes(question), codes(content.title)
    treated = _CODE_TREATED * (bool(of_title & asked) + bool(codes(content.text) & asked))
    return treated + _OTHER_CODE * (bool(of_title) and not of_title & asked)
