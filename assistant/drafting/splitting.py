"""Running text as sentences: the same cuts as ingest makes, as parts of a redacted text."""

from __future__ import annotations

import re

from corpus.nouns import RedactedText
from ingest.distilling.letter import sentences as ranges

# «т. е.», «и т. д.»: written with a blank, the abbreviation looks like two ends.
_ABBREVIATED = re.compile(r"(?<!\w)[а-яё]\.$")


def sentences(text: RedactedText) -> list[RedactedText]:
    """The sentences of a paragraph in order, without blanks around them."""
    joined: list[tuple[int, int]] = []
    for start, end in ranges(text):
        goes_on = joined and text[start].islower() and _ABBREVIATED.search(text, *joined[-1])
        joined.append((joined.pop()[0] if goes_on else start, end))
    return [text[start:end] for start, end in joined]


def trimmed(text: RedactedText) -> RedactedText:
    """The text without blanks around it."""
    start = len(text) - len(text.lstrip())
    return text[start : max(start, len(text.rstrip()))]
