"""Answers one question of a ticket: what is told, in which lines, or why there is no answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.drafting.abstain import answerable
from assistant.drafting.asking import asks, codes, error_codes, subject_codes
from assistant.drafting.choose import Room, chosen, says_again
from assistant.drafting.decide import Choice, Deciding, cases_of
from assistant.drafting.near import Nearness
from assistant.drafting.phrases import Phrases
from assistant.drafting.platforms import Condition
from assistant.drafting.prefer import far_ahead, is_more_like
from assistant.drafting.quote import Line, quoted
from assistant.drafting.readers import Reader
from assistant.drafting.rivals import Rival
from assistant.drafting.splitting import sentences
from assistant.drafting.suit import Suitable, Suited
from assistant.drafting.sure import CASE_SURE_ENOUGH, SURE_ENOUGH, sureness, sureness_of_case
from assistant.drafting.weigh import Scored, advises, unweighed
from assistant.drafting.why import Seen, reasons
from assistant.drafting.words import Words
from assistant.nouns import Found, Outcome, Passage, Reasons, Rule
from corpus.index.opening import MODEL
from corpus.nouns import Kind, RedactedText

# Documents, and cases besides, that are read for one question; what ranks lower is about something else.
_DOCUMENTS, _CASES = 6, 6
# A sentence of a case is near enough from here on.
_NEAR = 0.22
_EXPERIENCE = Room(2, 400)
_ENOUGH_SAID = 600
# What is told whole has no sentence that was near to the question; it must be expected to be this like the answer that
# is wanted (F-score). That keeps 84 of 100 drafts on the support bench, and makes them 1 chrF better than 0.61 did.
# What was sent in a case is never quite like the article it came from: less can be expected where cases are heard.
_LEAST_EXPECTED, _LEAST_WITH_CASES = 0.65, 0.62
_UNLIKE = {Outcome.OUTSIDE: Rule.OUTSIDE, Outcome.PERHAPS: Rule.UNSURE}


@dataclass(frozen=True, slots=True)
class Answer:
    """What can be said to one question. Without lines, `outcome` and `why` say why not."""

    question: RedactedText
    outcome: Outcome
    why: RedactedText
    lines: tuple[Line, ...] = ()
    main: Passage | None = None
    rivals: tuple[Rival, ...] = ()
    reasons: Reasons | None = None


class Answering:
    """Answers the questions of one ticket, which has `named` these codes."""

    def __init__(
        self,
        nearness: Nearness,
        suitable: Suitable,
        words: Words,
        phrases: Phrases,
        room: Room,
        named: frozenset[str] = frozenset(),
    ) -> None:
        self._nearness = nearness
        self._suitable = suitable
        self._words = words
        self._phrases = phrases
        self._named = named
        self._deciding = Deciding(suitable, words, room)

    def answer(self, found: Found, most: int) -> Answer:
        """The answer to one question; at most `most` sentences are embedded for it.

        It is answered as the search read it: passages found for the right spelling do not suit the wrong one.
        """
        read = replace(found, question=found.read_as or found.question)
        judged = answerable(read.question, read.passages, self._words, by_words=MODEL in found.degraded)
        answer, rule, seen = self._considered(replace(read, answerable=judged.score), judged.outcome, most)
        return replace(answer, reasons=reasons(found, judged.score, rule, self._suitable, seen))

    def _considered(self, found: Found, outcome: Outcome, most: int) -> tuple[Answer, Rule, Seen]:
        """The answer, the rule that decided on it, and what was seen on the way."""
        if outcome is not Outcome.ANSWERED:
            rule = _UNLIKE.get(outcome, Rule.NOTHING_LIKE_IT)
            return self._none(found, outcome, self._why(outcome)), rule, Seen()
        suited = _first(self._suitable.passages(found.passages))
        scored = self._scored(found.question, suited, most)
        choice = self._deciding.choice(found, suited, scored)
        if choice is None:
            return self._nothing(found, suited, Seen(suited, scored))
        return self._decided(found, choice, Seen(suited, scored, rivals=choice.rivals))

    def _decided(self, found: Found, choice: Choice, seen: Seen) -> tuple[Answer, Rule, Seen]:
        """The same for documents that were chosen: there may be something against telling them yet."""
        if self._lacks_code(found.question, choice):
            return self._none(found, Outcome.PERHAPS, self._phrases.unknown_code), Rule.UNKNOWN_CODE, seen
        ahead = far_ahead(choice.main.document.passage, found.passages)
        weighed, is_guess = self._weighed(found, choice, seen)
        if (ahead or is_guess) and (told := self._case_instead(found, choice, seen)):
            return told
        if ahead:
            answer, rule, seen = self._nothing(found, [s for s in seen.suited if s.passage in ahead], seen)
            return answer, Rule.ANOTHER_MATTER if rule is Rule.NOTHING_TO_TELL else rule, seen
        if is_guess:
            return self._none(found, Outcome.PERHAPS, self._why(Outcome.PERHAPS)), Rule.GUESSED, weighed
        undecided = tuple(rival for rival in choice.rivals if rival.undecided)
        unstated = self._unstated(choice)
        if undecided and not unstated:
            none = self._none(found, Outcome.CONTRADICTION, self._phrases.contradiction)
            return replace(none, rivals=undecided), Rule.CONTRADICTION, seen
        return self._answered(found.question, choice, replace(weighed, asking=unstated))

    def _case_instead(self, found: Found, choice: Choice, seen: Seen) -> tuple[Answer, Rule, Seen] | None:
        """What was sent in a case that is surely about the same, where no article surely is."""
        if choice.main.document.whole or choice.main.is_case:
            return None
        case = self._deciding.case_instead(found, seen.suited, choice)
        sure = sureness_of_case(case.main.document.passage, found.passages) if case else 0.0
        if case is None or sure < CASE_SURE_ENOUGH:
            return None
        return self._answered(found.question, case, replace(seen, sure=sure, needed=CASE_SURE_ENOUGH))

    def _scored(self, question: RedactedText, suited: Sequence[Suited], most: int) -> list[Scored]:
        """All that could be said. What is told whole or not at all needs no weighing of its sentences."""
        whole = [saying for one in suited if one.whole for saying in self._suitable.sayings(one)]
        parts = [saying for one in suited if not one.whole for saying in self._suitable.sayings(one)]
        parts = [saying for saying in parts if not (about := subject_codes(saying.text)) or about & self._named]
        return [*self._nearness.scored(question, parts, most), *(unweighed(one, self._words) for one in whole)]

    def _why(self, outcome: Outcome) -> RedactedText:
        said = self._phrases
        return {Outcome.OUTSIDE: said.outside, Outcome.PERHAPS: said.perhaps}.get(outcome, said.nothing_found)

    def _none(self, found: Found, outcome: Outcome, why: RedactedText) -> Answer:
        return Answer(found.question, outcome, why)

    def _nothing(self, found: Found, suited: Sequence[Suited], seen: Seen) -> tuple[Answer, Rule, Seen]:
        """No answer, since what might answer may not be told."""
        said = self._phrases
        if not suited:
            rule, why = Rule.OTHER_READERS, said.other_audience
        elif all(one.reader is Reader.STAFF for one in suited):
            rule, why = Rule.ONLY_INSTRUCTIONS, said.internal_only
        else:
            rule, why = Rule.NOTHING_TO_TELL, said.nothing_found
        return self._none(found, Outcome.NOTHING_FOUND, why), rule, seen

    def _weighed(self, found: Found, choice: Choice, seen: Seen) -> tuple[Seen, bool]:
        """What speaks for the chosen document, and whether to tell it would be to guess."""
        main = choice.main.document
        if codes(found.question) & codes(main.passage.document.content.title):  # it was looked up
            return seen, False
        if not main.whole:
            sure = sureness(main.passage, found.passages, found.answerable)
            return replace(seen, sure=sure, needed=SURE_ENOUGH), sure < SURE_ENOUGH
        if choice.main.is_case:
            return seen, False
        needed = _LEAST_WITH_CASES if cases_of(seen.suited) else _LEAST_EXPECTED
        return replace(seen, expected=choice.expected, needed=needed), choice.expected < needed

    def _lacks_code(self, question: RedactedText, choice: Choice) -> bool:
        """Whether the question is about a code of which nothing that would be told speaks.

        A code beside which something else is asked may be a mere circumstance.
        """
        asked = error_codes(question)
        told = {text for one in choice.sentences for text in _texts(one)}
        if not asked or any(asked & codes(text) for text in told):
            return False
        others = [sentence for sentence in sentences(question) if not error_codes(sentence)]
        return not any(asks(one) and len(set(self._words.stems(one))) > 1 for one in others)

    def _answered(self, question: RedactedText, choice: Choice, seen: Seen) -> tuple[Answer, Rule, Seen]:
        lines = self._asking(choice, seen.asking)
        if choice.main.document.for_buyer and not choice.main.is_case:
            lines.append(Line(self._phrases.for_your_buyer))
        lines += quoted(choice.main.sentences, choice.main.document.whole)
        beside, again = self._beside(choice)
        lines += beside
        experience = quoted(self._experience(question, seen.suited, choice))
        lines += [replace(line, begins=line.begins or line is experience[0]) for line in experience]
        main = choice.main.sentences[0].saying.passage
        told = tuple({line.passage.document.id: line.passage for line in lines if line.passage}.values())
        answer = Answer(question, Outcome.ANSWERED, RedactedText(), tuple(lines), main, choice.rivals)
        rule = Rule.CASE if choice.main.is_case else Rule.WHOLE if choice.main.document.whole else Rule.SENTENCES
        return answer, rule, replace(seen, told=told, again=again)

    def _beside(self, choice: Choice) -> tuple[list[Line], tuple[tuple[Passage, Passage], ...]]:
        """What the other documents add, and which of them add nothing to which."""
        said, lines = list(choice.main.sentences), list[Line]()
        again: list[tuple[Passage, Passage]] = []
        for option in choice.told[1:]:
            fresh = [one for one in option.sentences if not says_again(one, said)]
            lines += [Line(self._phrases.also, begins=True), *quoted(fresh, whole=True)] if fresh else []
            said += fresh
            if not fresh:
                again.append((option.document.passage, choice.main.document.passage))
        return lines, tuple(again)

    def _asking(self, choice: Choice, unstated: Condition | None) -> list[Line]:
        """The question for what the ticket leaves open, and for which case the rest is said."""
        if unstated is None:
            return []
        title = choice.main.document.passage.document.content.title
        before, after = self._phrases.if_it_is_about
        return [Line(self._phrases.asking(unstated)), Line(RedactedText.joined(title, (before, after)), begins=True)]

    def _unstated(self, choice: Choice) -> Condition | None:
        """The condition that the ticket leaves open and on which it hangs whether another document answers."""
        here = choice.main.document.passage
        others = [option.document.passage for option in choice.as_probable]
        others += [passage for rival in choice.rivals for passage in (rival.winner, rival.loser) if rival.undecided]
        found = (self._suitable.unstated(here.document, there.document) for there in others)
        return next((condition for condition in found if condition), None)

    def _experience(self, question: RedactedText, suited: Sequence[Suited], choice: Choice) -> list[Scored]:
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


def _texts(one: Scored) -> tuple[RedactedText, ...]:
    """A sentence and what stands above it."""
    return one.saying.text, one.saying.quotable.heading, one.saying.passage.document.content.title


def _first(suited: Sequence[Suited]) -> list[Suited]:
    """The first documents and the first cases, in their order: neither may crowd out the other."""
    cases = [id(one) for one in cases_of(suited)]
    others = [id(one) for one in suited if id(one) not in cases]
    kept = {*cases[:_CASES], *others[:_DOCUMENTS]}
    return [one for one in suited if id(one) in kept]


def without_repeats(answers: Sequence[Answer]) -> list[Answer]:
    """The answers, what an earlier one says already left out."""
    said: set[RedactedText] = set()
    kept: list[Answer] = []
    for answer in answers:
        lines = tuple(line for line in answer.lines if line.passage is None or line.text not in said)
        kept.append(replace(answer, lines=lines if any(line.passage for line in lines) else ()))
        said |= {line.text for line in lines}
    return kept
