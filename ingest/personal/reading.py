"""Ways to read a text: a view has the text's length, so an offset in it is one in the text, and only small letters."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator

from ingest.personal.finding import HIDDEN, ZERO_WIDTH

_KEPT = frozenset("\n№«»₽€£")
_MASKS = frozenset("•·●∙×█▪▮○◦∗■□⋅‧")
_LIKE_DIGITS = str.maketrans("oоοзʒliіӏ", "000331111")
_LIKELY_DIGITS = {**_LIKE_DIGITS, **str.maketrans("бчbвs", "64885")}
_LIKE = "oоοзʒliіӏ"
_LIKELY = _LIKE + "бчbвs"

_INSIDE_NUMBER = re.compile(rf"(?<=[0-9])[{_LIKE}\u200b]++(?=[0-9])")
_NUMBER_LIKE = re.compile(
    rf"(?<![^\W_])(?<!\u200b)(?:[{_LIKELY}]{{2,4}}[ .\-/]{{1,3}})?"
    rf"[{_LIKELY}\u200b]*+[0-9][0-9{_LIKELY}\u200b]*+(?![^\W_])"
    rf"(?:[ .\-/]{{1,3}}[{_LIKELY}]{{1,4}}(?![^\W_]))*"
)

_ESCAPE = (
    r"(?:&(?:amp;){0,3}(?:\#x?[0-9a-f]{1,6}|[a-z]{2,8});"
    r"|%[CD][0-9A-F]%[89AB][0-9A-F]|%E[0-9A-F](?:%[89AB][0-9A-F]){2}|%(?:25){0,2}[0-7][0-9A-F]"
    r"|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|\\[nrt]|=C2=A0|=\n"
    r"|</?[a-z][^<>0-9]{0,60}+>)"
)
_ESCAPED = re.compile(_ESCAPE, re.IGNORECASE)
_ESCAPES = re.compile(rf"{_ESCAPE}(?:\s{{0,3}}{_ESCAPE})*", re.IGNORECASE)
_NUMERIC = re.compile(r"[0-9@]")
_SPELLED = {
    "0": "ноль нуль zero", "1": "один одна раз one", "2": "два две two", "3": "три three", "4": "четыре four",
    "5": "пять five", "6": "шесть six", "7": "семь seven", "8": "восемь eight", "9": "девять nine",
}  # fmt: skip
_DIGIT_OF = {word: digit for digit, words in _SPELLED.items() for word in words.split()}
_WORD = rf"(?:{'|'.join(_DIGIT_OF)})"
_DICTATED = re.compile(rf"{_WORD}(?:[\s,.\-]{{1,3}}{_WORD}){{11,}}")
_DICTATED_WORD = re.compile(_WORD)


class Alphabet(dict[int, str]):
    """Folds each character to the one the finders know; a table for `str.translate` that fills as it meets them."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _folded(chr(code))
        return folded


def views(text: str, alphabet: Alphabet) -> Iterator[str]:
    """The text with its HTML, URL and JSON escapes and dictated digits undone, where it has any; then as it stands."""
    literal = text.translate(alphabet)
    unescaped = _ESCAPES.sub(_decoded_beside_numbers, text)
    decoded = _DICTATED.sub(_written, literal if unescaped == text else unescaped.translate(alphabet))
    if decoded != literal:
        yield decoded
    yield literal


def digit_views(view: str) -> Iterator[str]:
    """Views in which letters that look like digits are digits: inside numbers, then wherever they may be."""
    inside = _INSIDE_NUMBER.sub(lambda match: match[0].translate(_LIKE_DIGITS), view)
    yield inside
    anywhere = _NUMBER_LIKE.sub(lambda match: match[0].translate(_LIKELY_DIGITS), inside)
    if anywhere != inside:
        yield anywhere


def _folded(character: str) -> str:
    if character in _KEPT:
        return character
    if character in _MASKS:
        return "•"
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    folded = _folded_by_category(character)
    small = folded.lower()
    return small if len(small) == 1 else folded


def _folded_by_category(character: str) -> str:
    category = unicodedata.category(character)
    if character in "\u115f\u1160\u3164\uffa0":  # letters by name, blanks to the eye
        return " "
    if category in {"Cf", "Mn", "Me", "Mc", "Co", "Cn", "Cs"} or character == HIDDEN:
        return ZERO_WIDTH
    if category == "Cc":
        return {"\t": " ", "\r": " ", "\v": "\n", "\f": "\n", "\x85": "\n"}.get(character, ZERO_WIDTH)
    if category[0] == "Z":
        return " " if category == "Zs" else "\n"
    if character.isascii():
        return character
    return _folded_sign(character, category)


def _folded_sign(character: str, category: str) -> str:
    plain = unicodedata.normalize("NFKC", character)
    if len(plain) == 1 and plain.isascii():
        return plain
    if category == "Pd" or character == "\u2212":
        return "-"
    if character == "…":
        return "."
    return "~" if category[0] in "PS" and category != "Sc" else character


def _decoded_beside_numbers(match: re.Match[str]) -> str:
    """The escapes undone where that can bring a number to light, untouched elsewhere: a second reading costs time."""
    start, end = match.span()
    decoded = _ESCAPED.sub(_decoded, match[0])
    if _NUMERIC.search(match.string, max(0, start - 2), start) or _NUMERIC.search(match.string, end, end + 2):
        return decoded
    return decoded if _NUMERIC.search(decoded) else match[0]


def _decoded(match: re.Match[str]) -> str:
    """What an escape stands for, filled up to its own length with nothing to see."""
    escape, meaning = match[0], _meaning(match[0])
    return meaning + ZERO_WIDTH * (len(escape) - len(meaning)) if 0 < len(meaning) < len(escape) else escape


def _meaning(escape: str) -> str:
    if escape[0] == "&":
        return html.unescape(escape.lower().replace("amp;", "") if escape[1] != "#" else escape)
    if escape[0] == "%":
        octets = escape if escape.count("%") > 1 else escape[-2:]
        return bytes.fromhex(octets.replace("%", "")).decode(errors="replace")
    if escape[0] in "=<":
        return ZERO_WIDTH if escape == "=\n" else " "
    return chr(int(escape[2:], 16)) if escape[1] in "uUxX" else " "


def _written(match: re.Match[str]) -> str:
    return _DICTATED_WORD.sub(lambda word: _DIGIT_OF[word[0]].ljust(len(word[0]), ZERO_WIDTH), match[0])
