"""Shows what a question was read as, the words marked that are not as they were typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from unicodedata import normalize

from assistant.nouns import Found
from web.excerpt import Piece

_WORD = re.compile(r"\S+")
# Of a longer question only the neighbours of what was changed are shown, so many words on either side.
_WHOLE, _AROUND = 24, 5
_LEFT_OUT = "…"


def read_as(found: Found) -> tuple[Piece, ...]:
    """What the question was read as, changed words marked with 1; nothing when it was taken as it was typed."""
    if found.read_as is None:
        return ()
    read = _WORD.findall(found.read_as)
    changed = _changed(_WORD.findall(found.question), read)
    return tuple(_pieces(read, changed, _shown(changed)))


def _changed(typed: Sequence[str], read: Sequence[str]) -> list[bool]:
    """For each word read, whether it is another one than was typed there."""
    same = SequenceMatcher(None, [_plain(word) for word in typed], [_plain(word) for word in read], autojunk=False)
    changed = [True] * len(read)
    for block in same.get_matching_blocks():
        changed[block.b : block.b + block.size] = [False] * block.size
    return changed


def _plain(word: str) -> str:
    return normalize("NFKC", word).lower().replace("ё", "е")


def _shown(changed: Sequence[bool]) -> list[bool]:
    if len(changed) <= _WHOLE:
        return [True] * len(changed)
    return [any(changed[max(0, at - _AROUND) : at + _AROUND + 1]) for at in range(len(changed))]


def _pieces(read: Sequence[str], changed: Sequence[bool], shown: Sequence[bool]) -> Iterator[Piece]:
    blank = ""
    for (seen, marked), run in groupby(range(len(read)), key=lambda at: (shown[at], changed[at])):
        if blank:
            yield Piece(blank)
        words = " ".join(read[at] for at in run)
        yield Piece(words if seen else _LEFT_OUT, (1,) if seen and marked else ())
        blank = " "
