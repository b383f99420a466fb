"""A question as both legs of the index see it: one vector, stems with what may stand instead, exact identifiers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.ranking.identifiers import identifiers, numbers
from corpus.embedding.embedder import Embedder
from corpus.embedding.preference import cyrillic_share
from corpus.index.tokens import Tokenizer
from corpus.index.words import Asked, Instead
from corpus.nouns import RedactedText


@dataclass(frozen=True, slots=True)
class Probe:
    """What is looked for. `vector` (dimensions,) has unit length; `identifiers` are the forms in which codes, versions
    and names of settings may stand in a text; `numbers` may name a version.
    """

    question: RedactedText
    vector: NDArray[np.float32]
    cyrillic: float
    words: Asked
    grams: tuple[str, ...]
    identifiers: tuple[str, ...]
    numbers: frozenset[str]


def probe(
    question: RedactedText, vector: NDArray[np.float32], tokenizer: Tokenizer, phrases: tuple[Instead, ...] = ()
) -> Probe:
    """What a question with this vector looks for; stems of a phrase are asked for with the phrase."""
    in_phrases = {stem for phrase in phrases for stem in phrase.of}
    stems = tuple(stem for stem in dict.fromkeys(tokenizer.stems(question)) if stem not in in_phrases)
    return Probe(
        question=question,
        vector=vector,
        cyrillic=cyrillic_share(question),
        words=Asked(stems, phrases),
        grams=tuple(dict.fromkeys(tokenizer.grams(question))),
        identifiers=identifiers(question),
        numbers=numbers(question),
    )


def embedded(question: RedactedText, embedder: Embedder, adapter: NDArray[np.float32] | None) -> NDArray[np.float32]:
    """The unit vector (dimensions,) of a question, moved by what was learned from replies: q + qW, normalised."""
    vector = embedder.embed_question(question)
    if adapter is None or adapter.shape[0] != len(vector):
        return vector
    moved = vector + vector @ adapter
    unit: NDArray[np.float32] = (moved / np.linalg.norm(moved)).astype(np.float32)
    return unit
