"""The library of a bench: real documents through the real pipeline, then made ones, in a folder of its own."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from itertools import chain
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.database.library.changes import Entry
from corpus.embedding.built import ensure_built
from corpus.errors import BadSetting, Unreadable
from corpus.nouns import Hand, Origin, Provenance, State
from corpus.settings import BUNDLED, Settings
from evals.asked.documents import source_of
from evals.bench.made import Agreement, Blend, Made, Maker, nearest_cosines
from ingest.convert import Converter
from ingest.house import House, Load, open_house, tools
from ingest.nouns import Facts
from ingest.reading import Reader
from ingest.sources.parts import Parts
from ingest.sync import Progress, Sync

# The source of made documents; everything else in the library is real.
MADE = "bench"
_FACTS = "bench-library.json"
_PROBES = 1000
_QUANTILES = (0.1, 0.5, 0.9)
_HAND = Hand(Provenance.SYNC, MADE)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the library: how much it is, how long it took, and how near its chunks lie.

    `nearest` are the 10th, 50th and 90th percentile of the cosine to the nearest chunk of another document.
    """

    documents: int = 0
    chunks: int = 0
    seconds: float = 0.0
    nearest: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class LibraryFacts:
    """What a bench library is made of."""

    asked_chunks: int
    documents_from: tuple[str, ...]
    real: Part
    made: Part = field(default_factory=Part)
    agreement: Agreement | None = None

    @property
    def chunks(self) -> int:
        """All chunks, titles included."""
        return self.real.chunks + self.made.chunks


def library_settings(settings: Settings, home: Path) -> Settings:
    """The settings of a bench's own folder.

    Raises:
        BadSetting: it is the folder of the real library.
    """
    home = home.absolute()
    if home.resolve() == settings.home.resolve():
        raise BadSetting(f"{home} is the home of the real library; choose another --home")
    return replace(settings, home=home, database_url=f"sqlite:///{home / 'podskazka.db'}")


def share_models(settings: Settings, aside: Settings) -> None:
    """Lets the bench's folder use the models of the real home."""
    if settings.embedding_model == BUNDLED:
        ensure_built(settings.models)
    aside.home.mkdir(parents=True, exist_ok=True)
    if not aside.models.exists():
        settings.models.mkdir(parents=True, exist_ok=True)
        aside.models.symlink_to(settings.models.absolute())


def ready_library(
    aside: Settings, chunks: int, documents: Sequence[Path], progress: Progress, load: Load | None = None
) -> LibraryFacts:
    """Loads the library in the folder of `aside`, or builds it there; anew when it was not finished, or when the model
    now makes other vectors.

    Raises:
        BadSetting: the folder holds a library that no bench made, or one of another size.
        Unreadable: nothing in the documents can be read.
    """
    known = _known(aside.home)
    if known and (facts := known["facts"]):
        if known["asked_chunks"] != chunks:
            raise BadSetting(f"{aside.home} holds a bench of {known['asked_chunks']} chunks; choose another --home")
        if _is_of_todays_model(aside, load):
            return _facts_of(facts)
    if known is None and (aside.home / "podskazka.db").exists():
        raise BadSetting(f"{aside.home} holds a library that no bench made; choose another --home")
    _clear(aside)
    _remember(aside.home, chunks, None)
    with closing(open_house(aside, load)) as house:
        facts = _built(house, chunks, documents, progress)
    _remember(aside.home, chunks, facts)
    return facts


def _is_of_todays_model(aside: Settings, load: Load | None) -> bool:
    with closing(open_house(aside, load)) as house:
        active = house.models.active()
        return active is not None and active.fingerprint == tools(house).embedder.fingerprint


