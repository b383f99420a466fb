"""The headings above each place of a text, with the header row for what continues a table."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from corpus.nouns import Content, RedactedText
from ingest.markdown import Block, Heading, Outline

# Places of the words of one heading in the text, without the markup between them.
Words = tuple[tuple[int, int], ...]
_SEPARATOR = " › "


class Headings:
    """Tells the path of headings of any range, and makes the text of a path out of slices of the content."""

    def __init__(self, content: Content, structure: Outline) -> None:
        self._text = content.text
        self._headings = structure.headings
        self._starts = [heading.start for heading in structure.headings]
        self._paths = _paths(structure.headings)
        self._tables = structure.tables
        self._table_starts = [table.start for table in structure.tables]
        self._title = _plain(content.title)

    def above(self, start: int, end: int) -> list[Words]:
        """The path that all of a range has in common, a heading that it begins with included."""
        path = self._common(start, end)
        words = [self._headings[at].words for at in path]
        # A document often repeats its title as its first heading; once is enough.
        if words and _plain(self.text_of(words[:1])) == self._title:
            words = words[1:]
        return words + self._header_row(start)

    def text_of(self, path: Iterable[Words]) -> RedactedText:
        """A path as people read it: `Настройка › Уведомления`."""
        parts = (RedactedText.joined("", (self._text[start:end] for start, end in words)) for words in path)
        return RedactedText.joined(_SEPARATOR, parts)

    def _common(self, start: int, end: int) -> tuple[int, ...]:
        low, high = bisect_left(self._starts, start), bisect_left(self._starts, end)
        paths = self._paths[low:high]
        begins_with_heading = low < high and not self._text[start : self._starts[low]].strip()
        if not begins_with_heading:
            paths = [self._paths[low - 1] if low else (), *paths]
        return _shared(paths)

    def _header_row(self, start: int) -> list[Words]:
        at = bisect_right(self._table_starts, start) - 1
        if at < 0 or not self._continues(self._tables[at], start):
            return []
        row = self._text[self._tables[at].start : self._tables[at].head]
        left = len(row) - len(row.lstrip("|> \t"))
        return [((self._tables[at].start + left, self._tables[at].start + len(row.rstrip("|> \t\r\n"))),)]

    def _continues(self, table: Block, start: int) -> bool:
        return table.head <= start < table.end


def _paths(headings: tuple[Heading, ...]) -> list[tuple[int, ...]]:
    paths: list[tuple[int, ...]] = []
    path: tuple[int, ...] = ()
    for at, heading in enumerate(headings):
        path = (*(above for above in path if headings[above].level < heading.level), at)
        paths.append(path)
    return paths


def _shared(paths: list[tuple[int, ...]]) -> tuple[int, ...]:
    shared = paths[0]
    for path in paths[1:]:
        while shared != path[: len(shared)]:
            shared = shared[:-1]
    return shared


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
