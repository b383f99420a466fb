"""What a model makes of a text besides its vector: a vector for each of its words, and how they are stored."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_WORD = re.compile(r"[^\W_]+")
_CYRILLIC = re.compile("[а-яё]")
# «и», «на», "of": nothing is recognised by them, and a seventh of all words need not be stored.
_SHORTEST = 3
# Each number becomes one of four, those that lose least of a normal distribution (J. Max, 1960). MRR on support is .728
# with them, .730 with 32 bits, .723 with one.
_BETWEEN = np.array([-0.98, 0.0, 0.98], np.float32)
_LEVELS = np.array([-1.51, -0.4528, 0.4528, 1.51], np.float32)
_FOUR_IN_ONE = _LEVELS[(np.arange(256)[:, None] >> np.array([6, 4, 2, 0])) & 3]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text as a model understands them there, each once: lower-case forms, and their vectors (n,
    dimensions), of unit length where there are any.
    """

    forms: tuple[str, ...]
    rows: Floats


@dataclass(frozen=True, slots=True)
class Reading:
    """The unit vector of a text, (dimensions,), and its words; none from a model whose words nobody has measured."""

    vector: Floats
    words: Words


def no_words(dimensions: int) -> Words:
    """What a model has to say that tells nothing of single words."""
    return Words((), np.empty((0, dimensions), np.float32))


def words_of(text: str, spans: Sequence[tuple[int, int]], tokens: Floats, after: int) -> Words:
    """The words of a text behind its first `after` characters, each the mean direction of its pieces.

    `tokens` (n, dimensions) are the pieces as the model leaves them, `spans` their places in the text.
    """
    matches = list(_WORD.finditer(text, after))
    if not matches or not len(tokens):
        return no_words(tokens.shape[1])
    places = np.array(spans[: len(tokens)])
    starts, ends = np.array([match.span() for match in matches]).T
    word = np.minimum(np.searchsorted(ends, places[:, 0], side="right"), len(matches) - 1)
    inside = (starts[word] < places[:, 1]) & (ends[word] > places[:, 0])
    pieces: dict[str, list[int]] = {}
    for piece in np.flatnonzero(inside).tolist():
        pieces.setdefault(_form(matches[word[piece]].group()), []).append(piece)
    pieces.pop("", None)
    if not pieces:
        return no_words(tokens.shape[1])
    return Words(tuple(pieces), unit(np.stack([tokens[own].mean(0) for own in pieces.values()])))


def levelled(words: Words, means: Floats) -> Words:
    """The same without what all Russian words, or all others, have in common: `means` are (2, dimensions)."""
    if not words.forms:
        return words
    kinds = [0 if is_cyrillic(form) else 1 for form in words.forms]
    return Words(words.forms, unit(words.rows - means[kinds]))


def is_cyrillic(form: str) -> bool:
    """Whether a lower-case word counts as Russian."""
    return _CYRILLIC.search(form) is not None


def packed(rows: Floats) -> bytes:
    """Unit vectors (n, dimensions) in two bits a number."""
    count, dimensions = rows.shape
    steps = np.digitize(rows * np.float32(dimensions**0.5), _BETWEEN).astype(np.uint8)
    stored: bytes = (
        (steps.reshape(count, dimensions // 4, 4) << np.array([6, 4, 2, 0], np.uint8))
        .sum(axis=2, dtype=np.uint8)
        .tobytes()
    )
    return stored


def unpacked(stored: bytes, dimensions: int) -> Floats:
    """About the same vectors again, (n, dimensions)."""
    four = _FOUR_IN_ONE / np.float32(dimensions**0.5)
    rows: Floats = four.take(np.frombuffer(stored, np.uint8), axis=0).reshape(-1, dimensions)
    return rows


def unit(rows: Floats) -> Floats:
    """The same directions with length one."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    made: Floats = (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
    return made


def _form(word: str) -> str:
    """The word in lower case; nothing for one that tells nothing."""
    tells = len(word) >= _SHORTEST or any(sign.isdigit() for sign in word)
    return word.lower().replace("ё", "е") if tells else ""
