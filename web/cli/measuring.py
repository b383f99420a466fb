"""`podskazka eval` and `podskazka bench`."""

from __future__ import annotations

from pathlib import Path

import click

from corpus.settings import Settings
from evals.bench_embedding import bench_embedding
from evals.report import write_report
from evals.retrieval import RetrievalReport, run_retrieval
from web.cli.output import IngestProgress, result_json, say, table

_EXISTING = click.Path(exists=True, path_type=Path)


@click.group("eval")
def eval_() -> None:
    """Measure how good the answers are."""


@eval_.command()
@click.option("--documents", type=_EXISTING, multiple=True, required=True,
              help="Folder or file of documents, or a BEIR folder; may be given several times.")  # fmt: skip
@click.option("--questions", type=_EXISTING, required=True,
              help="JSONL {id, query, relevant, kind}, a BEIR folder, or SQuAD-form JSON.")  # fmt: skip
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write an HTML report with plots.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def retrieval(documents: tuple[Path, ...], questions: Path, out: Path | None, *, as_json: bool) -> None:
    """Index the documents in a throw-away folder, ask every question, and print hit@1, hit@5, MRR and nDCG@10.

    \b
    podskazka eval retrieval --documents docs/ --questions questions.jsonl --out report.html
    """
    with IngestProgress() as progress:
        report = run_retrieval(documents, questions, Settings.read(), progress)
    if out:
        write_report(report, out)
        say(f"report: {out}")
    if as_json:
        result_json(report.as_dict())
    else:
        _show(report)


def _show(report: RetrievalReport) -> None:
    values = report.as_dict()
    columns = ("n", "hit_at_1", "hit_at_5", "mrr", "ndcg_at_10")
    rows = [("overall", values["overall"]), *values["by_kind"].items()]
    table(("kind", *columns), [(name, *(_rounded(figures[column]) for column in columns)) for name, figures in rows])
    say(f"{values['unanswerable']} questions have no answer there and are left out; {values['seconds']:.0f} s")


def _rounded(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.3f}"


@click.group()
def bench() -> None:
    """Measure how fast it is on this machine."""


@bench.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def embedding(*, as_json: bool) -> None:
    """Compare the ways to run the bundled embedding model: speed, load time, memory."""
    settings = Settings.read()
    rows = bench_embedding(settings.models, settings.threads)
    if as_json:
        result_json([row.as_dict() for row in rows])
        return
    table(
        ("backend", "ms per query", "passages per s", "seconds to load", "memory MB"),
        [(r.backend, f"{r.query_ms:.1f}", f"{r.passages_per_second:.0f}", f"{r.load_seconds:.1f}", f"{r.memory_mb:.0f}")
         for r in rows],
    )  # fmt: skip
