"""The two keyboard layouts, key by key: what was typed when the other one was on."""

from __future__ import annotations

import re
from collections.abc import Iterator

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,./`" + 'QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>?~'
_CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбю.ё" + "ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,Ё"
_TO_CYRILLIC = str.maketrans(_LATIN + "@#$^&", _CYRILLIC + '"№;:?')
_TO_LATIN = str.maketrans(_CYRILLIC + '"№;:', _LATIN + "@#$^")
# The rows of letter keys, for telling which keys are neighbours.
ROWS = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "qwertyuiop", "asdfghjkl", "zxcvbnm")

# Signs that end or open a sentence in either layout, so they may be meant as they stand.
_CLOSING = ",.;:'\"/)]}>&"
_OPENING = "'\"([{<"
_VOWELS = re.compile("[aeiouyаеёиоуыэюя]")


def switched(chunk: str) -> Iterator[str]:
    """What the same keys give in the other layout; first with the outer signs as keys, then with them as typed.

    `chunk` holds no blanks. Nothing is yielded for a chunk of both scripts or without letters.
    """
    table = _table(chunk)
    if table is None:
        return
    # Shift and the key of «,» give `?` in the other layout, but no question ends with a comma.
    asked = len(chunk.rstrip("?!"))
    chunk, asking = chunk[:asked], chunk[asked:]
    closed = chunk.rstrip(_CLOSING)
    # A letter may hide behind each closing sign («хлеб» is `[kt,`), so they are given up one by one.
    for end in range(len(chunk), len(closed) - 1, -1):
        yield chunk[:end].translate(table) + chunk[end:] + asking
    opened = closed.lstrip(_OPENING)
    if opened and opened != closed:
        start = closed.index(opened)
        yield chunk[:start] + opened.translate(table) + chunk[len(closed) :] + asking


def _table(chunk: str) -> dict[int, int] | None:
    latin = any("a" <= sign <= "z" for sign in chunk.lower())
    cyrillic = any("а" <= sign <= "я" or sign == "ё" for sign in chunk.lower())
    if latin == cyrillic:
        return None
    return _TO_CYRILLIC if latin else _TO_LATIN


def smoother(one: str, other: str) -> bool:
    """Whether the first of two words that nobody knows is easier to speak: its longest run of consonants is shorter."""
    return _longest_run(one) < _longest_run(other)


def _longest_run(text: str) -> int:
    return max(map(len, _VOWELS.split(text.lower())))
