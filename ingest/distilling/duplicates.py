"""Recognises near-identical cases: copies of one ticket, not tickets about the same thing."""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise, product

from corpus.index.tokens import Tokenizer

# Dice's share of what two copies have in common: of the neighbouring words of their resolutions, of the words of
# their problems. Customers word one complaint in many ways, while another word in an answer can be another answer.
_SAME_RESOLUTION = 0.85
_SAME_PROBLEM = 0.8
# Of a copy's 4 smallest pairs one at least is among the other's in 995 of 1,000 cases, and so of 5 words.
_PAIRS_KEPT, _WORDS_KEPT = 4, 5
_SECTION = "\n## "
_EXACT = re.compile(
    r"[\w.\-/•]*\d[\w.\-/]*|\b(?:не|нет|нельзя|ни|без|никогда|not?|never|without|cannot|\w+n['’]t)\b", re.IGNORECASE
)
_HAS_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a case is compared by: hashed words of its problem, hashed pairs of neighbouring words of its resolution
    (both sorted), and the resolution's numbers, codes and negations as they are.
    """

    problem: array[int]
    resolution: array[int]
    exact: tuple[str, ...]


class Fingerprints:
    """Finds the case that a text is a copy of, without looking at all cases; each takes about 3 kB."""

    def __init__(self) -> None:
        self._tokenizer = Tokenizer()
        self._cases: list[tuple[str, Fingerprint]] = []
        self._places: dict[int, list[int]] = defaultdict(list)

    def add(self, case_id: str, text: str) -> None:
        """Remembers a case by its text: Markdown with a section for the problem and a last one for the resolution."""
        fingerprint = fingerprint_of(text, self._tokenizer)
        for key in _keys(fingerprint):
            self._places[key].append(len(self._cases))
        self._cases.append((case_id, fingerprint))

    def nearest(self, text: str) -> str | None:
        """The id of the case that a text is a copy of: the most similar, then the first that was added; or None."""
        fingerprint = fingerprint_of(text, self._tokenizer)
        places = sorted({place for key in _keys(fingerprint) for place in self._places.get(key, ())})
        best, found = 0.0, None
        for case_id, known in (self._cases[place] for place in places):
            similarity = _similarity(fingerprint, known)
            if similarity > best:
                best, found = similarity, case_id
        return found


def near_identical(one: str, other: str) -> bool:
    """Whether two cases are copies: nearly the same words, and exactly the same numbers and codes to resolve it."""
    tokenizer = Tokenizer()
    return _similarity(fingerprint_of(one, tokenizer), fingerprint_of(other, tokenizer)) > 0


def fingerprint_of(text: str, tokenizer: Tokenizer) -> Fingerprint:
    """The fingerprint of a case's text; a text without sections is all resolution."""
    problem, heading, resolution = text.rpartition(_SECTION)
    resolution = resolution.partition("\n")[2] if heading else resolution
    words = {stem for stem in tokenizer.stems(problem) if not _HAS_DIGIT.search(stem)}
    pairs = {f"{left} {right}" for left, right in pairwise(("", *tokenizer.stems(resolution), ""))}
    exact = Counter(match.group().lower().strip(".-/") for match in _EXACT.finditer(resolution))
    return Fingerprint(_hashed(words), _hashed(pairs), tuple(sorted(exact)))


def _hashed(words: Iterable[str]) -> array[int]:
    return array("Q", sorted(_hash(word) for word in words))


def _hash(word: str) -> int:
    # Python's own hash differs from run to run.
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def _keys(fingerprint: Fingerprint) -> Iterator[int]:
    """What copies share: the smallest hashes of one are nearly always among the smallest of the other (MinHash)."""
    # Both parts in one key, because thousands of cases may have one stock answer, or one complaint.
    problem = fingerprint.problem[:_WORDS_KEPT] or array("Q", [0])
    for left, right in product(fingerprint.resolution[:_PAIRS_KEPT], problem):
        yield left ^ (right >> 1)


def _similarity(one: Fingerprint, other: Fingerprint) -> float:
    """How similar two copies are, from 0.85 to 1; 0 when they are not copies."""
    if one.exact != other.exact:
        return 0.0
    problem, resolution = _dice(one.problem, other.problem), _dice(one.resolution, other.resolution)
    if problem < _SAME_PROBLEM or resolution < _SAME_RESOLUTION:
        return 0.0
    return (problem + resolution) / 2


def _dice(one: array[int], other: array[int]) -> float:
    if not one and not other:
        return 1.0
    return 2 * len(set(one).intersection(other)) / (len(one) + len(other))
