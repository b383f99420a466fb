"""Weighs each word of a question as typed, in the other keyboard layout and as Russian in Latin letters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from assistant.understanding.cutting import Chunk, Word, words
from assistant.understanding.layout import switched
from assistant.understanding.nouns import How, Option
from assistant.understanding.transliteration import sounded
from assistant.understanding.vocabulary import ELSEWHERE, IN_CORPUS, NOWHERE, Vocabulary

# A name or acronym that nobody knows is still no mistake, nor is a lone letter.
NEUTRAL = 0.5
_ALONE = frozenset("авикосуя")
_CYRILLIC = re.compile(r"[а-яёіў]", re.IGNORECASE)
# A Latin form that the corpus has now and then (in addresses) says little beside a Russian one so much oftener.
_SELDOM = 10
# Russian letters share these keys, and no Latin word has the signs inside.
_BROKEN = re.compile(r"[a-z][\[\];,`]+[a-z]|(?:^|\s)[\];`][a-z]", re.IGNORECASE)
# х, ъ, ж, э, б, ю share their keys with signs: what becomes a Latin word has these only where words have them.
_PLAIN = re.compile(r"[a-z]+(?:[-.'][a-z]+)*[,.?!:;/]*", re.IGNORECASE)
# Short words fit by chance.
_SHORT, _BY_CHANCE = 3, 0.5
# Letters of evidence below which a question is not read otherwise as a whole.
_ENOUGH = 2.5
# Known words that would be lost count less than nonsense that turns into words: nonsense never does so by chance.
_LOSS = 0.5
# Ordinary English words are no part of a Russian question, but names of techniques and firms are.
_LOSS_OF_ENGLISH, _LOSS_OF_TERM, _LOSS_OF_FUNCTION_WORD = 0.7, 0.3, 2.0
# English words that give a question away; those that are Russian ones too (to, on, my, was) do not.
_FUNCTION_WORDS = frozenset(
    "the is are were how what why when where which who does did can could should would will have has been with "
    "from for and not your our their this that these there if or of after before about into".split()
)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A word with its plausibility as typed, and what it spells if its Latin letters are Russian."""

    word: Word
    typed: float
    sounded: Option | None = None

    @property
    def latin(self) -> bool:
        """Whether it is in Latin letters."""
        return is_latin(self.word.text)


@dataclass(frozen=True, slots=True)
class WeighedChunk:
    """A chunk with its words and what its keys give in the other layout."""

    chunk: Chunk
    words: tuple[Weighed, ...]
    layout: Option | None = None

    @property
    def letters(self) -> int:
        """How many letters its words have."""
        return sum(len(each.word.text) for each in self.words)

    @property
    def typed(self) -> float:
        """The plausibility of its words as typed, by letters."""
        return sum(each.typed * len(each.word.text) for each in self.words) / self.letters

    @property
    def sounded(self) -> float:
        """The plausibility of its words as Russian in Latin letters, by letters."""
        heard = ((each.sounded.plausibility if each.sounded else 0.0) * len(each.word.text) for each in self.words)
        return sum(heard) / self.letters


def is_latin(text: str) -> bool:
    """Whether a text has no Russian letter."""
    return text.isascii() or not _CYRILLIC.search(text)


def as_typed(chunk: Chunk, vocabulary: Vocabulary) -> WeighedChunk:
    """The chunk's words weighed as they stand: the cheap look that is enough for most questions."""
    if _BROKEN.search(chunk.text):
        return WeighedChunk(chunk, tuple(Weighed(word, NOWHERE) for word in chunk.words))
    return WeighedChunk(chunk, tuple(Weighed(word, _typed(word, vocabulary)) for word in chunk.words))


def otherwise(weighed: WeighedChunk, vocabulary: Vocabulary, *, guess: bool) -> WeighedChunk:
    """The same chunk with its other readings weighed too; to `guess` at Russian apart from the corpus takes longer."""
    if not weighed.words:
        return weighed
    if _BROKEN.search(weighed.chunk.text):
        return replace(weighed, layout=_in_other_layout(weighed.chunk.text, vocabulary))
    heard = tuple(_heard(each, vocabulary, guess) for each in weighed.words)
    return replace(weighed, words=heard, layout=_in_other_layout(weighed.chunk.text, vocabulary))


def mistaken_layouts(weighed: Iterable[WeighedChunk]) -> dict[bool, bool]:
    """Whether the Latin (True) and the Cyrillic (False) chunks were typed with the other layout on."""
    gains, losses = {True: 0.0, False: 0.0}, {True: 0.0, False: 0.0}
    for each in weighed:
        if each.words:
            latin = is_latin(each.chunk.text)
            better = (each.layout.plausibility if each.layout else 0.0) - max(each.typed, each.sounded)
            gains[latin] += max(0.0, better) * each.letters
            losses[latin] += max(0.0, -better) * each.letters * _LOSS
    return {latin: gains[latin] > max(losses[latin], _ENOUGH) for latin in gains}


def in_latin_letters(words: Iterable[Weighed], vocabulary: Vocabulary) -> bool:
    """Whether these Latin words are, as a whole, Russian."""
    gain = loss = 0.0
    for each in words:
        better = (each.sounded.plausibility if each.sounded else 0.0) - each.typed
        gain += max(0.0, better) * len(each.word.text)
        if better < 0 and each.typed >= ELSEWHERE:
            loss -= better * len(each.word.text) * _weight(each.word.form, vocabulary)
    return gain > max(loss, _ENOUGH - 1)


def _weight(form: str, vocabulary: Vocabulary) -> float:
    if form in _FUNCTION_WORDS:
        return _LOSS_OF_FUNCTION_WORD
    return _LOSS_OF_ENGLISH if vocabulary.in_dictionary(form) else _LOSS_OF_TERM


def _typed(word: Word, vocabulary: Vocabulary) -> float:
    form = word.form
    if len(form) == 1:
        return ELSEWHERE if form in _ALONE else NEUTRAL
    if not form.isalpha() and any(sign.isdigit() for sign in form):
        return NEUTRAL
    known = vocabulary.known(form.rstrip("'`") or form)
    return NEUTRAL if known == NOWHERE and word.fixed else known


def _heard(weighed: Weighed, vocabulary: Vocabulary, guess: bool) -> Weighed:
    if not weighed.latin:
        return weighed
    form = weighed.word.form
    # A word that makes sense as typed gives way to a word of the corpus only.
    option = sounded(form, vocabulary, guess=guess and weighed.typed <= NEUTRAL)
    typed = weighed.typed
    if option and typed == IN_CORPUS and not vocabulary.in_dictionary(form):
        seldom = vocabulary.count(form) * _SELDOM <= vocabulary.count(option.text)
        typed = NOWHERE if seldom else typed
    return Weighed(weighed.word, typed, option)


def _in_other_layout(text: str, vocabulary: Vocabulary) -> Option | None:
    best: Option | None = None
    for attempt in switched(text):
        found = list(words(attempt))
        letters = sum(map(len, found))
        if found and (is_latin(text) or _PLAIN.fullmatch(attempt)):
            surely = sum(_by_keys(form, vocabulary) * len(form) for form in found) / letters
            if best is None or surely > best.plausibility:
                best = Option(attempt, How.LAYOUT, surely)
            if surely >= ELSEWHERE:
                break
    return best


def _by_keys(form: str, vocabulary: Vocabulary) -> float:
    if len(form) == 1:
        return ELSEWHERE if form in _ALONE else NOWHERE
    known = vocabulary.known(form)
    return known * _BY_CHANCE if len(form) <= _SHORT and not vocabulary.count(form) else known
