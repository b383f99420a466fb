"""Measures retrieval: a throw-away library of real documents, every question asked, the rankings scored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

from assistant.nouns import Found
from corpus.nouns import Audience, RedactedText
from corpus.settings import Settings
from evals.aside import Aside, Setup, aside, checked
from evals.asked.names import Names
from evals.asked.questions import Question, read_questions
from evals.judging import Judged, judged
from evals.metrics import Metrics, Ranking, measure
from ingest.house import Load
from ingest.sync import Progress

# So many documents are asked for: what stands deeper does not change any figure.
DEPTH = 100
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """One of the first documents that were found: its name, its title and the cosine of its passage."""

    name: str
    title: RedactedText
    cosine: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What the search gave for one question. `text` is the question as the pipeline saw it: redacted."""

    ranking: Ranking
    kind: str
    text: RedactedText
    first: tuple[Shown, ...]
    milliseconds: float
    judged: Judged


@dataclass(frozen=True, slots=True)
class RetrievalReport:
    """The figures of one evaluation and every answer behind them. `unknown` are relevant names of no document."""

    setup: Setup
    answers: tuple[Answer, ...]
    unknown: tuple[str, ...]
    seconds: float

    @property
    def answerable(self) -> tuple[Answer, ...]:
        """The answers that count: something is relevant to their question."""
        return tuple(answer for answer in self.answers if answer.ranking.relevant)

    @property
    def unanswerable(self) -> int:
        """How many questions have nothing relevant."""
        return len(self.answers) - len(self.answerable)

    @property
    def overall(self) -> Metrics:
        """Over all questions that can be answered."""
        return measure([answer.ranking for answer in self.answerable])

    @property
    def by_kind(self) -> dict[str, Metrics]:
        """The same for each kind of question, by name."""
        kinds = sorted({answer.kind for answer in self.answerable})
        return {kind: measure([a.ranking for a in self.answerable if a.kind == kind]) for kind in kinds}

    def as_dict(self) -> dict[str, object]:
        """The figures for `--json`."""
        return {
            "overall": self.overall.as_dict(),
            "by_kind": {kind: metrics.as_dict() for kind, metrics in self.by_kind.items()},
            "unanswerable": self.unanswerable,
            "seconds": round(self.seconds, 1),
            "documents": self.setup.documents,
            "chunks": self.setup.chunks,
        }


def run_retrieval(
    documents: Sequence[Path], questions: Path, settings: Settings, progress: Progress, load: Load | None = None
) -> RetrievalReport:
    """Indexes the documents by the real pipeline into a folder that is removed at the end, and asks every question.

    A BEIR folder or SQuAD-form file brings its own documents: `documents` may be empty then. `load` takes
    the place of the real embedding models in tests; those are taken from, or built into, `settings.models`.

    Raises:
        Unreadable: the questions or documents cannot be read, or no relevant path is one of a document.
        ModelNotLoaded: the embedding model cannot be loaded.
    """
    began = perf_counter()
    asked = read_questions(questions)
    with aside(documents or [questions], settings, progress, load) as library:
        unknown = checked(asked, library.names, questions, progress)
        resolved = [library.names.resolved(question) for question in asked]
        given = tuple(answers(resolved, library, progress))
    setup = replace(library.setup, questions_from=str(questions))
    return RetrievalReport(setup, given, unknown, perf_counter() - began)


def answers(
    questions: Sequence[Question],
    library: Aside,
    progress: Progress,
    plane: Audience = Audience.STAFF,
) -> Iterator[Answer]:
    """What a search on this plane gives for each question, whose names must be the documents' own."""
    progress.begin("questions" if plane is Audience.STAFF else "questions, public side", len(questions))
    counts = Counter[str]()
    for question in questions:
        found = library.podskazka.assistant.find(question.text, plane, limit=DEPTH)
        counts["asked"] += 1
        progress.advance(counts)
        yield _answer(question, found, library.names)


def _answer(question: Question, found: Found, names: Names) -> Answer:
    ranked = names.ranked((passage.document.origin for passage in found.passages), question.relevant.keys())
    first = tuple(
        Shown(names.of(p.document.origin)[0], p.document.content.title, p.scores.dense) for p in found.passages[:_SHOWN]
    )
    ranking = Ranking(question.id, question.relevant, ranked)
    return Answer(ranking, question.kind, found.question, first, found.milliseconds, judged(found))
