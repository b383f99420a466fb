"""Finds what people write beside a card number: its expiry and its code, with or without naming them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ingest.personal.finding import HIDDEN, Finding, found, is_amount

_MONTH = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:20)?[2-4][0-9]"
_EXPIRY = rf"{_MONTH} ?[/\\|.\-,:; ] ?{_YEAR}|(?:0[1-9]|1[0-2])[2-4][0-9]"
_SIGNS = r"[^\w\ufffc]{0,6}"
_AFTER = re.compile(rf"{_SIGNS}(?P<expiry>{_EXPIRY})(?![0-9]|[.\-/][0-9])")
_FAR_AFTER = re.compile(rf"[^0-9\ufffc]{{0,90}}?(?<![^\W_])(?P<expiry>{_MONTH} ?/ ?{_YEAR})(?![0-9]|[.\-/][0-9])")
_NAMED = re.compile(
    rf"(?:срок|действ\w+|годна|до|exp\w*|valid\w*|thru)[^0-9\n\ufffc]{{0,20}}"
    rf"(?P<expiry>{_MONTH} ?[/\\|.\-] ?{_YEAR})(?![0-9]|[.\-/][0-9])"
)
_CODE = re.compile(
    r"[ ,;|/:\\\n\"'`\-\u200b]{1,12}(?:(?:код|code|пин|pin)[ :=\-]{1,3})?(?P<code>[0-9]{3})(?![0-9]|[.,\-/ ]?[0-9])"
)
_REACH = 80


def beside_cards(view: str, card_spans: Iterable[tuple[int, int]]) -> Iterator[Finding]:
    """Expiries near these cards and three digits that follow them; the cards must be hidden in the view."""
    for start, end in card_spans:
        for named in _NAMED.finditer(view, max(0, start - _REACH), start):
            yield found(named.span("expiry"), "срок")
        yield from _after(view, end)


def _after(view: str, end: int) -> Iterator[Finding]:
    expiry = _AFTER.match(view, end) or _FAR_AFTER.match(view, end) or _NAMED.search(view, end, end + _REACH)
    if expiry and not is_amount(view, expiry.end()):
        yield found(expiry.span("expiry"), "срок")
        end = expiry.end()
    code = _CODE.match(view, end)
    if code and not is_amount(view, code.end()) and HIDDEN not in code[0]:
        yield found(code.span("code"), "CVV")
