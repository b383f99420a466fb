"""An evaluation runs the real pipeline over a throw-away library and reports what it found."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from corpus.errors import Unreadable
from corpus.settings import Settings
from evals.reports.retrieval_page import write_report
from evals.retrieval import RetrievalReport, run_retrieval
from ingest.nouns import Problem
from tests.fakes import FakeEmbedder

REFUND = "# Возврат\n\nДеньги за возврат приходят на карту покупателя за 14 дней."
CHECK = "# Чек\n\nЧек приходит на почту сразу после оплаты."
ROWS = """question;answer
Как подключить ЕРИП?;Подайте заявку в кабинете.
Где взять ключ магазина?;В настройках магазина.
"""


class Watched:
    """Remembers what was begun, counted and complained about."""

    def __init__(self) -> None:
        self.begun: list[tuple[str, int]] = []
        self.counts = Counter[str]()
        self.problems: list[str] = []

    def begin(self, source: str, total: int) -> None:
        """So many entries are to be looked at."""
        self.begun.append((source.partition(":")[0], total))

    def advance(self, counts: Counter[str]) -> None:
        """One more was looked at."""
        self.counts = counts.copy()

    def problem(self, problem: Problem) -> None:
        """Something was not taken in."""
        self.problems.append(str(problem))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    home = tmp_path / "home"
    return Settings(home=home, database_url=f"sqlite:///{home / 'podskazka.db'}", embedding_model="fake")


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "help"
    (folder / "payer").mkdir(parents=True)
    (folder / "payer" / "refund.md").write_text(REFUND, "utf-8")
    (folder / "payer" / "check.md").write_text(CHECK, "utf-8")
    (folder / "faq.csv").write_text(ROWS, "utf-8")
    return folder


def _asked(path: Path, *questions: tuple[str, object, str]) -> Path:
    rows = (
        {"id": f"q{number}", "query": query, "relevant": relevant, "kind": kind}
        for number, (query, relevant, kind) in enumerate(questions)
    )
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def _run(
    documents: list[Path], questions: Path, settings: Settings, progress: Watched | None = None
) -> RetrievalReport:
    return run_retrieval(documents, questions, settings, progress or Watched(), lambda name: FakeEmbedder())


def test_questions_are_scored_by_kind_and_those_without_an_answer_are_counted_apart(
    tmp_path: Path, documents: Path, settings: Settings
) -> None:
    questions = _asked(
        tmp_path / "questions.jsonl",
        ("за сколько дней приходят деньги за возврат", ["payer/refund.md"], "paraphrase"),
        ("чек приходит на почту", ["payer/check.md"], "keyword"),
        ("чек приходит на почту", ["payer/refund.md"], "keyword"),
        ("белые кроссовки 42 размера", [], "out-of-scope"),
    )

    figures = _run([documents], questions, settings).as_dict()

    assert figures["unanswerable"] == 1
    assert figures["documents"] == 4
    overall, kinds = figures["overall"], figures["by_kind"]
    assert isinstance(overall, dict)
    assert isinstance(kinds, dict)
    assert (overall["n"], overall["hit_at_5"]) == (3, 1.0)
    assert set(kinds) == {"paraphrase", "keyword"}
    assert (kinds["paraphrase"]["hit_at_1"], kinds["keyword"]["hit_at_1"]) == (1.0, 0.5)


def test_the_rows_of_a_table_are_documents_and_its_path_or_one_row_may_be_relevant(
    tmp_path: Path, documents: Path, settings: Settings
) -> None:
    questions = _asked(tmp_path / "questions.jsonl", ("как подключить ерип", {"faq.csv": 2}, "file"))

    ranking = _run([documents], questions, settings).answers[0].ranking

    assert ranking.names[0] == "faq.csv"
    assert ranking.names.count("faq.csv") == 1


def test_paths_may_be_relative_to_the_common_parent_of_several_documents(
    tmp_path: Path, documents: Path, settings: Settings
) -> None:
    questions = _asked(tmp_path / "questions.jsonl", ("чек приходит на почту", ["payer/check.md"], "keyword"))

    report = _run([documents / "payer", documents / "faq.csv"], questions, settings)

    assert report.overall.hit_at_1 == 1.0


def test_a_beir_folder_given_for_both_or_only_as_questions_brings_its_documents(
    tmp_path: Path, settings: Settings
) -> None:
    folder = tmp_path / "beir"
    folder.mkdir()
    corpus = ({"_id": "d1", "title": "Возврат", "text": REFUND}, {"_id": "d2", "title": "", "text": CHECK})
    (folder / "corpus.jsonl").write_text("".join(json.dumps(row) + "\n" for row in corpus), "utf-8")
    (folder / "queries.jsonl").write_text(json.dumps({"_id": "q1", "text": "чек на почту"}), "utf-8")
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td2\t1\n", "utf-8")

    for documents in ([folder], []):
        report = _run(documents, folder, settings)
        assert (report.setup.documents, report.overall.hit_at_1) == (2, 1.0)


def test_the_throw_away_library_leaves_the_real_home_as_it_was(
    tmp_path: Path, documents: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    aside = tmp_path / "aside"
    aside.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(aside))
    questions = _asked(tmp_path / "questions.jsonl", ("чек", ["payer/check.md"], "keyword"))

    _run([documents], questions, settings)

    assert not settings.home.exists()
    assert list(aside.iterdir()) == []


def test_progress_is_shown_for_documents_and_for_questions(tmp_path: Path, documents: Path, settings: Settings) -> None:
    watched = Watched()
    questions = _asked(tmp_path / "questions.jsonl", ("чек", ["payer/check.md"], "keyword"))

    _run([documents], questions, settings, watched)

    assert watched.begun == [("folder", 3), ("questions", 1)]
    assert watched.counts["asked"] == 1


def test_a_relevant_path_of_no_document_is_told_and_if_all_are_it_is_an_error(
    tmp_path: Path, documents: Path, settings: Settings
) -> None:
    watched = Watched()
    some = _asked(tmp_path / "some.jsonl", ("чек", ["payer/check.md", "payer/gone.md"], "keyword"))
    none = _asked(tmp_path / "none.jsonl", ("чек", ["docs/check.md"], "keyword"))

    report = _run([documents], some, settings, watched)

    assert report.unknown == ("payer/gone.md",)
    assert any("payer/gone.md" in problem for problem in watched.problems)
    with pytest.raises(Unreadable, match=r"docs/check\.md"):
        _run([documents], none, settings)


def test_documents_that_give_nothing_are_an_error(tmp_path: Path, settings: Settings) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    questions = _asked(tmp_path / "questions.jsonl", ("чек", ["payer/check.md"], "keyword"))

    with pytest.raises(Unreadable, match="no document could be read"):
        _run([empty], questions, settings)


def test_the_report_is_one_file_with_plots_and_the_worst_questions_that_fetches_nothing(
    tmp_path: Path, documents: Path, settings: Settings
) -> None:
    questions = _asked(
        tmp_path / "questions.jsonl",
        ("чек приходит на почту", ["payer/refund.md"], "<b>keyword</b>"),
        ("белые кроссовки", [], "out-of-scope"),
    )

    write_report(_run([documents], questions, settings), tmp_path / "out" / "report.html")

    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert page.count("<svg") == 3
    assert "чек приходит на почту" in page
    assert "&lt;b&gt;keyword" in page
    assert "<b>" not in page
    assert not any(address in page for address in ('src="http', 'href="http', "url(http", "@import"))
    assert "prefers-color-scheme: dark" in page
    ElementTree.fromstring(page[page.index("<svg") : page.index("</svg>") + 6])


def test_the_ids_of_the_plots_do_not_meet_on_the_page(tmp_path: Path, documents: Path, settings: Settings) -> None:
    questions = _asked(tmp_path / "questions.jsonl", ("чек", ["payer/check.md"], "keyword"))

    write_report(replace(_run([documents], questions, settings), seconds=1.0), tmp_path / "report.html")

    ids = [part.partition('"')[0] for part in (tmp_path / "report.html").read_text("utf-8").split(' id="')[1:]]
    assert len(ids) == len(set(ids))
