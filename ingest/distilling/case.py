"""Makes the staff case of a resolved ticket: distilled, and redacted once more as one text."""

from __future__ import annotations

from dataclasses import replace

from corpus.nouns import Content, RawText, RedactedText, Ticket
from ingest.distilling.distil import Unusable, as_content, distilled
from ingest.nouns import Facts
from ingest.redaction import Redactor


def case_of(ticket: Ticket, facts: Facts, redactor: Redactor) -> Content | Unusable:
    """The case that a resolved ticket comes to; what the export says in `facts` wins.

    Half a card number in one message and half in the next are each no card, and stand whole in the case.
    """
    case = distilled(ticket, facts)
    if isinstance(case, Unusable):
        return case
    # Before the title is made of the problem, and then all of it: the halves may stand in question and answer.
    parted = replace(case, problem=_again(case.problem, redactor), resolution=_again(case.resolution, redactor))
    content = as_content(parted)
    return replace(content, title=_again(content.title, redactor), text=_again(content.text, redactor))


def _again(text: RedactedText, redactor: Redactor) -> RedactedText:
    return redactor.redact(RawText(text)).text
