"""Finds telephone numbers; the home of phonenumbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from phonenumbers import NumberParseException, PhoneNumber, is_possible_number, is_valid_number, parse

from ingest.personal.finding import HIDDEN, Finding, before, digits_of, found, is_amount

_SIGNS = r"[ \-().\u200b~/]"
_ENDS = r"(?![0-9]|[.\-:/ ]?[0-9]{2})"
_PLUS = re.compile(rf"(?:\+|00(?<![\w.\-]..)(?=[1-9])){_SIGNS}{{0,3}}[0-9](?:{_SIGNS}{{0,4}}[0-9]){{6,14}}(?![0-9])")
# Within the country: 8 0xx of Belarus, 8 xxx of Russia and Kazakhstan, 0xx of Belarus and Ukraine, and codes without a plus.
_NATIONAL = re.compile(
    rf"[(0378](?<![\w.,/+№#\-].)(?:(?<=[78])(?:{_SIGNS}{{0,3}}[0-9]){{10}}|(?<=0)(?:{_SIGNS}{{0,3}}[0-9]){{9}}"
    rf"|(?<=3)(?:75|80)(?:{_SIGNS}{{0,3}}[0-9]){{9}}|(?<=\()(?:375|380|[78])\)(?:{_SIGNS}{{0,3}}[0-9]){{9,10}}"
    rf"|(?<=\()[0-9]{{2,4}}\)(?:{_SIGNS}{{0,3}}[0-9]){{6,8}}){_ENDS}"
)
_CALLED = re.compile(
    r"(?<![^\W_])(?:тел(?:ефон\w{0,3})?|моб(?:ильн\w{1,3})?|сот\w{0,4}|phone|tel|mobile|cell|звон\w{1,4}|whats ?app|w[ao]tsap|viber|ватс?ап\w?"
    r"|вотс?ап\w?|вайбер\w?|мтс|life|msisdn)(?![^\W_])"
    r"[^\w\n\ufffc]{0,6}(?:(?:номер\w?|мне|нам|мой|его|её|по|на|number|no|is)[^\w\n\ufffc]{1,3}){0,2}"
    rf"(?P<number>[(0-9](?:{_SIGNS}{{0,3}}[0-9]){{5,14}}[0-9])(?![0-9]|[.,][0-9])"
)
_CODES = {"375": 12, "380": 12, "7": 11}
_LINK = re.compile(r"(?:wa\.me|tel|viber|callto|phone|chat)[^\s]{0,16}$")


def international_phones(view: str) -> Iterator[Finding]:
    """Numbers that begin with a plus or 00 and a country's code."""
    for match in _PLUS.finditer(view):
        number = digits_of(match[0]).removeprefix("00")
        length = next((size for code, size in _CODES.items() if number.startswith(code)), len(number))
        end = _end_of(match, length + (2 if match[0][0] == "0" else 0))
        if end and _is_dialled(number[:length]):
            yield found((match.start(), end), "телефон")


def national_phones(view: str) -> Iterator[Finding]:
    """Numbers as people dial them at home, and shorter ones straight after a word for a telephone."""
    for match in _NATIONAL.finditer(view):
        if not is_amount(view, match.end()) and _is_at_home(digits_of(match[0])) and not _is_in_path(view, match.start()):
            yield found(match.span(), "телефон")
    for match in _CALLED.finditer(view):
        yield found(match.span("number"), "телефон")


def _end_of(match: re.Match[str], length: int) -> int | None:
    """Where the first `length` digits end; nothing when a further digit follows at once."""
    ends = [match.start() + at for at, sign in enumerate(match[0]) if sign.isdecimal()]
    if len(ends) < length or (len(ends) > length and ends[length] == ends[length - 1] + 1):
        return None
    return ends[length - 1] + 1


def _is_in_path(view: str, start: int) -> bool:
    lead = before(view, start, 20)
    return lead.endswith(("/", "_")) and HIDDEN not in lead and _LINK.search(lead) is None


@lru_cache(maxsize=4096)
def _is_dialled(number: str) -> bool:
    return _is(is_possible_number if number.startswith(tuple(_CODES)) else is_valid_number, f"+{number}", None)


@lru_cache(maxsize=4096)
def _is_at_home(number: str) -> bool:
    regions = ("BY", "RU", "KZ", "UA") if number[0] in "80" else ("BY", "RU")
    return any(_is(is_valid_number, number, region) for region in regions)


def _is(check: Callable[[PhoneNumber], bool], number: str, region: str | None) -> bool:
    try:
        return check(parse(number, region))
    except NumberParseException:
        return False
