"""A desk over a real library, for the tests of search: what it holds can change while it is open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.nouns import Found
from assistant.ranking.lessons import learned
from assistant.retrieve import Legs, Retriever
from assistant.understanding.lexicon import Lexicon
from corpus.database.library.changes import ChangeLog
from corpus.database.library.lessons import Lesson, Lessons
from corpus.database.library.library import Library
from corpus.database.library.models import Models
from corpus.database.library.shelf import Shelf
from corpus.database.library.synonyms import Synonyms
from corpus.embedding.preference import LanguageMeans
from corpus.index.legs import follow
from corpus.index.opening import Glance
from corpus.nouns import Audience, Chunk, Origin, Prepared, RedactedText, Vectors
from ingest.prepare import prepare
from ingest.redaction import Redactor
from tests.fakes import FakeEmbedder
from tests.making import EDITOR, SYNC, content, database
from tests.web import NarrowEmbedder

REDACTOR = Redactor()
EVERYBODY = frozenset(Audience)
VISITORS = frozenset({Audience.PUBLIC})


class Desk:
    """Adds documents and asks questions; `catch_up` does what the follower of a server does all the time."""

    def __init__(self, folder: Path, embedder: FakeEmbedder) -> None:
        self._folder, self.embedder = folder, embedder
        self.kept = database(folder, embedder)
        self.library, self.log = Library(self.kept), ChangeLog(self.kept)
        self.synonyms, self.lessons = Synonyms(self.kept), Lessons(self.kept)

    @cached_property
    def legs(self) -> Glance:
        """The index, opened at the first question."""
        return Glance(self._folder / "index", self.log, Models(self.kept), lambda name: self.embedder)

    @cached_property
    def lexicon(self) -> Lexicon:
        return Lexicon(self.synonyms, REDACTOR, self.legs.tokenizer)

    def add(self, title: str, text: str = "Текст статьи.", audience: Audience = Audience.PUBLIC, **facets: Any) -> str:
        """Takes a document in as a sync does; its id."""
        made = prepare(replace(content(title, text, audience), **facets), self.embedder)
        return self.library.add(made, Origin("folder:help", f"{title}-{self.log.latest().id}"), SYNC)

    def add_in_chunks(self, title: str, texts: Sequence[str]) -> str:
        """Takes in a document that is cut as it stands here."""
        made = content(title, "\n\n".join(texts))
        chunks = [Chunk(0, RedactedText(), made.title, 0, 0)]
        chunks += [Chunk(n, RedactedText(), RedactedText(text), 0, 1) for n, text in enumerate(texts, 1)]
        rows = self.embedder.embed_passages([chunk.embedded(made.title) for chunk in chunks])
        vectors = Vectors(self.embedder.fingerprint, tuple(row.tobytes() for row in rows))
        return self.library.add(Prepared(made, tuple(chunks), vectors), Origin("folder:help", title), SYNC)

    def revise(self, document_id: str, title: str, text: str, audience: Audience = Audience.PUBLIC) -> None:
        self.library.revise(document_id, prepare(content(title, text, audience), self.embedder), EDITOR)

    def learn(self, adapter: NDArray[np.float32] | None = None, **weights: float) -> int:
        """Puts what was learned to use, for every retriever that is opened from now on; the lesson's number."""
        return self.lessons.keep(Lesson(self.embedder.fingerprint, 0, {}, True, weights, adapter))

    def speak(self, means: LanguageMeans) -> None:
        """Gives the index these means of its model's languages."""
        self.legs.dense = replace(self.legs.dense, means=means)

    def catch_up(self) -> None:
        """Takes in what changed since the index was opened."""
        assert self.legs.words
        follow(self.legs.dense.exact, self.log, self.embedder.fingerprint)
        follow(self.legs.words, self.log, self.embedder.fingerprint)

    def retriever(self, readers: frozenset[Audience] = EVERYBODY, legs: Legs | None = None) -> Retriever:
        lessons = learned(self.lessons, lambda: self.embedder.fingerprint)
        return Retriever(legs or self.legs, Shelf(self.kept, readers), self.lexicon, lessons)

    def find(self, question: str, readers: frozenset[Audience] = EVERYBODY, **more: Any) -> Found:
        return self.retriever(readers).find(RedactedText(question), **more)

    def titles(self, question: str, readers: frozenset[Audience] = EVERYBODY, **more: Any) -> list[str]:
        return titles(self.find(question, readers, **more))

    def close(self) -> None:
        if "legs" in self.__dict__:
            self.legs.close()
        self.kept.close()


def titles(found: Found) -> list[str]:
    return [str(passage.document.content.title) for passage in found.passages]


@contextmanager
def open_desk(folder: Path, embedder: FakeEmbedder | None = None) -> Iterator[Desk]:
    desk = Desk(folder, embedder or NarrowEmbedder())
    try:
        yield desk
    finally:
        desk.close()
