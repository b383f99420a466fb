"""`podskazka eval`."""

from __future__ import annotations

from pathlib import Path

import click

from corpus.settings import Settings
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
    rows = {"overall": report.overall, **report.by_kind}
    columns = list(report.overall.as_dict())
    table(("kind", *columns), [(kind, *map(_rounded, metrics.as_dict().values())) for kind, metrics in rows.items()])
    say(f"{report.unanswerable} questions have no answer there and are left out; {report.seconds:.0f} s")


def _rounded(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.3f}"
