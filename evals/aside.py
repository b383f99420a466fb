"""A throw-away library: real documents, taken in by the real pipeline, in a folder that is removed at the end."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.assemble import Podskazka, glance
from corpus.embedding.embedder import load_embedder
from corpus.errors import Unreadable
from corpus.nouns import Audience, Document, State
from corpus.settings import Settings
from evals.asked.documents import source_of
from evals.asked.names import Names, common_parent, prefix
from evals.asked.questions import Question
from ingest.convert import Converter
from ingest.house import Load, open_house, tools
from ingest.nouns import Facts, Problem, Source
from ingest.reading import Reader
from ingest.sources.folder import Folder
from ingest.sources.parts import Parts
from ingest.sync import Progress, Sync


@dataclass(frozen=True, slots=True)
class Setup:
    """What was measured: where documents and questions came from, how many there are, and the model.

    `digest` changes with any text of the documents, `fingerprint` with the vectors that the model makes.
    """

    documents_from: tuple[str, ...]
    questions_from: str
    documents: int
    chunks: int
    model: str
    fingerprint: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Aside:
    """The whole system over the throw-away library, and the names of its documents; `public` are those of FAQ texts."""

    podskazka: Podskazka
    names: Names
    setup: Setup
    public: frozenset[str]


@contextmanager
def aside(
    documents: Sequence[Path],
    settings: Settings,
    progress: Progress,
    load: Load | None = None,
    more: Sequence[Source] = (),
) -> Iterator[Aside]:
    """Documents from these paths and sources, ready to be asked; `load` takes the place of the embedding models.

    Raises:
        Unreadable: nothing could be read from the paths.
        ModelNotLoaded: the embedding model cannot be loaded.
    """
    paths = tuple(dict.fromkeys(path.resolve() for path in documents))
    with home_aside(settings, load) as (own, load_once), sources_of(paths) as sources:
        take_in([*sources.values(), *more], own, load_once, progress)
        with closing(glance(own, load_once)) as podskazka:
            published = podskazka.house.library.all(State.PUBLISHED)
            names = _names(sources, more, published)
            public = (names.of(one.origin) for one in published if one.content.audience is Audience.PUBLIC)
            setup = _setup(podskazka, paths, published)
            yield Aside(podskazka, names, setup, frozenset(name for both in public for name in both))


def checked(asked: Sequence[Question], names: Names, path: Path, progress: Progress) -> tuple[str, ...]:
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


@contextmanager
def home_aside(settings: Settings, load: Load | None) -> Iterator[tuple[Settings, Load]]:
    """Settings of an empty home that is removed at the end, with the models of the real one."""
    models, threads = settings.models, settings.threads
    with TemporaryDirectory(prefix="podskazka-eval-") as home:
        own = replace(settings, home=Path(home), database_url=f"sqlite:///{Path(home) / 'podskazka.db'}")
        yield own, cache(load or (lambda name: load_embedder(name, models, threads)))


@contextmanager
def sources_of(paths: Iterable[Path]) -> Iterator[dict[Path, Source]]:
    """What can be taken in from each path."""
    with Converter() as converter:
        yield {path: source_of(path, Parts(Reader(), converter)) for path in paths}


def take_in(sources: Sequence[Source], settings: Settings, load: Load, progress: Progress) -> None:
    """Takes documents into the library of these settings.

    Raises:
        Unreadable: nothing could be read.
    """
    with closing(open_house(settings, load)) as house:
        given = tools(house)
        for source in sources:
            Sync(given, Facts(), progress).run(source)
        if not house.library.counts().get(State.PUBLISHED.value):
            raise Unreadable("no document could be read from the paths that were given as documents")


def _names(sources: dict[Path, Source], more: Sequence[Source], published: Sequence[Document]) -> Names:
    parent = common_parent(list(sources))
    # Documents of BEIR and SQuAD have ids of their own; only files are called by their place.
    prefixes = {s.name: prefix(path, parent) if isinstance(s, Folder) else "" for path, s in sources.items()}
    prefixes |= dict.fromkeys((source.name for source in more), "")
    return Names(prefixes, parent.name, (document.origin for document in published))


def _setup(podskazka: Podskazka, paths: Sequence[Path], published: Sequence[Document]) -> Setup:
    texts = sorted(f"{document.content.title}\n{document.content.text}" for document in published)
    embedder = podskazka.legs.dense.embedder
    return Setup(
        documents_from=tuple(map(str, paths)),
        questions_from="",
        documents=len(published),
        chunks=podskazka.house.library.counts()["chunks"],
        model=embedder.name,
        fingerprint=embedder.fingerprint,
        digest=hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16],
    )
