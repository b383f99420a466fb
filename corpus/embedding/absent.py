"""Stands where the embedding model should be: the desk opens without it, and words alone are searched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from corpus.embedding.reading import Reading
from corpus.errors import ModelNotLoaded


class AbsentModel:
    """An embedder that embeds nothing. Its fingerprint is that of the stored vectors, so that they stay in use."""

    limit = 0

    def __init__(self, name: str, fingerprint: str, dimensions: int, why: ModelNotLoaded) -> None:
        """`why` is what went wrong when the model was to be loaded; whoever asks for a vector is told so."""
        self.name, self.fingerprint, self.dimensions, self.why = name, fingerprint, dimensions, why

    def embed_question(self, text: str) -> NDArray[np.float32]:  # noqa: ARG002 (the signature of an embedder)
        """Raises ModelNotLoaded."""
        self._refuse()

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:  # noqa: ARG002
        """Raises ModelNotLoaded."""
        self._refuse()

    def read_question(self, text: str) -> Reading:  # noqa: ARG002
        """Raises ModelNotLoaded."""
        self._refuse()

    def read_passages(self, texts: Sequence[str]) -> list[Reading]:  # noqa: ARG002
        """Raises ModelNotLoaded."""
        self._refuse()

    def spans(self, text: str) -> list[tuple[int, int]]:  # noqa: ARG002
        """Raises ModelNotLoaded."""
        self._refuse()

    def _refuse(self) -> NoReturn:
        # A new one each time: an error that is raised twice drags the traces of both along.
        raise ModelNotLoaded(str(self.why))
