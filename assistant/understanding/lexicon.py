"""What the corpus and its editors know of words: the vocabulary of what a reader may see, and the synonyms."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assistant.recent import Recent
from assistant.understanding.cutting import chunks, normalised
from assistant.understanding.dictionary import Dictionary
from assistant.understanding.nouns import How, Reading
from assistant.understanding.readings import readings
from assistant.understanding.transliteration import sounded
from assistant.understanding.vocabulary import Vocabulary
from corpus.database.library.changes import START, Change
from corpus.database.library.synonyms import Group, Synonyms
from corpus.errors import IndexBroken
from corpus.index.tokens import Tokenizer
from corpus.index.words import Instead, WordIndex
from corpus.nouns import Audience, RawText, RedactedText
from ingest.languages import SMALL_IN_LATIN_LETTERS
from ingest.redaction import Redactor

log_of_lexicon = logging.getLogger("podskazka.lexicon")

# From this many chunks on the vocabulary is made aside: a search does not wait for it.
_MANY = 20_000
_LONGEST_PHRASE = 6
# So many different small words make a text Russian in Latin letters; one stands anywhere by chance.
_COMPANY = 2
# A translation counts as the word itself; a synonym says nearly the same. Measured on payment documents: 0.3 to 0.5
# for synonyms changes little, more costs keyword questions; translations below 1 find less across languages.
_TRANSLATION, _SYNONYM = 1.0, 0.4


@dataclass(frozen=True, slots=True)
class Understood:
    """One thing a question may have meant, redacted, with the phrases that say the same as its own."""

    text: RedactedText
    how: How
    plausibility: float


@dataclass(slots=True)
class _Known:
    """The vocabulary of some planes, of how many chunks it is, and up to which change it was read."""

    vocabulary: Vocabulary
    chunks: int = 0
    position: Change = START
    building: threading.Lock = field(default_factory=threading.Lock)


class Lexicon:
    """Reads questions against the words of the planes that the reader may see, and no others."""

    def __init__(self, synonyms: Synonyms, redactor: Redactor, tokenizer: Tokenizer) -> None:
        self._redactor = redactor
        self._tokenizer = tokenizer
        self._dictionary = Dictionary()
        self._known: dict[frozenset[Audience], _Known] = {}
        self._phrases = Recent(synonyms.revision, lambda: self._by_stems(synonyms.groups()))

    def understood(
        self, question: RedactedText, words: WordIndex | None, audiences: frozenset[Audience]
    ) -> tuple[Understood, ...]:
        """The question as typed, then what else it may have meant, the most plausible first."""
        if words is None:
            return (Understood(question, How.TYPED, 1.0),)
        vocabulary = self._vocabulary(words, audiences)
        found = readings(question, vocabulary.doubting(_transliterated(question, vocabulary, words, audiences)))
        typed = Understood(question, How.TYPED, found[0].plausibility)
        others = (each for each in found[1:] if self._may_be_said(each, words, audiences))
        return (typed, *(self._redacted(each) for each in others))

    def rarity(self, forms: Sequence[str], audiences: frozenset[Audience]) -> NDArray[np.float32]:
        """How much each of these words tells, (n,): the less, the more chunks it stands in, as in BM25.

        All tell the same before anything was understood.
        """
        if (known := self._known.get(audiences)) is None or not known.chunks:
            return np.ones(len(forms), np.float32)
        counts = np.array([known.vocabulary.count(form) for form in forms], np.float32)
        others = np.maximum(known.chunks - counts, 0)
        return np.log1p((others + 0.5) / (counts + 0.5)).astype(np.float32)

    def phrases(self, question: str) -> tuple[Instead, ...]:
        """The phrases of a question for which something else may stand, the longest first, none inside another."""
        stems, known = self._tokenizer.stems(question), self._phrases.value()
        return tuple(Instead(of, known[of]) for of in _longest(stems, known))

    def _redacted(self, reading: Reading) -> Understood:
        # In the other layout or other letters it may show what was hidden: a mail address typed in Russian letters.
        text = self._redactor.redact(RawText(reading.text)).text
        return Understood(text, reading.how, reading.plausibility)

    def _may_be_said(self, reading: Reading, words: WordIndex, audiences: Iterable[Audience]) -> bool:
        """Whether the words it was read as still stand in the planes: those of a text just withdrawn are not shown."""
        forms = {form for _, read in reading.changed for form in self._tokenizer.forms(read)}
        known = [form for form in forms if self._vocabulary(words, frozenset(audiences)).count(form)]
        return all(any(words.holds(audience, form) for audience in audiences) for form in known)

    def _vocabulary(self, words: WordIndex, audiences: frozenset[Audience]) -> Vocabulary:
        known = self._known.setdefault(audiences, _Known(Vocabulary({}, self._dictionary)))
        if known.position != words.position and known.building.acquire(blocking=False):
            if sum(words.count(audience) for audience in audiences) < _MANY:
                self._build(known, words, audiences)
            else:
                threading.Thread(target=self._build, args=(known, words, audiences), daemon=True).start()
        return known.vocabulary

    def _build(self, known: _Known, words: WordIndex, audiences: frozenset[Audience]) -> None:
        try:
            position = words.position
            counts = Counter[str]()
            for audience in audiences:
                counts.update(words.vocabulary(audience))
            known.chunks = sum(words.count(audience) for audience in audiences)
            known.vocabulary, known.position = Vocabulary(counts, self._dictionary), position
        except IndexBroken as error:  # the old words serve until the leg is made anew
            log_of_lexicon.warning("the vocabulary could not be read: %s", error)
        finally:
            known.building.release()

    def _by_stems(self, groups: Sequence[Group]) -> dict[tuple[str, ...], tuple[tuple[tuple[str, ...], float], ...]]:
        """The stems of each phrase → what may stand instead, with its weight."""
        found: dict[tuple[str, ...], dict[tuple[str, ...], float]] = {}
        for group in groups:
            ways = {tuple(self._tokenizer.stems(phrase)): phrase.isascii() for phrase in group.phrases}
            for of, latin in ways.items():
                others = {by: _TRANSLATION if other != latin else _SYNONYM for by, other in ways.items() if by != of}
                known = found.setdefault(of, {})
                known.update((by, max(weight, known.get(by, 0.0))) for by, weight in others.items() if by)
        return {of: tuple(by.items()) for of, by in found.items() if of}


def _transliterated(
    question: str, vocabulary: Vocabulary, words: WordIndex, audiences: Iterable[Audience]
) -> Iterator[str]:
    """The words of a question that the corpus has only where a customer wrote Russian in Latin letters."""
    for form in {word.form for chunk in chunks(normalised(question)) for word in chunk.words}:
        known = form.isascii() and vocabulary.count(form) and not vocabulary.in_dictionary(form)
        # A name or a code in such a letter spells nothing.
        if known and sounded(form, vocabulary, guess=True):
            beside = (words.only_beside(each, form, SMALL_IN_LATIN_LETTERS - {form}, _COMPANY) for each in audiences)
            if all(beside):
                yield form


def _longest(stems: Sequence[str], known: Mapping[tuple[str, ...], object]) -> Iterator[tuple[str, ...]]:
    """The known phrases of a question from left to right, the longest at each place."""
    at = 0
    while at < len(stems):
        lengths = range(min(_LONGEST_PHRASE, len(stems) - at), 0, -1)
        length = next((length for length in lengths if tuple(stems[at : at + length]) in known), 0)
        if length:
            yield tuple(stems[at : at + length])
        at += length or 1
