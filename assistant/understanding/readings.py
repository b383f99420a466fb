"""Says what a question may have meant: as typed, in the other keyboard layout, in Russian letters, without typos."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from assistant.understanding.choosing import Choice, choices
from assistant.understanding.cutting import chunks, normalised
from assistant.understanding.nouns import How, Reading
from assistant.understanding.vocabulary import ELSEWHERE, Vocabulary
from assistant.understanding.weighing import NEUTRAL, WeighedChunk, as_typed, otherwise

# Two readings whose words are this close are both worth a search.
_CLOSE = 0.08
_MOST_OTHERS = 2
# By then it is clear whether a question is Russian in Latin letters.
_MOST_GUESSED = 24


def readings(question: str, vocabulary: Vocabulary) -> tuple[Reading, ...]:
    """The question as typed, then at most two other things it may have meant, the most plausible first.

    There are no others when each word as typed makes sense. Only the first 60 chunks between blanks are read; what is
    not changed stands as typed. The texts are plain: whoever stores one redacts it.
    """
    text = normalised(str(question))
    weighed = [as_typed(chunk, vocabulary) for chunk in chunks(text)]
    if _clear(weighed):
        return (_typed(text, 1.0),)
    weighed = [otherwise(each, vocabulary, guess=at < _MOST_GUESSED) for at, each in enumerate(weighed)]
    chosen = list(choices(weighed, vocabulary))
    typed = _plausibility(weighed, ())
    if not chosen:
        return (_typed(text, typed),)
    return (_typed(text, typed), *_others(text, weighed, chosen))


def _clear(weighed: Sequence[WeighedChunk]) -> bool:
    """Whether nothing needs a second look: all words are known, and Russian ones are among them."""
    found = [word for each in weighed for word in each.words]
    if any(word.typed < ELSEWHERE and len(word.word.text) > 1 for word in found):
        return False
    return not found or any(not word.latin for word in found)


def _typed(text: str, plausibility: float) -> Reading:
    return Reading(text, How.TYPED, (), plausibility, plausibility)


def _others(text: str, weighed: Sequence[WeighedChunk], chosen: list[Choice]) -> Iterator[Reading]:
    yield _reading(text, weighed, chosen)
    for at, rival in _rivals(chosen)[: _MOST_OTHERS - 1]:
        yield _reading(text, weighed, [*chosen[:at], rival, *chosen[at + 1 :]])


def _rivals(chosen: Sequence[Choice]) -> list[tuple[int, Choice]]:
    """The choices that might as well have gone the other way, the closest first."""
    close = [
        (each.options[0].plausibility - each.options[1].plausibility, at, replace(each, options=each.options[1:]))
        for at, each in enumerate(chosen)
        if len(each.options) > 1 and each.options[0].plausibility - each.options[1].plausibility <= _CLOSE
    ]
    return [(at, rival) for _, at, rival in sorted(close, key=lambda each: each[:2])]


def _reading(text: str, weighed: Sequence[WeighedChunk], chosen: Sequence[Choice]) -> Reading:
    parts, changed, end = [], [], 0
    letters = dict.fromkeys(How, 0)
    for each in chosen:
        parts += [text[end : each.start], each.text]
        changed.append((text[each.start : each.end], each.text))
        letters[each.options[0].how] += each.end - each.start
        end = each.end
    how = max(letters, key=lambda each: letters[each])
    typed, read = _plausibility(weighed, ()), _plausibility(weighed, chosen)
    return Reading("".join((*parts, text[end:])), how, tuple(changed), read, typed)


def _plausibility(weighed: Iterable[WeighedChunk], chosen: Iterable[Choice]) -> float:
    """The mean over all words, by letters, each as it was chosen."""
    by_start: dict[int, Choice] = {each.start: each for each in chosen}
    total = letters = 0.0
    for each in weighed:
        whole = by_start.get(each.chunk.start)
        for word in each.words:
            choice = by_start.get(word.word.start, whole if whole and whole.whole else None)
            letters += len(word.word.text)
            total += len(word.word.text) * (choice.options[0].plausibility if choice else word.typed)
    return round(total / letters, 3) if letters else NEUTRAL
