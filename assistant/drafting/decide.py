"""Decides which documents answer a question: the most probable one, those told beside it, what loses against them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.drafting.asking import codes
from assistant.drafting.choose import Room, chosen, denial_first
from assistant.drafting.merge import Candidate, f_score, merged
from assistant.drafting.prefer import SAME_QUESTION, Preference
from assistant.drafting.readers import Reader, suits
from assistant.drafting.rivals import Rival, contradict, judged
from assistant.drafting.suit import Suitable, Suited, resolution
from assistant.drafting.weigh import Scored
from assistant.drafting.words import Words
from assistant.nouns import Found
from corpus.nouns import Kind, RedactedText

# A case is heard when it is nearly as near as the nearest text.
_AS_NEAR = 0.02
# An old case answers alone only when its advice is at least as near as this.
_TOUCHES = 0.15
_ATTEMPTS = 3
# Without so many words in common two sentences cannot contradict each other.
_COMMON_WORDS = 3
# A case is told in place of an article when it says at least this much (F-score) of what was sent then.
_ENOUGH_OF_CASE = 0.3
# What is at least this share as probable as the document that answers might be meant as well.
_AS_PROBABLE = 0.3


@dataclass(frozen=True, slots=True)
class Option:
    """A document and what it would say."""

    document: Suited
    sentences: tuple[Scored, ...]

    @property
    def is_case(self) -> bool:
        """Whether it is a resolved ticket."""
        return self.document.passage.document.content.kind is Kind.CASE

    def words(self) -> Counter[str]:
        """The words of all that it would say."""
        return Counter(stem for one in self.sentences for stem in one.stems)


@dataclass(frozen=True, slots=True)
class Choice:
    """What is told, the document that answers first; what might answer as well, and what lost against it.

    `expected` is how like the wanted answer it should be, 0 to 1.
    """

    told: tuple[Option, ...]
    expected: float
    scored: tuple[Scored, ...]
    as_probable: tuple[Option, ...] = ()
    rivals: tuple[Rival, ...] = ()

    @property
    def main(self) -> Option:
        """The document that answers."""
        return self.told[0]

    @property
    def sentences(self) -> list[Scored]:
        """All that is told."""
        return [sentence for option in self.told for sentence in option.sentences]

    @property
    def length(self) -> int:
        """How many characters that is."""
        return sum(len(one.saying.text) for one in self.sentences)


def _is_farther(option: Option) -> bool:
    """Whether it is a case in which something else was asked: beside answers that were written to be read, it waits.

    With the cases of a support bench to learn from, a case that answered had chrF 25, the article in its place 43.
    """
    return option.is_case and option.document.passage.scores.title < SAME_QUESTION


def cases_of(suited: Sequence[Suited]) -> list[Suited]:
    """Those of them that are resolved cases."""
    return [one for one in suited if one.passage.document.content.kind is Kind.CASE]


class Deciding:
    """Decides for the questions of one ticket."""

    def __init__(self, suitable: Suitable, words: Words, room: Room) -> None:
        self._suitable = suitable
        self._words = words
        self._room = room

    def choice(self, found: Found, suited: Sequence[Suited], scored: Sequence[Scored]) -> Choice | None:
        """The best documents after all their sentences that another one refutes are taken out."""
        rivals: tuple[Rival, ...] = ()
        choice: Choice | None = None
        for _ in range(_ATTEMPTS):
            choice = self._best(found, suited, scored)
            if choice is None:
                return None
            lost = self._contradicted(choice.sentences, scored)
            rivals += tuple(rival for _, rival in lost)
            losers = {id(one) for one, _ in lost}
            scored = [one for one in scored if id(one) not in losers]
            if not any(id(one) in losers for one in choice.sentences):
                break
        return replace(choice, rivals=rivals, scored=tuple(scored)) if choice else None

    def case_instead(self, found: Found, suited: Sequence[Suited], choice: Choice) -> Choice | None:
        """The case that was found before everything else, when enough of it may be told again to this customer."""
        first = found.passages[0].document.id
        case = next((one for one in cases_of(suited) if one.passage.document.id == first and not one.foreign), None)
        option = self._option(found.question, case, choice.scored) if case else None
        if option is None or not option.sentences:
            return None
        expected = f_score(option.words(), self._wanted(option))
        return Choice((option,), expected, choice.scored) if expected >= _ENOUGH_OF_CASE else None

    def _best(self, found: Found, suited: Sequence[Suited], scored: Sequence[Scored]) -> Choice | None:
        """The document that most probably answers and may speak, and what is told beside it."""
        options = [option for one in suited if (option := self._option(found.question, one, scored)).sentences]
        shares = Preference(found, self._suitable, self._words).shares(
            [option.document for option in options], [option.words() for option in options], cases_of(suited)
        )
        answers_whole = any(option.document.whole and not option.is_case for option in options)
        may_begin = [
            at
            for at, option in enumerate(options)
            if self._may_speak(option, suited) and not (answers_whole and _is_farther(option))
        ]
        if not may_begin:
            return None
        candidates = [
            Candidate(share, option.words(), self._wanted(option))
            for option, share in zip(options, shares, strict=True)
        ]
        first = max(may_begin, key=lambda at: candidates[at].worth)
        best = merged(candidates, first, lambda one, other: self._may_stand_beside(options[other], options[one]))
        as_probable = tuple(
            option
            for option, share in zip(options, shares, strict=True)
            if share >= _AS_PROBABLE * shares[best.told[0]]
        )
        return Choice(tuple(options[at] for at in best.told), best.expected, tuple(scored), as_probable)

    def _wanted(self, option: Option) -> Counter[str]:
        """What the answer would be if this were the right document: of a case all that was sent."""
        told_in_part = option.is_case and not option.document.whole
        return Counter(self._words.stems(resolution(option.document))) if told_in_part else option.words()

    def _option(self, question: RedactedText, document: Suited, scored: Sequence[Scored]) -> Option:
        own = [one for one in scored if one.saying.passage.document.id == document.passage.document.id]
        if document.whole:
            return Option(document, tuple(denial_first(question, own, self._words)))
        return Option(document, tuple(chosen(question, own, self._room, self._words)) if own else ())

    def _may_speak(self, option: Option, suited: Sequence[Suited]) -> bool:
        """A case may only when nothing is much more like the ticket, and its advice touches the question."""
        if not option.is_case:
            return True
        nearest = max(one.passage.scores.dense for one in suited)
        touches = option.document.whole or max(one.near for one in option.sentences) >= _TOUCHES
        return touches and option.document.passage.scores.dense >= nearest - _AS_NEAR

    def _may_stand_beside(self, option: Option, main: Option) -> bool:
        """Whether both are one answer, told to the same reader, and it is about no other platform or code."""
        here, there = main.document, option.document
        as_meant = here.whole and there.whole
        as_open = there.reader is not Reader.STAFF or here.reader is Reader.STAFF
        for_the_same = suits(here.reader, there.reader) and here.for_buyer == there.for_buyer
        special = self._suitable.is_special(there.passage.document) or codes(there.passage.document.content.title)
        return as_meant and as_open and for_the_same and here.foreign == there.foreign and not special

    def _contradicted(self, sentences: Sequence[Scored], scored: Sequence[Scored]) -> list[tuple[Scored, Rival]]:
        """The sentences, chosen ones and others, that lose against another document's, each with the pair."""
        lost: list[tuple[Scored, Rival]] = []
        for one in sentences:
            for other in scored:
                here, there = one.saying, other.saying
                foreign = here.passage.document.id != there.passage.document.id
                common = len(one.stems & other.stems) >= _COMMON_WORDS
                if foreign and common and contradict(here.text, there.text, self._words):
                    rival = judged(here.passage, there.passage)
                    lost.append((other if rival.winner is here.passage else one, rival))
        return lost
