"""Codes, versions, settings and file names in a question: what must be found letter by letter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, islice

from assistant.understanding.skeleton import cyrillic_skeleton, latin_skeletons

# F.0130, P4011, D-51, f 0113: letters, perhaps a sign, digits.
_CODE = re.compile(r"(?<![\w.])([a-zа-я]{1,3})([.\-_ ]?)(\d{2,6})(?![\w.]*\d)", re.IGNORECASE)
# 2.6.1, test_mode, payment.php, notifyUrl2: joined by signs, and not two plain words with a hyphen.
_JOINED = re.compile(r"(?<![\w.])(?:[^\W_]+[._/\-])+[^\W_]+")
# «2.3», «v2.3»; what redaction leaves of a card (•1234) is no version.
_NUMBER = re.compile(r"(?<![\w.,•])(?:[vв]\.?)?(\d{1,4}(?:\.\d{1,4}){0,3})(?![\w,])", re.IGNORECASE)
_VERSION_SIGN = re.compile(r"[vв]\.?(?=\d)")
# «OpenCart 2.3», «OpenCart, версия 2.3»: the word that a number belongs to.
_BEFORE = re.compile(r"([^\W_]+)[\s,(«»:\-]{1,3}(?:(?:верси[ияюей]{1,2}|version|ver\.?)\s+)?$", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]*[^\W\d_][^\W_]*")
_BACK = 60
# Nobody asks about more versions at once.
_MOST = 16
# «опенкарта» is OpenCart with an ending, «РНР» a word too short for one.
_ENDING, _SHORT = 2, 4
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


@dataclass(frozen=True, slots=True)
class Version:
    """A number that may be a version, and the skeletons of the word before it."""

    number: str
    after: frozenset[str] = frozenset()

    def fits(self, number: str) -> bool:
        """Whether a text for that version is for this one: «3» has 3.1 in it, and a text for 2.3 is one for 2.3.0.2."""
        within = number.startswith(f"{self.number}.")
        return self.number == number or within or ("." in number and self.number.startswith(f"{number}."))

    def is_of(self, words: frozenset[str]) -> bool:
        """Whether the word before it is among those with these skeletons."""
        return any(_same_word(mine, other) for mine in self.after for other in words)


def versions(text: str) -> tuple[Version, ...]:
    """The numbers of a text that may be versions, whole, the first sixteen."""
    found = islice(_NUMBER.finditer(text), _MOST)
    return tuple(dict.fromkeys(Version(match[1], _before(text, match.start())) for match in found))


def skeletons(text: str) -> frozenset[str]:
    """In what the words of a text meet those of another, whichever letters both are written in."""
    return frozenset(chain.from_iterable(_skeletons(word) for word in _WORD.findall(text)))


def _forms(letters: str, sign: str, digits: str) -> list[str]:
    if sign == " " and len(digits) < _SHORTEST_SPACED:
        return []  # «на 30 дней» is no code
    spellings = dict.fromkeys([letters, *(letters.translate(table) for table in _LOOKALIKES)])
    return [f"{spelling}{between}{digits}" for spelling in spellings for between in _SIGNS]


def _before(text: str, at: int) -> frozenset[str]:
    word = _BEFORE.search(text[max(0, at - _BACK) : at])
    return skeletons(word[1]) if word else frozenset()


def _skeletons(word: str) -> tuple[str, ...]:
    folded = word.lower().replace("ё", "е")
    return latin_skeletons(folded) if folded.isascii() else (cyrillic_skeleton(folded),)


def _same_word(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= _SHORT and long.startswith(short) and len(long) - len(short) <= _ENDING)


def _is_a_name(joined: str) -> bool:
    return "_" in joined or "." in joined or any(sign.isdigit() for sign in joined)
