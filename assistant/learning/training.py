"""Trains the ranking weights, then the query adapter on top of them, by gradient; the home of torch on this side.

The adapter is linear, on the question alone: q + qW, so that no document is embedded again (DESIGN.md section 4). The
loss is the softmax over the documents found (listwise, as in ListNet), with weight decay towards no adapter and the
weights that ship.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from assistant.learning.examples import Example, Examples
from assistant.ranking.signals import LEARNED, NAMES, Weights

Floats = NDArray[np.float32]

# Chosen by five-fold cross-validation on the support questions: weights first, then the adapter on top of them; both
# at once, or in batches, learned the questions by heart.
_WEIGHTS_STEPS, _WEIGHTS_RATE, _WEIGHTS_DECAY = 150, 2e-2, 1e-3
_STEPS, _RATE, _DECAY = 60, 1e-3, 2e-3
_TEMPERATURE = 2.0
# So many examples are looked at together, and so many in one step.
_TOGETHER, _PER_STEP = 256, 1024
_DENSE, _TITLE, _TITLED = (NAMES.index(name) for name in ("dense", "title", "titled"))


@dataclass(frozen=True, slots=True)
class Trained:
    """What training came to: ranking weights, and an adapter (dimensions, dimensions)."""

    weights: Weights
    adapter: Floats


class Padded:
    """Examples side by side in tensors, short ones filled up with documents that can never win."""

    def __init__(self, vectors: torch.Tensor, examples: Sequence[Example]) -> None:
        longest = max(len(each.right) for each in examples)
        self._vectors = vectors
        self.question = torch.tensor(np.array([each.question for each in examples]))
        self.matrix = _stack(examples, longest, lambda each: each.matrix)
        self.chunks = _stack(examples, longest, lambda each: each.chunks).long()
        self.titles = _stack(examples, longest, lambda each: each.titles).long()
        self.above = _stack(examples, longest, lambda each: each.above)
        self.right = _stack(examples, longest, lambda each: each.right) > 0
        self.real = _stack(examples, longest, lambda each: np.ones(len(each.right))) > 0

    def totals(self, weights: torch.Tensor, adapter: torch.Tensor | None) -> torch.Tensor:
        """The total of each document, (examples, documents)."""
        signals = self.matrix if adapter is None else self._moved(adapter)
        return (signals @ weights).masked_fill(~self.real, -1e9)

    def _moved(self, adapter: torch.Tensor) -> torch.Tensor:
        """The signals after an adapter has moved the questions."""
        moved = torch.nn.functional.normalize(self.question + self.question @ adapter, dim=1) - self.question
        nearer = torch.einsum("bnd,bd->bn", self._vectors[self.chunks], moved) * LEARNED
        title = torch.einsum("bnd,bd->bn", self._vectors[self.titles], moved) * LEARNED
        signals = self.matrix.clone()
        signals[:, :, _DENSE] = signals[:, :, _DENSE] + nearer
        signals[:, :, _TITLED] = self.above + title - nearer
        signals[:, :, _TITLE] = torch.relu(self.above + title - nearer)
        return signals


def trained(examples: Examples, start: Weights) -> Trained:
    """Learns from these examples, beginning at some weights and no adapter. Deterministic."""
    # Two threads that wait for each other take ten times as long over a handful of examples.
    torch.set_num_threads(1 if len(examples.all) < _PER_STEP else min(4, os.cpu_count() or 1))
    dimensions = examples.vectors.shape[1]
    vectors, known = torch.from_numpy(examples.vectors), examples.all
    parts = [Padded(vectors, known[at : at + _TOGETHER]) for at in range(0, len(known), _TOGETHER)]
    shipped = torch.tensor(start.as_row())
    weights = shipped.clone().requires_grad_()
    _descend(
        parts,
        _Descent([weights], _WEIGHTS_STEPS, _WEIGHTS_RATE),
        lambda part: part.totals(weights, None),
        lambda: _WEIGHTS_DECAY * ((weights - shipped) ** 2).sum(),
    )
    found = weights.detach()
    adapter = torch.zeros(dimensions, dimensions, requires_grad=True)
    _descend(
        parts,
        _Descent([adapter], _STEPS, _RATE),
        lambda part: part.totals(found, adapter) / _TEMPERATURE,
        lambda: _DECAY * (adapter**2).sum(),
    )
    # The order stays the same, and drafts are chosen by totals on the scale of those that ship.
    scaled = found * shipped.norm() / found.norm()
    return Trained(Weights(**dict(zip(NAMES, scaled.tolist(), strict=True))), adapter.detach().numpy())


@dataclass(frozen=True, slots=True)
class _Descent:
    """What is learned, in how many steps, how fast."""

    learned: list[torch.Tensor]
    steps: int
    rate: float


def _descend(
    parts: Sequence[Padded],
    descent: _Descent,
    totals: Callable[[Padded], torch.Tensor],
    decay: Callable[[], torch.Tensor],
) -> None:
    """Adam; each step sees up to 1,024 examples, the next ones in turn."""
    optimizer = torch.optim.Adam(descent.learned, lr=descent.rate)
    turns = cycle(parts)
    for _ in range(descent.steps):
        seen = [next(turns) for _ in range(min(len(parts), _PER_STEP // _TOGETHER))]
        count = sum(len(part.question) for part in seen)
        optimizer.zero_grad()
        for part in seen:
            missed = _missed(totals(part), part.right)
            (missed / count).backward()
        decay().backward()
        optimizer.step()


def _missed(totals: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    """Minus the logarithm of the share of the softmax that falls on right documents, summed over the examples."""
    return (torch.logsumexp(totals, 1) - torch.logsumexp(totals.masked_fill(~right, -1e9), 1)).sum()


def _stack(examples: Sequence[Example], longest: int, of: Callable[[Example], NDArray[Any]]) -> torch.Tensor:
    first = of(examples[0])
    stacked = np.zeros((len(examples), longest, *first.shape[1:]), np.float32 if first.dtype != np.int64 else np.int64)
    for row, each in zip(stacked, examples, strict=True):
        row[: len(each.right)] = of(each)
    return torch.from_numpy(stacked)
