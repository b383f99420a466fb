"""The public side: everything here is built with the public shelf alone and could not reach a staff text."""

from __future__ import annotations

from dataclasses import replace

from assistant.nouns import Found
from assistant.retrieve import Retriever
from assistant.understanding.greeting import without_greeting
from corpus.database.library.records import Records
from corpus.database.library.searches import SearchLog
from corpus.database.library.shelf import Shelf
from corpus.nouns import Audience, Document, Filters, RawText
from ingest.redaction import Redactor


class Faq:
    """Finds and shows public documents."""

    def __init__(
        self, retriever: Retriever, shelf: Shelf, searches: SearchLog, records: Records, redactor: Redactor
    ) -> None:
        if shelf.audiences != {Audience.PUBLIC}:
            raise ValueError("the FAQ is built with the public shelf only")
        self._retriever, self._shelf, self._redactor = retriever, shelf, redactor
        self._searches, self._records = searches, records

    def find(
        self,
        question: RawText,
        filters: Filters = Filters(),  # noqa: B008 (frozen)
        limit: int = 10,
        *,
        record: bool = True,
        as_typed: bool = False,
    ) -> Found:
        """The best public passages. The question is redacted first; `record` keeps it for the editors.

        A greeting in front of it is not looked for. `as_typed` takes every word as it was typed, whatever it seems to
        mean.
        """
        asked = self._redactor.redact(question).text
        sought = asked if as_typed else without_greeting(asked)
        found = replace(self._retriever.find(sought, filters, limit, as_typed=as_typed), question=asked)
        if record:
            best = found.passages[0].scores.dense if found.passages else None
            self._searches.searched(Audience.PUBLIC, found.question, len(found.passages), best)
        return found

    def document(self, document_id: str) -> Document:
        """A published public document.

        Raises:
            NotFound: there is none of this id; one cannot tell a staff document from none.
        """
        return self._shelf.document(document_id)

    def documents(self) -> list[Document]:
        """All published public documents, by product and title."""
        return self._shelf.documents()

    def judge(self, document_id: str, helpful: bool, question: RawText, comment: RawText) -> None:
        """Somebody said whether a document helped with what they searched for (empty when they did not search).

        Raises:
            NotFound: there is no such public document.
        """
        self.document(document_id)
        asked, said = (self._redactor.redact(text).text for text in (question, comment))
        self._records.judged(document_id, helpful, asked, said)
