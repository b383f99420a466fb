"""One found piece of personal data, and the mark that hides it from the finders that follow."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

HIDDEN = "\ufffc"
ZERO_WIDTH = "\u200b"

_NEXT_UNIT = re.compile(
    r"[ \u200b]{0,3}(?:[₽$€%]|(?:руб|byn|rub|rur|бел|коп|usd|eur|kzt|тенге|тг|uah|грн|zł|pln|шт|мин|час|сек|мс|ms|px"
    r"|дн|ден|день|год|лет|сум|тыс|млн|р)(?![^\W\d_]{6}))",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A span of the text (character offsets), what sort of personal data it is, and what stands there afterwards."""

    start: int
    end: int
    sort: str
    placeholder: str


def found(span: tuple[int, int], sort: str) -> Finding:
    """A finding whose placeholder is its sort in brackets."""
    return Finding(*span, sort, f"[{sort}]")


def hide(view: str, spans: Iterable[tuple[int, int]]) -> str:
    """The view, of the same length, with these spans (they may overlap) made opaque to every finder."""
    pieces, at = [], 0
    for start, end in sorted(spans):
        if end > at:
            pieces += [view[at:start], HIDDEN * (end - max(at, start))]
            at = end
    return "".join([*pieces, view[at:]])


def before(view: str, at: int, reach: int) -> str:
    """At most `reach` characters that stand before `at`; what was hidden ends the look back."""
    return view[max(0, at - reach) : at].rpartition(HIDDEN)[2]


def digits_of(piece: str) -> str:
    """Only the digits of a piece of a view."""
    return "".join(filter(str.isdigit, piece))


def is_amount(view: str, end: int) -> bool:
    """Whether what ends here is counted in something: money, minutes, per cent."""
    return _NEXT_UNIT.match(view, end, end + 24) is not None
