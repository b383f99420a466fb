"""Takes the greeting off a question, in whichever letters and keyboard layout it was typed."""

from __future__ import annotations

import re
from itertools import islice, product

from assistant.understanding.layout import switched
from corpus.nouns import RedactedText
from ingest.distilling.courtesies import bare

_CHUNK = re.compile(r"(\S+)\s*")
_LETTERS = re.compile(r"[^\W\d_]{2}")
# «Доброго времени суток» is the longest that is typed with the wrong layout on.
_LONGEST = 3
# What is cut off inside a word is none: «hi-fi».
_INSIDE = re.compile(r"[\w\-–/@.]")


def without_greeting(question: RedactedText) -> RedactedText:
    """The question without the greeting in front of it; as it is where there is nothing else."""
    start = max(bare(question, 0, len(question))[0], _end_in_other_layout(question))
    rest = question[start:]
    joined = start and _INSIDE.match(question[start - 1]) and _INSIDE.match(rest)
    return question if joined or not _LETTERS.search(rest) else rest


def _end_in_other_layout(question: str) -> int:
    """Where a greeting ends whose keys were meant in the other layout; 0 without one."""
    first = list(islice(_CHUNK.finditer(question), _LONGEST))
    for count in range(len(first), 0, -1):
        ways = product(*(switched(chunk[1]) for chunk in first[:count]))
        # The key of «,» in one layout is «?» in the other.
        texts = [" ".join(way).replace("?", ",") for way in ways]
        if any(bare(text, 0, len(text))[0] == len(text) for text in texts):
            return first[count - 1].end()
    return 0
