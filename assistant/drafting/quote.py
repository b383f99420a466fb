"""Turns chosen sentences into the lines of a draft, under the conditions that their headings set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.drafting.headings import Effect, effect, turns_round
from assistant.drafting.sentences import Form, Quotable
from assistant.drafting.weigh import Scored, is_procedure
from assistant.nouns import Passage
from corpus.nouns import RedactedText


@dataclass(frozen=True, slots=True)
class Line:
    """Something to say: quoted from a passage, or a courtesy without one. `quote` is the text as it stands there.

    One that stands `apart` is a paragraph of its own, one that `begins` begins a new one.
    """

    text: RedactedText
    passage: Passage | None = None
    quote: RedactedText | None = None
    apart: bool = False
    begins: bool = False


def quoted(chosen: Sequence[Scored], whole: bool = False) -> list[Line]:
    """One line per sentence; the first one under a heading says its condition. A `whole` text keeps its paragraphs."""
    lines: list[Line] = []
    introduced: set[RedactedText] = set()
    for one in chosen:
        quotable = one.saying.quotable
        said_already = quotable.heading in introduced and not turns_round(quotable.heading, one.saying.text)
        text = one.saying.text if said_already else _under_heading(quotable, one.saying.text)
        introduced.add(quotable.heading)
        lines.append(Line(text, one.saying.passage, quotable.text, is_procedure(one), whole and quotable.begins))
    return lines


def paragraphs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines in paragraphs."""
    paragraph: list[Line] = []
    for line in lines:
        if paragraph and (line.apart or line.begins or paragraph[-1].apart):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield paragraph


def _under_heading(quotable: Quotable, text: RedactedText) -> RedactedText:
    """A sentence under «Если уже перевели» means nothing, one under «Чего не делать» the contrary, without it."""
    does = effect(quotable.heading)
    needless = (
        does is Effect.NOTHING
        or (does is Effect.ORDER and not quotable.opens)
        or (does is Effect.DENIAL and not turns_round(quotable.heading, text))
    )
    if needless:
        return text
    between = {Effect.ORDER: ". ", Effect.STATE: "? "}.get(does, ":\n" if quotable.form is Form.STEPS else ": ")
    return RedactedText.joined(between, (quotable.heading, text))
