"""Makes documents out of real ones for a large library: recombined sentences, and vectors blended without a model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from corpus.database.library.changes import Entry
from corpus.embedding.embedder import Embedder
from corpus.nouns import Audience, Chunk, Content, Prepared, RedactedText, Vectors

Rows = NDArray[np.float32]

# Texts that are embedded to find out how far a blended vector is from the embedded one.
CALIBRATED_CHUNKS, CALIBRATED_TITLES = 200, 100
# A document of a title and four to six chunks; sources of a chunk are taken from the nearest real ones.
_SMALLEST, _LARGEST = 5, 7
_NEAR = 40
# Fewer chunks in a language cannot be recombined into anything new.
_FEWEST = 20
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")
_BLOCK = 512


@dataclass(frozen=True, slots=True)
class Blend:
    """How a made vector comes about: the share of the title in a chunk's, and the noise (tangent of its angle)."""

    title_share: float = 0.0
    chunk_noise: float = 0.0
    title_noise: float = 0.0


@dataclass(frozen=True, slots=True)
class Agreement:
    """Mean cosines of made vectors with embedded ones of the same texts, with the noise and before it."""

    chunks: float
    chunks_without_noise: float
    titles: float
    blend: Blend


@dataclass(frozen=True, slots=True)
class Made:
    """A made document and its unit vectors, (chunks, dimensions); `blended` are those before the noise."""

    content: Content
    chunks: tuple[Chunk, ...]
    rows: Rows
    blended: Rows

    def prepared(self, fingerprint: str) -> Prepared:
        """As the library stores it; the vectors of words are chance, of which as much is read as of real ones."""
        rows = tuple(row.tobytes() for row in self.rows.astype("<f4"))
        chance = np.random.default_rng(len(self.content.text))
        packed = self.rows.shape[1] // 4
        words = tuple(chance.bytes(packed * len(set(chunk.text.lower().split()))) for chunk in self.chunks)
        return Prepared(self.content, self.chunks, Vectors(fingerprint, rows, words))


class Sources:
    """The real chunks and titles of one language, and the nearest neighbours of each chunk."""

    def __init__(self, entries: Sequence[Entry], contents: Mapping[str, Content]) -> None:
        self.contents = [contents[entry.document_id] for entry in entries if entry.ordinal]
        self.sentences = [_sentences(entry.text) for entry in entries if entry.ordinal]
        self.rows = _matrix([entry for entry in entries if entry.ordinal])
        self.titles = [entry.title for entry in entries if not entry.ordinal]
        self.title_rows = _matrix([entry for entry in entries if not entry.ordinal])
        self.near = _neighbours(self.rows)


