"""Finds card numbers with words between their groups: «4111 потом 1111 затем 1111 1111»."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.personal.brands import FIRST_DIGITS, LONGEST, is_card, is_prefixed
from ingest.personal.cards import CARD_WORD, card
from ingest.personal.digits import Run, run_of
from ingest.personal.finding import HIDDEN, Finding, before, is_amount

_LETTER = re.compile(r"[^\W\d_]")
_GLUED_LATIN = re.compile(r"[a-wyz]+|[a-z]{2,}")
_JOINING = (
    r"потом|зат[её]м|после|дал[её]е|дальше|плюс|пробел|тире|дефис|точка|и|а|на|ну|вот|тут|ещ[её]|опять|снова"
    r"|перв\w{1,4}|втор\w{1,4}|треть\w{0,3}|четв[её]рт\w{1,4}|последни\w|следующ\w{1,3}|конец|начало|середина"
    r"|начина\w{2,4}|[оз]а?канчива\w{2,4}|цифры|цифр|номера?|карты|част[ьи]|половин[аыу]|так(?:ая|ие|ой|ое)|это|остал\w{2,5}|блок|группа|строка|идут"
    r"|then|and|next|first|second|third|fourth|last|space|dash|part|half|rest|x|х|n|я|й|е"
)
_JOINED = re.compile(rf"[\W_]*(?:(?<![^\W_])(?:{_JOINING})(?![^\W_])[\W_]*){{1,6}}")
# «первые 4 цифры», «2) », «3-я», "pan4=": these count the groups and are not digits of the card.
_COUNTING = re.compile(
    r"[1-9](?<=[^\W\d_] .)(?=(?:-?[хйяе]{1,2})? ?(?:цифр|знак|символ|digit))"
    r"|[1-9](?<![\w(\ufffc.\-].)(?=\)|-[йяе](?![^\W_]))|[1-9](?<=[^\W\d].)(?=[\"']?[=:])"
)
# «коды ошибок 4001, 4002 и 4003»: several numbers, and it is said of what.
_LISTED = re.compile(
    r"(?:код|ошиб|заказ|строк|верси|страниц|артикул|год|code|error|order|line|page)\w{0,5}[^0-9\w]{0,6}$"
)
_LENGTHS = frozenset({14, 15, 16, 17, 18, 19})
_REACH = 60


def scattered_cards(view: str) -> Iterator[Finding]:
    """Card numbers by brand and Luhn whose groups have words between them, none of them a sum of money."""
    plain = _COUNTING.sub("n", view)
    if not _LETTER.search(plain):
        return
    run, first = run_of(plain, 0, len(plain)), 0
    while first < len(run.pieces):
        last = _last(plain, run, first) if _may_begin(run.pieces[first]) else None
        if last:
            yield card(run.starts[first], run.ends[last], run.digits(first, last))
        first = (last or first) + 1


def _may_begin(digits: str) -> bool:
    return is_prefixed(digits) if len(digits) >= 4 else len(digits) > 1 and digits[0] in FIRST_DIGITS


def _last(view: str, run: Run, first: int) -> int | None:
    """The group with which a card that begins here ends, if there is one."""
    digits, told = run.pieces[first], False
    for index in range(first + 1, min(first + LONGEST, len(run.pieces))):
        gap = run.gaps[index - 1]
        digits += run.pieces[index]
        if len(gap) > _REACH or HIDDEN in gap or len(digits) > LONGEST:
            return None
        told = told or _LETTER.search(gap) is not None
        if told and len(digits) in _LENGTHS and is_card(digits) and _is_told(view, run, first, index):
            return index
    return None


def _is_told(view: str, run: Run, first: int, last: int) -> bool:
    """Whether somebody tells a number group by group here, and does not merely name several numbers."""
    gaps, sizes = run.gaps[first:last], tuple(run.sizes[first : last + 1])
    if any(map(_GLUED_LATIN.fullmatch, gaps)) or any(is_amount(view, end) for end in run.ends[first : last + 1]):
        return False
    if all(not _LETTER.search(gap) or _JOINED.fullmatch(gap) for gap in gaps):
        return True
    lead = before(view, run.starts[first], _REACH)
    if CARD_WORD.search(lead):
        return min(sizes[:-1]) >= 4
    return _is_printed(sizes) and not _LISTED.search(lead) and not any("\n" in gap or len(gap) > 40 for gap in gaps)


def _is_printed(sizes: tuple[int, ...]) -> bool:
    return sizes in {(4, 6, 5), (4, 4, 4, 4, 3)} or (sum(sizes) == 16 and all(size % 4 == 0 for size in sizes))
