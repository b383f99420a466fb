"""What turns text into vectors, whichever library is behind it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.embedding.built import ensure_built, model_folder
from corpus.embedding.onnx import OnnxEmbedder
from corpus.embedding.preference import language_means
from corpus.embedding.reading import Reading
from corpus.embedding.transformers import TransformersEmbedder
from corpus.settings import BUNDLED


class Embedder(Protocol):
    """A loaded embedding model; safe to use from several threads.

    `fingerprint` changes whenever the same text would get another vector. `limit` is how many tokens it
    reads; the prefix and the special tokens (four, for the bundled model) count; what is longer is cut off.
    """

    fingerprint: str
    name: str
    dimensions: int
    limit: int

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """The unit vector of a question, (dimensions,)."""

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The unit vectors of passages, one row each, (n, dimensions)."""

    def read_question(self, text: str) -> Reading:
        """A question's vector and its words."""

    def read_passages(self, texts: Sequence[str]) -> list[Reading]:
        """The vectors and words of passages."""

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where each token of the text, however long it is, stands in it: (start, end) in characters."""


def load_embedder(name: str, models: Path, threads: int) -> Embedder:
    """The model of that name: `bundled`, or any sentence-transformers name or path.

    Args:
        name: what `PODSKAZKA_EMBEDDING_MODEL` says.
        models: where built models are kept.
        threads: how many cores one call may use.

    Raises:
        ModelNotLoaded: when it cannot be built, found or read; the message says what to set.
    """
    if name != BUNDLED:
        return TransformersEmbedder(name, threads)
    manifest = ensure_built(models)
    fingerprint = manifest.fingerprint
    means = language_means(fingerprint)
    return OnnxEmbedder(model_folder(models), name=BUNDLED, fingerprint=fingerprint, threads=threads, means=means)
