"""Turns chosen sentences into the lines of a draft, under the conditions that their headings set."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.nouns import Passage
from assistant.sentences import Form, Quotable
from assistant.weigh import Scored, is_procedure
from corpus.nouns import RedactedText

_CONDITION = re.compile(r"^(?:если|когда|пока|при|чтобы|if|when|while)\b", re.IGNORECASE)
_ANY_TROUBLE = re.compile(r"что-то|не так|проблем|ошибк|trouble|problem|error|wrong", re.IGNORECASE)
_ORDERS = re.compile(r"^(?:не\s+)?\w+(?:йте|ите|ьте)(?!\w)", re.IGNORECASE)
_ASKS = re.compile(
    r"^(?:как|что|где|чего|кто|куда|откуда|почему|зачем|сколько|какой|какая|какие|чем|how|what|where|who|why|which)\b",
    re.IGNORECASE,
)
# «Прошло больше 14 дней», «Магазин молчит»: a heading that tells in which case the text holds.
_STATE = re.compile(
    r"(?<!\w)(?:не|нет|\w{3,}(?:шло|шла|шли|лось|лась|ится|ется|чит|чает|жает|лён|лен|дён|ден|щён|лена|дена|лено|дено"
    r"|вана|вано|ана|ано)|согласен|списано|снято)(?!\w)",
    re.IGNORECASE,
)


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


def quoted(chosen: Sequence[Scored]) -> list[Line]:
    """One line per sentence; the first one under a heading says its condition, when it is one."""
    lines: list[Line] = []
    introduced: set[RedactedText] = set()
    for one in chosen:
        quotable = one.saying.quotable
        text = one.saying.text if quotable.heading in introduced else _under_heading(quotable, one.saying.text)
        introduced.add(quotable.heading)
        lines.append(Line(text, one.saying.passage, quotable.text, apart=is_procedure(one)))
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
    """A sentence under «Если уже перевели» or «Прошло больше 14 дней» means nothing without that condition."""
    heading = quotable.heading
    if not heading or _ANY_TROUBLE.search(heading):
        return text
    if _CONDITION.match(heading):
        return RedactedText.joined(":\n" if quotable.form is Form.STEPS else ": ", (heading, text))
    if _ORDERS.match(heading):
        return RedactedText.joined(". ", (heading, text)) if quotable.opens else text
    if not _ASKS.match(heading) and _STATE.search(heading):
        return RedactedText.joined("? ", (heading, text))
    return text
