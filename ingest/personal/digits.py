"""Groups of digits in a view and what stands between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from ingest.personal.finding import ZERO_WIDTH

# Whatever people put between the groups of one number. Letters are not here: scattered.py reads those.
_BETWEEN = r"\s!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~№«»•\u200b"
_RUN = re.compile(rf"[0-9](?:[{_BETWEEN}]{{0,40}}+[0-9])++")
_GROUP = re.compile(r"[0-9](?:\u200b*+[0-9])*+")


class Group(NamedTuple):
    """Digits that stand together, and where; a tuple, because a megabyte of digits has half a million of them."""

    start: int
    end: int
    digits: str


@dataclass(frozen=True, slots=True)
class Run:
    """Groups with only signs and spaces between them; `gaps[i]` stands after `groups[i]`."""

    groups: list[Group]
    gaps: list[str]

    def digits(self, first: int, last: int) -> str:
        """All digits of the groups `first` to `last`, inclusive."""
        return "".join(group.digits for group in self.groups[first : last + 1])

    def sizes(self, first: int, last: int) -> tuple[int, ...]:
        """How many digits each of these groups has."""
        return tuple([len(group.digits) for group in self.groups[first : last + 1]])


def runs(view: str, shortest: int) -> Iterator[Run]:
    """Every longest run of at least so many digits."""
    for match in _RUN.finditer(view):
        if match.end() - match.start() >= shortest:
            groups = list(groups_in(view, match.start(), match.end()))
            if sum(len(group.digits) for group in groups) >= shortest:
                yield Run(groups, gaps_between(view, groups))


def groups_in(view: str, start: int, end: int) -> Iterator[Group]:
    """Every group of digits in a part of the view."""
    for match in _GROUP.finditer(view, start, end):
        yield Group(*match.span(), match[0].replace(ZERO_WIDTH, ""))


def gaps_between(view: str, groups: list[Group]) -> list[str]:
    """What stands between each group and the next, without what cannot be seen."""
    return [view[left.end : right.start].replace(ZERO_WIDTH, "") for left, right in pairwise(groups)]
