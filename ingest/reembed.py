"""Another embedding model: every chunk gets a vector of it, then all answers change over at once."""

from __future__ import annotations

from collections.abc import Callable

from corpus.database.library.models import Model, Models
from corpus.embedding.embedder import Embedder

_BATCH = 64


def reembed(models: Models, embedder: Embedder, tell: Callable[[int, int], None]) -> int:
    """Makes the missing vectors and then makes the model active; a killed run goes on where it was.

    `tell` is given how many are done and how many there are.
    """
    total = models.missing(embedder.fingerprint)
    done = 0
    while waiting := models.unembedded(embedder.fingerprint, _BATCH):
        rows = embedder.embed_passages([chunk.embedded for chunk in waiting])
        pairs = [(chunk.chunk_id, row.astype("<f4").tobytes()) for chunk, row in zip(waiting, rows, strict=True)]
        models.keep(embedder.fingerprint, pairs)
        done += len(waiting)
        tell(done, total)
    models.activate(Model(embedder.name, embedder.fingerprint, embedder.dimensions))
    return done
