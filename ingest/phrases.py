"""From lines that people wrote to groups of synonyms: a group a line, phrases separated by ` = `, # comments."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from corpus.database.library.synonyms import STARTER_FILE, NotAGroup, Phrases, checked_phrases
from corpus.nouns import RawText, RedactedText
from ingest.redaction import Redactor

SEPARATOR = " = "
_SEPARATOR = re.compile(SEPARATOR)


def read_group(phrases: Iterable[str], redactor: Redactor) -> Phrases:
    """One group out of its phrases.

    Raises:
        NotAGroup: the phrases cannot be a group, or hold personal data.
    """
    line = SEPARATOR.join(" ".join(phrase.split()) for phrase in phrases)
    redaction = redactor.redact(RawText(line))
    # Once more without the signs between: a telephone number may be spread over several phrases.
    found = redaction.found | redactor.redact(RawText(line.replace(SEPARATOR, " "))).found
    if found:
        raise NotAGroup(f"there is personal data in it ({', '.join(found)}); synonyms are words")
    return checked_phrases(_split(redaction.text))


def read_groups(text: str, redactor: Redactor) -> list[Phrases]:
    """All groups of a text.

    Raises:
        NotAGroup: a line is none; the message names it.
    """
    groups = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            groups.append(read_group([line], redactor))
        except NotAGroup as error:
            raise NotAGroup(f"line {number}: {error}") from error
    return groups


@cache
def starter_groups() -> tuple[Phrases, ...]:
    """The groups that ship with the project."""
    # Without the recognition of names: some brands here are names of people too, and it takes seconds to load.
    return tuple(read_groups(STARTER_FILE.read_text("utf-8"), Redactor()))


def _split(line: RedactedText) -> list[RedactedText]:
    separators = list(_SEPARATOR.finditer(line))
    starts = [0, *(separator.end() for separator in separators)]
    ends = [*(separator.start() for separator in separators), len(line)]
    return [line[start:end] for start, end in zip(starts, ends, strict=True)]
