"""What was measured of triage, as a section of the report's page and as lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from statistics import median

from evals.reports.page_parts import table
from evals.triage.triage import FEWEST, FOLDS, OWNER, URGENCY, Facet, TriageReport

_HEADS = {
    "n": "n",
    "baseline": "always the most frequent",
    "accuracy_forced": "right, if all were told",
    "coverage": "told",
    "accuracy_told": "right of those told",
    "ece": "calibration error",
}


def triage_section(report: TriageReport | None) -> str:
    """Tables of every facet, and what was taken for what."""
    if report is None:
        return f"<p>Not measured: fewer than {FEWEST} tickets with an owner became cases.</p>"
    caption = (
        f"Tickets that became cases, as they were before the first answer: each is judged by the other cases, with "
        f"settings fitted to those of {FOLDS} folds that it does not stand in. Near copies of a ticket (there are "
        f"{report.copies} such tickets) stand in its fold and have no vote on it. Below a threshold nothing is told. "
        "The signs of urgency were written, and the starter tickets labelled urgent or normal, by one author who had "
        "read them: on other tickets expect less of the urgency."
    )
    rows = [[name, *_figures(facet)] for name, facet in report.facets.items()]
    parts = [table(caption, ("what", *_HEADS.values()), rows)]
    parts += [_confusion(name, report.facets[name]) for name in (OWNER, URGENCY) if name in report.facets]
    parts.append(f"<p>A triage took {median(report.milliseconds):.0f} ms (median), its search included.</p>")
    return "\n".join(parts)


def settings_lines(report: TriageReport) -> Iterator[str]:
    """The settings that all tickets come to, in the words of `assistant/triage`, and how long a triage takes."""
    fitted = report.fitted
    yield f"fitted on all: OWNER = {asdict(fitted.owner)}"
    yield f"fitted on all: PRODUCT = {asdict(fitted.product)}"
    if fitted.urgency:
        adds = {sign.name: weight for sign, weight in fitted.urgency.adds.items()}
        yield f"fitted on all: TILT = {adds}, bias {fitted.urgency.bias}, threshold {fitted.urgency.threshold}"
    shares = ", ".join(f"{count}: {share:.3f}" for count, share in report.by_words.items())
    yield f"language right by the number of words: {shares}"
    yield f"{report.copies} tickets are near copies of others; median of a triage {median(report.milliseconds):.0f} ms"


def _confusion(name: str, facet: Facet) -> str:
    counts = facet.confusion()
    said = list(next(iter(counts.values())))
    caption = f"The {name}: in truth (rows), and what was told (columns)."
    return table(caption, ("in truth", *said), ([truth, *row.values()] for truth, row in counts.items()))


def _figures(facet: Facet) -> list[str]:
    figures = facet.as_dict()
    return [f"{figures[name]:.0f}" if name == "n" else f"{figures[name]:.3f}" for name in _HEADS]
