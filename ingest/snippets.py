"""From what people wrote to the wording of a snippet; and the set that ships."""

from __future__ import annotations

import re

from corpus.database.desk.snippets import STARTER_FILE, NotASnippet, Wording, checked
from corpus.nouns import RawText
from ingest.redaction import Redactor

_HEADING = re.compile(r"^## (\w\w): (.+)$", re.MULTILINE)


def read_snippet(name: str, text: str, language: str, redactor: Redactor) -> Wording:
    """One wording. Personal data is refused rather than blanked out: what everybody inserts must be right.

    Raises:
        NotASnippet: it cannot be one, or holds personal data.
    """
    # With the line between them: a number may be spread over both.
    found = redactor.redact(RawText(f"{name}\n{text}")).found
    kept = [redactor.redact(RawText(part)) for part in (" ".join(name.split()), text.strip())]
    if found or any(one.found for one in kept):
        raise NotASnippet("personal", "there is personal data in it; put a blank such as {имя} in its place")
    return checked(Wording(kept[0].text, kept[1].text, language))


def starter_snippets() -> tuple[Wording, ...]:
    """The snippets that ship with the project."""
    # Without the recognition of names: there are none in it, and it takes seconds to load.
    redactor = Redactor()
    parts = _HEADING.split(STARTER_FILE.read_text("utf-8"))[1:]
    of_three = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    return tuple(read_snippet(name, text, language, redactor) for language, name, text in of_three)
