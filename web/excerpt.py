"""Cuts what is worth showing out of a passage, free of Markdown signs, in pieces that are marked or not."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.nouns import Draft, Passage, Sentence

# Signs of Markdown that a reader does not need; `bullet` and `cell` are shown as another sign of the same length.
_MARKUP = re.compile(
    r"""(?mx)
    ^[ \t]*```.*$                            # the fence of a code block
    | ^(?=[^\n]*--)[|:\-\ \t]+$              # the line below a table's head, or a rule
    | ^[ \t]{0,3}\#{1,6}[ \t]+               # a heading
    | ^[ \t]*>[ \t]?                         # a quotation
    | ^[ \t]*\|[ \t]* | [ \t]*\|[ \t]*$      # the borders of a table
    | (?P<cell>\|) | ^[ \t]*(?P<bullet>[-*+])(?=[ \t])
    | \*\*|`|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])
    | \[(?=[^\]\n]*\]\()|\]\([^)\s]*\)
    | </?[a-zA-Z][^>\n]{0,80}>
    """
)
_HEADING = re.compile(r"(?m)^[ \t]{0,3}#{1,6}[ \t].*$")
_WORD = re.compile(r"\w+")
_LINE = re.compile(r"\S[^\n]*")
_MOSTLY = 0.8
_EXCERPT = 260
_LEAD = 60


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a shown text and the numbers of the marks upon it, none when it is plain."""

    text: str
    marks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Plain:
    """A text without Markdown signs, and where each of its characters stood before."""

    text: str
    places: Sequence[int]


def excerpt(passage: Passage, length: int = _EXCERPT) -> list[Piece]:
    """About `length` characters of a passage where most of the question's words stand, those words marked with 1."""
    body = _HEADING.sub(lambda line: " " * len(line.group()), passage.text)
    plain = _in_one_line(_without_markup(body if body.strip() else passage.text))
    telling = (span for span in passage.matched if _tells(passage.text[slice(*span)]))
    words = {place for span in telling for place in range(*span)}
    marked = [(1,) if place in words else () for place in plain.places]
    start = _start(plain.text, marked, length)
    end = _word_border(plain.text, min(len(plain.text), start + length))
    pieces = list(_pieces(plain.text[start:end], marked[start:end]))
    return [*([Piece("… ")] if start else []), *pieces, *([Piece(" …")] if end < len(plain.text) else [])]


def cited(draft: Draft, number: int) -> list[Piece]:
    """The whole text of a draft's source, marked with the numbers (from 1) of the sentences taken from it."""
    plain = _without_markup(draft.sources[number - 1].text.strip())
    marks: list[tuple[int, ...]] = [()] * len(plain.text)
    for ordinal, sentence in enumerate(draft.sentences, 1):
        if number in sentence.citations:
            for start, end in _places(plain.text, sentence.text):
                marks[start:end] = [(*known, ordinal) for known in marks[start:end]]
    return list(_pieces(plain.text, marks))


def missing(sentence: Sentence) -> list[Piece]:
    """A sentence of a draft, the values that no source holds marked with 1."""
    marks: list[tuple[int, ...]] = [()] * len(sentence.text)
    for value in filter(None, sentence.missing):
        for match in re.finditer(re.escape(value), sentence.text):
            marks[match.start() : match.end()] = [(1,)] * len(match.group())
    return list(_pieces(sentence.text, marks))


def _tells(word: str) -> bool:
    """A marked «не», «Не» or «С» tells nobody why a passage was found; «3D», «ИП» and «05» may."""
    return len(word) > 2 or word.isdigit() or (len(word) == 2 and not word[-1].islower())


def _places(text: str, sentence: str) -> Iterator[tuple[int, int]]:
    """Where the sentence stands, however its words are parted; else the lines it was made of."""
    words = _WORD.findall(sentence)
    if not words:
        return
    whole = re.compile(r"\W{1,8}".join(map(re.escape, words)) + r"[.!?…»)]*", re.IGNORECASE)
    found = [match.span() for match in whole.finditer(text)]
    yield from found or _lines_of(text, {word.lower() for word in words})


def _lines_of(text: str, words: set[str]) -> Iterator[tuple[int, int]]:
    """A table's row is told cell by cell and a slot is filled anew: then its words stand in a line, but otherwise."""
    for line in _LINE.finditer(text):
        there = [word.lower() in words for word in _WORD.findall(line.group())]
        if len(there) > 1 and sum(there) >= _MOSTLY * len(there):
            yield line.span()


def _without_markup(text: str) -> _Plain:
    shown: list[tuple[str, int]] = []
    at = 0
    for sign in _MARKUP.finditer(text):
        shown += zip(text[at : sign.start()], range(at, sign.start()), strict=True)
        if sign["cell"] or sign["bullet"]:
            shown.append(("·" if sign["cell"] else "•", sign.end() - 1))
        at = sign.end()
    shown += zip(text[at:], range(at, len(text)), strict=True)
    return _Plain("".join(sign for sign, _ in shown), [place for _, place in shown])


def _in_one_line(plain: _Plain) -> _Plain:
    kept = [i for i, sign in enumerate(plain.text) if not sign.isspace() or not plain.text[i - 1 : i].isspace()]
    text = "".join(" " if plain.text[i].isspace() else plain.text[i] for i in kept)
    return _Plain(text, [plain.places[i] for i in kept])


def _start(text: str, marked: Sequence[Collection[int]], length: int) -> int:
    """Where the stretch with the most marked characters begins, moved back to where its sentence does."""
    if len(text) <= length:
        return 0
    starts = [i for i, mark in enumerate(marked) if mark and not marked[i - 1]]
    best = max(starts, key=lambda i: sum(map(bool, marked[i : i + length - _LEAD])), default=0)
    sentence = max((text.rfind(end, max(0, best - _LEAD), best) + 2 for end in (". ", "? ", "! ", "• ")), default=0)
    if best < _LEAD or sentence >= 2:
        return 0 if best < _LEAD else sentence
    return text.find(" ", best - _LEAD) + 1


def _word_border(text: str, end: int) -> int:
    border = text.rfind(" ", 0, end) if end < len(text) else end
    return border if border > 0 else end


def _pieces(text: str, marks: Iterable[tuple[int, ...]]) -> Iterator[Piece]:
    for mark, signs in groupby(zip(text, marks, strict=True), key=lambda pair: pair[1]):
        yield Piece("".join(sign for sign, _ in signs), mark)
