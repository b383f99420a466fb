"""Finds card numbers of which a part is masked: «411111******1111», «•••• 1111», «карта *1111»."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.personal.brands import is_prefixed
from ingest.personal.cards import CARD_WORD
from ingest.personal.finding import Finding, before, digits_of

_MASK = re.compile(
    r"[*•#](?:[ \-\u200b]{0,3}+[*•#])*|[xх]{2}(?:[ \-\u200b]{0,3}+[xх])*|(?<![.])\.{2,6}+(?=[ ]?[0-9])|\?{2,4}"
)
_HEAD = re.compile(r"[ \-\u200b]{0,3}([0-9](?:[ \-\u200b]{0,2}[0-9]){3,14})(?![0-9+]|[ \-][0-9+])")
_TAIL = re.compile(r"[ \-\u200b]{0,3}([0-9]{4})(?![0-9*•]|[ \-.,][0-9])")
_NO_CARD = re.compile(r"(?:тел|моб|phone|\+)[^\n]{0,12}$")
_WORD_REACH = 25


def masked_cards(view: str) -> Iterator[Finding]:
    """What is left of a masked card number, with the last four digits where they stand."""
    for mask in _MASK.finditer(view):
        signs = re.sub(r"[ \-\u200b]", "", mask[0])
        if signs[0] in "xх" and _is_in_word(view, *mask.span()):
            continue
        head = _HEAD.match(view[max(0, mask.start() - 40) : mask.start()][::-1])
        tail = _TAIL.match(view, mask.end())
        start = mask.start() - (head.end() if head else 0)
        shown = digits_of(head[1])[::-1] if head else ""
        if tail and _is_masked(view, start, shown, signs):
            yield Finding(start, tail.end(), "карта", f"[карта •{tail[1]}]")
        elif not tail and _is_open(shown, signs):
            yield Finding(start, mask.end(), "карта", "[карта]")


def _is_open(shown: str, signs: str) -> bool:
    """Whether a card's first digits stand before the mask and nothing after it."""
    length = len(shown) + len(signs)
    return is_prefixed(shown) and (
        (len(shown) >= 12 and length in {15, 16, 19}) or (len(shown) >= 6 <= 2 + len(signs) and length >= 12)
    )


def _is_in_word(view: str, start: int, end: int) -> bool:
    return view[start - 1 : start].isalpha() or view[end : end + 1].isalpha()


def _is_masked(view: str, start: int, shown: str, signs: str) -> bool:
    lead = before(view, start, _WORD_REACH)
    if _NO_CARD.search(lead):
        return False
    if shown:
        return len(signs) >= (2 if len(shown) >= 6 and is_prefixed(shown) else 4) and len(shown) + len(signs) >= 8
    named = CARD_WORD.search(lead.rpartition("\n")[2]) is not None
    if signs[0] in ".?#":
        return named and signs[0] == "."
    return (named and signs[0] not in "xх") or len(signs) >= (2 if signs[0] == "•" else 4)
