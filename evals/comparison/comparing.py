"""Finds the baseline of a run and compares the two, or says why that cannot be done."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corpus.errors import Unreadable
from evals.comparison.baseline import SHIPPED, Baseline, OtherBaseline, check_same, read_baseline
from evals.comparison.gate import Comparison, compare, compare_recall
from evals.comparison.results import result_of, row_of
from evals.suite import SuiteReport

_NONE_GIVEN = "there is no baseline for your own questions yet; make one with `--keep --baseline FILE`"


@dataclass(frozen=True, slots=True)
class Compared:
    """A run beside its baseline. `refusal` says why there is none; `remarks` what differs besides."""

    comparisons: tuple[Comparison, ...] = ()
    baseline: Baseline | None = None
    refusal: str = ""
    remarks: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """For `--json`."""
        if self.refusal:
            return {"not_compared": self.refusal}
        return {
            one.name: {
                "n": one.n,
                "old": round(one.old, 4),
                "new": round(one.new, 4),
                "low": round(one.low, 4),
                "high": round(one.high, 4),
                "verdict": one.verdict.value,
            }
            for one in self.comparisons
        }


def compared(report: SuiteReport, path: Path | None, *, ours: bool) -> Compared:
    """A run against the baseline in `path`, or against the one that ships when the questions are the project's own."""
    if path is None and not ours:
        return Compared(refusal=_NONE_GIVEN)
    try:
        baseline = read_baseline(path or SHIPPED)
        check_same(baseline, report.setup.fingerprint, report.results)
    except (Unreadable, OtherBaseline) as refused:
        return Compared(refusal=str(refused))
    # A kept result is rounded: an unrounded one beside it would differ in every question by a little.
    rows = compare(baseline.results, [result_of(row_of(result)) for result in report.results])
    if baseline.texts == report.redaction.digest:
        rows += compare_recall(baseline.recall, report.redaction.recall)
    return Compared(tuple(rows), baseline, remarks=tuple(_remarks(baseline, report)))


def _remarks(baseline: Baseline, report: SuiteReport) -> list[str]:
    remarks = []
    if baseline.documents != report.setup.digest:
        remarks.append("the documents are not those of the baseline: their changes count, too")
    if baseline.texts != report.redaction.digest:
        remarks.append("the redaction was measured on other texts and is not compared; run `podskazka eval --keep`")
    return remarks
