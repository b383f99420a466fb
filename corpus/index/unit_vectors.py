"""Many vectors of length one in memory, two bytes a number instead of four."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]

# No number of such a vector is beyond ±1, so even steps lose less than 16-bit floats (cosines are right to 0.00005, not
# to 0.00006), and what is wanted of them is back in 32 bits four times as fast.
_STEPS = np.float32(32767)
# Rows that are turned back at once when all are asked: as many as fit, with their floats, into a core's own cache.
_BLOCK = 256


@dataclass(frozen=True, slots=True)
class UnitVectors:
    """Unit vectors (n, dimensions), read as float32 by rows: `vectors[rows]`."""

    steps: NDArray[np.int16]

    @classmethod
    def of(cls, floats: Floats) -> Self:
        """These (n, dimensions), rounded."""
        return cls(np.rint(floats * _STEPS).astype(np.int16))

    @classmethod
    def joined(cls, parts: Iterable[UnitVectors]) -> Self:
        """All of these, one below the other."""
        return cls(np.concatenate([part.steps for part in parts]))

    @property
    def shape(self) -> tuple[int, ...]:
        """How many they are, and how many numbers each has."""
        return self.steps.shape

    def __len__(self) -> int:
        return len(self.steps)

    def __getitem__(self, rows: int | slice | Numbers) -> Floats:
        return _floats(self.steps[rows])

    def kept(self, rows: Numbers) -> UnitVectors:
        """These rows only."""
        return UnitVectors(self.steps[rows])

    def products(self, vector: Floats) -> Floats:
        """The product of each with a vector (dimensions,): (n,)."""
        products = np.empty(len(self), np.float32)
        floats = np.empty((_BLOCK, self.shape[1]), np.float32)
        for at in range(0, len(self), _BLOCK):
            block = self.steps[at : at + _BLOCK]
            np.copyto(floats[: len(block)], block)
            np.matmul(floats[: len(block)], vector / _STEPS, out=products[at : at + _BLOCK])
        return products


def _floats(steps: NDArray[np.int16]) -> Floats:
    floats = steps.astype(np.float32)
    floats /= _STEPS
    return floats
