"""Puts down why a question got its answer: what was searched and found, what was rejected, and which rule decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.drafting.abstain import ENOUGH
from assistant.drafting.platforms import Condition
from assistant.drafting.readers import Reader
from assistant.drafting.rivals import Rival
from assistant.drafting.suit import Suitable, Suited
from assistant.drafting.weigh import Scored
from assistant.nouns import Because, Found, Passage, Reasons, Rejected, Rule
from corpus.nouns import Document, Kind


@dataclass(frozen=True, slots=True)
class Seen:
    """What was looked at on the way to an answer, as far as it went.

    `likely` are the documents that were weighed against each other, `scored` all that could have been said;
    `sure`, `expected` and `needed` are as in `Reasons`.
    """

    suited: Sequence[Suited] = ()
    scored: Sequence[Scored] = ()
    told: tuple[Passage, ...] = ()
    again: tuple[tuple[Passage, Passage], ...] = ()
    rivals: tuple[Rival, ...] = ()
    sure: float | None = None
    expected: float | None = None
    needed: float | None = None
    asking: Condition | None = None


def reasons(found: Found, probability: float, rule: Rule, suitable: Suitable, seen: Seen) -> Reasons:
    """The reasons of one answer, from what was at hand anyway."""
    return Reasons(
        question=found.question,
        rule=rule,
        answerable=probability,
        enough=ENOUGH,
        read_as=found.read_as,
        told=seen.told,
        rejected=tuple(_rejected(found.passages, suitable, seen)),
        sure=seen.sure,
        expected=seen.expected,
        needed=seen.needed,
        asking=seen.asking.value if seen.asking else "",
        degraded=found.degraded,
    )


def _rejected(passages: Sequence[Passage], suitable: Suitable, seen: Seen) -> Iterator[Rejected]:
    """What was found and is not told, in the order of the search, copies behind what stands for them."""
    told = {passage.document.id for passage in seen.told}
    judging = _Judging(suitable, seen)
    for passage in passages:
        if passage.document.id not in told:
            because, instead = judging.of(passage)
            yield Rejected(passage.document, passage.scores, because, instead)
        for copy in passage.copies:
            yield Rejected(copy, passage.scores, Because.COPY, passage.document)


class _Judging:
    def __init__(self, suitable: Suitable, seen: Seen) -> None:
        self._suitable = suitable
        self._again = {one.document.id: other.document for one, other in seen.again}
        self._lost = {rival.loser.document.id: rival.winner.document for rival in seen.rivals}
        self._lost |= {rival.winner.document.id: rival.loser.document for rival in seen.rivals if rival.undecided}
        self._suited = {one.passage.document.id: one for one in seen.suited}
        self._speaks = {one.saying.passage.document.id for one in seen.scored}

    def of(self, passage: Passage) -> tuple[Because, Document | None]:
        """Why it is not told, the strongest reason, and what is told in its place."""
        document = passage.document
        refused = self._suitable.refused(document)
        if refused:
            return refused, None
        if document.id in self._lost:
            return Because.DISAGREES, self._lost[document.id]
        if document.id in self._again:
            return Because.COPY, self._again[document.id]
        return self._because(document), None

    def _because(self, document: Document) -> Because:
        suited = self._suited.get(document.id)
        if suited is None or document.id in self._speaks:
            return Because.LESS_PROBABLE if self._speaks else Because.FAR
        if suited.reader is Reader.STAFF:
            return Because.INSTRUCTION
        return Because.STORY if document.content.kind is Kind.CASE else Because.FAR
