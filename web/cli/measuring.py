"""`podskazka eval`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from corpus.errors import PodskazkaError
from corpus.settings import Settings
from evals.comparison.baseline import SHIPPED, write_baseline
from evals.comparison.comparing import Compared, compared
from evals.comparison.gate import Comparison, Verdict
from evals.drafts import run_drafts
from evals.learning import run_learning
from evals.redaction.redaction import measure_redaction
from evals.reports.page import write_suite_report
from evals.reports.retrieval_page import write_report
from evals.reports.summary import summary
from evals.retrieval import RetrievalReport, run_retrieval
from evals.suite import STARTER, Given, SuiteReport, given_by, run_suite
from evals.triage.report import settings_lines
from evals.triage.triage import run_triage
from web.cli.output import IngestProgress, result_json, say, table

_EXISTING = click.Path(exists=True, path_type=Path)
_FILE = click.Path(dir_okay=False, path_type=Path)
_WORSE = 1

_DOCUMENTS = "Folder or file of documents, or a BEIR folder; may be given several times."
_QUESTIONS = "JSONL {id, query, relevant, kind}, a BEIR folder, or SQuAD-form JSON."
_out = click.option("--out", type=_FILE, help="Write an HTML report with plots.")
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("eval", invoke_without_command=True)
@click.option("--documents", type=_EXISTING, multiple=True, help=_DOCUMENTS)
@click.option("--questions", type=_EXISTING, help=_QUESTIONS)
@click.option("--fast", is_flag=True, help="Ask a part of the questions, of each kind its share: about a minute.")
@_out
@_json
@click.option("--baseline", type=_FILE, help="Compare with this file instead of the baseline that ships.")
@click.option("--gate", is_flag=True, help="Exit with 1 when something got significantly worse.")
@click.option("--keep", is_flag=True, help="Write this run as the new baseline.")
@click.pass_context
def eval_(context: click.Context, /, **given: Any) -> None:
    """Measure how good everything is: retrieval, abstention, drafts, triage, redaction.

    Without a subcommand the whole suite runs on the starter corpus and its questions, or on your own.

    \b
    podskazka eval --out report.html
    podskazka eval --fast --gate
    podskazka eval --documents docs/ --questions questions.jsonl --keep --baseline ours.json
    """
    if context.invoked_subcommand is None:
        _suite(**given)


@eval_.command()
@click.option("--documents", type=_EXISTING, multiple=True, help=_DOCUMENTS)
@click.option("--questions", type=_EXISTING, required=True, help=_QUESTIONS)
@click.option("--folds", type=click.IntRange(2, 20), default=5, show_default=True, help="Parts, each asked in turn.")
@_json
def learning(documents: tuple[Path, ...], questions: Path, folds: int, *, as_json: bool) -> None:
    """Measure what `podskazka learn` would bring: learn from all questions but a fold, ask that, for each fold."""
    with IngestProgress() as progress:
        report = run_learning(documents, questions, Settings.read(), progress, folds)
    if as_json:
        result_json(report.as_dict())
        return
    rows = {"as it ships": report.before.as_dict(), "learned": report.after.as_dict()}
    table(("", *report.before.as_dict()), [(name, *map(_rounded, row.values())) for name, row in rows.items()])


@eval_.command()
@click.option("--documents", type=_EXISTING, multiple=True, required=True, help=_DOCUMENTS)
@click.option("--questions", type=_EXISTING, required=True, help=_QUESTIONS)
@_out
@_json
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
    _print(report.as_dict, lambda: _show(report), as_json=as_json)


@eval_.command()
@click.option("--documents", type=_EXISTING, required=True, help="Folder or file of documents, or a BEIR folder.")
@click.option("--cases", type=_EXISTING, required=True, help="JSONL {id, question, operator_answer}.")
@click.option("--learn-from", type=_EXISTING,
              help="Cases of the same form that drafts may use; never the one that is being answered.")  # fmt: skip
@_json
def drafts(documents: Path, cases: Path, learn_from: Path | None, *, as_json: bool) -> None:
    """Draft a reply to each case and compare it with what the agent really sent.

    chrF (0 to 100) and ROUGE-L (0 to 1) are over the cases that got a draft; under `every_case` the others count
    as empty texts.

    \b
    podskazka eval drafts --documents docs/ --cases cases.jsonl --learn-from cases.jsonl
    """
    with IngestProgress() as progress:
        figures = run_drafts(documents, cases, Settings.read(), progress, learn_from).as_dict()
    _print(lambda: figures, lambda: _show_figures(figures), as_json=as_json)


@eval_.command()
@click.option("--documents", type=_EXISTING, multiple=True, help=f"{_DOCUMENTS} By default the starter corpus.")
@click.option("--urgencies", type=_EXISTING, help="JSONL {id, urgency}: which tickets are urgent, which normal.")
@_json
def triage(documents: tuple[Path, ...], urgencies: Path | None, *, as_json: bool) -> None:
    """Judge every ticket that became a case by the others, and print how much of it was right.

    \b
    podskazka eval triage
    podskazka eval triage --documents tickets/ --urgencies urgency.jsonl --json
    """
    with IngestProgress() as progress:
        report = run_triage(documents or (STARTER,), urgencies, Settings.read(), progress)
    _print(report.as_dict, lambda: _show_figures(report.as_dict(), "triage"), as_json=as_json)
    for line in settings_lines(report):
        say(line)


@eval_.command()
@_json
def redaction(*, as_json: bool) -> None:
    """Redact generated messages: recall per kind of personal data, and how many harmless ones were changed."""
    report = measure_redaction()
    _print(report.as_dict, lambda: _show_figures(report.as_dict()), as_json=as_json)


def _suite(  # the options of the group, by name
    documents: tuple[Path, ...], questions: Path | None, out: Path | None, baseline: Path | None, **flags: bool
) -> None:
    if documents and not questions:
        raise click.UsageError("--documents needs --questions: what should be asked of them?")
    given = given_by(documents, questions, fast=flags["fast"])
    _refuse_to_lose(given, baseline, keep=flags["keep"])
    with IngestProgress() as progress:
        report = run_suite(given, Settings.read(), progress)
    against = compared(report, baseline, ours=given.ours)
    if out:
        write_suite_report(report, against, out)
        say(f"report: {out}")
    figures = {**summary(report), "baseline": against.as_dict()}
    _print(lambda: figures, lambda: _show_suite(report, against), as_json=flags["as_json"])
    if flags["keep"]:
        write_baseline(report.as_baseline(), baseline or SHIPPED)
        say(f"baseline: {baseline or SHIPPED}")
    if flags["gate"]:
        _gate(against)


def _refuse_to_lose(given: Given, baseline: Path | None, *, keep: bool) -> None:
    """A baseline of a part, or of foreign questions, must not take the place of the one that ships."""
    if keep and given.fast:
        raise click.UsageError("--keep needs all questions: leave --fast out")
    if keep and baseline is None and not given.ours:
        raise click.UsageError("--keep with your own questions needs --baseline FILE to write to")


def _gate(against: Compared) -> None:
    """Ends with 1 and a list when something got worse.

    Raises:
        PodskazkaError: there was nothing to compare with; the message says what to do.
    """
    if against.refusal:
        raise PodskazkaError(f"the gate cannot judge: {against.refusal}")
    worse = [one for one in against.comparisons if one.verdict is Verdict.WORSE]
    for one in worse:
        say(f"significantly worse: {one.name} {one.old:.4f} → {one.new:.4f}, {_interval(one)}")
    if worse:
        sys.exit(_WORSE)
    say("gate: nothing got significantly worse")


def _print(figures: Callable[[], object], shown: Callable[[], None], *, as_json: bool) -> None:
    if as_json:
        result_json(figures())
    else:
        shown()


def _show(report: RetrievalReport) -> None:
    rows = {"overall": report.overall, **report.by_kind}
    columns = list(report.overall.as_dict())
    table(("kind", *columns), [(kind, *map(_rounded, metrics.as_dict().values())) for kind, metrics in rows.items()])
    say(f"{report.unanswerable} questions have no answer there and are left out; {report.seconds:.0f} s")


def _show_suite(report: SuiteReport, against: Compared) -> None:
    _show_figures(summary(report))
    if against.refusal:
        say(f"not compared: {against.refusal}")
    elif against.comparisons:
        rows = [
            (one.name, one.n, f"{one.old:.4f}", f"{one.new:.4f}", f"{one.difference:+.4f}", _interval(one), one.verdict)
            for one in against.comparisons
            if one.verdict is not Verdict.NO_DIFFERENCE or not one.name.startswith("redaction")
        ]
        table(("against the baseline", "n", "old", "new", "difference", "95 % interval", "verdict"), rows)
    for remark in against.remarks:
        say(f"mind that {remark}")
    say(f"{len(report.cases)} questions, {report.seconds:.0f} s")


def _show_figures(figures: dict[str, Any], before: str = "figures") -> None:
    """Nested figures as tables: values that stand alone in one, a group of like rows in another."""
    alone = {name: value for name, value in figures.items() if not isinstance(value, dict)}
    groups = {name: value for name, value in figures.items() if isinstance(value, dict)}
    if alone:
        table((before, "value"), [(name, _rounded(value)) for name, value in alone.items()])
    if groups and len({tuple(group) for group in groups.values()}) == 1 and not _has_groups(groups):
        columns = list(next(iter(groups.values())))
        table((before, *columns), [(name, *map(_rounded, group.values())) for name, group in groups.items()])
        return
    for name, group in groups.items():
        _show_figures(group, name)


def _has_groups(groups: dict[str, dict[str, Any]]) -> bool:
    return any(isinstance(value, dict) for group in groups.values() for value in group.values())


def _interval(one: Comparison) -> str:
    return f"[{one.low:+.4f}, {one.high:+.4f}]"


def _rounded(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
