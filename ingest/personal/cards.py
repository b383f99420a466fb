"""Finds payment card numbers that stand together: one piece, or groups with only signs and spaces between them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.personal.brands import FIRST_DIGITS, LONGEST, SHORTEST, is_card, is_prefixed, is_sized
from ingest.personal.checksums import is_luhn
from ingest.personal.digits import Group, Run, runs
from ingest.personal.finding import Finding, before, hide

CARD_WORD = re.compile(
    r"(?<![^\W\d_])(?:карт(?:[аыуеой]|ой|очк[аиуе]|очкой)?|kart[ayu]|cards?|pan|visa|виз[аыуе]|mastercard|мастер ?кард|maestro"
    r"|мир|mir|белкарт\w?|belkart|amex|unionpay)(?![^\W\d_])",
)
_OTHER_WORD = re.compile(
    r"(?:ean|gtin|isbn|barcode|штрих|огрн|imei|iccid|трек|track|артикул|sku|р/с|счет|счёт)[^\n]{0,16}$|/$"
)
_AMOUNT = re.compile(r"[0-9](?<![0-9.,].)(?<![0-9] .)(?:[0-9]{0,2}(?: [0-9]{3}){1,3}|[0-9]{0,8})[.,][0-9]{2}(?![0-9]|[.,\-/: ]?[0-9])")
_REST_SIZES = {(2, 2), (2, 4), (1, 2), (4,), (3,), (2, 2, 3), (2, 4, 3), (1, 2, 3), (4, 3), (1,) * 3, (1,) * 16}
_GLUED_EXPIRY = re.compile(r"(?:0[1-9]|1[0-2])(?:2[4-9]|3[0-9])(?:[0-9]{3})?")
# The usual length first: a card followed by its CVV must not be read as a longer card.
_LENGTHS = (16, 15, 19, 18, 17, 14, 13)


def card(start: int, end: int, digits: str) -> Finding:
    """A finding that keeps the last four digits, by which people and banks speak of a card."""
    return Finding(start, end, "карта", f"[карта •{digits[-4:]}]")


def cards(view: str) -> Iterator[Finding]:
    """Card numbers by brand and Luhn; straight after a word for "card" also those with a mistyped digit."""
    quiet = hide(view, (match.span() for match in _AMOUNT.finditer(view)))
    for run in runs(quiet, SHORTEST - 1):
        lead = before(view, run.groups[0].start, 40)
        yield from _cards_in(run, lead)


def _cards_in(run: Run, lead: str) -> Iterator[Finding]:
    first, named = 0, CARD_WORD.search(lead) is not None
    while first < len(run.groups):
        last, finding = _card_at(run, first, named and first == 0, lead)
        if finding:
            yield from finding
        first = last + 1


def _card_at(run: Run, first: int, named: bool, lead: str) -> tuple[int, list[Finding]]:
    """The card that begins with this group and the last group it takes, or nothing and the group itself."""
    group = run.groups[first]
    glued = _glued(group, named) if len(group.digits) > 16 and not is_card(group.digits) else []
    if glued or len(group.digits) > LONGEST:
        return first, glued
    if group.digits[0] not in FIRST_DIGITS or (first and len(group.digits) < 4 and _continues(run, first)):
        return first, []
    for last in _lasts(run, first):
        digits = run.digits(first, last)
        if is_sized(digits) and _is_shaped(run, first, last) and is_luhn(digits) and (named or not _is_other(run, first, last, lead)):
            return last, [card(group.start, run.groups[last].end, digits)]
    return _mistyped(run, first) if named else (first, [])


def _continues(run: Run, first: int) -> bool:
    """Whether no card begins with this short group: short ones make a card only as an even row, from its start."""
    gaps = run.gaps[first - 1 : first + 2]
    if len(gaps) < 3 or gaps[1] != gaps[2]:
        return True
    sizes = run.sizes(first - 1, first + 1)
    return sizes[1] != sizes[2] or (gaps[0] == gaps[1] and sizes[0] == sizes[1])


def _lasts(run: Run, first: int) -> list[int]:
    """The groups with which a card that begins here may end, the likeliest first."""
    ends, total = {}, 0
    for index in range(first, len(run.groups)):
        total += len(run.groups[index].digits)
        if total > LONGEST:
            break
        ends[total] = index
    return [ends[length] for length in _LENGTHS if length in ends] if total >= SHORTEST else []


def _is_shaped(run: Run, first: int, last: int) -> bool:
    """Whether the groups look like one number: as cards are printed, or set apart from what is around them."""
    sizes, gaps = run.sizes(first, last), run.gaps[first:last]
    if _is_printed(sizes) and sum("\n" in gap for gap in gaps) <= 1:
        return True
    if len(set(gaps)) == 1 and _is_apart(run, first, last, gaps[0]):
        return True
    return sum(sizes) in {15, 16, 18, 19} and first == 0 and _is_all(run, last) and all(len(gap) <= 4 for gap in gaps)


def _is_printed(sizes: tuple[int, ...]) -> bool:
    total = sum(sizes)
    if len(sizes) == 1 or sizes in {(4, 6, 5), (4, 6, 4)}:
        return True
    if sizes[:4] == (4, 4, 4, 4):
        return True
    return total == 16 and min(sizes) >= 4


def _is_apart(run: Run, first: int, last: int, gap: str) -> bool:
    """Whether other signs, or groups of another size, stand before and after these."""
    size = len(run.groups[first].digits)
    starts = first == 0 or run.gaps[first - 1] != gap or (len(run.groups[first - 1].digits) != size)
    even = all(len(group.digits) == size for group in run.groups[first:last])
    return starts and even and (_is_all(run, last) or run.gaps[last] != gap or len(run.groups[last + 1].digits) > size)


def _is_all(run: Run, last: int) -> bool:
    """Whether nothing comes after the card but its expiry and code, or another card digit by digit."""
    rest = run.sizes(last + 1, last + 17)
    return last + len(rest) + 1 == len(run.groups) and (not rest or rest in _REST_SIZES)


def _is_other(run: Run, first: int, last: int, lead: str) -> bool:
    """Whether a number of an unusual length is called something else, or is the last part of a web address."""
    unusual = first == last and len(run.groups[first].digits) != 16
    return unusual and first == 0 and _OTHER_WORD.search(lead) is not None


def _mistyped(run: Run, first: int) -> tuple[int, list[Finding]]:
    """A number of a card's length and prefix, named a card, whose check digit is wrong or whose end is missing."""
    start = run.groups[first].start
    for last in _lasts(run, first):
        digits = run.digits(first, last)
        if is_sized(digits) and _is_shaped(run, first, last):
            return last, [card(start, run.groups[last].end, digits)]
    digits = run.groups[first].digits
    if len(digits) >= SHORTEST - 1 and is_prefixed(digits):
        return first, [card(start, run.groups[first].end, digits)]
    return first, []


def _glued(group: Group, named: bool) -> list[Finding]:
    """Cards in a piece too long to be one: several in a row, or one with its expiry and code."""
    pieces = [group.digits[at : at + 16] for at in range(0, len(group.digits), 16)]
    if len(pieces) > 1 and len(pieces[-1]) == 16 and all(map(is_card, pieces)):
        return [card(group.start, group.end, pieces[-1])]
    padded = group.digits.lstrip("0")
    if len(padded) == 16 and is_card(padded):
        return [card(group.start, group.end, padded)]
    for length in _LENGTHS:
        number, rest = group.digits[:length], group.digits[length:]
        if is_card(number) and (_GLUED_EXPIRY.fullmatch(rest) or (named and len(number) == 16)):
            return [card(group.start, group.end, number)]
    return []
