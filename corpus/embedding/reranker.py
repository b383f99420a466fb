"""A cross-encoder for those who can load one: reads question and passage together, slower and better than vectors."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.embedding.transformers import named_or_fetched

_LONGEST = 512


class Reranker(Protocol):
    """Judges how well passages answer a question; safe to use from several threads."""

    def scores(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """A score per passage (n,), larger for a better one; comparable within one call only."""


class CrossEncoderReranker:
    """A sentence-transformers CrossEncoder by its name or path.

    Raises:
        ModelNotLoaded: when there is none of that name, or it cannot be read.
    """

    def __init__(self, name: str) -> None:
        self._model = named_or_fetched("PODSKAZKA_RERANKER", name, _read)
        self._one_at_a_time = Lock()

    def scores(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """A score per passage (n,), larger for a better one; comparable within one call only."""
        if not passages:
            return np.empty(0, np.float32)
        with self._one_at_a_time:
            found = self._model.predict([(question, passage) for passage in passages], show_progress_bar=False)
        return np.asarray(found, np.float32).reshape(len(passages), -1)[:, -1]


def _read(name: str, *, offline: bool) -> Any:
    # Imported here: seconds and half a gigabyte that nobody needs without this setting.
    from sentence_transformers import CrossEncoder  # noqa: PLC0415

    return CrossEncoder(name, device="cpu", max_length=_LONGEST, local_files_only=offline)
