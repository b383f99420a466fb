"""Measures a model's mean vectors of Russian and English and keeps them: `python -m evals.language_means`.

The texts are the starter corpus; titles stand for questions. No question of any test set takes part.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

import corpus
from corpus.embedding.built import ensure_built, model_folder
from corpus.embedding.onnx import PASSAGE, QUESTION, OnnxEmbedder
from corpus.embedding.preference import Floats, LanguageMeans, cyrillic_share, keep
from corpus.embedding.reading import Words, is_cyrillic
from corpus.nouns import Content
from corpus.settings import BUNDLED, Settings
from ingest.chunk import chunk
from ingest.nouns import Facts, RawDocument
from ingest.redact_raw import content_of
from ingest.redaction import Redactor
from ingest.sources.opening import open_source

STARTER = Path(corpus.__file__).parent / "starter"
# Texts that are clearly of one language.
_RUSSIAN, _ENGLISH = 0.6, 0.1
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n")
_SHORTEST, _LONGEST = 20, 120


def measured(embedder: OnnxEmbedder, contents: Sequence[Content]) -> LanguageMeans:
    """The means of a model over these contents, titles and chunks apart."""
    sentences = [sentence for content in contents for sentence in _sentences(content.text)]
    # Without the titles alone: they are far from running text, and with them MRR on payment documents lost .02.
    texts = [
        str(piece.embedded(content.title))
        for content in contents
        for piece in chunk(content, embedder.spans, embedder.limit)[1:]
    ]
    asked = [embedder.words(QUESTION, sentence) for sentence in sentences]
    read = [embedder.words(PASSAGE, text) for text in texts]
    return LanguageMeans(
        _means(sentences, np.array([vector for vector, _ in asked])),
        _means(texts, np.array([vector for vector, _ in read])),
        _word_means([words for _, words in asked]),
        _word_means([words for _, words in read]),
    )


def _sentences(text: str) -> list[str]:
    """Those of a question's length, without the signs of lists and tables."""
    pieces = (piece.strip(" #-*|>") for piece in _SENTENCE_END.split(text))
    return [piece for piece in pieces if _SHORTEST < len(piece) < _LONGEST]


def starter_contents() -> list[Content]:
    """Every document of the starter corpus, redacted; tickets are left out, as they mix both sides' words."""
    redactor = Redactor()
    with open_source(str(STARTER)) as source:
        found = [each for entry in source.entries() for each in entry.read()]
    return [content_of(each, Facts(), redactor) for each in found if isinstance(each, RawDocument)]


def _means(texts: Sequence[str], rows: Floats) -> Floats:
    shares = np.array([cyrillic_share(text) for text in texts])
    return np.array([rows[shares > _RUSSIAN].mean(0), rows[shares < _ENGLISH].mean(0)], np.float32)


def _word_means(texts: Sequence[Words]) -> Floats:
    """The means of all words with Cyrillic letters and of all others."""
    russian = np.array([is_cyrillic(form) for words in texts for form in words.forms])
    rows = np.concatenate([words.rows for words in texts])
    return np.array([rows[russian].mean(0), rows[~russian].mean(0)], np.float32)


def main() -> None:
    """Measures the bundled model."""
    settings = Settings.read()
    fingerprint = ensure_built(settings.models).fingerprint
    folder = model_folder(settings.models)
    embedder = OnnxEmbedder(folder, name=BUNDLED, fingerprint=fingerprint, threads=settings.threads)
    keep(fingerprint, measured(embedder, starter_contents()))


if __name__ == "__main__":
    main()
