"""The whole evaluation: retrieval on both sides, abstention, drafts, triage and redaction over one set of questions."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter

import corpus
from corpus.nouns import Audience
from corpus.settings import Settings
from evals.aside import Aside, Setup, aside, checked
from evals.asked.documents import is_beir, is_squad
from evals.asked.questions import Question, read_questions
from evals.comparison.baseline import Baseline
from evals.comparison.results import Result
from evals.drafting import Reply, reply_to
from evals.metrics import Metrics, each
from evals.redaction.redaction import RedactionReport, measure_redaction
from evals.retrieval import Answer, answers
from evals.triage.cases import read_urgencies
from evals.triage.triage import TriageReport, measure_triage
from ingest.house import Load
from ingest.languages import language_of
from ingest.sync import Progress

STARTER = Path(corpus.__file__).parent / "starter"
STARTER_QUESTIONS = Path(__file__).parent / "starter_questions.jsonl"
# What fits into 90 seconds of two cores beside taking the starter corpus in.
_FAST_QUESTIONS, _FAST_DRAFTS = 120, 32
_LEAST_OF_A_KIND = 4
# Those who ask on our side are not asked for on the public one.
_STAFF = frozenset({"agent", "staff"})


@dataclass(frozen=True, slots=True)
class Case:
    """One question of a run: what it asked, what the search gave, the draft where one was made, and the result."""

    question: Question
    answer: Answer
    reply: Reply | None
    result: Result


@dataclass(frozen=True, slots=True)
class SuiteReport:
    """Everything that was measured. `made` is in UTC, `seconds` what the run took, `unknown` names of no document.

    `triage` is None where too few tickets with an owner became cases.
    """

    setup: Setup
    cases: tuple[Case, ...]
    redaction: RedactionReport
    triage: TriageReport | None
    unknown: tuple[str, ...]
    fast: bool
    made: datetime
    version: str
    seconds: float

    @property
    def results(self) -> tuple[Result, ...]:
        """What is compared with a baseline."""
        return tuple(case.result for case in self.cases)

    def as_baseline(self) -> Baseline:
        """What later runs are compared with."""
        setup = self.setup
        recall = self.redaction.recall
        made = self.made.date().isoformat()
        return Baseline(
            made,
            self.version,
            setup.model,
            setup.fingerprint,
            setup.digest,
            self.results,
            recall,
            self.redaction.digest,
        )


@dataclass(frozen=True, slots=True)
class Given:
    """What a run is about: the documents, the questions, and whether only the fast part is asked."""

    documents: tuple[Path, ...] = (STARTER,)
    questions: Path = STARTER_QUESTIONS
    fast: bool = False

    @property
    def ours(self) -> bool:
        """Whether these are the project's own documents and questions."""
        return self == Given(fast=self.fast)


def given_by(documents: tuple[Path, ...], questions: Path | None, *, fast: bool) -> Given:
    """The project's own documents and questions unless told otherwise; a BEIR or SQuAD set brings its documents."""
    if questions is None:
        return Given(fast=fast)
    brings = is_beir(questions) or is_squad(questions)
    return Given(documents or ((questions,) if brings else (STARTER,)), questions, fast)


def run_suite(given: Given, settings: Settings, progress: Progress, load: Load | None = None) -> SuiteReport:
    """Takes the documents into a throw-away library and measures everything; `load` as for `aside`.

    Raises:
        Unreadable: the questions or documents cannot be read, or no relevant path is one of a document.
        ModelNotLoaded: the embedding model cannot be loaded.
    """
    began = perf_counter()
    asked = read_questions(given.questions)
    with aside(given.documents, settings, progress, load) as library:
        unknown = checked(asked, library.names, given.questions, progress)
        chosen = stratified(asked, _FAST_QUESTIONS) if given.fast else asked
        questions = [library.names.resolved(question) for question in chosen]
        drafted = stratified(questions, _FAST_DRAFTS) if given.fast else questions
        cases = tuple(_cases(questions, {question.id for question in drafted}, library, progress))
        triage = measure_triage(library, read_urgencies())
    return SuiteReport(
        setup=replace(library.setup, questions_from=str(given.questions)),
        cases=cases,
        redaction=measure_redaction(),
        triage=triage,
        unknown=unknown,
        fast=given.fast,
        made=datetime.now(UTC),
        version=_version(),
        seconds=perf_counter() - began,
    )


def stratified(questions: Sequence[Question], size: int) -> tuple[Question, ...]:
    """About so many questions, of every kind its share and at least four, always the same ones."""
    if len(questions) <= size:
        return tuple(questions)
    kinds: dict[str, list[Question]] = defaultdict(list)
    # By a hash of the id: the order of a file often follows its subjects.
    for question in sorted(questions, key=lambda one: hashlib.sha256(one.id.encode()).digest()):
        kinds[question.kind].append(question)
    kept = {
        question.id
        for group in kinds.values()
        for question in group[: max(_LEAST_OF_A_KIND, round(size * len(group) / len(questions)))]
    }
    return tuple(question for question in questions if question.id in kept)


def _cases(questions: Sequence[Question], drafted: set[str], library: Aside, progress: Progress) -> Iterator[Case]:
    given = list(answers(questions, library, progress))
    found = each([answer.ranking for answer in given if answer.ranking.relevant])
    # Both are slow: of the fast part only a part.
    fewer = [question for question in questions if question.id in drafted]
    public = _on_the_public_side(fewer, library, progress)
    replies = dict(_replies(fewer, library, progress))
    for question, answer in zip(questions, given, strict=True):
        reply = replies.get(question.id)
        result = replace(
            _result(question, answer, library),
            found=found.get(question.id),
            public=public.get(question.id),
            drafted=reply.drafted if reply else None,
        )
        yield Case(question, answer, reply, result)


def _on_the_public_side(questions: Sequence[Question], library: Aside, progress: Progress) -> Mapping[str, Metrics]:
    """What readers of the FAQ find: questions that a public document answers, with the public documents as right."""
    asked = [
        replace(question, relevant=relevant)
        for question in questions
        if question.audience not in _STAFF
        and (relevant := {name: grade for name, grade in question.relevant.items() if name in library.public})
    ]
    return each([answer.ranking for answer in answers(asked, library, progress, Audience.PUBLIC)])


def _replies(questions: Sequence[Question], library: Aside, progress: Progress) -> Iterator[tuple[str, Reply]]:
    progress.begin("drafts", len(questions))
    counts = Counter[str]()
    for question in questions:
        counts["drafted"] += 1
        progress.advance(counts)
        yield question.id, reply_to(question.text, question.relevant, library)


def _result(question: Question, answer: Answer, library: Aside) -> Result:
    public = not library.public.isdisjoint(question.relevant)
    return Result(
        id=question.id,
        digest=_digest(question),
        kind=question.kind,
        language=question.language or language_of(answer.text),
        audience=question.audience or (Audience.PUBLIC if public else Audience.STAFF).value,
        probability=answer.judged.probability,
        outcome=answer.judged.outcome,
        milliseconds=answer.milliseconds,
    )


def _digest(question: Question) -> str:
    written = json.dumps([question.text, sorted(question.relevant.items())], ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:12]


def _version() -> str:
    try:
        return version("podskazka")
    except PackageNotFoundError:
        return "not installed"
