"""Chooses how to read each word that makes no sense as typed, by what its question as a whole seems to be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.understanding.cutting import words
from assistant.understanding.layout import smoother, switched
from assistant.understanding.nouns import How, Option
from assistant.understanding.spelling import respelled
from assistant.understanding.transliteration import nearly_sounded, plainly
from assistant.understanding.vocabulary import ELSEWHERE, IN_CORPUS, Vocabulary
from assistant.understanding.weighing import (
    NEUTRAL,
    Weighed,
    WeighedChunk,
    in_latin_letters,
    mistaken_layouts,
)

# Looking for near words costs a millisecond or more: only so many words of a question get it.
_MOST_SEARCHED = 8
# Two mistakes at once (wrong layout and a slip) are less likely than one.
_TWICE = 0.85
_SHORTEST_BOTH = 6
# A single Latin word between others may be a name: it must spell a Russian word of the corpus letter by letter.
_SHORTEST_ALONE = 4
_MOSTLY = 0.8
# «to», «status», «partner» in a Russian question are Russian, unless the corpus hardly ever has them so (Visa).
_SELDOM = 10
_SHORT = 3
# A word that is known as typed is switched only if it is as well known in the other layout.
_ON_PURPOSE = 0.06


@dataclass(frozen=True, slots=True)
class Choice:
    """A place in the question and what to read there, best first; `whole` when it is a whole chunk."""

    start: int
    end: int
    typed: str
    options: tuple[Option, ...]
    whole: bool = False

    @property
    def text(self) -> str:
        """What to read, in capitals where the typed word has them."""
        read = self.options[0].text
        if self.options[0].how == How.LAYOUT:
            return read
        letters = [sign for sign in self.typed if sign.isalpha()]
        if len(letters) > 1 and self.typed.isupper():
            return read.upper()
        return read[:1].upper() + read[1:] if letters and letters[0].isupper() else read


def choices(weighed: Sequence[WeighedChunk], vocabulary: Vocabulary) -> Iterator[Choice]:
    """What to read differently, in the order of the text; words that are right as typed are not among them."""
    mistaken = mistaken_layouts(weighed)
    switching = [bool(each.words) and (mistaken[each.words[0].latin] or _nonsense(each)) for each in weighed]
    latin = [word for each, switch in zip(weighed, switching, strict=True) if not switch for word in each.words]
    letters = sum(len(word.word.text) for word in latin)
    latin = [word for word in latin if word.latin]
    # Who writes Russian letters beside them means Latin words as names.
    mostly = sum(len(word.word.text) for word in latin) > _MOSTLY * letters
    search = _Search(vocabulary, latin, mostly=mostly)
    for each, switch in zip(weighed, switching, strict=True):
        yield from search.chunk(each, switch)


def _nonsense(each: WeighedChunk) -> bool:
    """Whether a chunk makes no sense but in the other layout: long enough, that is no chance even on its own."""
    if each.layout is None or len(each.chunk.text.rstrip("?!.,:;")) < _SHORTEST_ALONE:
        return False
    gain = each.layout.plausibility - max(each.typed, each.sounded)
    return gain >= NEUTRAL - _ON_PURPOSE and each.layout.plausibility >= ELSEWHERE


class _Search:
    """Reads the chunks of one question, one after the other."""

    def __init__(self, vocabulary: Vocabulary, latin: Sequence[Weighed], *, mostly: bool) -> None:
        self._vocabulary = vocabulary
        self._mostly = mostly
        self._russian = mostly and in_latin_letters(latin, vocabulary)
        # With no known word there is no telling the language, so that both are tried.
        self._unknown = mostly and not any(word.typed >= ELSEWHERE for word in latin)
        self._left = _MOST_SEARCHED

    def chunk(self, each: WeighedChunk, switching: bool) -> Iterator[Choice]:
        """What to read in one chunk: it as a whole in the other layout, or its words one by one."""
        if switching and (option := self._switched(each)):
            yield _whole(each, option)
            return
        chosen = [(each.word, options) for each in each.words if (options := self._options(each))]
        if not chosen and not switching and each.letters >= _SHORTEST_BOTH and each.typed < NEUTRAL:
            option = self._switched_nearly(each)
            if option:
                yield _whole(each, option)
        for word, options in chosen:
            yield Choice(word.start, word.end, word.text, options)

    def _switched(self, each: WeighedChunk) -> Option | None:
        """A chunk of a question in the other layout; None for a word that was typed on purpose."""
        if each.layout is None or _on_purpose(each, each.layout):
            return None
        if each.layout.plausibility > NEUTRAL:
            return each.layout
        if nearly := self._switched_nearly(each):
            return nearly
        return each.layout if smoother(each.layout.text, each.chunk.text) else None

    def _switched_nearly(self, each: WeighedChunk) -> Option | None:
        """The chunk in the other layout with a slip mended."""
        for attempt in switched(each.chunk.text):
            found = list(words(attempt))
            if len(found) == 1 and (options := self._respelled(found[0])):
                text = attempt.lower().replace("ё", "е").replace(found[0], options[0].text)
                return Option(text, How.LAYOUT, options[0].plausibility * _TWICE)
        return None

    def _options(self, weighed: Weighed) -> tuple[Option, ...]:
        if weighed.latin and (heard := self._heard(weighed)):
            return (heard,)
        if weighed.typed >= NEUTRAL or weighed.word.fixed:
            return ()
        options = self._respelled(weighed.word.form)
        if not weighed.latin or not (self._russian or (self._unknown and not options)):
            return options
        nearly = self._nearly(weighed.word.form)
        if nearly and not (options and self._vocabulary.count(options[0].text) > self._vocabulary.count(nearly.text)):
            return (nearly,)
        plain = plainly(weighed.word.form) if self._russian and not options else None
        return (plain,) if plain else options

    def _heard(self, weighed: Weighed) -> Option | None:
        """The Russian word that a Latin one spells, where the question allows it."""
        option, form = weighed.sounded, weighed.word.form
        if option is None or option.plausibility < weighed.typed:
            return None
        if weighed.word.fixed and weighed.word.text.isupper() and len(option.text) < _SHORT:
            return None
        if self._russian:
            seldom = self._vocabulary.count(option.text) * _SELDOM < self._vocabulary.count(form)
            return option if weighed.typed < ELSEWHERE or not seldom else None
        sure = option.plausibility == IN_CORPUS and len(form) >= _SHORTEST_ALONE
        return option if sure and not self._mostly and weighed.typed < NEUTRAL and not weighed.word.fixed else None

    def _respelled(self, form: str) -> tuple[Option, ...]:
        if not self._may_search():
            return ()
        # Forms of one word find the same: the first is enough.
        by_stem: dict[str, Option] = {}
        for option in respelled(form, self._vocabulary):
            by_stem.setdefault(self._vocabulary.stem(option.text), option)
        return () if next(iter(by_stem), None) == self._vocabulary.stem(form) else tuple(by_stem.values())

    def _nearly(self, form: str) -> Option | None:
        return nearly_sounded(form, self._vocabulary) if self._may_search() else None

    def _may_search(self) -> bool:
        self._left -= 1
        return self._left >= 0


def _on_purpose(each: WeighedChunk, layout: Option) -> bool:
    """Whether a chunk makes sense as typed and less in the other layout; an acronym that is known always does."""
    if each.typed <= NEUTRAL:
        return False
    return layout.plausibility < each.typed - _ON_PURPOSE or any(
        word.word.fixed and word.word.text.isupper() for word in each.words
    )


def _whole(each: WeighedChunk, option: Option) -> Choice:
    start = each.chunk.start
    return Choice(start, start + len(each.chunk.text), each.chunk.text, (option,), whole=True)
