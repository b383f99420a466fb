"""Opens the legs of the index, whatever state the disk is in, and the short look that a single command takes."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.database.library.changes import START, ChangeLog
from corpus.database.library.models import Models
from corpus.embedding.embedder import Embedder
from corpus.embedding.preference import LanguageMeans, language_means
from corpus.errors import IndexBroken, IndexOwned, ModelNotLoaded
from corpus.index.exact import ExactVectors
from corpus.index.legs import Leg, fill, follow
from corpus.index.owner import own
from corpus.index.tokens import Tokenizer
from corpus.index.words import WordIndex
from corpus.lock import Lock
from corpus.nouns import Audience

# The legs by name, for messages and for saying which one failed.
VECTORS, WORDS = "vectors", "words"
# What searches by meaning need besides; said in the same place when it is missing.
MODEL = "model"

log_of_index = logging.getLogger("podskazka.index")


class Vectors(Leg, Protocol):
    """A dense leg: Chroma, or the exact scan that stands in for it."""

    def nearest(self, audience: Audience, vector: NDArray[np.float32], limit: int) -> dict[str, float]:
        """Chunk id → cosine, best first."""
        ...

    def count(self, audience: Audience) -> int:
        """How many chunks the plane holds."""
        ...

    def close(self) -> None:
        """Lets go of what is open."""
        ...


@dataclass(frozen=True, slots=True)
class Dense:
    """A model and the vectors it made, only ever exchanged together; `vectors` is Chroma, or `exact` in its stead."""

    embedder: Embedder
    exact: ExactVectors
    vectors: Vectors
    means: LanguageMeans | None = None


def exact_dense(log: ChangeLog, models: Models, load: Callable[[str], Embedder]) -> Dense:
    """The active model and the exact scan over its vectors.

    Raises:
        ModelNotLoaded: there is no active model, it cannot be loaded, or it computes something else by now.
    """
    active = models.active()
    if active is None:
        raise ModelNotLoaded("the library is empty; run `podskazka ingest FOLDER` first, or `podskazka demo`")
    embedder = load(active.name)
    if embedder.fingerprint != active.fingerprint:
        raise ModelNotLoaded(f"the model {active.name} no longer makes the stored vectors; run `podskazka rebuild`")
    exact = ExactVectors.load(log, active.fingerprint, active.dimensions)
    return Dense(embedder, exact, exact, language_means(active.fingerprint))


def up_to_date_words(folder: Path, log: ChangeLog, fingerprint: str, tokenizer: Tokenizer) -> WordIndex:
    """The words index for its owner: opened, made anew where it is broken or of another database, and followed."""
    try:
        words = WordIndex.open(folder, tokenizer)
    except IndexBroken as error:
        log_of_index.warning("the words index is made anew: %s", error)
        words = _emptied(folder, tokenizer)
    if not log.holds(words.position):
        words.close()
        words = _emptied(folder, tokenizer)
    if words.position == START:
        fill(words, log, fingerprint)
    follow(words, log, fingerprint)
    return words


def _emptied(folder: Path, tokenizer: Tokenizer) -> WordIndex:
    shutil.rmtree(folder, ignore_errors=True)
    return WordIndex.open(folder, tokenizer)


def _read_along(folder: Path, tokenizer: Tokenizer) -> WordIndex | None:
    """The owner's words, or None in the moment in which it makes them anew."""
    try:
        return WordIndex.open(folder, tokenizer, writes=False)
    except IndexBroken:
        return None


class Glance:
    """The index for one command: exact vectors, and words as far as they are; never touches Chroma."""

    def __init__(self, folder: Path, log: ChangeLog, models: Models, load: Callable[[str], Embedder]) -> None:
        self.tokenizer = Tokenizer()
        self.dense = exact_dense(log, models, load)
        fingerprint = self.dense.embedder.fingerprint
        self._ownership: Lock | None = None
        self.words: WordIndex | None
        try:
            self._ownership = own(folder)
            self.words = up_to_date_words(folder / "words", log, fingerprint, self.tokenizer)
        except IndexOwned:  # the owner keeps the words up to date; reading along is allowed
            self.words = _read_along(folder / "words", self.tokenizer)

    def failed(self, leg: str, error: IndexBroken) -> None:  # noqa: ARG002 (every index is told the leg)
        """Nothing stands in for a leg within one command."""
        raise error

    def close(self) -> None:
        """Lets the next one in."""
        if self.words:
            self.words.close()
        if self._ownership:
            self._ownership.release()
