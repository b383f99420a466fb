"""Answers one question of a ticket: which document, which of its sentences, or why there is no answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.drafting.abstain import answerable
from assistant.drafting.asking import codes
from assistant.drafting.choose import Room, chosen, denial_first, says_again
from assistant.drafting.merge import Candidate, merged
from assistant.drafting.near import Nearness
from assistant.drafting.phrases import Phrases
from assistant.drafting.platforms import Condition
from assistant.drafting.prefer import Preference, far_ahead, is_more_like
from assistant.drafting.quote import Line, quoted
from assistant.drafting.readers import Reader, suits
from assistant.drafting.rivals import Rival, contradict, judged
from assistant.drafting.suit import Suitable, Suited, resolution
from assistant.drafting.weigh import Scored, advises, unweighed
from assistant.drafting.words import Words
from assistant.nouns import Found, Outcome, Passage
from corpus.nouns import Kind, RedactedText

# Documents whose sentences are read for one question; what ranks lower is about something else.
_DOCUMENTS = 6
# A case is heard when it is nearly as near as the nearest text.
_AS_NEAR, _NEAR = 0.02, 0.22
# An old case answers alone only when its advice is at least as near as this.
_TOUCHES = 0.15
_EXPERIENCE = Room(2, 400)
_ENOUGH_SAID = 600
_ATTEMPTS = 3
# What is told whole has no sentence that was near to the question; it must be expected to be this like the answer that
# is wanted (F-score). That keeps 87 of 100 drafts on the support bench.
_LEAST_EXPECTED = 0.61
# Without so many words in common two sentences cannot contradict each other.
_COMMON_WORDS = 3
# What is at least this share as probable as the document that answers might be meant as well.
_AS_PROBABLE = 0.3


@dataclass(frozen=True, slots=True)
class Answer:
    """What can be said to one question. Without lines, `outcome` and `why` say why not."""

    question: RedactedText
    outcome: Outcome
    why: RedactedText
    lines: tuple[Line, ...] = ()
    main: Passage | None = None
    rivals: tuple[Rival, ...] = ()


@dataclass(frozen=True, slots=True)
class _Option:
    """A document and what it would say."""

    document: Suited
    sentences: tuple[Scored, ...]

    @property
    def is_case(self) -> bool:
        return self.document.passage.document.content.kind is Kind.CASE

    def words(self) -> Counter[str]:
        return Counter(stem for one in self.sentences for stem in one.stems)


@dataclass(frozen=True, slots=True)
class _Choice:
    """What is told, the document that answers first; what might answer as well, and what lost against it."""

    told: tuple[_Option, ...]
    expected: float
    scored: tuple[Scored, ...]
    as_probable: tuple[_Option, ...] = ()
    rivals: tuple[Rival, ...] = ()

    @property
    def main(self) -> _Option:
        return self.told[0]

    @property
    def sentences(self) -> list[Scored]:
        return [sentence for option in self.told for sentence in option.sentences]

    @property
    def length(self) -> int:
        return sum(len(one.saying.text) for one in self.sentences)


class Answering:
    """Answers the questions of one ticket."""

    def __init__(self, nearness: Nearness, suitable: Suitable, words: Words, phrases: Phrases, room: Room) -> None:
        self._nearness = nearness
        self._suitable = suitable
        self._words = words
        self._phrases = phrases
        self._room = room

    def answer(self, found: Found, most: int) -> Answer:
        """The answer to one question; at most `most` sentences are embedded for it."""
        outcome = answerable(found.question, found.passages, self._words).outcome
        if outcome is not Outcome.ANSWERED:
            return Answer(found.question, outcome, self._why(outcome))
        suited = self._suitable.passages(found.passages)[:_DOCUMENTS]
        choice = self._undisputed(found, suited, self._scored(found.question, suited, most))
        if choice is None:
            return Answer(found.question, Outcome.NOTHING_FOUND, self._why_nothing(suited))
        ahead = far_ahead(choice.main.document.passage, found.passages)
        if ahead:
            return Answer(
                found.question, Outcome.NOTHING_FOUND, self._why_nothing([s for s in suited if s.passage in ahead])
            )
        if self._is_guessed(found.question, choice):
            return Answer(found.question, Outcome.PERHAPS, self._why(Outcome.PERHAPS))
        undecided = tuple(rival for rival in choice.rivals if rival.undecided)
        if undecided and not self._unstated(choice):
            return Answer(found.question, Outcome.CONTRADICTION, self._phrases.contradiction, rivals=undecided)
        return self._answered(found.question, suited, choice)

    def _scored(self, question: RedactedText, suited: Sequence[Suited], most: int) -> list[Scored]:
        """All that could be said. What is told whole or not at all needs no weighing of its sentences."""
        whole = [saying for one in suited if one.whole for saying in self._suitable.sayings(one)]
        parts = [saying for one in suited if not one.whole for saying in self._suitable.sayings(one)]
        return [*self._nearness.scored(question, parts, most), *(unweighed(one, self._words) for one in whole)]

    def _why(self, outcome: Outcome) -> RedactedText:
        said = self._phrases
        return {Outcome.OUTSIDE: said.outside, Outcome.PERHAPS: said.perhaps}.get(outcome, said.nothing_found)

    def _is_guessed(self, question: RedactedText, choice: _Choice) -> bool:
        """Whether another article is so probable that the chosen one, told whole, would be a guess."""
        content = choice.main.document.passage.document.content
        by_code = codes(question) & codes(content.title)
        weighed = choice.main.is_case or not choice.main.document.whole or by_code
        return not weighed and choice.expected < _LEAST_EXPECTED

    def _why_nothing(self, suited: Sequence[Suited]) -> RedactedText:
        if not suited:
            return self._phrases.other_audience
        only_staff = all(one.reader is Reader.STAFF for one in suited)
        return self._phrases.internal_only if only_staff else self._phrases.nothing_found

    def _undisputed(self, found: Found, suited: Sequence[Suited], scored: Sequence[Scored]) -> _Choice | None:
        """The best documents after all their sentences that another one refutes are taken out."""
        rivals: tuple[Rival, ...] = ()
        choice: _Choice | None = None
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

    def _best(self, found: Found, suited: Sequence[Suited], scored: Sequence[Scored]) -> _Choice | None:
        """The document that most probably answers and may speak, and what is told beside it."""
        options = [option for one in suited if (option := self._option(found.question, one, scored)).sentences]
        shares = Preference(found, self._suitable, self._words).shares([option.document for option in options])
        may_begin = [at for at, option in enumerate(options) if self._may_speak(option, suited)]
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
        return _Choice(tuple(options[at] for at in best.told), best.expected, tuple(scored), as_probable)

    def _wanted(self, option: _Option) -> Counter[str]:
        """What the answer would be if this were the right document: of a case all that was sent."""
        told_in_part = option.is_case and not option.document.whole
        return Counter(self._words.stems(resolution(option.document))) if told_in_part else option.words()

    def _option(self, question: RedactedText, document: Suited, scored: Sequence[Scored]) -> _Option:
        own = [one for one in scored if one.saying.passage.document.id == document.passage.document.id]
        if document.whole:
            return _Option(document, tuple(denial_first(question, own, self._words)))
        return _Option(document, tuple(chosen(question, own, self._room, self._words)) if own else ())

    def _may_speak(self, option: _Option, suited: Sequence[Suited]) -> bool:
        """A case may only when nothing is much more like the ticket, and its advice touches the question."""
        if not option.is_case:
            return True
        nearest = max(one.passage.scores.dense for one in suited)
        touches = option.document.whole or max(one.near for one in option.sentences) >= _TOUCHES
        return touches and option.document.passage.scores.dense >= nearest - _AS_NEAR

    def _may_stand_beside(self, option: _Option, main: _Option) -> bool:
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

    def _answered(self, question: RedactedText, suited: Sequence[Suited], choice: _Choice) -> Answer:
        lines = self._asking(choice)
        if choice.main.is_case:
            lines.append(Line(self._phrases.in_a_like_case))
        elif choice.main.document.for_buyer:
            lines.append(Line(self._phrases.for_your_buyer))
        lines += quoted(choice.main.sentences, choice.main.document.whole)
        said = list(choice.main.sentences)
        for option in choice.told[1:]:
            fresh = [one for one in option.sentences if not says_again(one, said)]
            lines += [Line(self._phrases.also, begins=True), *quoted(fresh, whole=True)] if fresh else []
            said += fresh
        experience = self._experience(question, suited, choice)
        if experience:
            lines += [Line(self._phrases.in_a_like_case, begins=True), *quoted(experience)]
        main = choice.main.sentences[0].saying.passage
        return Answer(question, Outcome.ANSWERED, RedactedText(), tuple(lines), main, choice.rivals)

    def _asking(self, choice: _Choice) -> list[Line]:
        """The question for what the ticket leaves open, and for which case the rest is said."""
        unstated = self._unstated(choice)
        if unstated is None:
            return []
        title = choice.main.document.passage.document.content.title
        before, after = self._phrases.if_it_is_about
        return [Line(self._phrases.asking(unstated)), Line(RedactedText.joined(title, (before, after)), begins=True)]

    def _unstated(self, choice: _Choice) -> Condition | None:
        """The condition that the ticket leaves open and on which it hangs whether another document answers."""
        here = choice.main.document.passage
        others = [option.document.passage for option in choice.as_probable]
        others += [passage for rival in choice.rivals for passage in (rival.winner, rival.loser) if rival.undecided]
        found = (self._suitable.unstated(here.document, there.document) for there in others)
        return next((condition for condition in found if condition), None)

    def _experience(self, question: RedactedText, suited: Sequence[Suited], choice: _Choice) -> list[Scored]:
        """What a case that is still more like the ticket than the document advised, as far as it is not said."""
        if choice.main.is_case or choice.length > _ENOUGH_SAID:
            return []
        for one in suited:
            document = one.passage.document
            if document.content.kind is Kind.CASE and is_more_like(one.passage, choice.main.document.passage):
                own = [piece for piece in choice.scored if piece.saying.passage.document.id == document.id]
                told = chosen(question, own, _EXPERIENCE, self._words)
                fresh = [p for p in told if p.near >= _NEAR and advises(p) and not says_again(p, choice.sentences)]
                if fresh:
                    return fresh
        return []


def without_repeats(answers: Sequence[Answer]) -> list[Answer]:
    """The answers, what an earlier one says already left out."""
    said: set[RedactedText] = set()
    kept: list[Answer] = []
    for answer in answers:
        lines = tuple(line for line in answer.lines if line.passage is None or line.text not in said)
        kept.append(replace(answer, lines=lines if any(line.passage for line in lines) else ()))
        said |= {line.text for line in lines}
    return kept
