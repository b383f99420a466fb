"""Folds Russian words and their Latin spellings into one skeleton, in which all ways to transliterate meet."""

from __future__ import annotations

import re
from unicodedata import normalize

# One sign per sound: Z ж, C ц, Q ч, W ш and щ. The schemes disagree most about й/ы/и, ю/у, ё/е and the soft
# sign, so the skeleton does not tell them apart.
_CYRILLIC = str.maketrans(
    {
        **dict(zip("абвгдеёжзийклмнопрстуфхцчшщыэюі", "abvgdeeZziiklmnoprstufhCQWWieui", strict=True)),
        "я": "ia",
        "ъ": "",
        "ь": "",
        "ў": "u",
        "'": "",
    }
)
_MANY_LETTERS = re.compile(r"shch|sch|shh|tsch|tch|ch|sh|zh|kh|ts|tz|cz|ck|[cčšžŝyjxw46qh'`ʹʺâêûèëě]")
_ONE_SOUND = {
    **dict.fromkeys(("shch", "sch", "shh", "sh", "š", "ŝ", "6", "w"), "W"),
    **dict.fromkeys(("ch", "tch", "tsch", "č", "4"), "Q"),
    **dict.fromkeys(("zh", "ž"), "Z"),
    **dict.fromkeys(("kh", "x", "h"), "h"),
    **dict.fromkeys(("ts", "tz", "cz", "c"), "C"),
    **dict.fromkeys(("y", "j"), "i"),
    **dict.fromkeys(("'", "`", "ʹ", "ʺ"), ""),
    **dict.fromkeys(("ê", "è", "ë", "ě"), "e"),
    "ck": "k",
    "â": "ia",
    "q": "ia",
    "û": "u",
}
# What the chat, the scientific scheme and plain habit read otherwise; tried one at a time.
_OTHERWISE = (("j", "zh"), ("w", "v"), ("sh", "skh"), ("x", "ks"), ("ch", "h"), ("c", "k"), ("o", "e"), ("q", "k"))

_DOUBLED = re.compile(r"(.)\1+")
_JOINED = (("io", "e"), ("ie", "e"), ("iu", "u"), ("tC", "C"), ("ts", "C"), ("sQ", "W"), ("WQ", "W"))


def cyrillic_skeleton(form: str) -> str:
    """The skeleton of a folded Russian word."""
    return _met(form.translate(_CYRILLIC))


def latin_skeletons(form: str) -> tuple[str, ...]:
    """The skeletons a Latin word may stand for, the usual one first; at most nine."""
    spelled = normalize("NFC", form)
    found = {_sounds(spelled): None}
    for written, meant in _OTHERWISE:
        if written in spelled:
            found[_sounds(spelled.replace(written, meant))] = None
    return tuple(found)


def _sounds(spelled: str) -> str:
    return _met(_MANY_LETTERS.sub(lambda match: _ONE_SOUND[match[0]], spelled))


def _met(sounds: str) -> str:
    for pair, one in _JOINED:
        sounds = sounds.replace(pair, one)
    return _DOUBLED.sub(r"\1", sounds)
