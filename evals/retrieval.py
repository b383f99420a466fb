"""Measures retrieval: a throw-away library of real documents, every question asked, the rankings scored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from assistant.assemble import Podskazka, glance
from corpus.embedding.embedder import load_embedder
from corpus.errors import Unreadable
from corpus.nouns import Audience, RedactedText, State
from corpus.settings import Settings
from evals.documents import source_of
from evals.metrics import Metrics, Ranking, measure
from evals.names import Names, common_parent, prefix
from evals.questions import Question, read_questions
from ingest.convert import Converter
from ingest.house import Load, open_house, tools
from ingest.nouns import Facts, Problem, Source
from ingest.reading import Reader
from ingest.sources.folder import Folder
from ingest.sources.parts import Parts
from ingest.sync import Progress, Sync

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


@dataclass(frozen=True, slots=True)
class Setup:
    """What was measured: where documents and questions came from, how many there are, and the model."""

    documents_from: tuple[str, ...]
    questions_from: str
    documents: int
    chunks: int
    model: str


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
    paths = tuple(dict.fromkeys(path.resolve() for path in documents or [questions]))
    with _throw_away(settings, load) as (aside, load_once), Converter() as converter:
        sources = {path: source_of(path, Parts(Reader(), converter)) for path in paths}
        _ingest(list(sources.values()), aside, load_once, progress)
        with closing(glance(aside, load_once)) as podskazka:
            names = _names(podskazka, sources)
            unknown = _checked(asked, names, questions, progress)
            answers = tuple(_ask([names.resolved(question) for question in asked], names, podskazka, progress))
            setup = _setup(podskazka, paths, questions)
    return RetrievalReport(setup, answers, unknown, perf_counter() - began)


@contextmanager
def _throw_away(settings: Settings, load: Load | None) -> Iterator[tuple[Settings, Load]]:
    """Settings of an empty home that is removed at the end, with the models of the real one."""
    models, threads = settings.models, settings.threads
    with TemporaryDirectory(prefix="podskazka-eval-") as home:
        aside = replace(settings, home=Path(home), database_url=f"sqlite:///{Path(home) / 'podskazka.db'}")
        yield aside, cache(load or (lambda name: load_embedder(name, models, threads)))


def _ingest(sources: Sequence[Source], settings: Settings, load: Load, progress: Progress) -> None:
    with closing(open_house(settings, load)) as house:
        given = tools(house)
        for source in sources:
            Sync(given, Facts(), progress).run(source)
        if not house.library.counts().get(State.PUBLISHED.value):
            raise Unreadable("no document could be read from the paths that were given as documents")


def _names(podskazka: Podskazka, sources: dict[Path, Source]) -> Names:
    parent = common_parent(list(sources))
    # Documents of BEIR and SQuAD have ids of their own; only files are called by their place.
    prefixes = {s.name: prefix(path, parent) if isinstance(s, Folder) else "" for path, s in sources.items()}
    published = podskazka.house.library.all(State.PUBLISHED)
    return Names(prefixes, parent.name, (document.origin for document in published))


def _checked(asked: Sequence[Question], names: Names, path: Path, progress: Progress) -> tuple[str, ...]:
    """The relevant names that no document has: some may be missing, but not all."""
    unknown = names.unknown(asked)
    if unknown and len(unknown) == len({name for question in asked for name in question.relevant}):
        raise Unreadable(
            f"{path}: no document is called {unknown[0]}, nor any other name in `relevant`; "
            "paths are relative to the common parent of the documents"
        )
    if unknown:
        reason = f"{len(unknown)} relevant names are no document's, the first is {unknown[0]}"
        progress.problem(Problem(str(path), reason, "they count as not found; give the folder they stand in, too"))
    return tuple(unknown)


def _ask(questions: Sequence[Question], names: Names, podskazka: Podskazka, progress: Progress) -> Iterator[Answer]:
    progress.begin("questions", len(questions))
    counts = Counter[str]()
    for question in questions:
        found = podskazka.assistant.find(question.text, Audience.STAFF, limit=DEPTH)
        origins = [passage.document.origin for passage in found.passages]
        first = tuple(
            Shown(names.of(p.document.origin)[0], p.document.content.title, p.scores.dense)
            for p in found.passages[:_SHOWN]
        )
        ranked = names.ranked(origins, question.relevant.keys())
        ranking = Ranking(question.id, question.relevant, ranked)
        counts["asked"] += 1
        progress.advance(counts)
        yield Answer(ranking, question.kind, found.question, first, found.milliseconds)


def _setup(podskazka: Podskazka, documents: Sequence[Path], questions: Path) -> Setup:
    counts = podskazka.house.library.counts()
    return Setup(
        documents_from=tuple(map(str, documents)),
        questions_from=str(questions),
        documents=counts.get(State.PUBLISHED.value, 0),
        chunks=counts["chunks"],
        model=podskazka.legs.dense.embedder.name,
    )
