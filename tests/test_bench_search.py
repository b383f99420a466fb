"""A search bench says how fast support answers are found, what its library is made of, and leaves nothing behind."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from itertools import chain, pairwise
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from corpus.errors import BadSetting, IndexOwned, Unreadable
from corpus.index.owner import own
from corpus.nouns import Audience
from corpus.settings import Settings
from evals.bench.library import LibraryFacts, library_settings, ready_library
from evals.bench.questions import real_questions, take
from evals.bench.rate import Asked, RateRun, planned
from evals.bench.report import figures, latency_rows, made_how, other_rows, percentiles, rate_figures, write_bench
from evals.bench.search import Plan, Programs, SearchBench, Served, run_bench
from evals.bench.server import NotServing, Server
from ingest.house import House, open_house
from ingest.nouns import Problem
from tests.fakes import FakeEmbedder
from tests.web import settings
from web.cli.main import podskazka

CHUNKS, ROUNDS = 300, 8
SUBJECTS = ("возврат", "выплата", "подпись", "уведомление", "лимит", "кабинет", "модуль", "отчёт")
DRIVER = (sys.executable, "-m", "tests.drivers.bench_fakes")
FAKES = Programs((*DRIVER, "serve"), (*DRIVER, "alone"))


class Quiet:
    """Nobody watches."""

    def begin(self, source: str, total: int) -> None: ...

    def advance(self, counts: Counter[str]) -> None: ...

    def problem(self, problem: Problem) -> None: ...


def write_documents(folder: Path) -> Path:
    folder.mkdir()
    for number, subject in enumerate(SUBJECTS * 3):
        audience = "public" if number % 2 else "staff"
        said = [f"Шаг {step}: откройте раздел «{subject}» номер {number} и проверьте {step * 7}." for step in range(5)]
        text = f"---\naudience: {audience}\nlanguage: ru\n---\n# Что делать, если {subject} {number} не найден\n\n"
        (folder / f"{number}.md").write_text(text + " ".join(said), encoding="utf-8")
    return folder


def fake(_: str) -> FakeEmbedder:
    return FakeEmbedder()


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_documents(tmp_path_factory.mktemp("bench") / "documents")


@pytest.fixture(scope="module")
def aside(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return settings(tmp_path_factory.mktemp("bench-home"))


@pytest.fixture(scope="module")
def library(aside: Settings, documents: Path) -> LibraryFacts:
    return ready_library(aside, CHUNKS, (documents,), Quiet(), fake)


@pytest.fixture(scope="module")
def house(aside: Settings, library: LibraryFacts) -> Iterator[House]:
    with closing(open_house(aside, fake)) as opened:
        yield opened


@pytest.fixture(scope="module")
def measured(aside: Settings, library: LibraryFacts, documents: Path) -> SearchBench:
    plan = Plan(aside, CHUNKS, (documents,), rate=40, seconds=1, rounds=ROUNDS, patience=60)
    return run_bench(plan, FAKES, Quiet(), fake)


def test_the_library_has_exactly_as_many_chunks_as_were_asked_for(library: LibraryFacts, house: House) -> None:
    assert house.library.counts()["chunks"] == library.chunks == CHUNKS


def test_made_documents_are_for_both_audiences_and_have_a_title_and_four_to_six_chunks(
    library: LibraryFacts, house: House
) -> None:
    made = [document for document in house.library.all() if document.origin.source == "bench"]
    entries = house.log.entries([document.id for document in made], "fake-1")

    sizes = Counter(entry.document_id for entry in entries)

    assert {document.content.audience for document in made} == set(Audience)
    assert sum(5 <= size <= 7 for size in sizes.values()) >= len(made) - 1
    assert sum(entry.ordinal == 0 for entry in entries) == len(made)


def test_a_made_chunk_is_a_piece_of_its_documents_text(library: LibraryFacts, house: House) -> None:
    made = [document for document in house.library.all() if document.origin.source == "bench"]

    for entry in house.log.entries([document.id for document in made], "fake-1"):
        text = house.library.get(entry.document_id).content.text if entry.ordinal else entry.title
        assert entry.text in text


def test_made_vectors_are_unit_vectors_and_their_agreement_is_said(library: LibraryFacts, house: House) -> None:
    rows = [np.frombuffer(entry.vector, "<f4") for batch in house.log.everything("fake-1") for entry in batch]

    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert library.agreement is not None
    assert library.agreement.chunks_without_noise > 0.8
    assert f"at cosine {library.agreement.chunks:.3f}" in made_how(library)
    assert f"{library.made.chunks:,} are made" in made_how(library)


def test_a_library_that_is_there_is_used_again(aside: Settings, library: LibraryFacts) -> None:
    assert ready_library(aside, CHUNKS, (Path("/nowhere"),), Quiet(), fake) == library


def test_a_library_of_another_size_is_not_replaced(aside: Settings, library: LibraryFacts) -> None:
    with pytest.raises(BadSetting, match="holds a bench of 300 chunks"):
        ready_library(aside, CHUNKS + 1, (), Quiet(), fake)


def test_a_real_library_is_left_alone(tmp_path: Path, documents: Path) -> None:
    real = settings(tmp_path)
    open_house(real, fake).close()

    with pytest.raises(BadSetting, match="no bench made"):
        ready_library(real, CHUNKS, (documents,), Quiet(), fake)
    with pytest.raises(BadSetting, match="home of the real library"):
        library_settings(real, tmp_path)


def test_documents_without_text_make_no_library(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()

    with pytest.raises(Unreadable, match="no document could be read"):
        ready_library(settings(tmp_path / "home"), CHUNKS, (empty,), Quiet(), fake)


def test_no_question_comes_again_before_all_were_asked(house: House) -> None:
    questions = real_questions(house, fewest=ROUNDS)

    asked = take(questions.stream(), len(questions.texts))

    assert len(set(asked)) == len(asked) >= ROUNDS
    assert any("не найден" in text for text in asked)
    assert any(text.startswith("Шаг 1") for text in asked)
    assert questions.title.startswith("Что делать")


def test_too_few_questions_are_no_bench(house: House) -> None:
    with pytest.raises(Unreadable, match="a bench needs 100000 questions"):
        real_questions(house, fewest=100_000)


def test_requests_arrive_at_random_at_the_rate_and_stop_in_time() -> None:
    moments = planned(50, 20)

    gaps = np.diff([0, *moments])
    assert len(moments) == pytest.approx(1000, rel=0.1)
    assert max(moments) < 20
    assert all(earlier < later for earlier, later in pairwise(moments))
    assert gaps.std() == pytest.approx(gaps.mean(), rel=0.1)  # as a Poisson process has it


def test_a_latency_counts_from_the_planned_arrival_and_a_failure_is_never_fast() -> None:
    run = RateRun((Asked(1.0, 1.5, 2.0, 200), Asked(2.0, 2.0, 2.1, 500)), seconds=4.0, client_share=0.01)
    served = Served(run, 50, 1, 1, 1, processor_seconds=0.5)

    assert served.milliseconds == [1000, 30_000]
    assert served.errors == 1
    assert rate_figures(served)["achieved"] == 0.25
    assert rate_figures(served)["server_milliseconds_per_answer"] == 500


def test_percentiles_are_those_of_the_latencies() -> None:
    assert percentiles([*range(1, 102)]) == {"p50": 51, "p95": 96, "p99": 100, "longest": 101, "of": 101}
    assert percentiles([])["of"] == 0


@pytest.mark.sqlite
def test_the_tables_have_a_row_for_everything_that_was_measured(measured: SearchBench) -> None:
    latencies = {row[0] for row in latency_rows(measured.latencies)}
    others = dict(other_rows(measured))

    assert latencies == {
        "search alone, public side",
        "search alone, staff side (both planes)",
        "embedding a question, alone",
        "HTTP at 40/s, public side",
    }
    assert others["errors"] == "0"
    for word in ("achieved", "share of a core", "without an index", "with an index", "memory", "recall", "ingest"):
        assert any(word in name for name in others), word


@pytest.mark.sqlite
def test_the_figures_are_those_of_a_server_that_answered(measured: SearchBench) -> None:
    told = json.loads(json.dumps(figures(measured)))

    assert told["latency_ms"]["search alone, public side"]["of"] == ROUNDS
    assert told["http"]["requests"] == len(planned(40, 1))
    assert told["recall_at_10"]["public"] >= 0.98
    assert told["recall_at_10"]["staff"] >= 0.98
    assert told["cold_start_seconds"]["with_index"]["first_answer"] > 0
    assert told["memory_mb"]["peak"] >= told["memory_mb"]["after"] > 0
    assert told["library"]["made"]["chunks"] + told["library"]["real"]["chunks"] == CHUNKS


@pytest.mark.sqlite
def test_the_page_shows_the_plots_and_says_what_is_made(measured: SearchBench, tmp_path: Path) -> None:
    write_bench(measured, tmp_path / "out")

    page = (tmp_path / "out" / "bench.html").read_text("utf-8")
    assert page.count("<svg") == 2
    assert "are made: each has sentences" in page
    assert json.loads((tmp_path / "out" / "bench.json").read_text("utf-8"))["chunks"] == CHUNKS


@pytest.mark.sqlite
def test_nothing_is_left_running(measured: SearchBench, aside: Settings) -> None:
    own(aside.index).release()  # refused while any process owned the index


def test_a_library_of_another_model_is_built_anew(tmp_path: Path, documents: Path) -> None:
    there = settings(tmp_path / "home")
    ready_library(there, CHUNKS, (documents,), Quiet(), fake)

    ready_library(there, CHUNKS, (documents,), Quiet(), lambda _: FakeEmbedder("fake-2"))

    with closing(open_house(there, fake)) as house:
        assert house.library.counts()["chunks"] == CHUNKS
        assert len(list(chain.from_iterable(house.log.everything("fake-2")))) == CHUNKS


def test_an_index_in_use_is_not_deleted(aside: Settings, library: LibraryFacts) -> None:
    lock = own(aside.index)
    try:
        with pytest.raises(IndexOwned):
            run_bench(Plan(aside, CHUNKS, (), rounds=ROUNDS), FAKES, Quiet(), fake)
    finally:
        lock.release()


def test_a_server_that_does_not_start_is_said(tmp_path: Path) -> None:
    command = (sys.executable, "-c", "raise SystemExit(3)")

    with Server(command, {}, tmp_path / "log") as server, pytest.raises(NotServing, match="ended with 3"):
        server.seconds_until_found("Возврат", patience=10)


def test_the_command_explains_itself() -> None:
    told = CliRunner().invoke(podskazka, ("bench", "search", "--help")).output

    for option in ("--chunks", "--documents", "--rate", "--seconds", "--home", "--out", "--json"):
        assert option in told


@pytest.mark.slow
def test_the_real_model_is_measured_by_the_command(home: Path, tmp_path: Path) -> None:
    arguments = ("bench", "search", "--chunks", "1500", "--rate", "2", "--seconds", "2", "--json")

    told = CliRunner().invoke(podskazka, (*arguments, "--out", str(tmp_path)), catch_exceptions=False)

    figures_told = json.loads(told.stdout)
    assert figures_told["chunks"] == 1500
    assert figures_told["recall_at_10"]["staff"] >= 0.98
    assert figures_told["library"]["agreement"]["chunks_without_noise"] > 0.9
