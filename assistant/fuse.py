"""Weighs the legs against each other: normalised scores, added with weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each leg counts. `title` is the title's share of the dense leg, `dense` the dense leg's share of all."""

    dense: float = 0.7
    title: float = 0.3


@dataclass(frozen=True, slots=True)
class Signals:
    """The scores of one candidate chunk, all exact: cosines of chunk and title, BM25 (0 when no word is shared)."""

    dense: float
    title: float
    words: float


def fuse(signals: Sequence[Signals], weights: Weights) -> Floats:
    """One total per candidate (n,): z-scores of each leg over the candidates, added by weight.

    Scores rather than ranks: on four question sets they won over reciprocal rank fusion (DESIGN.md section 4).
    """
    if not signals:
        return np.empty(0)
    dense = np.array([(1 - weights.title) * signal.dense + weights.title * signal.title for signal in signals])
    words = np.array([signal.words for signal in signals])
    total: Floats = weights.dense * _z(dense) + (1 - weights.dense) * _z(words)
    return total


def _z(scores: Floats) -> Floats:
    """Mean 0, standard deviation 1; all zero when the leg tells nothing apart."""
    spread = float(scores.std())
    return (scores - scores.mean()) / spread if spread > 1e-9 else np.zeros_like(scores)