class Maker:
    """Makes documents, the same ones every time for the same real chunks."""

    def __init__(self, entries: Sequence[Entry], contents: Mapping[str, Content]) -> None:
        by_language: dict[str, list[Entry]] = {}
        for entry in entries:
            by_language.setdefault(contents[entry.document_id].language, []).append(entry)
        kept = [found for found in by_language.values() if sum(entry.ordinal > 0 for entry in found) >= _FEWEST]
        self._sources = [Sources(found, contents) for found in kept or [list(entries)]]
        self._shares = np.array([len(sources.rows) for sources in self._sources], float)
        self._shares /= self._shares.sum()
        self._all = np.concatenate([sources.rows for sources in self._sources])
        self._chance = np.random.default_rng(7)
        self.blend = Blend()

    def documents(self, chunks: int) -> Iterator[Made]:
        """So many chunks, titles included, in documents of five to seven."""
        while chunks:
            size = min(int(self._chance.integers(_SMALLEST, _LARGEST + 1)), chunks)
            # A title without a text is no document: what would remain alone goes into this one.
            size += chunks - size == 1
            yield self._document(size)
            chunks -= size

    def calibrated(self, embedder: Embedder) -> Agreement:
        """Sets the blend by what the model makes of some made texts, and says how well it agrees from now on."""
        made = list(self.documents(CALIBRATED_TITLES * (_SMALLEST + _LARGEST) // 2))
        chunks = [(one, place) for one in made for place in range(1, len(one.chunks))][:CALIBRATED_CHUNKS]
        titles = made[:CALIBRATED_TITLES]
        embedded = embedder.embed_passages([one.chunks[place].embedded(one.content.title) for one, place in chunks])
        embedded_titles = embedder.embed_passages([one.content.title for one in titles])
        bodies = np.stack([one.blended[place] for one, place in chunks])
        heads = np.stack([one.blended[0] for one, _ in chunks])
        title_share, blended = _best_share(bodies, heads, embedded)
        title_blends = np.stack([one.blended[0] for one in titles])
        self.blend = Blend(title_share, _tangent(blended, embedded), _tangent(title_blends, embedded_titles))
        return Agreement(
            chunks=_agreement(self._noisy(blended, self.blend.chunk_noise), embedded),
            chunks_without_noise=_agreement(blended, embedded),
            titles=_agreement(self._noisy(title_blends, self.blend.title_noise), embedded_titles),
            blend=self.blend,
        )

    def _document(self, size: int) -> Made:
        sources = self._sources[int(self._chance.choice(len(self._sources), p=self._shares))]
        title, title_row = self._title(sources)
        seed = int(self._chance.integers(len(sources.rows)))
        bodies = [
            self._body(sources, seed if number == 1 else self._neighbour(sources, seed)) for number in range(1, size)
        ]
        audience = Audience.PUBLIC if self._chance.random() < 0.5 else Audience.STAFF
        text, chunks = _laid_out(title, [text for text, _ in bodies])
        content = replace(sources.contents[seed], title=title, text=text, audience=audience)
        rows = np.stack([row for _, row in bodies]) if bodies else np.empty((0, len(title_row)), np.float32)
        chunk_rows = _unit((1 - self.blend.title_share) * rows + self.blend.title_share * title_row)
        noisy = [self._noisy(title_row[None], self.blend.title_noise), self._noisy(chunk_rows, self.blend.chunk_noise)]
        return Made(content, chunks, np.concatenate(noisy), np.concatenate([title_row[None], chunk_rows]))

    def _title(self, sources: Sources) -> tuple[RedactedText, Rows]:
        """The beginning of one title and the end of another; the mean of their vectors."""
        one, other = self._chance.integers(len(sources.titles), size=2)
        text = RedactedText.joined(" ", (_half(sources.titles[one], 0), _half(sources.titles[other], 1)))
        return text, _unit(sources.title_rows[one] + sources.title_rows[other])

    def _body(self, sources: Sources, seed: int) -> tuple[RedactedText, Rows]:
        """Some sentences of two or three chunks, shuffled; their vectors' mean by how much each gave."""
        several = [seed, *(self._neighbour(sources, seed) for _ in range(int(self._chance.integers(1, 3))))]
        taken: list[RedactedText] = []
        row = np.zeros(sources.rows.shape[1], np.float32)
        for place in several:
            sentences = sources.sentences[place]
            chosen = self._chance.permutation(len(sentences))[: -(-len(sentences) // len(several))]
            taken += [sentences[number] for number in chosen]
            row += sum(len(sentences[number]) for number in chosen) * sources.rows[place]
        shuffled = [taken[number] for number in self._chance.permutation(len(taken))]
        return RedactedText.joined(" ", shuffled), _unit(row)

    def _neighbour(self, sources: Sources, seed: int) -> int:
        return int(self._chance.choice(sources.near[seed]))

    def _noisy(self, rows: Rows, tangent: float) -> Rows:
        """The rows turned by that angle towards differences of real chunks, so that the noise is of their kind."""
        if not tangent:
            return rows
        one, other = self._chance.integers(len(self._all), size=(2, len(rows)))
        noise = self._all[one] - self._all[other]
        noise -= (noise * rows).sum(axis=1, keepdims=True) * rows
        return _unit(rows + tangent * _unit(noise))


def nearest_cosines(rows: Rows, documents: Sequence[str], asked: int) -> NDArray[np.float32]:
    """For `asked` of the rows, evenly spread: the cosine of the nearest row of another document."""
    names = np.array(documents)
    places = np.unique(np.linspace(0, len(rows) - 1, min(asked, len(rows))).astype(int))
    found = [np.where(names == names[place], -1.0, rows @ rows[place]).max() for place in places]
    return np.array(found, np.float32)


def _best_share(bodies: Rows, heads: Rows, embedded: Rows) -> tuple[float, Rows]:
    shares = [step / 20 for step in range(13)]
    blends = {share: _unit((1 - share) * bodies + share * heads) for share in shares}
    best = max(shares, key=lambda share: _agreement(blends[share], embedded))
    return best, blends[best]


def _agreement(rows: Rows, others: Rows) -> float:
    return float((rows * others).sum(axis=1).mean())


def _tangent(rows: Rows, others: Rows) -> float:
    cosine = min(1.0, _agreement(rows, others))
    return float(np.sqrt(1 - cosine**2) / cosine)


def _unit(rows: Rows) -> Rows:
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    made: Rows = (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
    return made


def _matrix(entries: Sequence[Entry]) -> Rows:
    return np.frombuffer(b"".join(entry.vector for entry in entries), "<f4").reshape(len(entries), -1)


def _neighbours(rows: Rows) -> NDArray[np.intp]:
    """The nearest other rows of each; a lonely one has itself."""
    count = max(1, min(_NEAR, len(rows) - 1))
    found = []
    for start in range(0, len(rows), _BLOCK):
        cosines = rows[start : start + _BLOCK] @ rows.T
        cosines[np.arange(len(cosines)), start + np.arange(len(cosines))] = -2
        found.append(np.argpartition(-cosines, count - 1, axis=1)[:, :count])
    return np.concatenate(found)


def _sentences(text: RedactedText) -> list[RedactedText]:
    cuts = [0, *(end for match in _SENTENCE_END.finditer(text) for end in match.span()), len(text)]
    found = [text[start:end] for start, end in zip(cuts[::2], cuts[1::2], strict=True) if text[start:end].strip()]
    return found or [text]


def _half(title: RedactedText, which: int) -> RedactedText:
    words = [match.start() for match in re.finditer(r"\S+", title)]
    middle = words[len(words) // 2] if len(words) > 1 else len(title)
    # A title of one word gives it whole, whichever half is asked for.
    return title[middle:] if which and middle < len(title) else title[:middle]


def _laid_out(title: RedactedText, bodies: Sequence[RedactedText]) -> tuple[RedactedText, tuple[Chunk, ...]]:
    """The text of the bodies, and a chunk for the title and for each of them."""
    nothing = title[:0]
    chunks = [Chunk(0, nothing, title, 0, 0)]
    start = 0
    for number, body in enumerate(bodies, start=1):
        chunks.append(Chunk(number, nothing, body, start, start + len(body)))
        start += len(body) + len("\n\n")
    return RedactedText.joined("\n\n", bodies), tuple(chunks)
