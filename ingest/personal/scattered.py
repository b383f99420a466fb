"""Finds card numbers with words between their groups: «4111 потом 1111 затем 1111 1111»."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.personal.brands import FIRST_DIGITS, LONGEST, is_card, is_prefixed
from ingest.personal.cards import CARD_WORD, card
from ingest.personal.digits import Group, gaps_between, groups_in
from ingest.personal.finding import HIDDEN, Finding, before, is_amount

_LETTER = re.compile(r"[^\W\d_]")
_GLUED_LATIN = re.compile(r"[a-wyz]+|[a-z]{2,}")
_JOINING = (
    r"потом|затем|зат[её]м|после|дал[её]е|дальше|далее|плюс|пробел|тире|дефис|точка|и|а|ну|вот|тут|ещ[её]|опять|снова|"
    r"перв\w{1,4}|втор\w{1,4}|треть\w{0,3}|четв[её]рт\w{1,4}|последни\w|конец|начало|середина|цифры|цифр|номер|карты|"
    r"часть|блок|группа|строка|следующ\w{1,3}|потом идут|then|and|next|first|second|third|fourth|last|space|dash|part|x|х|n|я|й|е"
)
_JOINED = re.compile(rf"[\W_]*(?:(?<![^\W_])(?:{_JOINING})(?![^\W_])[\W_]*){{1,6}}")
# «первые 4 цифры», «2) », «3-я»: these count the groups and are not digits of the card.
_COUNTING = re.compile(
    r"[1-9](?<=[^\W\d_] .)(?=(?:-?[хйяе]{1,2})? ?(?:цифр|знак|символ|digit))|[1-9](?<![\w(\ufffc.\-].)(?=\)|-[йяе](?![^\W_]))"
)
_LENGTHS = frozenset({14, 15, 16, 17, 18, 19})
_REACH = 60


def scattered_cards(view: str) -> Iterator[Finding]:
    """Card numbers by brand and Luhn whose groups have words between them, none of them a sum of money."""
    plain = _COUNTING.sub("n", view)
    groups = [group for group in groups_in(plain, 0, len(plain)) if len(group.digits) <= 12]
    first = 0
    while first < len(groups):
        taken = _taken(plain, groups, first) if _may_begin(groups[first].digits) else 0
        if taken:
            part = groups[first : first + taken]
            yield card(part[0].start, part[-1].end, "".join(group.digits for group in part))
        first += taken or 1


def _taken(view: str, groups: list[Group], first: int) -> int:
    """How many groups from here on make a card; 0 for none."""
    digits, told = groups[first].digits, False
    for index in range(first + 1, min(first + LONGEST, len(groups))):
        end, start = groups[index - 1].end, groups[index].start
        if start - end > _REACH:
            return 0
        told = told or (start - end > 2 and _LETTER.search(view, end, start) is not None)
        digits += groups[index].digits
        if len(digits) > LONGEST:
            return 0
        if told and len(digits) in _LENGTHS and is_card(digits) and _is_told(view, groups[first : index + 1]):
            return index + 1 - first
    return 0


def _may_begin(digits: str) -> bool:
    return is_prefixed(digits) if len(digits) >= 4 else len(digits) > 1 and digits[0] in FIRST_DIGITS


def _is_told(view: str, part: list[Group]) -> bool:
    """Whether somebody tells a number group by group here, and does not merely name several numbers."""
    gaps = gaps_between(view, part)
    if any(HIDDEN in gap for gap in gaps) or any(map(_GLUED_LATIN.fullmatch, gaps)):
        return False
    if any(is_amount(view, group.end) for group in part):
        return False
    if all(not _LETTER.search(gap) or _JOINED.fullmatch(gap) for gap in gaps):
        return True
    whole = min(len(group.digits) for group in part[:-1]) >= 4 and len(part[-1].digits) >= 3
    named = CARD_WORD.search(before(view, part[0].start, _REACH)) is not None
    return whole and sum(len(group.digits) for group in part) in {15, 16, 18, 19} and (named or not any("\n" in gap or len(gap) > 40 for gap in gaps))
