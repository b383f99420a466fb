"""The whole evaluation runs over one set of questions, says what it measured, and shows it on one page."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from corpus.settings import Settings
from evals.asked.questions import Question, read_questions
from evals.comparison.baseline import SHIPPED, read_baseline, write_baseline
from evals.comparison.comparing import compared
from evals.comparison.gate import Verdict
from evals.comparison.results import RATIOS, mean
from evals.metrics import Metrics
from evals.reports.page import write_suite_report
from evals.reports.summary import percentile, summary
from evals.suite import STARTER, STARTER_QUESTIONS, Given, SuiteReport, given_by, run_suite, stratified
from tests.fakes import FakeEmbedder
from tests.test_evals_retrieval import Watched

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
LOST = Metrics(1, 0.0, 0.0, 0.0, 0.0)
ARTICLES = {
    "refund.md": "---\naudience: public\n---\n# Когда придёт возврат\n\nВозврат приходит на карту за 14 дней.",
    "limit.md": "---\naudience: staff\n---\n# Лимит оборота\n\nЛимит оборота поднимает банк по нашему письму.",
    "check.md": "---\naudience: public\n---\n# Чек\n\nЧек приходит на почту сразу после оплаты.",
}
ASKED = (
    ("Когда придёт возврат на карту?", ["refund.md"], "paraphrase", "ru", "payer"),
    ("как поднять лимит оборота", ["limit.md"], "paraphrase", "ru", "agent"),
    ("чек приходит на почту", ["check.md", "limit.md"], "key<script>", "", ""),
    ("white sneakers in my size", [], "out-of-scope", "en", "payer"),
)


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Given:
    folder = tmp_path_factory.mktemp("suite")
    (folder / "help").mkdir()
    for name, text in ARTICLES.items():
        (folder / "help" / name).write_text(text, "utf-8")
    rows = [
        {"id": f"q{number}", "query": query, "relevant": relevant, "kind": kind, "language": language, "audience": who}
        for number, (query, relevant, kind, language, who) in enumerate(ASKED)
    ]
    (folder / "questions.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return Given((folder / "help",), folder / "questions.jsonl")


@pytest.fixture(scope="module")
def report(given: Given, tmp_path_factory: pytest.TempPathFactory) -> SuiteReport:
    home = tmp_path_factory.mktemp("home")
    settings = Settings(home=home, database_url=f"sqlite:///{home / 'podskazka.db'}", embedding_model="fake")
    return run_suite(given, settings, Watched(), lambda name: FakeEmbedder())


def test_every_question_has_its_result_and_the_figures_are_grouped(report: SuiteReport) -> None:
    tables = summary(report)["retrieval"]

    assert tables["overall"]["all"]["n"] == 3
    assert {name: row["n"] for name, row in tables["by kind"].items()} == {"key<script>": 1, "paraphrase": 2}
    assert {name: row["n"] for name, row in tables["by language"].items()} == {"ru": 3}
    assert {name: row["n"] for name, row in tables["by audience"].items()} == {"agent": 1, "payer": 1, "public": 1}


def test_the_public_side_is_asked_what_a_public_document_answers_and_never_what_agents_ask(report: SuiteReport) -> None:
    assert [result.id for result in report.results if result.public] == ["q0", "q2"]


def test_every_question_gets_a_draft_and_a_judgement(report: SuiteReport) -> None:
    assert all(result.drafted for result in report.results)
    assert {result.outcome for result in report.results} <= {"answer", "perhaps", "outside"}
    assert all(0 <= result.probability <= 1 for result in report.results)


def test_the_summary_can_be_printed_as_json(report: SuiteReport) -> None:
    figures = json.loads(json.dumps(summary(report)))

    assert set(figures) == {"retrieval", "abstention", "drafts", "redaction", "latency", "run"}


def test_a_run_compared_with_itself_differs_in_nothing(report: SuiteReport, tmp_path: Path) -> None:
    write_baseline(report.as_baseline(), tmp_path / "baseline.json")

    against = compared(report, tmp_path / "baseline.json", ours=False)

    assert (against.refusal, against.remarks) == ("", ())
    assert {one.verdict for one in against.comparisons} == {Verdict.NO_DIFFERENCE}
    assert {(one.low, one.high) for one in against.comparisons} == {(0.0, 0.0)}
    assert {"hit@1", "AUROC", "redaction recall, card"} <= {one.name for one in against.comparisons}


def test_other_documents_are_remarked_and_other_texts_not_compared(report: SuiteReport, tmp_path: Path) -> None:
    kept = replace(report.as_baseline(), documents="before", texts="before")
    write_baseline(kept, tmp_path / "baseline.json")

    against = compared(report, tmp_path / "baseline.json", ours=False)

    assert len(against.remarks) == 2
    assert not any(one.name.startswith("redaction") for one in against.comparisons)


def test_without_a_baseline_of_ones_own_questions_it_says_how_to_make_one(report: SuiteReport) -> None:
    assert "--keep --baseline FILE" in compared(report, None, ours=False).refusal


def test_the_baseline_holds_no_text_of_any_question(report: SuiteReport, tmp_path: Path) -> None:
    write_baseline(report.as_baseline(), tmp_path / "baseline.json")

    assert not re.search("[а-яё]", (tmp_path / "baseline.json").read_text("utf-8"))


def test_the_page_is_one_file_with_plots_that_fetches_nothing(report: SuiteReport, tmp_path: Path) -> None:
    lost = tuple(replace(result, found=result.found and LOST) for result in report.results)
    write_baseline(replace(report.as_baseline(), results=lost), tmp_path / "baseline.json")

    write_suite_report(report, compared(report, tmp_path / "baseline.json", ours=False), tmp_path / "out" / "r.html")

    page = (tmp_path / "out" / "r.html").read_text("utf-8")
    assert page.count("<svg") == 5
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert 'class="better"' in page
    assert not any(address in page for address in ('src="http', 'href="http', "url(http", "@import"))
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    ElementTree.fromstring(page[page.index("<svg") : page.index("</svg>") + 6])


def test_a_page_without_a_baseline_says_so(report: SuiteReport, tmp_path: Path) -> None:
    write_suite_report(report, compared(report, None, ours=False), tmp_path / "r.html")

    assert "Not compared" in (tmp_path / "r.html").read_text("utf-8")


def test_the_fast_part_has_some_of_every_kind_and_is_always_the_same() -> None:
    asked = read_questions(STARTER_QUESTIONS)

    part = stratified(asked, 120)

    assert part == stratified(tuple(reversed(asked)), 120)[::-1]
    assert 110 <= len(part) <= 130
    kinds, all_kinds = Counter(one.kind for one in part), Counter(one.kind for one in asked)
    assert set(kinds) == set(all_kinds)
    assert all(kinds[kind] >= min(4, count) for kind, count in all_kinds.items())


def test_a_set_that_brings_its_documents_is_asked_of_them_and_other_questions_of_the_starter_corpus(
    tmp_path: Path,
) -> None:
    for name in ("corpus.jsonl", "queries.jsonl"):
        (tmp_path / name).write_text("", "utf-8")

    assert given_by((), tmp_path, fast=False).documents == (tmp_path,)
    assert given_by((), tmp_path / "own.jsonl", fast=False).documents == (STARTER,)
    assert given_by((), None, fast=True).ours
    assert not given_by((tmp_path,), tmp_path, fast=True).ours


def test_few_questions_are_all_asked() -> None:
    asked = (Question("a", read_questions(STARTER_QUESTIONS)[0].text, {}),)

    assert stratified(asked, 120) == asked


def test_percentiles_are_values_that_were_measured() -> None:
    assert (percentile([4.0, 1.0, 3.0, 2.0], 50), percentile([4.0, 1.0, 3.0, 2.0], 95)) == (2.0, 4.0)


def test_the_baseline_that_ships_is_of_the_questions_that_ship() -> None:
    kept = {result.id: bool(result.found) for result in read_baseline(SHIPPED).results}

    assert kept == {question.id: bool(question.relevant) for question in read_questions(STARTER_QUESTIONS)}


def test_every_figure_that_the_readme_names_is_measured() -> None:
    named = set(re.findall(r"hit@\d+|MRR|nDCG@\d+|AUROC", README))

    assert named <= {*RATIOS, "AUROC"}


def test_what_the_readme_says_of_the_starter_corpus_is_what_the_baseline_holds() -> None:
    results = read_baseline(SHIPPED).results
    kept = [f"{mean(results, RATIOS[name]):.3f}".lstrip("0") for name in ("hit@1", "hit@5", "MRR", "nDCG@10")]

    rows = [line.split("|")[2:6] for line in README.splitlines() if line.startswith("| starter corpus")]

    assert [[cell.strip() for cell in row] for row in rows] == [kept] * len(rows)
