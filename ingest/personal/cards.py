"""Finds payment card numbers that stand together: one piece, or groups with only signs and spaces between them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.personal.brands import FIRST_DIGITS, LONGEST, SHORTEST, is_card, is_prefixed, is_sized
from ingest.personal.checksums import is_luhn
from ingest.personal.digits import Run, runs
from ingest.personal.finding import Finding, before, hide
from ingest.personal.shapes import continues, is_shaped

CARD_WORD = re.compile(
    r"(?<![^\W\d_])(?:карт(?:[аыуе]|ой|очк[аиуе]|очкой)?|kart[ayu]|cards?|pan|visa|виз[аыуе]|mastercard|мастер ?кард"
    r"|maestro|мир|mir|белкарт\w?|belkart|amex|unionpay)(?![^\W\d_])",
)
_OTHER_WORD = re.compile(
    r"(?:ean|gtin|isbn|barcode|штрих|огрн|imei|iccid|трек|track|артикул|sku|р/с|счет|счёт)[^\n]{0,16}$|/$"
)
_AMOUNT = re.compile(
    r"[0-9](?<![0-9.,].)(?<![0-9] .)(?:[0-9]{0,2}(?: [0-9]{3}){1,3}|[0-9]{0,8})[.,][0-9]{2}(?![0-9]|[.,\-/: ]?[0-9])"
)
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
        lead = before(view, run.starts[0], 40)
        yield from _cards_in(run, lead)


def _cards_in(run: Run, lead: str) -> Iterator[Finding]:
    first, named = 0, CARD_WORD.search(lead) is not None
    while first < len(run.pieces):
        last, finding = _card_at(run, first, named and first == 0, lead)
        if finding:
            yield from finding
        first = last + 1


def _card_at(run: Run, first: int, named: bool, lead: str) -> tuple[int, list[Finding]]:
    """The card that begins with this group and the last group it takes, or nothing and the group itself."""
    piece, start = run.pieces[first], run.starts[first]
    glued = _glued(piece, named) if len(piece) > 16 and not is_card(piece) else ""
    if glued and not named and _OTHER_WORD.search(lead):
        return first, []
    if glued or len(piece) > LONGEST:
        return first, [card(start, run.ends[first], glued)] if glued else []
    if piece[0] not in FIRST_DIGITS or (first and run.sizes[first] < 4 and continues(run, first)):
        return first, []
    for last in _lasts(run, first):
        digits = run.digits(first, last)
        if (
            is_sized(digits)
            and is_shaped(run, first, last)
            and is_luhn(digits)
            and (named or not _is_other(run, first, last, lead))
        ):
            return last, [card(start, run.ends[last], digits)]
    return _mistyped(run, first) if named else (first, [])


def _lasts(run: Run, first: int) -> list[int]:
    """The groups with which a card that begins here may end, the likeliest first."""
    ends, total = {}, 0
    for index in range(first, len(run.pieces)):
        total += run.sizes[index]
        if total > LONGEST:
            break
        ends[total] = index
    return [ends[length] for length in _LENGTHS if length in ends] if total >= SHORTEST else []


def _is_other(run: Run, first: int, last: int, lead: str) -> bool:
    """Whether a number of an unusual length is called something else, or is the last part of a web address."""
    unusual = first == last and run.sizes[first] != 16
    return unusual and first == 0 and _OTHER_WORD.search(lead) is not None


def _mistyped(run: Run, first: int) -> tuple[int, list[Finding]]:
    """A number of a card's length and prefix, named a card, whose check digit is wrong or whose end is missing."""
    start = run.starts[first]
    for last in _lasts(run, first):
        digits = run.digits(first, last)
        if is_sized(digits) and is_shaped(run, first, last):
            return last, [card(start, run.ends[last], digits)]
    digits = run.pieces[first]
    if len(digits) >= SHORTEST - 1 and is_prefixed(digits):
        return first, [card(start, run.ends[first], digits)]
    return first, []


def _glued(digits: str, named: bool) -> str:
    """The card in a piece too long to be one: the last of several, or the one before its expiry and code."""
    pieces = [digits[at : at + 16] for at in range(0, len(digits), 16)]
    if len(pieces) > 1 and len(pieces[-1]) == 16 and all(map(is_card, pieces)):
        return pieces[-1]
    padded = digits.lstrip("0")
    if len(padded) == 16 and is_card(padded):
        return padded
    for length in _LENGTHS:
        number, rest = digits[:length], digits[length:]
        if is_card(number) and (_GLUED_EXPIRY.fullmatch(rest) or (named and length == 16)):
            return number
    return ""
