"""Groups of digits in a view and what stands between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.personal.finding import ZERO_WIDTH

# Whatever people put between the groups of one number. Letters are not here: scattered.py reads those.
_BETWEEN = r"\s!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~№«»•\u200b"
_RUN = re.compile(rf"[0-9](?:[{_BETWEEN}]{{0,40}}+[0-9])+")
_GROUP = re.compile(r"[0-9](?:\u200b*+[0-9])*")


@dataclass(frozen=True, slots=True)
class Run:
    """Groups of digits one after the other: `pieces[i]` stands from `starts[i]` to `ends[i]`, `gaps[i]` after it.

    Lists side by side and no objects, because a megabyte of digits has half a million groups.
    """

    starts: list[int]
    ends: list[int]
    pieces: list[str]
    gaps: list[str]
    sizes: list[int]

    def digits(self, first: int, last: int) -> str:
        """All digits of the groups `first` to `last`, inclusive."""
        return "".join(self.pieces[first : last + 1])


def runs(view: str, shortest: int) -> Iterator[Run]:
    """Every longest run of at least so many digits with only signs and spaces between them."""
    for match in _RUN.finditer(view):
        if match.end() - match.start() >= shortest:
            run = run_of(view, *match.span())
            if sum(run.sizes) >= shortest:
                yield run


def run_of(view: str, start: int, end: int) -> Run:
    """All groups of digits in a part of the view, whatever stands between them."""
    starts, ends, pieces = [], [], []
    for match in _GROUP.finditer(view, start, end):
        starts.append(match.start())
        ends.append(match.end())
        pieces.append(match[0].replace(ZERO_WIDTH, ""))
    gaps = [view[left:right].replace(ZERO_WIDTH, "") for left, right in zip(ends, starts[1:], strict=False)]
    return Run(starts, ends, pieces, gaps, [len(piece) for piece in pieces])
