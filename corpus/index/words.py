"""The words leg: BM25 over stems, one tantivy index per plane; the home of tantivy."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray

from corpus.database.library.changes import START, Change, Entry
from corpus.errors import IndexBroken, IndexClosed
from corpus.index.checksums import damaged
from corpus.index.legs import PositionFile
from corpus.index.tokens import Tokenizer
from corpus.nouns import Audience, Facets, Filters

# Counted up when tokens or fields change, so that an index of the old kind is made anew.
FORMAT = 5
POSITION = "position.json"
_WRITER_BYTES = 50_000_000
# What the field that says less adds to the one that says more.
_OTHER_FIELD = 0.1
_TITLE, _STEMS, _GRAMS, _FORMS, _FACETS = "title", "stems", "grams", "forms", "facets"
_ALL = Filters()


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


def worded(entries: Iterable[Entry]) -> list[Entry]:
    """The chunks of whole documents that the words leg takes in: all but titles, unless a title is all there is."""
    entries = list(entries)
    with_text = {entry.document_id for entry in entries if entry.ordinal > 0}
    return [entry for entry in entries if entry.ordinal > 0 or entry.document_id not in with_text]


class WordIndex:
    """Finds chunks by their words. Titles and headings are words of every chunk below them."""

    def __init__(self, folder: Path, tokenizer: Tokenizer, *, writes: bool) -> None:
        self._folder = folder
        self._tokenizer = tokenizer
        self._file = PositionFile(folder / POSITION)
        self._schema = _schema()
        self._planes = {audience: self._open(audience) for audience in Audience}
        # Asked for once: each time it costs a turn of waiting for the other threads.
        self._searchers = {audience: index.searcher() for audience, index in self._planes.items()}
        self._writers = {a: index.writer(_WRITER_BYTES, 1) for a, index in self._planes.items()} if writes else {}
        self._lost = self._closed = False

    @classmethod
    def open(cls, folder: Path, tokenizer: Tokenizer, *, writes: bool = True) -> WordIndex:
        """Opens the index, or an empty one where there is none, one of another format or one found damaged before.

        Raises:
            IndexBroken: the files cannot be read; the folder may be deleted and filled again.
        """
        with _explained("opened"):
            if writes and folder.exists() and PositionFile(folder / POSITION).read()[1] != FORMAT:
                shutil.rmtree(folder)
            folder.mkdir(parents=True, exist_ok=True)
            # A writer merges at once and in threads of its own: a panic there ends the process.
            if writes and (name := next((bad for a in Audience for bad in damaged(folder / a.value)), None)):
                raise IndexBroken(f"the words index cannot be opened: its file {name} is damaged")
            return cls(folder, tokenizer, writes=writes)

    @property
    def position(self) -> Change:
        """The last change taken in."""
        return self._file.read()[0]

    def replace(self, document_ids: Sequence[str], entries: Sequence[Entry], position: Change) -> None:
        """Drops all chunks of these documents, takes in the entries, and is then at this position.

        At START, in the middle of being filled, nothing can be found yet: one commit at the end leaves two segments
        where one for each step left six, and a search takes a quarter less.
        """
        if self._closed:
            raise IndexClosed("the words index was closed meanwhile")
        if self._lost or not self._writers:
            raise IndexBroken("the words index was found damaged")
        taken_in = worded(entries)
        with self._watched("written"):
            for audience, writer in self._writers.items():
                for document_id in document_ids:
                    writer.delete_documents_by_term("document_id", document_id)
                for entry in taken_in:
                    if entry.audience is audience:
                        writer.add_document(self._document(entry))
                if position != START:
                    self._commit(audience)
            self._file.write(position, FORMAT)

    def count(self, audience: Audience) -> int:
        """How many chunks the plane holds."""
        return int(self._searchers[audience].num_docs)

    def search(self, audience: Audience, asked: Asked, limit: int, filters: Filters = _ALL) -> Scored:
        """The best chunks by BM25, of the documents that are asked for."""
        return self._run(audience, self._about(filters, self._any_of(asked)), limit)

    def alike(self, audience: Audience, grams: Sequence[str], limit: int, filters: Filters = _ALL) -> Scored:
        """The best chunks by BM25 over pieces of words instead of stems."""
        return self._run(audience, self._about(filters, self._any_in(_GRAMS, grams)), limit)

    def vocabulary(self, audience: Audience) -> Mapping[str, int]:
        """Every word as it is written → in how many chunks of the plane; a word of a chunk just gone may linger."""
        with self._watched("read"):
            with_counts = self._searchers[audience].terms_with_prefix(_FORMS, "")
            return {str(form): int(count) for form, count in with_counts}

    def holds(self, audience: Audience, form: str) -> bool:
        """Whether a chunk of the plane has this word now."""
        query = tantivy.Query.term_query(self._schema, _FORMS, form)
        return bool(len(self._run(audience, query, 1).keys))

    def only_beside(self, audience: Audience, form: str, company: Collection[str], least: int) -> bool:
        """Whether each chunk of the plane that has this word has at least so many different ones of its company too."""
        beside = [(tantivy.Occur.Should, self._term(_FORMS, other)) for other in company]
        accompanied = tantivy.Query.boolean_query(beside, minimum_number_should_match=least)
        sought = [(tantivy.Occur.Must, self._term(_FORMS, form)), (tantivy.Occur.MustNot, accompanied)]
        return not len(self._run(audience, tantivy.Query.boolean_query(sought), 1).keys)

    def close(self) -> None:
        """Lets go of the write locks; an index found damaged on the way is made anew when it is opened next."""
        writers, self._writers = self._writers, {}
        self._closed = True
        for writer in writers.values():
            with suppress(IndexBroken), self._watched("closed"):
                writer.wait_merging_threads()

    def _commit(self, audience: Audience) -> None:
        self._writers[audience].commit()
        self._planes[audience].reload()
        self._searchers[audience] = self._planes[audience].searcher()

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
            facets=_facets(entry.facets),
        )

    def _about(self, filters: Filters, query: tantivy.Query) -> tantivy.Query:
        """The same query among the documents that are asked for: the scores stay as they are."""
        wanted = [tantivy.Query.const_score_query(self._term(_FACETS, facet), 0.0) for facet in _facets(filters)]
        return _every([query, *wanted]) if wanted else query

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
        with self._watched("read"):
            searcher = self._searchers[audience]
            hits = searcher.search(query, limit, count=False).hits
            keys = searcher.fast_field_values("key", [address for _, address in hits])
            return Scored(np.array(keys, np.int64), np.array([score for score, _ in hits], np.float32))

    @contextmanager
    def _watched(self, doing: str) -> Iterator[None]:
        """An index that breaks forgets how far it got, so that its owner makes it anew instead of opening it again."""
        try:
            with _explained(doing):
                yield
        except IndexBroken:
            self._lost = True
            if self._writers:
                with suppress(OSError):
                    self._file.write(START, 0)
            raise


@contextmanager
def _explained(doing: str) -> Iterator[None]:
    """Whatever tantivy throws at files that it cannot read or write is one error."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise IndexBroken(f"the words index cannot be {doing}: {error}") from error
    except BaseException as error:
        # Where bytes make no sense tantivy panics, and pyo3 makes a BaseException of it that cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise IndexBroken(f"the words index cannot be {doing}: {error}") from error


def _facets(of: Facets | Filters) -> list[str]:
    """What a document is about, or has to be about, as terms; what has no value is no term."""
    named = {name: getattr(of, name) for name in ("kind", "product", "module", "language", "owner")}
    # Half a letter, which JSON and a command line may bring, is no text for tantivy.
    return [f"{name}={value}".encode(errors="replace").decode() for name, value in named.items() if value is not None]


def _some(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])


def _every(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in queries])


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("key", stored=False, indexed=False, fast=True)
    for field in ("document_id", _FACETS):
        builder.add_text_field(field, stored=False, tokenizer_name="raw", index_option="basic")
    for field in (_TITLE, _STEMS, _GRAMS):
        builder.add_text_field(field, stored=False, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field(_FORMS, stored=False, tokenizer_name="whitespace", index_option="basic")
    return builder.build()
