"""Cuts a question into chunks between blanks and words inside them, and marks what nobody may change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from unicodedata import is_normalized, normalize

# A question longer than this is a letter; its first words say enough, and time stays bounded.
_MOST_CHUNKS = 60
_LONGEST_CHUNK = 48

_PLACEHOLDER = re.compile(r"\[(?:[А-Яа-яЁё]+|CVV|IBAN)(?: •[0-9]{4})?\]")
_CHUNK = re.compile(rf"{_PLACEHOLDER.pattern}|\S+")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʹʺ`]+(?:[^\W\d_]+|(?=\W|$)))*")
# po4emu, 4to, xo4u, budew6: chat letters. At least two real letters, so that no code (p4, h264) looks like one.
_CHATTED = re.compile(r"[4a-z6]*[a-z]{2}[4a-z6]*|[a-z][46][a-z]{1,}")
_ENDINGS = "com|ru|by|org|net|io|php|js|ts|html?|json|xml|ya?ml|py|txt|md|csv|pdf|zip|png|jpe?g|env|ini|conf|log|sql"
_ADDRESS = re.compile(rf"://|^www\.|[^.]\.(?:{_ENDINGS})(?![^\W_])", re.IGNORECASE)
_JOINED = re.compile(r"[_=@#\\%|~*+]|[$^]\w|[^\W_]/[^\W_]|::|\(\)|[^\W_]:[^\W_]|^-")
_CAMEL = re.compile(r"[^\W\d_]*[a-zа-яё][A-ZА-ЯЁ][^\W\d_]*|[A-ZА-ЯЁ]{2,}[a-zа-яё]+[^\W\d_]*")
# Soft hyphens, zero-width blanks and joiners, marks of direction: pasted along, never meant.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word and where it stands in the question; a `fixed` one is an acronym or a name, which has no spelling."""

    text: str
    start: int
    end: int
    fixed: bool = False

    @property
    def form(self) -> str:
        """The word as the vocabulary keeps it."""
        return folded(self.text)


@dataclass(frozen=True, slots=True)
class Chunk:
    """What stands between two blanks, with its words; an address, a code or a placeholder has none and stays."""

    text: str
    start: int
    words: tuple[Word, ...]


def folded(word: str) -> str:
    """The form under which the vocabulary keeps a word: NFKC, lower case, ё = е."""
    if word.isascii():
        return word.lower()
    return normalize("NFKC", word).lower().replace("ё", "е").replace("’", "'")


def words(text: str) -> Iterator[str]:
    """The folded words of a text, in order: what a vocabulary is counted from."""
    return (folded(word) for word in _WORD.findall(text))


def normalised(question: str) -> str:
    """The question as typed, in composed letters and without signs that cannot be seen."""
    composed = question if is_normalized("NFC", question) else normalize("NFC", question)
    return composed if composed.isprintable() else _UNSEEN.sub("", composed)


def chunks(question: str) -> list[Chunk]:
    """The first chunks of a question, words cut and marked."""
    loud, first = question.isupper(), True
    found = []
    for match in islice(_CHUNK.finditer(question), _MOST_CHUNKS):
        found.append(_chunk(match[0], match.start(), capital_says_nothing=loud or first))
        first = match[0][-1] in ".!?…"
    return found


def _chunk(text: str, start: int, *, capital_says_nothing: bool) -> Chunk:
    if len(text) > _LONGEST_CHUNK or _stays(text):
        return Chunk(text, start, ())
    chatted = text.strip("?!.,:;()\"'«»")
    if any(sign.isdigit() for sign in text):
        at = start + text.index(chatted) if chatted else start
        fits = _CHATTED.fullmatch(chatted.lower()) and not chatted.isupper() and not chatted[-2:].isdigit()
        return Chunk(text, start, (Word(chatted, at, at + len(chatted)),) if fits else ())
    found = (
        Word(match[0], start + match.start(), start + match.end(), _fixed(match[0], capital_says_nothing))
        for match in _WORD.finditer(text)
    )
    return Chunk(text, start, tuple(found))


def _stays(text: str) -> bool:
    return any((_PLACEHOLDER.fullmatch(text), _ADDRESS.search(text), _JOINED.search(text)))


def _fixed(word: str, capital_says_nothing: bool) -> bool:
    if word.islower() or capital_says_nothing:
        return _CAMEL.fullmatch(word) is not None
    return word[0].isupper() or _CAMEL.fullmatch(word) is not None
