"""All figures of a run by name, for `--json`, the terminal and the report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evals.abstention import abstention
from evals.comparison.results import Drafted, Result, grouped, metrics_of
from evals.drafts import draft_figures
from evals.metrics import Metrics
from evals.suite import SuiteReport


def summary(report: SuiteReport) -> dict[str, Any]:
    """Every figure by name; times are in milliseconds and tell of this machine."""
    results = report.results
    return {
        "retrieval": retrieval_tables(results),
        "abstention": abstention(results).as_dict(),
        "drafts": drafts_of(results),
        **({"triage": report.triage.as_dict()} if report.triage else {}),
        "redaction": report.redaction.as_dict(),
        "latency": latency(results),
        "run": {
            "made": report.made.isoformat(timespec="seconds"),
            "version": report.version,
            "model": report.setup.model,
            "documents": report.setup.documents,
            "chunks": report.setup.chunks,
            "questions": len(results),
            "fast": report.fast,
            "seconds": round(report.seconds, 1),
        },
    }


def retrieval_tables(results: Sequence[Result]) -> dict[str, dict[str, dict[str, float]]]:
    """The retrieval figures overall and on the public side, by kind, by language, and by who asks."""
    sides = {
        "all": metrics_of([result.found for result in results if result.found]),
        "public side": metrics_of([result.public for result in results if result.public]),
    }
    tables: dict[str, dict[str, Metrics]] = {
        "overall": sides,
        "by kind": grouped(results, lambda result: result.kind),
        "by language": grouped(results, lambda result: result.language),
        "by audience": grouped(results, lambda result: result.audience),
    }
    return {name: {row: metrics.as_dict() for row, metrics in table.items()} for name, table in tables.items()}


def drafts_of(results: Sequence[Result]) -> dict[str, Any]:
    """The draft figures over the questions for which a draft was asked."""
    asked = [result for result in results if result.drafted]
    drafts = [result.drafted for result in asked if result.drafted]
    return {
        "n": len(drafts),
        "answered_share": _answered([result for result in asked if result.answerable]),
        "answered_share_of_unanswerable": _answered([result for result in asked if not result.answerable]),
        **draft_figures(drafts),
    }


def latency(results: Sequence[Result]) -> dict[str, dict[str, float]]:
    """Median and 95th percentile, in milliseconds, of a search and of a draft with its searches."""
    times = {
        "search": [result.milliseconds for result in results],
        "draft": [result.drafted.milliseconds for result in results if result.drafted],
    }
    return {
        name: {"p50": percentile(values, 50), "p95": percentile(values, 95)} for name, values in times.items() if values
    }


def percentile(values: Sequence[float], share: int) -> float:
    """The value that so many of a hundred do not exceed, by the nearest rank."""
    ordered = sorted(values)
    return round(ordered[max(0, -(-len(ordered) * share // 100) - 1)], 1)


def _answered(results: Sequence[Result]) -> float | None:
    drafts: list[Drafted] = [result.drafted for result in results if result.drafted]
    return round(sum(one.answered for one in drafts) / len(drafts), 4) if drafts else None
