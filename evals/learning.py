"""Measures what learning from the desk brings: by folds, each asked of a search that learned from the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant.learning.examples import examples
from assistant.learning.judging import parts, taught
from assistant.learning.pairs import Asked
from assistant.ranking.lessons import Learned
from assistant.retrieve import Retriever
from corpus.errors import Unreadable
from corpus.nouns import Audience, RedactedText
from corpus.settings import Settings
from evals.aside import Aside, aside, checked
from evals.asked.questions import Question, read_questions
from evals.metrics import Metrics, Ranking, measure
from evals.retrieval import DEPTH
from ingest.house import Load
from ingest.sync import Progress


@dataclass(frozen=True, slots=True)
class LearningReport:
    """The figures of the search as it ships and of what it learned, on the same questions."""

    folds: int
    before: Metrics
    after: Metrics

    def as_dict(self) -> dict[str, object]:
        """The figures for `--json`."""
        return {"folds": self.folds, "before": self.before.as_dict(), "after": self.after.as_dict()}


@dataclass(frozen=True, slots=True)
class _Posed:
    """A question as the pipeline sees it, and the documents that answer it."""

    question: Question
    asked: Asked


def run_learning(
    documents: Sequence[Path],
    questions: Path,
    settings: Settings,
    progress: Progress,
    folds: int = 5,
    load: Load | None = None,
) -> LearningReport:
    """Learns from all folds but one and asks that one, for each fold, by the real pipeline.

    Raises:
        Unreadable: the questions or documents cannot be read, or too few questions can be answered.
    """
    asked = read_questions(questions)
    with aside(documents or [questions], settings, progress, load) as library:
        checked(asked, library.names, questions, progress)
        posed = _posed([library.names.resolved(question) for question in asked], library)
        if len(posed) < 2 * folds:
            raise Unreadable(f"{questions}: {len(posed)} questions can be answered; {folds} folds need more")
        retriever = library.podskazka.retrievers[Audience.STAFF].taught(Learned())
        before = [_ranking(each, retriever, library) for each in posed]
        after = _learned(posed, retriever, library, folds)
    return LearningReport(folds, measure(before), measure(after))


def _learned(posed: Sequence[_Posed], retriever: Retriever, library: Aside, folds: int) -> list[Ranking]:
    seen = examples([each.asked for each in posed], retriever)
    rankings: list[Ranking] = []
    for held in parts(len(posed), folds):
        after = taught(retriever, seen, set(range(len(posed))).difference(held))
        rankings += [_ranking(posed[place], after, library) for place in held]
    return rankings


def _posed(questions: Sequence[Question], library: Aside) -> list[_Posed]:
    """The questions that some document answers."""
    by_name: dict[str, set[str]] = {}
    for document in library.podskazka.house.library.all():
        for name in library.names.of(document.origin):
            by_name.setdefault(name, set()).add(document.id)
    now = datetime.now(UTC)
    redactor = library.podskazka.house.redactor
    found = []
    for question in questions:
        answering = frozenset(id_ for name in question.relevant for id_ in by_name.get(name, ()))
        if answering:
            text: RedactedText = redactor.redact(question.text).text
            found.append(_Posed(question, Asked(text, answering, now)))
    return found


def _ranking(posed: _Posed, retriever: Retriever, library: Aside) -> Ranking:
    found = retriever.find(posed.asked.question, limit=DEPTH)
    origins = (passage.document.origin for passage in found.passages)
    relevant = posed.question.relevant
    return Ranking(posed.question.id, relevant, library.names.ranked(origins, relevant.keys()))