def _built(house: House, chunks: int, documents: Sequence[Path], progress: Progress) -> LibraryFacts:
    real = _ingested(house, documents, progress)
    entries = list(chain.from_iterable(house.log.everything(tools(house).embedder.fingerprint)))
    real = replace(real, chunks=len(entries), nearest=_nearest_of(entries))
    facts = LibraryFacts(chunks, tuple(map(str, documents)), real)
    if len(entries) >= chunks:
        return facts
    began = perf_counter()
    contents = {document.id: document.content for document in house.library.all(State.PUBLISHED)}
    maker = Maker(entries, contents)
    agreement = maker.calibrated(tools(house).embedder)
    made = _add_made(house, maker, chunks - len(entries), len(entries), progress)
    return replace(facts, made=replace(made, seconds=round(perf_counter() - began, 1)), agreement=agreement)


def _ingested(house: House, documents: Sequence[Path], progress: Progress) -> Part:
    given = tools(house)  # loading the model does not count
    began = perf_counter()
    counts = Counter[str]()
    with Converter() as converter:
        for path in documents:
            counts += Sync(given, Facts(), progress).run(source_of(path.resolve(), Parts(Reader(), converter)))
    if counts["chunks"] <= counts["added"]:  # titles alone say nothing
        raise Unreadable("no document could be read from the paths that were given as documents")
    return Part(counts["added"], counts["chunks"], round(perf_counter() - began, 1))


def _add_made(house: House, maker: Maker, chunks: int, sampled: int, progress: Progress) -> Part:
    fingerprint = tools(house).embedder.fingerprint
    progress.begin("made chunks", chunks)
    counts = Counter[str]()
    # As many as there are real chunks: neighbours are nearer in a larger crowd.
    sample: list[Made] = []
    for number, made in enumerate(maker.documents(chunks)):
        house.library.add(made.prepared(fingerprint), Origin(MADE, str(number)), _HAND)
        if counts["chunks"] < sampled:
            sample.append(made)
        counts.update(added=1, chunks=len(made.chunks))
        for _ in made.chunks:
            progress.advance(counts)
    names = [str(number) for number, made in enumerate(sample) for _ in made.chunks]
    nearest = nearest_cosines(np.concatenate([made.rows for made in sample]), names, _PROBES)
    return Part(counts["added"], counts["chunks"], nearest=_spread(nearest))


def _nearest_of(entries: Sequence[Entry]) -> tuple[float, ...]:
    rows = np.frombuffer(b"".join(entry.vector for entry in entries), "<f4").reshape(len(entries), -1)
    return _spread(nearest_cosines(rows, [entry.document_id for entry in entries], _PROBES))


def _spread(cosines: NDArray[np.float32]) -> tuple[float, ...]:
    return tuple(round(float(value), 4) for value in np.quantile(cosines, _QUANTILES))


def _known(home: Path) -> dict[str, Any] | None:
    path = home / _FACTS
    known: dict[str, Any] | None = json.loads(path.read_text("utf-8")) if path.exists() else None
    return known


def _remember(home: Path, chunks: int, facts: LibraryFacts | None) -> None:
    home.mkdir(parents=True, exist_ok=True)
    written = {"asked_chunks": chunks, "facts": asdict(facts) if facts else None}
    (home / _FACTS).write_text(json.dumps(written, ensure_ascii=False, indent=1), "utf-8")


def _facts_of(known: dict[str, Any]) -> LibraryFacts:
    agreement = known["agreement"]
    return LibraryFacts(
        known["asked_chunks"],
        tuple(known["documents_from"]),
        _part_of(known["real"]),
        _part_of(known["made"]),
        Agreement(**agreement | {"blend": Blend(**agreement["blend"])}) if agreement else None,
    )


def _part_of(known: dict[str, Any]) -> Part:
    return Part(**known | {"nearest": tuple(known["nearest"])})


def _clear(aside: Settings) -> None:
    """Takes away what an unfinished build left."""
    for left in aside.home.glob("podskazka.db*"):
        left.unlink()
    shutil.rmtree(aside.index, ignore_errors=True)
