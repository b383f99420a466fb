"""What can be learned from: questions, and the documents that agents cited in replies or that helped readers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.database.lessons import Lessons, Quoted
from corpus.nouns import RedactedText

_SIGNS = re.compile(r"\W+")
# More than this of a ticket's text is story, not question.
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and all documents that are known to answer it."""

    question: RedactedText
    documents: frozenset[str]


def pairs(lessons: Lessons) -> tuple[Asked, ...]:
    """Each question once, the oldest first: answered tickets, then searches of readers who said that it helped."""
    found: dict[RedactedText, set[str]] = {}
    for question, document_id in (*_sent(lessons), *((pair.question, pair.document_id) for pair in lessons.helpful())):
        found.setdefault(question[:_LONGEST], set()).add(document_id)
    return tuple(Asked(question, frozenset(documents)) for question, documents in found.items())


def _sent(lessons: Lessons) -> Iterator[tuple[RedactedText, str]]:
    questions = lessons.questions()
    for quoted in lessons.quoted():
        if _was_sent(quoted) and quoted.ticket_id in questions:
            yield questions[quoted.ticket_id], quoted.document_id


def _was_sent(quoted: Quoted) -> bool:
    """Whether the sentence is still in the reply: what the agent struck out taught the opposite."""
    return f" {_plain(quoted.sentence)} " in f" {_plain(quoted.reply)} "


def _plain(text: str) -> str:
    return _SIGNS.sub(" ", text.lower().replace("ё", "е")).strip()
