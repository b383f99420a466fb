"""Finds numbers of personal papers: passports, taxpayers' numbers (УНП, ИНН) and pension insurance (СНИЛС)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ingest.personal.checksums import is_inn, is_snils, is_unp
from ingest.personal.finding import Finding, before, digits_of, found
from ingest.personal.ibans import LATIN_TWINS

_BELARUSIAN = re.compile(
    r"(?P<letters>[abhkmspdавнкмср][bmhpcвмнрс])(?<![^\W_]..) ?(?:№ ?)?[0-9]{7}(?![^\W_]|[.\-][0-9])"
    r"|[1-6](?<![^\W_].)[0-9]{6} ?[abcehkmавсенкм] ?[0-9]{3} ?(?:[pр][bв]|[bв][aаi]) ?[0-9](?![^\W_])"
)
_SERIES = frozenset({"ab", "bm", "hb", "kh", "mp", "mc", "kb", "pp", "sp", "dp"})
_RUSSIAN = re.compile(
    r"(?:паспорт\w{0,3}|passport|сери\w{1,2})[^0-9\n\ufffc]{0,30}(?P<number>[0-9]{2} ?№? ?[0-9]{7}"
    r"|[0-9]{2} ?[0-9]{2}[ ,;:\-№]{0,4}(?:(?:номер|no|n) ?[:№]? ?)?[0-9]{3} ?[0-9]{3})(?![0-9])"
)
_NUMBER = re.compile(r"(?<![\w.,/\-])[0-9](?:[ \-]?[0-9]){8,11}(?![\w]|[.,\-/][0-9])")
_WORDS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("УНП", re.compile(r"(?<![^\W_])(?:унп|унн|unp)(?![^\W\d_])"), is_unp),
    ("ИНН", re.compile(r"(?<![^\W_])(?:инн|inn)(?![^\W\d_])"), is_inn),
    ("СНИЛС", re.compile(r"(?<![^\W_])(?:снилс|snils)\w{0,2}(?![^\W\d_])"), is_snils),
)


def passports(view: str) -> Iterator[Finding]:
    """Belarusian passports and identification numbers by their form, Russian passports after the word."""
    for match in _BELARUSIAN.finditer(view):
        if match["letters"] is None or match["letters"].translate(LATIN_TWINS) in _SERIES:
            yield found(match.span(), "паспорт")
    for match in _RUSSIAN.finditer(view):
        yield found(match.span("number"), "паспорт")


def tax_numbers(view: str) -> Iterator[Finding]:
    """Taxpayers' and insurance numbers that pass their check and stand near the word for them."""
    if not any(word in view for word in ("унп", "унн", "unp", "инн", "inn", "снилс", "snils")):
        return
    for match in _NUMBER.finditer(view):
        digits = digits_of(match[0])
        near = before(view, match.start(), 40), view[match.end() : match.end() + 15]
        for sort, word, is_valid in _WORDS:
            if is_valid(digits) and any(map(word.search, near)):
                yield found(match.span(), sort)
                break
