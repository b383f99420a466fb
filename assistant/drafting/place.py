"""Finds the stored chunk that a quotation stands in, so that its citation opens at the right place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from assistant.drafting.evidence import stands_in
from assistant.nouns import Passage
from corpus.database.library.shelf import ShelvedChunk
from corpus.database.rows import chunk_id
from corpus.nouns import RedactedText

Chunks = Callable[[Sequence[str]], Mapping[str, ShelvedChunk]]
# A document of more chunks is cited by the chunk that was found.
_MOST_CHUNKS = 60


class Places:
    """Looks up the chunks of a document, each document once."""

    def __init__(self, chunks: Chunks | None) -> None:
        self._chunks = chunks
        self._known: dict[str, list[ShelvedChunk]] = {}

    def of(self, passage: Passage, quote: RedactedText | None) -> Passage:
        """The passage itself when the quotation stands in the chunk that was found, else the chunk where it does."""
        for chunk in self._of_document(passage):
            if chunk.id == passage.chunk_id and chunk.text == passage.text:
                return passage
            if quote and stands_in(quote, [chunk.text]):
                same = chunk.id == passage.chunk_id
                return replace(
                    passage,
                    chunk_id=chunk.id,
                    heading=chunk.heading,
                    text=chunk.text,
                    matched=passage.matched if same else (),
                )
        return passage

    def _of_document(self, passage: Passage) -> list[ShelvedChunk]:
        document = passage.document
        if self._chunks is None:
            return []
        if document.id not in self._known:
            ids = [chunk_id(document.id, document.version, ordinal) for ordinal in range(1, _MOST_CHUNKS)]
            found = self._chunks(ids)
            self._known[document.id] = [found[id_] for id_ in ids if id_ in found]
        return self._known[document.id]
