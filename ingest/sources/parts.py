"""What every source is given: the parts that read and convert, and who is on our side of a conversation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.convert import Converter
from ingest.nouns import Problem, Refused
from ingest.reading import Reader

# A tag at the very beginning, or one that shapes lines: people also quote a tag or two in a plain message.
_MARKUP = re.compile(
    r"\A\s*<(?:!doctype|html|body|p|div|span|table|ul|ol|b|strong|blockquote)\b[^<>]{0,500}>|<br\s*/?>|</(?:p|div|ul|ol)>",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Parts:
    """The reader and the converter of a run; `ours` are mail domains, addresses or names of the support side."""

    reader: Reader
    converter: Converter
    ours: tuple[str, ...] = ()

    def plain(self, text: str) -> str:
        """A text that may be HTML, as many help desks keep messages, without its tags."""
        if not _MARKUP.search(text):
            return text
        try:
            return self.converter.convert(text.encode("utf-8", "replace"), "html", "utf-8").text
        except Refused:
            return ""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of a folder: where it is, and what its documents are called after."""

    path: Path
    external_id: str


class Tally:
    """Counts what was wrong in one file, so that ten thousand bad rows are one line of the summary."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._counts: Counter[tuple[str, str]] = Counter()
        self._first: dict[tuple[str, str], str] = {}
        self._incomplete: set[tuple[str, str]] = set()

    def note(self, place: str, reason: str, remedy: str, *, incomplete: bool = False) -> None:
        """One more thing that is wrong, at a place such as `row 7`; `incomplete` when it hides what is there."""
        if incomplete:
            self._incomplete.add((reason, remedy))
        self._counts[reason, remedy] += 1
        self._first.setdefault((reason, remedy), place)

    def problems(self) -> Iterator[Problem]:
        """One line for each reason, with how often and where first."""
        for (reason, remedy), count in self._counts.items():
            first = self._first[reason, remedy]
            place = first if count == 1 else f"{count:,} times, first in {first}"
            incomplete = (reason, remedy) in self._incomplete
            yield Problem(self._where, f"{reason} ({place})", remedy, incomplete=incomplete)
