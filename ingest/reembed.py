"""Another embedding model: every chunk gets a vector of it, then all answers change over at once."""

from __future__ import annotations

from collections.abc import Callable

from corpus.database.library.models import Model, Models
from corpus.embedding.embedder import Embedder
from corpus.embedding.reading import packed

_BATCH = 64


def reembed(models: Models, embedder: Embedder, tell: Callable[[int, int], None]) -> int:
    """Makes the missing vectors and then makes the model active; a killed run goes on where it was.

    `tell` is given how many are done and how many there are.
    """
    total = models.missing(embedder.fingerprint)
    done = 0
    while waiting := models.unembedded(embedder.fingerprint, _BATCH):
        read = embedder.read_passages([chunk.embedded for chunk in waiting])
        rows = [
            (chunk.chunk_id, each.vector.astype("<f4").tobytes(), packed(each.words.rows))
            for chunk, each in zip(waiting, read, strict=True)
        ]
        models.keep(embedder.fingerprint, rows)
        done += len(waiting)
        tell(done, total)
    models.activate(Model(embedder.name, embedder.fingerprint, embedder.dimensions))
    return done
