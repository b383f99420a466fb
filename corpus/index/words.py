"""The words leg: BM25 over stems, one tantivy index per plane; the home of tantivy."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray

from corpus.database.changes import Change, Entry
from corpus.errors import IndexBroken
from corpus.index.legs import PositionFile
from corpus.index.tokens import Tokenizer
from corpus.nouns import Audience

# Counted up when tokens or fields change, so that an index of the old kind is made anew.
FORMAT = 4
POSITION = "position.json"
_WRITER_BYTES = 50_000_000
# What the field that says less adds to the one that says more.
_OTHER_FIELD = 0.1
_TITLE, _STEMS, _GRAMS, _FORMS = "title", "stems", "grams", "forms"


@dataclass(frozen=True, slots=True)
class Instead:
    """Stems of a phrase in the question, and phrases that say the same: (stems, weight of that phrase)."""

    of: tuple[str, ...]
    by: tuple[tuple[tuple[str, ...], float], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the words leg sees it: the stems by themselves, and phrases with what may stand instead."""

    stems: tuple[str, ...]
    phrases: tuple[Instead, ...] = ()


@dataclass(frozen=True, slots=True)
class Scored:
    """Chunks by their keys (n,) and their scores (n,), best first."""

    keys: NDArray[np.int64]
    scores: NDArray[np.float32]


def key(chunk_id: str) -> int:
    """The number by which the words leg knows a chunk: 63 bits of a digest, read a thousand at a time."""
    return int.from_bytes(blake2b(chunk_id.encode(), digest_size=8).digest()) >> 1


class WordIndex:
    """Finds chunks by their words. Titles and headings are words of every chunk below them."""

    def __init__(self, folder: Path, tokenizer: Tokenizer, *, writes: bool) -> None:
        self._folder = folder
        self._tokenizer = tokenizer
        self._file = PositionFile(folder / POSITION)
        self._schema = _schema()
        self._planes = {audience: self._open(audience) for audience in Audience}
        self._writers = {a: index.writer(_WRITER_BYTES, 1) for a, index in self._planes.items()} if writes else {}

    @classmethod
    def open(cls, folder: Path, tokenizer: Tokenizer, *, writes: bool = True) -> WordIndex:
        """Opens the index, or an empty one where there is none or one of another format.

        Raises:
            IndexBroken: the files cannot be read; the folder may be deleted and filled again.
        """
        if writes and folder.exists() and PositionFile(folder / POSITION).read()[1] != FORMAT:
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            return cls(folder, tokenizer, writes=writes)
        except (ValueError, OSError) as error:
            raise IndexBroken(f"the words index cannot be opened: {error}") from error

    @property
    def position(self) -> Change:
        """The last change taken in."""
        return self._file.read()[0]

    def replace(self, document_ids: Sequence[str], entries: Sequence[Entry], position: Change) -> None:
        """Drops all chunks of these documents, takes in the entries, and is then at this position."""
        if not self._writers:
            raise IndexBroken("the words index was closed")
        for audience, writer in self._writers.items():
            for document_id in document_ids:
                writer.delete_documents_by_term("document_id", document_id)
            for entry in entries:
                if entry.audience is audience and entry.ordinal > 0:
                    writer.add_document(self._document(entry))
            writer.commit()
            self._planes[audience].reload()
        self._file.write(position, FORMAT)

    def count(self, audience: Audience) -> int:
        """How many chunks the plane holds."""
        return int(self._planes[audience].searcher().num_docs)

    def search(self, audience: Audience, asked: Asked, limit: int) -> Scored:
        """The best chunks by BM25."""
        return self._run(audience, self._any_of(asked), limit)

    def alike(self, audience: Audience, grams: Sequence[str], limit: int) -> Scored:
        """The best chunks by BM25 over pieces of words instead of stems."""
        return self._run(audience, self._any_in(_GRAMS, grams), limit)

    def vocabulary(self, audience: Audience) -> Mapping[str, int]:
        """Every word as it is written → in how many chunks of the plane; a word of a chunk just gone may linger."""
        with_counts = self._planes[audience].searcher().terms_with_prefix(_FORMS, "")
        return {str(form): int(count) for form, count in with_counts}

    def holds(self, audience: Audience, form: str) -> bool:
        """Whether a chunk of the plane has this word now."""
        query = tantivy.Query.term_query(self._schema, _FORMS, form)
        return bool(len(self._run(audience, query, 1).keys))

    def close(self) -> None:
        """Lets go of the write locks."""
        for writer in self._writers.values():
            writer.wait_merging_threads()
        self._writers = {}

    def _open(self, audience: Audience) -> tantivy.Index:
        path = self._folder / audience.value
        path.mkdir(exist_ok=True)
        return tantivy.Index(self._schema, path=str(path), reuse=True)

    def _document(self, entry: Entry) -> tantivy.Document:
        whole = f"{entry.title}\n{entry.heading}\n{entry.text}"
        return tantivy.Document(
            key=key(entry.chunk_id),
            document_id=entry.document_id,
            title=" ".join(self._tokenizer.stems(entry.title)),
            stems=" ".join(self._tokenizer.stems(f"{entry.heading}\n{entry.text}")),
            grams=" ".join(self._tokenizer.grams(whole)),
            forms=" ".join(self._tokenizer.forms(whole)),
        )

    def _any_of(self, asked: Asked) -> tantivy.Query:
        """The better of title and text: added up, the title of a short document would outweigh what a long one says."""
        fields = [self._asked_in(field, asked) for field in (_TITLE, _STEMS)]
        return tantivy.Query.disjunction_max_query(fields, _OTHER_FIELD)

    def _asked_in(self, field: str, asked: Asked) -> tantivy.Query:
        alone = [self._term(field, stem) for stem in dict.fromkeys(asked.stems)]
        phrases = [self._phrase_in(field, phrase) for phrase in asked.phrases]
        return _some([*alone, *phrases])

    def _phrase_in(self, field: str, phrase: Instead) -> tantivy.Query:
        """The best of the ways to say it: who writes «refund» for «возврат» has said it once, not twice."""
        own = self._any_in(field, phrase.of)
        others = [
            tantivy.Query.boost_query(_every([self._term(field, stem) for stem in stems]), weight)
            for stems, weight in phrase.by
        ]
        return tantivy.Query.disjunction_max_query([own, *others], 0.0)

    def _any_in(self, field: str, terms: Sequence[str]) -> tantivy.Query:
        return _some([self._term(field, term) for term in dict.fromkeys(terms)])

    def _term(self, field: str, term: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, field, term)

    def _run(self, audience: Audience, query: tantivy.Query, limit: int) -> Scored:
        searcher = self._planes[audience].searcher()
        try:
            hits = searcher.search(query, limit, count=False).hits
            keys = searcher.fast_field_values("key", [address for _, address in hits])
            return Scored(np.array(keys, np.int64), np.array([score for score, _ in hits], np.float32))
        except (ValueError, OSError) as error:
            raise IndexBroken(f"the words index cannot be read: {error}") from error


def _some(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])


def _every(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in queries])


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("key", stored=False, indexed=False, fast=True)
    builder.add_text_field("document_id", stored=False, tokenizer_name="raw", index_option="basic")
    for field in (_TITLE, _STEMS, _GRAMS):
        builder.add_text_field(field, stored=False, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field(_FORMS, stored=False, tokenizer_name="whitespace", index_option="basic")
    return builder.build()
