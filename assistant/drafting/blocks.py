"""Reads a stretch of Markdown as paragraphs and lists, without its inline signs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.drafting.splitting import trimmed
from corpus.nouns import RedactedText

_ITEM = re.compile(r"(?P<indent>[^\S\n]*)(?P<marker>[-*+•–—]|\d{1,2}[.)])\s+(?=\S)")
# «- [ ] Почта указана»: the box is for ticking, and no part of the words.
_BOX = re.compile(r"\[[ xXхХ]\]\s+(?=\S)")
_QUOTED = re.compile(r"[^\S\n]*(?:>[^\S\n]?)+")
_MARKUP = re.compile(
    r"\*\*|(?<!\w)__(?=[^\s_])|(?<=[^\s_])__(?!\w)|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])|`|\\(?=[^\w\s])|"
    # «_Создать счёт_» in a manual, but not `_order_id`: the sign must stand at both ends.
    r"(?<!\w)_(?=[^\s_](?:[^\n_]|(?<=\w)_(?=\w))*(?<!\s)_(?!\w))|(?<=[^\s_])_(?!\w)|"
    r"!?\[(?=[^\]\n]*\]\()|\](?P<address>\([^)\n]+\))|"
    # Only tags of HTML: «в папку <WHMCS>» names a place.
    r"</?(?:a|b|br|code|dd|details|div|dl|dt|em|font|h[1-6]|hr|i|img|kbd|li|mark|ol|p|pre|s|small|span|strong|sub"
    r"|summary|sup|table|tbody|td|th|thead|tr|u|ul)(?:\s[^>\n]*)?/?>"
)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list. `marker` is its number with the sign behind it, empty in a list of dots.

    One that is to be `ticked` has a box before its words, which is left out.
    """

    marker: RedactedText
    text: RedactedText
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of at least one item; its items are numbered or none is."""

    items: tuple[Item, ...]

    @property
    def ordered(self) -> bool:
        """Whether its items are numbered."""
        return bool(self.items[0].marker)

    @property
    def is_checklist(self) -> bool:
        """Whether its items are to be ticked."""
        return any(item.ticked for item in self.items)


def blocks(text: RedactedText) -> Iterator[RedactedText | Listing]:
    """The paragraphs (with their inline markup) and lists of a text, in order."""
    reading = _Reading()
    for line in lines(text):
        quote = _QUOTED.match(line)
        yield from reading.take(line[quote.end() :] if quote else line)
    yield from reading.finish()


def lines(text: RedactedText) -> list[RedactedText]:
    """The lines of a text without their ends."""
    bounds = [-1, *(match.start() for match in re.finditer("\n", text)), len(text)]
    return [text[low + 1 : high] for low, high in pairwise(bounds)]


def plain(text: RedactedText) -> RedactedText:
    """The text without inline Markdown; a link keeps its address in brackets."""
    parts, at = list[RedactedText](), 0
    for match in _MARKUP.finditer(text):
        parts.append(text[at : match.start()])
        if match.group("address"):
            # The blank before the bracket comes from the join, since text is only ever cut and joined here.
            parts.append(RedactedText.joined(" ", (text[0:0], text[slice(*match.span("address"))])))
        at = match.end()
    return RedactedText.joined("", (*parts, text[at:]))


class _Reading:
    """Line by line: what is open is either a paragraph or a list."""

    def __init__(self) -> None:
        self._paragraph: list[RedactedText] = []
        self._items: list[tuple[RedactedText, list[RedactedText]]] = []
        # How far in the open list stands; a whole list may be indented.
        self._indent = 0
        self._gap = False

    def take(self, line: RedactedText) -> Iterator[RedactedText | Listing]:
        """What is complete now that this line has come."""
        item = _ITEM.match(line)
        if not line.strip():
            yield from self._end_of_paragraph()
            self._gap = True
        elif item and not self._is_nested(item):
            yield from self._new_item(line, item)
        elif item:
            # A line of its own: run together with the one above, «Тест» and «0» would be read as one sentence.
            self._items[-1][1].append(
                RedactedText.joined("\n  – ", (line[0:0], _unticked(trimmed(line[item.end() :]))))
            )
            self._gap = False
        elif self._items and (line[0].isspace() or not (self._gap or line.rstrip().endswith(":"))):
            self._items[-1][1].append(trimmed(line))
        else:
            yield from self._end_of_list()
            self._paragraph.append(trimmed(line))
            self._gap = False

    def finish(self) -> Iterator[RedactedText | Listing]:
        """What is still open."""
        yield from self._end_of_paragraph()
        yield from self._end_of_list()

    def _new_item(self, line: RedactedText, item: re.Match[str]) -> Iterator[RedactedText | Listing]:
        yield from self._end_of_paragraph()
        marker = line[slice(*item.span("marker"))] if item.group("marker")[0].isdigit() else line[0:0]
        if self._items and bool(self._items[0][0]) != bool(marker):
            yield from self._end_of_list()
        if not self._items:
            self._indent = len(item.group("indent").expandtabs(4))
        self._items.append((marker, [trimmed(line[item.end() :])]))
        self._gap = False

    def _is_nested(self, item: re.Match[str]) -> bool:
        return bool(self._items) and len(item.group("indent").expandtabs(4)) > self._indent + 1

    def _end_of_paragraph(self) -> Iterator[RedactedText]:
        if self._paragraph:
            yield RedactedText.joined(" ", self._paragraph)
        self._paragraph = []

    def _end_of_list(self) -> Iterator[Listing]:
        if self._items:
            yield Listing(tuple(_item(*item) for item in self._items))
        self._items = []


def _item(marker: RedactedText, pieces: Sequence[RedactedText]) -> Item:
    text = _joined(pieces)
    return Item(marker, _unticked(text), ticked=_BOX.match(text) is not None)


def _unticked(text: RedactedText) -> RedactedText:
    box = _BOX.match(text)
    return text[box.end() :] if box else text


def _joined(pieces: Sequence[RedactedText]) -> RedactedText:
    """The lines of one item; nested ones keep their own, which they begin themselves."""
    first, *rest = pieces
    return RedactedText.joined(
        "", (first, *(p if p.startswith("\n") else RedactedText.joined(" ", (p[:0], p)) for p in rest))
    )
