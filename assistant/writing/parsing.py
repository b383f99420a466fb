"""Reads what a model wrote, while it writes: sentences in JSON, or plain text with [n] behind each sentence."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from corpus.nouns import RawText
from ingest.distilling.letter import sentences

# A letter of thirty long sentences; what is longer runs away.
_MOST_SENTENCES, _LONGEST_ANSWER, _LONGEST_SENTENCE = 30, 40_000, 1500
_TEXT = {"type": "string"}
SCHEMA = {
    "title": "reply",
    "description": "Ответ клиенту по предложениям",
    "type": "object",
    "properties": {
        "sentences": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "text": _TEXT,
                    "original": _TEXT,
                    "citations": {"type": "array", "items": {"type": "integer"}},
                },
                "required": ["text", "original", "citations"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["sentences"],
    "additionalProperties": False,
}
_THOUGHT = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
_OPENING = re.compile(r'\s*(?:```(?:json)?\s*)?\{\s*"sentences"\s*:\s*\[')
_CLOSING = re.compile(r"\s*\]\s*\}")
_BETWEEN = re.compile(r"[\s,]*")
_MARKS = re.compile(r"(?:\s*\[\d{1,3}(?:\s*,\s*\d{1,3})*\])+")


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence as a model wrote it. `original` says the same in the source's language, when it had to translate."""

    text: RawText
    citations: tuple[int, ...]
    original: RawText = RawText("")  # noqa: RUF009 (immutable)


class Reading:
    """Takes the answer in piece by piece, gives every sentence as soon as it is complete, and knows if it was cut."""

    def __init__(self) -> None:
        self._text = ""
        self._at = 0
        self._given = 0
        self._closed = False

    def take(self, piece: str) -> Iterator[Written]:
        """The sentences that are complete with this piece; plain text is read at the end only."""
        self._text += piece
        if not self._at:
            self._text = _THOUGHT.sub("", self._text, count=1)
            opening = _OPENING.match(self._text)
            self._at = opening.end() if opening else 0
        while self._at and not self._closed and (item := self._item()) is not None:
            written = _written(item)
            if written and self._given < _MOST_SENTENCES:
                self._given += 1
                yield written

    def rest(self) -> Iterator[Written]:
        """What is left when the answer has ended: all of it, when it was no JSON."""
        if not self._at and not self._text.lstrip().startswith(("{", "```", "<")):
            self._closed = bool(self._text.strip())
            yield from [*_plain(self._text)][:_MOST_SENTENCES]

    @property
    def is_whole(self) -> bool:
        """Whether the answer came to its own end."""
        return self._closed

    @property
    def is_endless(self) -> bool:
        """Whether it is longer than anything that was asked for."""
        return len(self._text) > _LONGEST_ANSWER

    def _item(self) -> Any:
        """The next object of the list, or None while it is not complete."""
        between = _BETWEEN.match(self._text, self._at)
        start = between.end() if between else self._at
        if _CLOSING.match(self._text, start):
            self._closed = True
            return None
        try:
            item, self._at = json.JSONDecoder().raw_decode(self._text, start)
        except (ValueError, RecursionError):
            return None
        return item if item is not None else {}


def _written(item: Any) -> Written | None:
    if not isinstance(item, dict) or not isinstance(item.get("text"), str) or not item["text"].strip():
        return None
    cited, original = item.get("citations"), item.get("original")
    # Written into the text all the same, by models that know no schema.
    text, marked = _without_marks(item["text"][:_LONGEST_SENTENCE])
    numbers = [one for one in cited if type(one) is int] if isinstance(cited, list) else []
    known = original[:_LONGEST_SENTENCE] if isinstance(original, str) else ""
    return Written(RawText(text), tuple(dict.fromkeys([*numbers, *marked])), RawText(known.strip()))


def _plain(text: str) -> Iterator[Written]:
    """Sentences of plain text; marks that stand behind the full stop belong to the sentence before it."""
    for line in text.splitlines():
        moved = re.sub(rf"([.!?…])({_MARKS.pattern})", r"\2\1", line)
        for start, end in sentences(moved):
            said, numbers = _without_marks(moved[start:end][:_LONGEST_SENTENCE])
            if said:
                yield Written(RawText(said), numbers)


def _without_marks(text: str) -> tuple[str, tuple[int, ...]]:
    numbers = [int(number) for marks in _MARKS.findall(text) for number in re.findall(r"\d+", marks)]
    return _MARKS.sub("", text).strip(), tuple(dict.fromkeys(numbers))
