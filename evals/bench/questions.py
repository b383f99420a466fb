"""The questions of a search bench: what real documents say and what people ask of the starter corpus, all different."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from corpus.errors import Unreadable
from corpus.nouns import Audience, Document, State
from evals.asked.questions import read_questions
from evals.bench.library import MADE
from ingest.house import House

FEWEST = 500
# Enough for a run without repeats; more would leave too few of the questions that people really ask.
_MOST = 2500
_STARTER = Path(__file__).parents[1] / "starter_questions.jsonl"
# As long as what people type: longer sentences would measure the model's appetite, shorter ones say nothing.
_SHORTEST, _LONGEST = 15, 160
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")
_MARKS = re.compile(r"[#*`|>\[\]]+")


@dataclass(frozen=True, slots=True)
class Questions:
    """All questions in one order, and a public document's title that must find that document."""

    texts: tuple[str, ...]
    title: str

    def stream(self) -> Iterator[str]:
        """One after the other; none comes again before all were there."""
        return cycle(self.texts)


def take(stream: Iterator[str], count: int) -> list[str]:
    """The next so many questions."""
    return list(islice(stream, count))


def real_questions(house: House, *, fewest: int = FEWEST) -> Questions:
    """Titles and sentences of the real documents and the project's own questions, mixed the same way every time.

    Raises:
        Unreadable: there are fewer than `fewest`, or no public document that could be found by its title.
    """
    published = [found for found in house.library.all(State.PUBLISHED) if found.origin.source != MADE]
    chance = random.Random(11)  # noqa: S311 (an order, not a secret)
    asked = _fitting([*(question.text for question in read_questions(_STARTER)), *(d.content.title for d in published)])
    known = set(asked)
    said = [text for text in _fitting(_sentences(published)) if text not in known]
    texts = [*asked, *chance.sample(said, min(len(said), max(0, _MOST - len(asked))))]
    chance.shuffle(texts)
    titles = [found.content.title for found in published if found.content.audience is Audience.PUBLIC]
    if len(texts) < fewest or not titles:
        raise Unreadable(
            f"the documents give {len(texts)} questions and {len(titles)} public titles; a bench needs {fewest} "
            "questions and one public document: give more --documents"
        )
    return Questions(tuple(texts), max(titles, key=len))


def _fitting(texts: Iterable[str]) -> list[str]:
    """The different ones that are as long as a question, without marks of Markdown."""
    plain = (" ".join(_MARKS.sub(" ", text).split()) for text in texts)
    return list(dict.fromkeys(text for text in plain if _SHORTEST <= len(text) <= _LONGEST))


def _sentences(documents: Sequence[Document]) -> Iterator[str]:
    for document in documents:
        yield from _SENTENCE_END.split(document.content.text)
