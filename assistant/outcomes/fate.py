"""What became of a draft: how much of it stands in the reply that was sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from corpus.nouns import Author
from ingest.distilling.courtesies import Sort, bare, greeted, sort_of
from ingest.distilling.letter import Range, sentences, written

# A draft that was inserted and of which at least this share was kept is accepted.
ACCEPTED = 0.6
# Less than this is chance: nine of ten pairs of real answers to different questions have less than 0.15 in common.
TRACE = 0.2
# Comparing takes time with the square of the words; no draft comes near this, and a reply that does is no edited draft.
_MOST_WORDS = 1_500
_CHUNK = re.compile(r"\S+")
_BORDER = re.compile(r"^\W+|\W+$")


class Fate(StrEnum):
    """What became of the draft of one reply."""

    AS_IS = "as is"
    EDITED = "edited"
    REWRITTEN = "rewritten"
    NOT_USED = "not used"
    ABSTAINED = "abstained"
    NO_DRAFT = "no draft"


@dataclass(frozen=True, slots=True)
class Change:
    """A part of a reply against its draft: `same` and `added` are places in the reply, `dropped` one in the draft."""

    how: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Compared:
    """A draft and its reply, word by word; greetings, thanks, closings and signatures are not counted."""

    draft_words: int
    reply_words: int
    same_words: int
    changes: tuple[Change, ...]

    @property
    def kept(self) -> float:
        """The share of the draft's words that stand in the reply, in their order, 0 to 1."""
        return self.same_words / self.draft_words if self.draft_words else float(not self.reply_words)

    @property
    def fate(self) -> Fate:
        """What became of a draft that was inserted; one that was deleted again was not used."""
        if self.same_words == self.draft_words == self.reply_words:
            return Fate.AS_IS
        if self.kept < TRACE:
            return Fate.NOT_USED
        return Fate.EDITED if self.kept >= ACCEPTED else Fate.REWRITTEN


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as it is compared, and where it stands."""

    key: str
    start: int
    end: int


def compare(draft: str, reply: str) -> Compared:
    """How much of a draft was kept, and what was changed.

    Words are compared without case, ё as е, without the signs around them (difflib's matching blocks, no junk).
    """
    left, right = _words(draft), _words(reply)
    keys = [word.key for word in left], [word.key for word in right]
    steps = SequenceMatcher(None, *keys, autojunk=False).get_opcodes()
    same = sum(end - start for how, start, end, _, _ in steps if how == "equal")
    return Compared(len(left), len(right), same, tuple(_changes(steps, left, right, len(reply))))


def substance(text: str) -> list[Range]:
    """The places of the sentences that are no greeting, thanks, closing, quotation or signature."""
    names = greeted(text)
    cut = [bare(text, *sentence, names) for line in written(text) for sentence in sentences(text, *line)]
    return [(start, end) for start, end in cut if sort_of(text[start:end], Author.AGENT) is not Sort.COURTESY]


def _words(text: str) -> list[_Word]:
    """The words that count; of a text that is nothing but courtesies all do."""
    found = [word for place in substance(text) for word in _within(text, *place)]
    return (found or list(_within(text, 0, len(text))))[:_MOST_WORDS]


def _within(text: str, start: int, end: int) -> Iterator[_Word]:
    for match in _CHUNK.finditer(text, start, end):
        if key := _BORDER.sub("", match.group()).casefold().replace("ё", "е"):
            yield _Word(key, match.start(), match.end())


def _changes(
    steps: Sequence[tuple[str, int, int, int, int]], left: list[_Word], right: list[_Word], length: int
) -> Iterator[Change]:
    """The whole reply in parts, with what was dropped at its place."""
    at = 0
    for how, start, end, from_, to in steps:
        if how == "equal":
            continue
        place = right[from_].start if from_ < len(right) else max(at, right[-1].end if right else 0)
        if place > at:
            yield Change("same", at, place)
        if end > start:
            yield Change("dropped", left[start].start, left[end - 1].end)
        if to > from_:
            yield Change("added", place, right[to - 1].end)
        at = right[to - 1].end if to > from_ else place
    if length > at:
        yield Change("same", at, length)
