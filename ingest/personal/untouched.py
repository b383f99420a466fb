"""What must stay readable whatever it looks like: transaction ids, hashes, dates, addresses, our own placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterator

_PLACEHOLDER = re.compile(r"\[(?:карта(?: •[0-9]{4})?|срок|CVV|код|телефон|почта|имя|IBAN|паспорт|УНП|ИНН|СНИЛС)\]")
_SHAPE = r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}"
_IDENTIFIER = re.compile(rf"(?<![0-9A-Za-z])(?:{_SHAPE}|[0-9A-Fa-f]{{24,}}+)(?![0-9A-Za-z])")
_GLUED = re.compile(rf"(?<=[0-9]){_SHAPE}|{_SHAPE}(?=[0-9])")
_TIME = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]{1,9})?)?(?:Z|[+\-][01][0-9]:?[0-5][0-9])?"
_YEAR = r"(?:19|20)[0-9]{2}"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})"
_MOMENT_OR_ADDRESS = re.compile(
    rf"(?<![0-9])(?<![0-9][.\-/:])(?:{_YEAR}(?P<dash>[.\-/]){_MONTH}(?P=dash){_DAY}(?:[T ]{_TIME})?"
    rf"|{_DAY}(?P<dot>[.\-/]){_MONTH}(?P=dot)(?:{_YEAR}|[0-9]{{2}})|{_TIME}|(?:{_OCTET}\.){{3}}{_OCTET})(?![.\-/:]?[0-9])"
)
# Two quick looks that skip nearly all of a text; the slow patterns above start only where these stop.
_LONG_TOKEN = re.compile(r"[0-9A-Fa-f][0-9A-Fa-f\-]{23,}+")
_POINTED = re.compile(r"[0-9]{1,4}[.\-/:][0-9]")
_LETTER_INSIDE = re.compile(r"[0-9][A-Fa-f]+[0-9]")


def untouched(text: str) -> Iterator[tuple[int, int]]:
    """Spans that no finder may see. A UUID counts only whole, between signs that are no letters or digits."""
    for placeholder in _PLACEHOLDER.finditer(text):
        yield placeholder.span()
    for match in _in_long_tokens(_IDENTIFIER, text):
        if _is_identifier(match[0]):
            yield match.span()
    for point in _POINTED.finditer(text):
        moment = _MOMENT_OR_ADDRESS.match(text, point.start())
        if moment:
            yield moment.span()


def glued(text: str) -> Iterator[tuple[int, int]]:
    """UUIDs with further digits glued to them: set apart, they let a card show that begins or ends there."""
    return (match.span() for match in _in_long_tokens(_GLUED, text) if _is_identifier(match[0]))


def _in_long_tokens(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    for token in _LONG_TOKEN.finditer(text):
        yield from pattern.finditer(text, token.start(), token.end() + 1)


def _is_identifier(token: str) -> bool:
    """A UUID or a hash, unless it is of decimal digits alone: a card dressed up as a UUID is likelier than that."""
    if "-" in token:
        return not token.replace("-", "").isdecimal()
    return sum(map(str.isalpha, token)) >= 3 and _LETTER_INSIDE.search(token) is not None
