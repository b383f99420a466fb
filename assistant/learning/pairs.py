"""What can be learned from: questions, and the documents that agents cited in replies or that helped readers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from corpus.database.library.lessons import Lessons, Pair, Quoted
from corpus.nouns import RedactedText

_SIGNS = re.compile(r"\W+")
_BLANK = re.compile(r"\[[^\[\]]{1,60}\]")
# What an agent writes into a blank: a few words, or none.
_FILLED = r" (?:\S+ ){0,6}?"
# More than this of a ticket's text is story, not question.
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, all documents that are known to answer it, and when the first of them was."""

    question: RedactedText
    documents: frozenset[str]
    at: datetime


def pairs(lessons: Lessons) -> tuple[Asked, ...]:
    """Each question once, the oldest first: those of answered tickets, and of readers who said that it helped."""
    found: dict[RedactedText, list[Pair]] = {}
    for pair in sorted((*_sent(lessons), *lessons.helpful()), key=lambda each: each.at):
        found.setdefault(pair.question[:_LONGEST], []).append(pair)
    return tuple(
        Asked(question, frozenset(each.document_id for each in known), known[0].at) for question, known in found.items()
    )


def _sent(lessons: Lessons) -> Iterator[Pair]:
    questions, again = lessons.questions(), lessons.asked_again()
    for quoted in lessons.quoted():
        question = again.get((quoted.ticket_id, quoted.at), questions.get(quoted.ticket_id))
        if question and _was_sent(quoted):
            yield Pair(question, quoted.document_id, quoted.at)


def _was_sent(quoted: Quoted) -> bool:
    """Whether the sentence is still in the reply: what the agent struck out taught the opposite.

    A blank like [номер заказа] is there for the agent to fill: whatever stands in its place, the sentence was sent.
    """
    parts = [plain for part in _BLANK.split(quoted.sentence) if (plain := _plain(part))]
    if len(parts) < 2:
        return f" {' '.join(parts)} " in f" {_plain(quoted.reply)} "
    return re.search(rf"\b{_FILLED.join(map(re.escape, parts))}\b", _plain(quoted.reply)) is not None


def _plain(text: str) -> str:
    return _SIGNS.sub(" ", text.lower().replace("ё", "е")).strip()
