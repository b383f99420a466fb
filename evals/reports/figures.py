"""The plots of the whole evaluation: groups of questions, differences to the baseline, abstention."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evals.abstention import Abstention, Bin
from evals.comparison.gate import Comparison, Verdict
from evals.comparison.results import Result
from evals.judging import THRESHOLDS
from evals.reports.plots import INK, SERIES, Panel, figure

_BARS = {"hit_at_1": "hit@1", "hit_at_5": "hit@5", "mrr": "MRR"}
_WIDE, _SQUARE = (8.0, 3.6), (8.0, 4.4)
_COLOURS = {Verdict.WORSE: SERIES[1], Verdict.BETTER: SERIES[2], Verdict.NO_DIFFERENCE: SERIES[0]}


def groups(rows: Mapping[str, Mapping[str, float]]) -> str:
    """Bars of hit@1, hit@5 and MRR for each group of questions."""
    return figure("groups", (8, 0.9 + 0.5 * len(rows)), lambda panel: _bars(panel, rows))


def differences(comparisons: Sequence[Comparison]) -> str:
    """Each gated figure's difference to the baseline with its interval."""
    return figure("differences", (8, 1.2 + 0.4 * len(comparisons)), lambda panel: _intervals(panel, comparisons))


def risk_and_coverage(results: Sequence[Result], told: Abstention) -> str:
    """Risk over coverage, with the thresholds in use marked where they cut the questions."""
    return figure("risk", _WIDE, lambda panel: _risk(panel, results, told))


def reliability(told: Abstention) -> str:
    """What share was so for each probability that was said; on the diagonal it is calibrated."""
    return figure("reliability", _SQUARE, lambda panel: _reliability(panel, told))


def probabilities(results: Sequence[Result]) -> str:
    """How probable answerable questions and others are held to be, with the thresholds in use."""
    return figure("probabilities", _WIDE, lambda panel: _histogram(panel, results))


def _bars(panel: Panel, rows: Mapping[str, Mapping[str, float]]) -> None:
    height = 0.8 / len(_BARS)
    for number, (name, label) in enumerate(_BARS.items()):
        places = [row + (number - 1) * height for row in range(len(rows))]
        panel.barh(places, [row[name] for row in rows.values()], height * 0.9, color=SERIES[number], label=label)
    panel.set_yticks(range(len(rows)), [f"{name} ({row['n']:.0f})" for name, row in rows.items()])
    panel.invert_yaxis()
    panel.set_xlim(0, 1)
    panel.grid(axis="x")
    panel.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=len(_BARS), frameon=False)


def _intervals(panel: Panel, comparisons: Sequence[Comparison]) -> None:
    panel.axvline(0, color=INK, linewidth=1)
    for place, one in enumerate(comparisons):
        colour = _COLOURS[one.verdict]
        panel.plot((one.low, one.high), (place, place), color=colour, linewidth=2.5)
        panel.plot(one.difference, place, "o", color=colour, markersize=6)
    panel.set_yticks(range(len(comparisons)), [one.name for one in comparisons])
    panel.invert_yaxis()
    panel.set_xlabel("difference to the baseline (now - before), 95 % interval")
    # Where nothing changed, a scale of billionths would show nothing but rounding.
    widest = max(0.05, *(abs(end) for one in comparisons for end in (one.low, one.high)))
    panel.set_xlim(-1.1 * widest, 1.1 * widest)
    panel.grid(axis="x")


def _risk(panel: Panel, results: Sequence[Result], told: Abstention) -> None:
    panel.plot([point[0] for point in told.curve], [point[1] for point in told.curve], color=SERIES[0])
    for (name, threshold), colour in zip(THRESHOLDS.items(), SERIES[1:], strict=False):
        coverage = sum(result.probability >= threshold for result in results) / len(results)
        panel.axvline(
            coverage, color=colour, linestyle="--", label=f"{name}: p ≥ {threshold:.2f}, {coverage:.0%} asked"
        )
    panel.set_xlim(0, 1)
    panel.set_ylim(0, None)
    panel.set_xlabel("coverage: share of questions answered, the most probable first")
    panel.set_ylabel("risk: share of them wrong")
    panel.grid(visible=True)
    panel.legend(frameon=False, loc="upper left")


def _reliability(panel: Panel, told: Abstention) -> None:
    panel.plot((0, 1), (0, 1), color=INK, linewidth=1, linestyle=":")
    _calibrated(panel, told.answerable.bins, "something is relevant", SERIES[0])
    _calibrated(panel, told.right.bins, "the first document is relevant", SERIES[1])
    _thresholds(panel)
    panel.set_xlim(0, 1)
    panel.set_ylim(0, 1.02)
    panel.set_xlabel("probability that was said")
    panel.set_ylabel("share that was so")
    panel.grid(visible=True)
    panel.legend(frameon=False, loc="upper left")


def _calibrated(panel: Panel, bins: Sequence[Bin], label: str, colour: str) -> None:
    panel.plot([one.said for one in bins], [one.true for one in bins], color=colour, label=label)
    most = max(one.count for one in bins)
    panel.scatter(
        [one.said for one in bins],
        [one.true for one in bins],
        s=[20 + 180 * one.count / most for one in bins],
        c=colour,
    )


def _histogram(panel: Panel, results: Sequence[Result]) -> None:
    for answerable, label, colour in ((True, "answerable", SERIES[0]), (False, "not answerable", SERIES[1])):
        values = [result.probability for result in results if result.answerable is answerable]
        # Shares of each class: there are far fewer questions without an answer.
        weights = [1 / max(1, len(values))] * len(values)
        panel.hist(values, bins=20, range=(0, 1), weights=weights, color=colour, alpha=0.6, label=label)
    _thresholds(panel)
    panel.set_xlim(0, 1)
    panel.set_xlabel("probability that was said")
    panel.set_ylabel("share of the questions")
    panel.legend(frameon=False, loc="upper center")


def _thresholds(panel: Panel) -> None:
    for (name, threshold), colour in zip(THRESHOLDS.items(), SERIES[2:], strict=False):
        panel.axvline(threshold, color=colour, linestyle="--", label=f"threshold of “{name}”")
