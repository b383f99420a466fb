"""How well the system knows when not to answer: the home of scikit-learn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from evals.comparison.results import Result
from evals.judging import ANSWER, OUTSIDE, PERHAPS

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions of about one probability: how many, the mean of what was said, and the share that was so."""

    count: int
    said: float
    true: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far a probability can be believed: Brier score and expected calibration error, both 0 at best."""

    brier: float
    ece: float
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Abstention:
    """How well answerable questions are told from others.

    `auroc` is None where all questions are of one class. `curve` has (coverage, risk) with the most probable
    questions answered first: risk is the share of answered ones whose first document is not relevant, unanswerable
    ones included; `aurc` is its mean. `answerable` and `right` judge the probability by whether something is relevant,
    and by whether the first document is. `outcomes` are shares by whether the question can be answered.
    """

    questions: int
    unanswerable: int
    auroc: float | None
    aurc: float
    curve: tuple[tuple[float, float], ...]
    answerable: Calibration
    right: Calibration
    outcomes: dict[str, dict[str, float]]

    def as_dict(self) -> dict[str, object]:
        """The figures for `--json`."""
        return {
            "questions": self.questions,
            "unanswerable": self.unanswerable,
            "auroc": None if self.auroc is None else round(self.auroc, 4),
            "aurc": round(self.aurc, 4),
            "brier": round(self.answerable.brier, 4),
            "ece": round(self.answerable.ece, 4),
            "outcomes": self.outcomes,
        }


def abstention(results: Sequence[Result]) -> Abstention:
    """Over all questions of a run, at least one."""
    curve = risk_coverage(results)
    said = [result.probability for result in results]
    return Abstention(
        questions=len(results),
        unanswerable=sum(not result.answerable for result in results),
        auroc=_auroc(results),
        aurc=sum(risk for _, risk in curve) / len(curve),
        curve=curve,
        answerable=calibration(said, [result.answerable for result in results]),
        right=calibration(said, [result.first_is_right for result in results]),
        outcomes={
            "answerable": _shares([result for result in results if result.answerable]),
            "unanswerable": _shares([result for result in results if not result.answerable]),
        },
    )


def risk_coverage(results: Sequence[Result]) -> tuple[tuple[float, float], ...]:
    """(Coverage, risk) after each question, the most probable first (El-Yaniv and Wiener 2010)."""
    points, wrong = [], 0
    ordered = sorted(results, key=lambda result: (-result.probability, result.id))
    for answered, result in enumerate(ordered, start=1):
        wrong += not result.first_is_right
        points.append((answered / len(ordered), wrong / answered))
    return tuple(points)


def calibration(said: Sequence[float], true: Sequence[bool]) -> Calibration:
    """Ten bins of equal width; the error is the mean distance weighted by the bins' counts (Naeini et al. 2015)."""
    # scikit-learn takes a second to load, and serving has no use for it.
    from sklearn.metrics import brier_score_loss  # noqa: PLC0415

    binned: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for pair in zip(said, true, strict=True):
        binned[min(BINS - 1, int(pair[0] * BINS))].append(pair)
    bins = tuple(_bin(pairs) for pairs in binned if pairs)
    error = sum(one.count * abs(one.said - one.true) for one in bins) / len(said)
    brier = brier_score_loss(list(map(int, true)), list(said), pos_label=1)
    return Calibration(float(brier), error, bins)


def _bin(pairs: Sequence[tuple[float, bool]]) -> Bin:
    count = len(pairs)
    return Bin(count, sum(said for said, _ in pairs) / count, sum(true for _, true in pairs) / count)


def _auroc(results: Sequence[Result]) -> float | None:
    from sklearn.metrics import roc_auc_score  # noqa: PLC0415 as below

    answerable = [result.answerable for result in results]
    if len(set(answerable)) < 2:
        return None
    return float(roc_auc_score(answerable, [result.probability for result in results]))


def _shares(results: Sequence[Result]) -> dict[str, float]:
    counts = Counter(result.outcome for result in results)
    return {name: round(counts[name] / max(1, len(results)), 4) for name in (ANSWER, PERHAPS, OUTSIDE)}
