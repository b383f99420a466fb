"""Chooses the sentences of a document that answer a question: near to it, not twice the same, in their own order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.drafting.asking import asks_for_steps, asks_whether, codes, wants_action
from assistant.drafting.headings import turns_round
from assistant.drafting.sentences import Form
from assistant.drafting.weigh import Scored, Weighing, advises, is_procedure
from assistant.drafting.words import Words
from corpus.nouns import Kind, RedactedText

# A sentence this much less like the question than any two commonplaces are says nothing to it, whatever the others do.
_FLOOR = -0.04
# How far below the nearest sentence another may stand; one that is near enough may in any case.
_SPREAD, _NEAR_ENOUGH = 0.2, 0.22
# Less when only yes or no is wanted, or in a manual, which speaks of everything.
_SPREAD_OF_YES_OR_NO, _SPREAD_IN_MANUAL = 0.05, 0.1
# A list or procedure may be farther off, since it speaks of several things.
_FARTHER = 0.12
# All that counts, together: what is this far below the best is another matter.
_WHOLE_SPREAD, _WHOLE_SPREAD_IN_MANUAL = 0.35, 0.15
_FEWEST_WORDS, _MOST_SUPPORT = 3, 3
# Two sentences with more than this share of words in common, or as near as this in meaning, say the same.
_SAME_WORDS, _SAME_MEANING = 0.6, 0.95


@dataclass(frozen=True, slots=True)
class Room:
    """How much an answer may hold: sentences, and characters after which none is added."""

    sentences: int
    characters: int


def chosen(question: RedactedText, scored: Sequence[Scored], room: Room, words: Words) -> list[Scored]:
    """The best sentences of one document, best first given, in its order; a denial of what was asked comes first.

    An article begins with its answer, so its first sentence belongs to it; to a trouble belongs what to do about it.
    """
    if not asks_for_steps(question):  # what somebody has to tick off does not tell how things are
        scored = [one for one in scored if one.saying.quotable.form is not Form.CHECK]
    worthy = [one for one in scored if one.like >= _FLOOR]
    if not worthy:
        return []
    enough = _enough(question, worthy)
    least = worthy[0].score - (_WHOLE_SPREAD_IN_MANUAL if _is_manual(worthy) else _WHOLE_SPREAD)
    near = [one for one in worthy if one.near >= enough and one.score >= least]
    taking = _Taking(scored, room)
    taking.take_first(near)
    by_code = bool(near and codes(question) & codes(near[0].saying.text))
    taking.take_all(_opening(worthy, by_code))
    if wants_action(question):
        procedures = [] if by_code else _procedures(worthy, Weighing(question, words))
        taking.take_first(one for one in procedures if one.near >= enough - _FARTHER)
        taking.take_first(one for one in near if advises(one))
    taking.take_all(near)
    return denial_first(question, taking.in_order(), words)


def says_again(one: Scored, others: Iterable[Scored]) -> bool:
    """Whether a sentence says what another one says."""
    return any(
        _overlap(one.stems, other.stems) > _SAME_WORDS or _cosine(one, other) > _SAME_MEANING for other in others
    )


class _Taking:
    """The sentences taken so far, each with those it leans on, none said twice, as many as there is room for."""

    def __init__(self, scored: Sequence[Scored], room: Room) -> None:
        self._by_order = {one.saying.quotable.order: one for one in scored}
        self._taken: dict[int, Scored] = {}
        self._room = room

    def take(self, one: Scored) -> bool:
        """Takes a sentence and tells whether it could."""
        group = _with_support(one, self._by_order)
        fresh = [piece for piece in group if piece.saying.quotable.order not in self._taken]
        if not fresh or not self._fits(fresh) or says_again(one, self._taken.values()):
            return False
        self._taken |= {piece.saying.quotable.order: piece for piece in fresh}
        return True

    def take_all(self, several: Iterable[Scored]) -> None:
        """Takes all that can be taken."""
        for one in several:
            self.take(one)

    def take_first(self, several: Iterable[Scored]) -> None:
        """Takes the first that can be taken."""
        next((one for one in several if self.take(one)), None)

    def in_order(self) -> list[Scored]:
        """What was taken, as it stands in its document."""
        return [self._taken[order] for order in sorted(self._taken)]

    def _fits(self, fresh: Sequence[Scored]) -> bool:
        length = sum(len(one.saying.text) for one in (*self._taken.values(), *fresh))
        return len(self._taken) + len(fresh) <= self._room.sentences and (
            not self._taken or length <= self._room.characters
        )


def _enough(question: str, worthy: Sequence[Scored]) -> float:
    """How near a sentence has to be."""
    best = max(one.near for one in worthy)
    if asks_whether(question):
        return best - _SPREAD_OF_YES_OR_NO
    return best - _SPREAD_IN_MANUAL if _is_manual(worthy) else min(best - _SPREAD, _NEAR_ENOUGH)


def _is_manual(scored: Sequence[Scored]) -> bool:
    return scored[0].saying.passage.document.content.kind is Kind.MODULE_DOC


def _opening(worthy: Sequence[Scored], by_code: bool) -> list[Scored]:
    """The first sentence of an article, and the second when the first only clears its throat.

    When a code was asked for and found elsewhere in the article, its beginning is about something wider.
    """
    if worthy[0].saying.passage.document.content.kind is not Kind.ARTICLE:
        return []
    first = [one for one in worthy if one.saying.quotable.order == 0 and (not by_code or codes(one.saying.text))]
    if not first or len(first[0].stems) > _FEWEST_WORDS:
        return first
    return [one for order in (1, 0) for one in worthy if one.saying.quotable.order == order]


def _procedures(worthy: Sequence[Scored], weighing: Weighing) -> list[Scored]:
    """What to do, step by step; when a condition is met («Если уже перевели»), the usual steps may be just wrong."""
    if _is_manual(worthy):
        return []
    met = {one.saying.quotable.section for one in worthy if weighing.is_met(one.saying.quotable.heading)}
    return [one for one in worthy if is_procedure(one) and (not met or one.saying.quotable.section in met)]


def _with_support(one: Scored, by_order: Mapping[int, Scored]) -> list[Scored]:
    """A sentence that leans on the one before it comes with that one, or not at all; the first leans on the title."""
    group = [one]
    while group[0].saying.quotable.leans and group[0].saying.quotable.order > 0:
        quotable = group[0].saying.quotable
        before = by_order.get(quotable.order - 1)
        if before is None or before.saying.quotable.section != quotable.section or len(group) >= _MOST_SUPPORT:
            return []
        group.insert(0, before)
    return group


def _cosine(one: Scored, other: Scored) -> float:
    weighed = one.vector.size == other.vector.size > 0
    return float(one.vector @ other.vector) if weighed else 0.0


def _overlap(first: frozenset[str], second: frozenset[str]) -> float:
    """The share of the shorter one's words that both have."""
    return len(first & second) / max(1, min(len(first), len(second)))


def denial_first(question: RedactedText, ordered: list[Scored], words: Words) -> list[Scored]:
    """The same; when it was asked whether something is so, what denies it comes first."""
    if not asks_whether(question):
        return ordered
    asked = set(words.stems(question))
    first = next((one for one in ordered if _denies(one, asked, words)), None)
    return ordered if first is None else [first, *(one for one in ordered if one is not first)]


def _denies(one: Scored, asked: set[str], words: Words) -> bool:
    if turns_round(one.saying.quotable.heading, one.saying.text) and asked & one.stems:
        return True
    return any(clause.denied and asked & set(clause.stems) for clause in words.clauses(one.saying.text))
