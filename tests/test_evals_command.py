"""`podskazka eval` keeps a baseline, and its gate ends with 1 and a list when something got worse."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evals.comparison.baseline import read_baseline, write_baseline
from evals.metrics import Metrics
from web.cli.main import podskazka

# Found by the same words, or by nothing that they share with the question.
TITLES = ("Возврат на карту", "Лимит оборота", "Чек на почту", "Ключ магазина", "Рассрочка", "Отчёт о продажах")


@pytest.fixture
def own(tmp_path: Path) -> list[str]:
    """The options for a small corpus and its questions."""
    folder = tmp_path / "help"
    folder.mkdir()
    rows = []
    for number, title in enumerate(TITLES):
        (folder / f"{number}.md").write_text(f"# {title}\n\n{title}: напишите нам, и мы всё объясним.", "utf-8")
        rows.append({"id": f"q{number}", "query": title, "relevant": [f"{number}.md"]})
    (tmp_path / "questions.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return ["--documents", str(folder), "--questions", str(tmp_path / "questions.jsonl")]


def _eval(*options: str) -> Result:
    return CliRunner().invoke(podskazka, ["eval", *options])


def test_a_kept_run_passes_its_own_gate_and_a_better_past_does_not(home: Path, tmp_path: Path, own: list[str]) -> None:
    kept, page = tmp_path / "baseline.json", tmp_path / "report.html"

    first = _eval(*own, "--keep", "--baseline", str(kept), "--out", str(page), "--json")
    again = _eval(*own, "--gate", "--baseline", str(kept))
    better = read_baseline(kept)
    ideal = tuple(replace(one, found=Metrics(1, 2.0, 1.0, 1.0, 1.0)) for one in better.results)
    write_baseline(replace(better, results=ideal), kept)
    worse = _eval(*own, "--gate", "--baseline", str(kept))

    assert first.exit_code == 0, repr(first.exception)
    assert json.loads(first.stdout)["retrieval"]["overall"]["all"]["n"] == len(TITLES)
    assert page.read_text("utf-8").startswith("<!doctype html>")
    assert again.exit_code == 0, again.output
    assert worse.exit_code == 1
    assert "significantly worse: hit@1" in worse.output


@pytest.mark.parametrize(
    "options",
    [("--keep", "--fast"), ("--documents", "."), ("--documents", ".", "--questions", ".", "--keep")],
    ids=["a part as baseline", "documents without questions", "own questions over the baseline that ships"],
)
def test_what_would_lose_a_baseline_or_measure_nothing_is_wrong_usage(options: tuple[str, ...]) -> None:
    assert _eval(*options).exit_code == 2


def test_redaction_is_measured_alone(home: Path) -> None:
    shown = _eval("redaction", "--json")

    assert json.loads(shown.stdout)["recall"]["card"] == 1.0
