"""Writes a transliterated word in Russian letters when no known word has its skeleton."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

_LETTERS = {
    **{"shch": "щ", "sch": "щ", "shh": "щ", "tch": "ч", "ch": "ч", "sh": "ш", "zh": "ж", "kh": "х", "ts": "ц"},
    **{"tz": "ц", "cz": "ц", "yo": "е", "jo": "е", "yu": "ю", "ju": "ю", "iu": "ю", "ya": "я", "ja": "я", "ia": "я"},
    **{"ye": "е", "je": "е", "iy": "ий", "ij": "ий", "yy": "ый", "yj": "ый", "yi": "ый", "ck": "к", "''": "ъ"},
    **{
        "iya": "ия",
        "ija": "ия",
        "iyu": "ию",
        "iju": "ию",
        "iye": "ие",
        "ije": "ие",
        "tsya": "тся",
        "tsja": "тся",
        "tsia": "тся",
    },
    **dict(zip("abvgdezijklmnoprstufhcxwq46'`", "абвгдезийклмнопрстуфхцхшячшьь", strict=True)),
    **{"č": "ч", "š": "ш", "ž": "ж", "ŝ": "щ", "â": "я", "û": "ю", "è": "э", "ë": "е", "ʹ": "ь", "ʺ": "ъ"},
}
_SOUND = re.compile("|".join(sorted(map(re.escape, _LETTERS), key=len, reverse=True)) + "|y")
_VOWELS = "аеиоуыэюя"
# The chat's other meanings of a letter: «doljen», «zawita».
_CHAT = (("j", "zh"), ("w", "sch"))
# What Latin letters leave open, in the order in which it is worth trying; found by looking where schemes disagree.
_REPAIRS = (
    (re.compile(r"т$"), "ть"),
    (re.compile(r"л(?=[бвгджзкмнпрстфхцчшщ])"), "ль"),
    (re.compile(r"тся$|ца$|тса$"), "ться"),
    (re.compile(r"ц"), "тс"),
    (re.compile(r"([лнрсзтд])(?=[кнсшщбмч])"), r"\1ь"),
    (re.compile(r"у"), "ю"),
    (re.compile(r"^е"), "э"),
    (re.compile(r"ь$"), ""),
    (re.compile(r"([лнрдтсз])$"), r"\1ь"),
    (re.compile(r"(?<=[иаоуеы])и"), "й"),
    (re.compile(r"([бвдзкмнпрст])и"), r"\1ы"),
    (re.compile(r"ш"), "щ"),
    (re.compile(r"сч|щ"), "сч"),
    (re.compile(r"([нсмл])(?=[аоеиу])"), r"\1\1"),
)
_MOST_TRIED = 18


def lettered(form: str, known: Callable[[str], bool]) -> tuple[str, bool]:
    """A folded Latin word in Russian letters, and whether the result is a word that is known.

    Without a known one it is the plain letter-by-letter reading, so that its stem still matches its relatives.
    """
    plain = _plain(form)
    chatted = [_plain(form.replace(letter, meant)) for letter, meant in _CHAT if letter in form]
    for variant in (plain, *chatted):
        for attempt in islice(_attempts(variant), _MOST_TRIED):
            if known(attempt):
                return attempt, True
    return plain, False


def _plain(form: str) -> str:
    letters: list[str] = []
    for match in _SOUND.finditer(form):
        letters.append(_LETTERS.get(match[0]) or _y(letters, form[match.end() :]))
    return "".join(letters)


def _y(before: list[str], after: str) -> str:
    """`y` is й beside a vowel, ы after a consonant."""
    if not before or before[-1][-1:] in _VOWELS:
        return "й"
    return "ий" if not after and before[-1] in "кгхшжчщ" else "ы"


def _attempts(plain: str) -> Iterator[str]:
    repaired = [pattern.sub(by, plain) for pattern, by in _REPAIRS]
    # «-it» is left open by every scheme without a soft sign; a question asks how to do a thing more often than
    # who does it, and both have the same stem.
    if plain.endswith("т"):
        yield repaired[0]
    yield plain
    yield from (attempt for attempt in repaired if attempt != plain)
    for attempt in repaired:
        if attempt != plain:
            yield from (again for pattern, by in _REPAIRS if (again := pattern.sub(by, attempt)) != attempt)
