"""From a redacted content to all that the library stores: chunks and their vectors."""

from __future__ import annotations

from corpus.embedding.embedder import Embedder
from corpus.embedding.reading import packed
from corpus.nouns import Content, Prepared, Vectors
from ingest.chunk import chunk


def prepare(content: Content, embedder: Embedder) -> Prepared:
    """Chunks the content by the model's own tokens and embeds every chunk, the title included."""
    chunks = chunk(content, embedder.spans, embedder.limit)
    read = embedder.read_passages([piece.embedded(content.title) for piece in chunks])
    vectors = Vectors(
        embedder.fingerprint,
        tuple(each.vector.astype("<f4").tobytes() for each in read),
        tuple(packed(each.words.rows) for each in read),
    )
    return Prepared(content, chunks, vectors)
