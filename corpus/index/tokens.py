"""Words of a text as search sees them: stems with their places; the home of the Snowball stemmers."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

import Stemmer

# Either joined by signs inside (D.0051, test_mode, 2.6.1, wc-api) or a plain word.
_WORD = re.compile(r"[^\W_]+(?:[._\-/][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
# A word longer than this is no word but a key or a blob: it is cut, as nobody types it to search.
_LONGEST = 64
_GRAM = 4

Places = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Token:
    """A stem and where its word stands in the text."""

    stem: str
    start: int
    end: int


class Tokenizer:
    """Cuts a text into stems: Russian and English Snowball, ё = е, identifiers whole and in parts."""

    def __init__(self) -> None:
        self._russian = Stemmer.Stemmer("russian")
        self._english = Stemmer.Stemmer("english")
        self._known = lru_cache(maxsize=65536)(self._stems_of_word)

    def tokens(self, text: str) -> list[Token]:
        """All tokens in reading order; a joined identifier comes first whole, then in parts."""
        return [token for word in _WORD.finditer(text) for token in self._tokens_of(text, word)]

    def stems(self, text: str) -> list[str]:
        """The stems alone."""
        return [stem for word in _WORD.findall(text) for stem in self._stems_of(word)]

    def finder(self, stems: Collection[str]) -> Callable[[str], Places]:
        """Tells where the words with these stems stand in a text, (start, end) in characters, in reading order.

        One finder for several texts: it remembers which words it met, and few of them are wanted.
        """
        wanted = frozenset(stems)
        met: dict[str, bool] = {}

        def is_wanted(word: str) -> bool:
            if (known := met.get(word)) is None:
                known = met[word] = not wanted.isdisjoint(self._stems_of(word))
            return known

        def places(text: str) -> Places:
            words = [word for word in _WORD.finditer(text) if is_wanted(word.group())]
            tokens = (token for word in words for token in self._tokens_of(text, word))
            return tuple((token.start, token.end) for token in tokens if token.stem in wanted)

        return places

    def _tokens_of(self, text: str, word: re.Match[str]) -> list[Token]:
        stems = self._stems_of(word.group())
        places = [word, *_PART.finditer(text, word.start(), word.end())] if len(stems) > 1 else [word]
        return [Token(stem, place.start(), place.end()) for stem, place in zip(stems, places, strict=True)]

    def forms(self, text: str) -> list[str]:
        """The words as they are written, folded: what spelling is judged by."""
        return [_folded(word) for word in _PART.findall(text)]

    def grams(self, text: str) -> list[str]:
        """Each word in pieces of four letters, its ends marked: what survives a typo or a strange inflection."""
        return [gram for form in self.forms(text) for gram in _grams(form)]

    def _stems_of(self, word: str) -> tuple[str, ...]:
        return self._known(word) if len(word) <= _LONGEST else self._stems_of_word(word)  # no blob is remembered

    def _stems_of_word(self, word: str) -> tuple[str, ...]:
        """The stem of a plain word; a joined one whole, then the stems of its parts."""
        if word.isalnum():
            return (self._stem(word[:_LONGEST]),)
        return (_folded(word), *(self._stem(part[:_LONGEST]) for part in _PART.findall(word)))

    def _stem(self, word: str) -> str:
        folded = _folded(word)
        if folded.isascii():
            return str(self._english.stemWord(folded))
        # Snowball takes «лимит» for a verb (лим) but «лимиты» for a noun (лимит): stemmed again they meet.
        return str(self._russian.stemWord(self._russian.stemWord(folded)))


def _grams(form: str) -> list[str]:
    marked = f"_{form}_"
    return [marked[at : at + _GRAM] for at in range(max(1, len(marked) - _GRAM + 1))]


def _folded(word: str) -> str:
    # One sign may become several: cut before, so that a blob costs nothing, and after.
    return normalize("NFKC", word[:_LONGEST]).lower().replace("ё", "е")[:_LONGEST]
