"""A question as both legs of the index see it: vectors, stems with what may stand instead, exact identifiers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.ranking.identifiers import identifiers
from corpus.embedding.embedder import Embedder
from corpus.embedding.preference import cyrillic_share
from corpus.embedding.reading import Words, no_words
from corpus.errors import ModelNotLoaded
from corpus.index.tokens import Tokenizer
from corpus.index.words import Asked, Instead
from corpus.nouns import RedactedText

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Vectors:
    """A question as the dense leg sees it, unit vectors (dimensions,): `moved` by what was learned, it ranks; `asked`
    as it is, as how near a passage is to a question does not change with a lesson. `words` are those of its own.
    """

    moved: Vector
    asked: Vector
    words: Words

    @property
    def unknown(self) -> bool:
        """Whether there was no model to make them: zeros, as far from every text as from any other."""
        return not self.asked.any()


@dataclass(frozen=True, slots=True)
class Probe:
    """What is looked for. `identifiers` are the forms in which codes, versions and names of settings may stand in a
    text; `cyrillic` is the share of Cyrillic letters.
    """

    question: RedactedText
    cyrillic: float
    words: Asked
    grams: tuple[str, ...]
    identifiers: tuple[str, ...]

    @property
    def stems(self) -> set[str]:
        """All stems that are asked for, those of phrases too."""
        return {*self.words.stems, *(stem for phrase in self.words.phrases for stem in phrase.of)}


def probe(question: RedactedText, tokenizer: Tokenizer, phrases: tuple[Instead, ...] = ()) -> Probe:
    """What a question looks for; stems of a phrase are asked for with it."""
    in_phrases = {stem for phrase in phrases for stem in phrase.of}
    stems = tuple(stem for stem in dict.fromkeys(tokenizer.stems(question)) if stem not in in_phrases)
    return Probe(
        question=question,
        cyrillic=cyrillic_share(question),
        words=Asked(stems, phrases),
        grams=tuple(dict.fromkeys(tokenizer.grams(question))),
        identifiers=identifiers(question),
    )


def embedded(question: RedactedText, embedder: Embedder, adapter: Vector | None) -> Vectors:
    """The vectors of a question: moved by an adapter, q + qW, and as it is; unknown ones without a model."""
    try:
        read = embedder.read_question(question)
    except ModelNotLoaded:  # the words still find what they find
        nowhere = np.zeros(embedder.dimensions, np.float32)
        return Vectors(nowhere, nowhere, no_words(embedder.dimensions))
    asked = read.vector
    if adapter is None or adapter.shape[0] != len(asked):
        return Vectors(asked, asked, read.words)
    moved = asked + asked @ adapter
    return Vectors((moved / np.linalg.norm(moved)).astype(np.float32), asked, read.words)
