"""Trains the query adapter and the ranking weights together, by gradient; the home of torch on this side.

The adapter is linear, on the question alone: q + qW, so that no document is embedded again (DESIGN.md section 4). The
loss is the softmax over the documents found (listwise, as in ListNet), with weight decay towards no adapter and the
weights that ship.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from assistant.learning.examples import Example
from assistant.ranking.signals import NAMES, Weights

Floats = NDArray[np.float32]

# Chosen by five-fold cross-validation on the support questions: weights first, then the adapter on top of them; both
# at once, or in batches, learned the questions by heart.
_WEIGHTS_STEPS, _WEIGHTS_RATE, _WEIGHTS_DECAY = 150, 2e-2, 1e-3
_STEPS, _RATE, _DECAY = 60, 1e-3, 2e-3
_TEMPERATURE = 2.0
# So many examples are looked at together; more are taken in parts of a step.
_TOGETHER = 256
# How much the dense signal grows with a cosine. The same for all questions: with a question's own spread in its place
# those whose candidates lie close together would teach most, MRR on held-out questions .716 instead of .759.
_GAIN = 30.0
_DENSE, _TITLE, _TITLED = (NAMES.index(name) for name in ("dense", "title", "titled"))


@dataclass(frozen=True, slots=True)
class Trained:
    """What training came to: ranking weights, and an adapter (dimensions, dimensions)."""

    weights: Weights
    adapter: Floats


class _Padded:
    """Examples side by side in tensors, short ones filled up with documents that can never win."""

    def __init__(self, examples: Sequence[Example]) -> None:
        longest = max(len(each.right) for each in examples)
        self.question = torch.tensor(np.array([each.question for each in examples]))
        self.matrix = _stack(examples, longest, lambda each: each.matrix)
        self.chunks = _stack(examples, longest, lambda each: each.chunks)
        self.titles = _stack(examples, longest, lambda each: each.titles)
        self.above = _stack(examples, longest, lambda each: each.above)
        self.right = _stack(examples, longest, lambda each: each.right.astype(np.float32)) > 0
        self.real = _stack(examples, longest, lambda each: np.ones(len(each.right), np.float32)) > 0

    def totals(self, weights: torch.Tensor, adapter: torch.Tensor) -> torch.Tensor:
        """The total of each document, (examples, documents)."""
        moved = torch.nn.functional.normalize(self.question + self.question @ adapter, dim=1) - self.question
        nearer = torch.einsum("bnd,bd->bn", self.chunks, moved) * _GAIN
        title = torch.einsum("bnd,bd->bn", self.titles, moved) * _GAIN
        signals = self.matrix.clone()
        signals[:, :, _DENSE] = signals[:, :, _DENSE] + nearer
        signals[:, :, _TITLED] = self.above + title - nearer
        signals[:, :, _TITLE] = torch.relu(self.above + title - nearer)
        return (signals @ weights).masked_fill(~self.real, -1e9)


def trained(examples: Sequence[Example], start: Weights) -> Trained:
    """Learns from these examples, beginning at some weights and no adapter. Deterministic."""
    torch.manual_seed(0)
    dimensions = len(examples[0].question)
    parts = [_Padded(examples[at : at + _TOGETHER]) for at in range(0, len(examples), _TOGETHER)]
    shipped = torch.tensor(start.as_row())
    weights = shipped.clone().requires_grad_()
    adapter = torch.zeros(dimensions, dimensions)
    strayed = lambda: _WEIGHTS_DECAY * ((weights - shipped) ** 2).sum()  # noqa: E731 (said once, beside its twin)
    _descend(parts, weights, adapter, [weights], strayed)
    adapter.requires_grad_()
    weights = weights.detach()
    _descend(parts, weights, adapter, [adapter], lambda: _DECAY * (adapter**2).sum())
    learned = dict(zip(NAMES, weights.tolist(), strict=True))
    return Trained(Weights(**learned), adapter.detach().numpy())


def _descend(
    parts: Sequence[_Padded],
    weights: torch.Tensor,
    adapter: torch.Tensor,
    learned: list[torch.Tensor],
    decay: Callable[[], torch.Tensor],
) -> None:
    """Adam over all examples at once."""
    of_weights = learned[0] is weights
    optimizer = torch.optim.Adam(learned, lr=_WEIGHTS_RATE if of_weights else _RATE)
    count = sum(len(part.question) for part in parts)
    for _ in range(_WEIGHTS_STEPS if of_weights else _STEPS):
        optimizer.zero_grad()
        for part in parts:
            totals = part.totals(weights, adapter) / (1.0 if of_weights else _TEMPERATURE)
            missed = torch.logsumexp(totals, 1) - torch.logsumexp(totals.masked_fill(~part.right, -1e9), 1)
            (missed.sum() / count).backward()
        decay().backward()
        optimizer.step()


def reciprocal_ranks(examples: Sequence[Example], known: Trained | None, start: Weights) -> Floats:
    """1 / rank of the first right document of each example, (n,); without `known` by the signals as they are."""
    if known is None:
        totals = [each.matrix @ start.as_row() for each in examples]
    else:
        padded = _Padded(examples)
        with torch.no_grad():
            rows = padded.totals(torch.tensor(known.weights.as_row()), torch.tensor(known.adapter)).numpy()
        totals = [row[: len(each.right)] for row, each in zip(rows, examples, strict=True)]
    return np.array([_reciprocal(row, each.right) for row, each in zip(totals, examples, strict=True)], np.float32)


def _reciprocal(totals: Floats, right: NDArray[np.bool_]) -> float:
    return 1.0 / (1 + int((totals > totals[right].max()).sum()))


def _stack(examples: Sequence[Example], longest: int, of: Callable[[Example], Floats]) -> torch.Tensor:
    first = of(examples[0])
    stacked = np.zeros((len(examples), longest, *first.shape[1:]), np.float32)
    for row, each in zip(stacked, examples, strict=True):
        row[: len(each.right)] = of(each)
    return torch.tensor(stacked)
