"""Finds telephone numbers; the home of phonenumbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from phonenumbers import NumberParseException, PhoneNumber, is_possible_number, is_valid_number, parse

from ingest.personal.finding import Finding, before, digits_of, found, is_amount

_SIGNS = r"[ \-().\u200b~/]"
_ENDS = r"(?![0-9a-z_]|[.\-:/ ]?[0-9]{2})"
_PLUS = re.compile(
    rf"(?:\+|00(?<![\w.\-]..)(?=375|380|7|48)){_SIGNS}{{0,3}}[0-9](?:{_SIGNS}{{0,4}}[0-9]){{6,14}}(?![0-9])"
)
# At home: 8 0xx in Belarus, 8 xxx in Russia and Kazakhstan, 0xx in Belarus and Ukraine, and codes without a plus.
_NATIONAL = re.compile(
    rf"[(0378](?<![\w.,+№#\-].)(?:(?<=[78])(?:{_SIGNS}{{0,3}}[0-9]){{10}}|(?<=0)(?:{_SIGNS}{{0,3}}[0-9]){{9}}"
    rf"|(?<=3)(?:75|80)(?:{_SIGNS}{{0,3}}[0-9]){{9}}|(?<=\()(?:375|380|[78])\)(?:{_SIGNS}{{0,3}}[0-9]){{9,10}}"
    rf"|(?<=\()[0-9]{{2,4}}\)(?:{_SIGNS}{{0,3}}[0-9]){{6,8}}){_ENDS}"
)
_CALLED = re.compile(
    r"(?<![^\W_])(?:тел(?:ефон\w{0,3})?|моб(?:ильн\w{1,3})?|сот\w{0,4}|phone|tel|mobile|cell|звон\w{1,4}|whats ?app"
    r"|w[ao]tsap|viber|ватс?ап\w?|вотс?ап\w?|вайбер\w?|мтс|life|msisdn)(?![^\W_])[^\w\n\ufffc]{0,6}"
    r"(?:(?:номер\w?|мне|нам|мой|его|её|по|на|number|no|is)[^\w\n\ufffc]{1,3}){0,2}"
    rf"(?P<number>[(0-9](?:{_SIGNS}{{0,3}}[0-9]){{5,14}}[0-9])(?![0-9]|[.,][0-9])"
)
_MOBILE = ("025", "029", "033", "044")
_CODES = {"375": 12, "380": 12, "7": 11, "48": 11}
_NOT_CALLED = re.compile(
    r"(?:заказ\w*|order\w*|bill\w*|invoice\w*|id|uid|rrn|код\w*|code|услуг\w*|ерип|erip|сч[её]т\w*|account|договор\w*|транзакци\w*|плат[её]ж\w*"
    r"|transaction|payment|инн|inn|унп|кпп|бик|огрн|артикул|sku)[^\w\ufffc]{0,6}$"
)
_LAST_DIGIT = re.compile(r"[0-9](?![0-9])")
_LINK = re.compile(r"(?:wa\.me|tel|viber|callto|phone|chat)[^\s]{0,16}$")


def international_phones(view: str) -> Iterator[Finding]:
    """Numbers that begin with a plus or 00 and a country's code."""
    for match in _PLUS.finditer(view):
        dialled = next((one for one in _readings(match[0]) if _is_dialled(digits_of(one).removeprefix("00"))), None)
        if dialled:
            yield found((match.start(), match.start() + len(dialled)), "телефон")


def national_phones(view: str) -> Iterator[Finding]:
    """Numbers as people dial them at home, and shorter ones straight after a word for a telephone."""
    for match in _NATIONAL.finditer(view):
        if _is_called(view, *match.span()) and _is_at_home(digits_of(match[0])):
            yield found(match.span(), "телефон")
    for match in _CALLED.finditer(view):
        yield found(match.span("number"), "телефон")


def _readings(candidate: str) -> Iterator[str]:
    """The candidate, then what is left of it without its last groups: a date or a sum may have followed."""
    code = digits_of(candidate[:9]).removeprefix("00")
    size = next((size for known, size in _CODES.items() if code.startswith(known)), 0)
    for group in reversed(list(_LAST_DIGIT.finditer(candidate))):
        length = len(digits_of(candidate[: group.end()]).removeprefix("00"))
        if length == size or (not size and length >= 8):
            yield candidate[: group.end()]


def _is_called(view: str, start: int, end: int) -> bool:
    """Whether nothing around says that it is a sum, a part of a web address, or a number of something else."""
    number, lead = view[start:end], before(view, start, 24)
    if is_amount(view, end) or (lead.endswith(("/", "_")) and _LINK.search(lead) is None):
        return False
    if number.isdecimal():
        return _NOT_CALLED.search(lead) is None and (number[0] != "0" or number.startswith(_MOBILE))
    return not (lead.endswith(" ") and lead[-2:-1].isdecimal())


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
