"""Compares a run with the baseline question by question, and says what got significantly worse."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from evals.comparison.results import RATIOS, Ratio, Result

Floats = NDArray[np.float64]

RESAMPLES = 10_000
_SEED = 20_260_301
_INTERVAL = (2.5, 97.5)
# So many resamples at a time: ten thousand of a thousand questions would be 80 MB at once.
_AT_ONCE = 1000
# What sums of the same numbers may differ by.
_ROUNDING = 1e-9


class Verdict(StrEnum):
    """What a difference to the baseline means."""

    WORSE = "worse"
    BETTER = "better"
    NO_DIFFERENCE = "not significant"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One figure before and now over `n` questions, and the 95 % interval of the difference (now − before)."""

    name: str
    n: int
    old: float
    new: float
    low: float
    high: float

    @property
    def difference(self) -> float:
        """Now − before."""
        return self.new - self.old

    @property
    def verdict(self) -> Verdict:
        """Worse when the whole interval is below zero, better when it is above."""
        if self.high < -_ROUNDING:
            return Verdict.WORSE
        return Verdict.BETTER if self.low > _ROUNDING else Verdict.NO_DIFFERENCE


def compare(old: Sequence[Result], new: Sequence[Result]) -> list[Comparison]:
    """Every gated figure over the questions that both runs have, matched by id.

    The paired bootstrap over questions: Sakai, "Evaluating evaluation metrics based on the bootstrap" (SIGIR 2006);
    compared with other tests by Smucker, Allan and Carterette (CIKM 2007). 10,000 resamples, always the same ones.
    """
    before = {result.id: result for result in old}
    pairs = [(before[result.id], result) for result in sorted(new, key=lambda one: one.id) if result.id in before]
    compared = [_ratio(name, pairs, ratio) for name, ratio in RATIOS.items()]
    return [one for one in (*compared, _auroc(pairs)) if one]


def compare_recall(old: Mapping[str, Ratio], new: Mapping[str, Ratio]) -> list[Comparison]:
    """Recall of the redaction for each kind of personal data, (found, all): here any loss counts, not only a sure one.

    The texts are the same each time, so nothing in the difference is chance.
    """
    rows = []
    for name in (name for name in old if name in new):
        was, now = (found / max(1, count) for found, count in (old[name], new[name]))
        rows.append(Comparison(f"redaction recall, {name}", int(new[name][1]), was, now, now - was, now - was))
    return rows


def _ratio(
    name: str, pairs: Sequence[tuple[Result, Result]], ratio: Callable[[Result], Ratio | None]
) -> Comparison | None:
    parts = [
        (old, new) for pair in pairs if (old := ratio(pair[0])) is not None and (new := ratio(pair[1])) is not None
    ]
    if not parts:
        return None
    counted = np.array(parts, np.float64)  # (questions, old or new, above or below the line)

    def share(weights: Floats) -> Floats:
        above, below = (np.einsum("rq,qs->rs", weights, counted[:, :, place]) for place in (0, 1))
        # A resample without any citation has none that are right.
        shares: Floats = above / np.where(below == 0, 1, below)
        return shares

    return _compared(name, len(parts), share)


def _auroc(pairs: Sequence[tuple[Result, Result]]) -> Comparison | None:
    answerable = np.array([new.answerable for _, new in pairs], bool)
    if answerable.all() or not answerable.any():
        return None
    wins = [_wins(np.array([pair[side].probability for pair in pairs]), answerable) for side in (0, 1)]

    def area(weights: Floats) -> Floats:
        right, wrong = weights[:, answerable], weights[:, ~answerable]
        # A resample of one class only tells nothing: not a number, and left out of the interval.
        weight = right.sum(1) * wrong.sum(1)
        sums = np.stack([((right @ won) * wrong).sum(1) for won in wins], axis=1)
        areas: Floats = np.divide(sums, weight[:, None], out=np.full_like(sums, np.nan), where=weight[:, None] > 0)
        return areas

    return _compared("AUROC", len(pairs), area)


def _wins(probabilities: Floats, answerable: NDArray[np.bool_]) -> Floats:
    """1 where an answerable question (row) has a higher probability than an unanswerable one (column), ties 1/2."""
    right, wrong = probabilities[answerable][:, None], probabilities[~answerable][None, :]
    won: Floats = (right > wrong) + 0.5 * (right == wrong)
    return won


def _compared(name: str, questions: int, figure: Callable[[Floats], Floats]) -> Comparison:
    """`figure` gives (resamples, old and new) for weights (resamples, questions): how often each question is drawn."""
    chance = np.random.default_rng(_SEED)
    even = np.full(questions, 1 / questions)
    draws = (chance.multinomial(questions, even, _AT_ONCE).astype(np.float64) for _ in range(RESAMPLES // _AT_ONCE))
    drawn = np.concatenate([figure(weights) for weights in draws])
    low, high = np.nanpercentile(drawn[:, 1] - drawn[:, 0], _INTERVAL)
    old, new = figure(np.ones((1, questions)))[0]
    return Comparison(name, questions, float(old), float(new), float(low), float(high))
