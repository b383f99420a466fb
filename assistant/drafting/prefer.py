"""Which of the suitable documents answers best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.drafting.asking import codes
from assistant.drafting.readers import Reader
from assistant.drafting.suit import Suitable, Suited
from assistant.drafting.words import Words
from assistant.nouns import Found, Passage
from corpus.nouns import Kind, RedactedText

# What speaks for a document: its own nearness and its title's, its best sentence's, its rank, and how much else that
# was found is tagged as it is. With these weights the document that answers was a relevant one for 130 of 188 questions
# on the starter corpus (114 without tags and with a tenth of the rank; 137 by rank alone, but half of them cases).
_NEARNESS, _TITLE, _SENTENCE, _RANK, _VOTES = 0.65, 0.35, 0.2, 0.06, 0.3
# What speaks against it: that it is a case (an article was written to be read by others), about one platform or
# product, for the buyer, in another language, for staff.
_CASE, _SPECIAL, _FOR_BUYER, _FOREIGN, _STAFF = -0.17, -0.04, -0.06, -0.15, -0.2
_CODE_TREATED, _OTHER_CODE = 0.015, -0.04
# A long question says by itself what it is about; «когда придёт возврат?» means the usual one.
_FEW_WORDS = 4
# A case that cannot be told again may be the only text about the matter; the next best article then is about another.
_FAR_AHEAD = 0.04
# How much more like the ticket a case must be than the document that answers, to be told beside it.
_STILL_NEARER = 0.005
_LEAST_WEIGHT = 0.1


class Preference:
    """Puts the documents found for one question in the order in which they should answer."""

    def __init__(self, found: Found, suitable: Suitable, words: Words) -> None:
        self._question = found.question
        self._suitable = suitable
        self._words = words
        self._tags = [(max(0.0, p.scores.total), p.document.id, _tags(p, words)) for p in found.passages]

    def ordered(self, suited: Sequence[Suited], best: Mapping[str, float]) -> list[Suited]:
        """Those that have something to say, best first; `best` is each one's best sentence score by its id."""
        able = [one for one in suited if one.passage.document.id in best]
        worth = {one.passage.document.id: self._worth(one, best[one.passage.document.id]) for one in able}
        return sorted(able, key=lambda one: -worth[one.passage.document.id])

    def _worth(self, suited: Suited, best: float) -> float:
        passage, content = suited.passage, suited.passage.document.content
        worth = _likeness(passage) + _SENTENCE * best + _RANK * passage.scores.total + _VOTES * self._votes(passage)
        worth += _CASE * (content.kind is Kind.CASE) + _STAFF * (suited.reader is Reader.STAFF)
        worth += _FOR_BUYER * suited.for_buyer + _FOREIGN * suited.foreign + _by_code(self._question, passage)
        special = self._suitable.is_special(passage.document) + self._is_about_another_product(content.product)
        return worth + _SPECIAL * special

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


def _by_code(question: RedactedText, passage: Passage) -> float:
    """A document that treats the code that was asked for is better, one about a code that was not is worse."""
    content = passage.document.content
    if content.kind is Kind.CASE:
        return 0.0
    asked, of_title = codes(question), codes(content.title)
    treated = _CODE_TREATED * (bool(of_title & asked) + bool(codes(content.text) & asked))
    return treated + _OTHER_CODE * (bool(of_title) and not of_title & asked)
