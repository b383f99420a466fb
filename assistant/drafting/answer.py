"""Answers one question of a ticket: which document, which of its sentences, or why there is no answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.drafting.abstain import answerable
from assistant.drafting.asking import codes
from assistant.drafting.choose import Room, chosen, says_again
from assistant.drafting.near import Nearness
from assistant.drafting.phrases import Phrases
from assistant.drafting.prefer import Preference, far_ahead, is_more_like
from assistant.drafting.quote import Line, quoted
from assistant.drafting.readers import Reader, reader_of, suits
from assistant.drafting.rivals import Rival, contradict, judged
from assistant.drafting.sentences import Form
from assistant.drafting.suit import Suitable, Suited
from assistant.drafting.weigh import Scored, advises
from assistant.drafting.words import Words
from assistant.nouns import Found, Outcome, Passage
from corpus.nouns import Kind, RedactedText

# Documents whose sentences are read for one question; what ranks lower is about something else.
_DOCUMENTS = 6
# A second document is heard when it is nearly as near as the first, and for a sentence that is very near: without
# these, every third letter ended in something that nobody had asked.
_AS_NEAR, _NEAR, _VERY_NEAR = 0.02, 0.22, 0.3
# An old case answers alone only when its advice is at least as near as this.
_TOUCHES = 0.15
_EXPERIENCE = Room(2, 400)
_ENOUGH_SAID = 600
_ATTEMPTS = 3


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
class _Choice:
    """A document, what it says, and what lost against it."""

    document: Suited
    sentences: tuple[Scored, ...]
    scored: tuple[Scored, ...]
    rivals: tuple[Rival, ...]

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
            why = self._phrases.outside if outcome is Outcome.OUTSIDE else self._phrases.nothing_found
            return Answer(found.question, outcome, why)
        suited = self._suitable.passages(found.passages)[:_DOCUMENTS]
        sayings = [saying for one in suited for saying in self._suitable.sayings(one)]
        choice = self._undisputed(found, suited, self._nearness.scored(found.question, sayings, most))
        if choice is None:
            return Answer(found.question, Outcome.NOTHING_FOUND, self._why_nothing(suited))
        ahead = far_ahead(choice.document.passage, found.passages)
        if ahead:
            return Answer(
                found.question, Outcome.NOTHING_FOUND, self._why_nothing([s for s in suited if s.passage in ahead])
            )
        undecided = tuple(rival for rival in choice.rivals if rival.undecided)
        if undecided:
            return Answer(found.question, Outcome.CONTRADICTION, self._phrases.contradiction, rivals=undecided)
        return self._answered(found.question, suited, choice)

    def _why_nothing(self, suited: Sequence[Suited]) -> RedactedText:
        if not suited:
            return self._phrases.other_audience
        only_staff = all(one.reader is Reader.STAFF for one in suited)
        return self._phrases.internal_only if only_staff else self._phrases.nothing_found

    def _undisputed(self, found: Found, suited: Sequence[Suited], scored: Sequence[Scored]) -> _Choice | None:
        """The best document after all its sentences that another one refutes are taken out."""
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
        """The document that answers best, and its sentences; the next one when it has nothing to say."""
        of_documents: dict[str, list[Scored]] = {}
        for one in scored:
            of_documents.setdefault(one.saying.passage.document.id, []).append(one)
        best = {id_: own[0].score for id_, own in of_documents.items()}
        for document in Preference(found, self._suitable, self._words).ordered(suited, best):
            sentences = chosen(found.question, of_documents[document.passage.document.id], self._room, self._words)
            if sentences and self._may_speak(document, suited, sentences):
                return _Choice(document, tuple(sentences), tuple(scored), ())
        return None

    def _may_speak(self, document: Suited, suited: Sequence[Suited], sentences: Sequence[Scored]) -> bool:
        """A case may only when nothing is much more like the ticket, and its advice touches the question."""
        if document.passage.document.content.kind is not Kind.CASE:
            return True
        nearest = max(one.passage.scores.dense for one in suited)
        touches = max(one.near for one in sentences) >= _TOUCHES
        return touches and document.passage.scores.dense >= nearest - _AS_NEAR

    def _contradicted(self, sentences: Sequence[Scored], scored: Sequence[Scored]) -> list[tuple[Scored, Rival]]:
        """The sentences, chosen ones and others, that lose against another document's, each with the pair."""
        lost: list[tuple[Scored, Rival]] = []
        for one in sentences:
            for other in scored:
                here, there = one.saying, other.saying
                foreign = here.passage.document.id != there.passage.document.id
                if foreign and contradict(here.text, there.text, self._words):
                    rival = judged(here.passage, there.passage)
                    lost.append((other if rival.winner is here.passage else one, rival))
        return lost

    def _answered(self, question: RedactedText, suited: Sequence[Suited], choice: _Choice) -> Answer:
        experience = self._experience(question, suited, choice)
        more = [] if experience else self._more(question, choice)
        lines: list[Line] = []
        if choice.document.passage.document.content.kind is Kind.CASE:
            lines.append(Line(self._phrases.in_a_like_case))
        elif choice.document.for_buyer:
            lines.append(Line(self._phrases.for_your_buyer))
        lines += quoted([*choice.sentences, *more])
        if experience:
            lines += [Line(self._phrases.in_a_like_case, begins=True), *quoted(experience)]
        main = choice.sentences[0].saying.passage
        return Answer(question, Outcome.ANSWERED, RedactedText(), tuple(lines), main, choice.rivals)

    def _more(self, question: RedactedText, choice: _Choice) -> list[Scored]:
        """One sentence of another document that says something to what is left of the question."""
        if choice.length > _ENOUGH_SAID:
            return []
        least = max(one.score for one in choice.sentences)
        unsaid = set(self._words.stems(question)).difference(*(one.stems for one in choice.sentences))
        return [
            one
            for one in choice.scored
            if one.score >= least
            and one.near >= _VERY_NEAR
            and unsaid & one.stems
            and codes(f"{one.saying.passage.document.content.title} {one.saying.text}") <= codes(question)
            and self._adds(one, choice)
        ][:1]

    def _adds(self, one: Scored, choice: _Choice) -> bool:
        here, there = choice.document.passage, one.saying.passage
        written_for_it = there.document.content.kind is not Kind.CASE and reader_of(there.document) is not Reader.STAFF
        for_the_same = suits(choice.document.reader, reader_of(there.document))
        stands_alone = not one.saying.quotable.leans and one.saying.quotable.form in {Form.PROSE, Form.ITEM}
        as_near = there.document.id != here.document.id and there.scores.dense >= here.scores.dense - _AS_NEAR
        fitting = written_for_it and for_the_same and stands_alone and as_near
        return fitting and not says_again(one, choice.sentences)

    def _experience(self, question: RedactedText, suited: Sequence[Suited], choice: _Choice) -> list[Scored]:
        """What a case that is still more like the ticket than the document advised, as far as it is not said."""
        if choice.document.passage.document.content.kind is Kind.CASE or choice.length > _ENOUGH_SAID:
            return []
        for one in suited:
            document = one.passage.document
            if document.content.kind is Kind.CASE and is_more_like(one.passage, choice.document.passage):
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
