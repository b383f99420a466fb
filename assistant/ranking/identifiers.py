"""Codes, versions, settings and file names in a question: what must be found letter by letter."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain

# F.0130, P4011, D-51, f 0113: letters, perhaps a sign, digits.
_CODE = re.compile(r"(?<![\w.])([a-zа-я]{1,3})([.\-_ ]?)(\d{2,6})(?![\w.]*\d)", re.IGNORECASE)
# 2.6.1, test_mode, payment.php, notifyUrl2: joined by signs, and not two plain words with a hyphen.
_JOINED = re.compile(r"(?<![\w.])(?:[^\W_]+[._/\-])+[^\W_]+")
# «2.3», «v2.3»; what redaction leaves of a card (•1234) is no version.
_NUMBER = re.compile(r"(?<![\w.,•])(?:[vв]\.?)?(\d{1,4}(?:\.\d{1,4}){0,3})(?![\w,])", re.IGNORECASE)
_VERSION_SIGN = re.compile(r"[vв]\.?(?=\d)")
_SIGNS = ("", ".", "-", "_")
_SHORTEST_SPACED = 3
# «Р.4011» with a Russian Р looks like P.4011, to whoever asks and to whoever wrote the text.
_LATIN, _CYRILLIC = "abcehkmoptxy", "авсенкмортху"
_LOOKALIKES = (str.maketrans(_LATIN, _CYRILLIC), str.maketrans(_CYRILLIC, _LATIN))


def identifiers(question: str) -> tuple[str, ...]:
    """The folded forms in which the identifiers of a question may be written, none for a question in plain words."""
    lower = question.lower()
    codes = chain.from_iterable(_forms(*match.groups()) for match in _CODE.finditer(lower))
    joined = [match.group() for match in _JOINED.finditer(lower) if _is_a_name(match.group())]
    bare = (_VERSION_SIGN.sub("", name, count=1) for name in joined if _VERSION_SIGN.match(name))
    return tuple(dict.fromkeys(chain(codes, joined, bare)))


@lru_cache(65536)  # titles are asked for again and again
def numbers(text: str) -> frozenset[str]:
    """The numbers of a text that may be versions: `3`, `2.3`, `4.0.1`; a version stands for its major one, too."""
    found = _NUMBER.findall(text)
    return frozenset(chain(found, (number.split(".")[0] for number in found)))


def _forms(letters: str, sign: str, digits: str) -> list[str]:
    if sign == " " and len(digits) < _SHORTEST_SPACED:
        return []  # «на 30 дней» is no code
    spellings = dict.fromkeys([letters, *(letters.translate(table) for table in _LOOKALIKES)])
    return [f"{spelling}{between}{digits}" for spelling in spellings for between in _SIGNS]


def _is_a_name(joined: str) -> bool:
    return "_" in joined or "." in joined or any(sign.isdigit() for sign in joined)
