"""Finds bank account numbers in IBAN form, by their check digits or after the word."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.personal.checksums import iban_length, is_iban
from ingest.personal.finding import Finding, before, found

# Russian keyboards: half of the letters of a Belarusian IBAN have a Cyrillic twin.
LATIN_TWINS = str.maketrans("авекмнорстух", "abekmhopctyx")
_SIGN_CLASS = "[a-zавекмнорстух0-9]"
_LETTER_CLASS = "[a-zавекмнорстух]"
_CANDIDATE = re.compile(rf"{_LETTER_CLASS}{{2}}(?<![^\W_]..)[0-9]{{2}}(?:[ \-\u200b]{{0,3}}{_SIGN_CLASS}){{11,30}}")
_SIGN = re.compile(_SIGN_CLASS)
_BLANK = re.compile(r"[ \-\u200b]")
# Twenty-eight signs of this form are nobody's chance, so a mistyped check digit does not matter.
_BELARUSIAN = re.compile(r"BY[0-9]{2}[A-Z]{4}[0-9]{4}[0-9A-Z]{16}")
_NAMED = re.compile(r"(?:iban|ибан|р/с|сч[её]т\w{0,2}|account)[^\n]{0,12}$")


def ibans(view: str) -> Iterator[Finding]:
    """Account numbers of any country that has IBANs; after the word IBAN or «счёт» also mistyped ones."""
    for match in _CANDIDATE.finditer(view):
        length = iban_length(match[0][:2].translate(LATIN_TWINS).upper())
        compact = _BLANK.sub("", match[0])[:length].translate(LATIN_TWINS).upper()
        if not 15 <= length == len(compact):
            continue
        named = _NAMED.search(before(view, match.start(), 25)) is not None
        if named or _BELARUSIAN.fullmatch(compact) or is_iban(compact):
            signs = [sign.end() for sign in _SIGN.finditer(view, *match.span())]
            yield found((match.start(), signs[length - 1]), "IBAN")
