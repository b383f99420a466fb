"""Writes a draft with a language model, out of the evidence that the composer found; falls back to the composer's."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.drafting.verify import Verifier
from assistant.drafting.words import Words
from assistant.nouns import Draft, Passage, Sentence, Verdict
from assistant.writing.parsing import Reading, Written
from assistant.writing.prompts import VERSION, Task, question
from assistant.writing.proving import Prover, Proving
from assistant.writing.stream import Chat, ErrorTold, Piece, SchemaRefused, Unanswered, Wire
from corpus.errors import PodskazkaError
from corpus.nouns import RedactedText

Redact = Callable[[str], RedactedText]
# A pause, a sentence that is checked, and last the draft.
Step = Sentence | Draft | None

_LATE = "Модель не ответила вовремя, показан черновик без неё."
_TOLD = "Сервер модели сообщил об ошибке, показан черновик без модели."
_CUT = "Ответ модели оборвался, показан черновик без неё."
_UNPROVEN = "Источники не подтвердили ответ модели, показан черновик без неё."
_HOSTILE = "В обращении или в источнике есть приказы машине, поэтому оставлено только то, что стоит в источниках."
_HELD = "Не вошло в текст, потому что этого нет в источниках: предложений"


class Cut(PodskazkaError):
    """The model's answer ended before its end."""


@dataclass(frozen=True, slots=True)
class Proofreading:
    """What every sentence is checked with."""

    verifier: Verifier
    words: Words
    redact: Redact


class Writer:
    """Asks a chat model for a draft. It never decides whether there is an answer: that is the evidence's matter."""

    def __init__(self, name: str, seconds: float, open_chat: Callable[[], Chat], proofreading: Proofreading) -> None:
        self._name, self._seconds = name, seconds
        self._redact = proofreading.redact
        self._words = proofreading.words
        self._prover = Prover(proofreading.verifier, proofreading.words, proofreading.redact)
        self._wire = Wire(open_chat)
        # Drafts name the prompt they were written with, within the 64 signs of their column.
        self._signed = f"{name[:56]} {VERSION}"

    def write(self, task: Task, composed: Draft, suspect: Sequence[Passage] = ()) -> Iterator[Step]:
        """The sentences as they are written and checked, None while nothing comes, and at the end the draft.

        `composed` is what the composer made of the same evidence: it is the draft when the model fails, with a note
        that says so. `suspect` are the passages as they were before what speaks to machines was taken out of them.
        """
        proving = Proving.of(task, suspect or task.passages, self._words)
        sentences: list[Sentence] = []
        try:
            for sentence in self._sentences(task, proving):
                if sentence:
                    sentences.append(_in_paragraph(sentence, sentences))
                yield sentence and sentences[-1]
        except ErrorTold:
            yield self._fallen_back(composed, _TOLD)
        except Unanswered:
            yield self._fallen_back(composed, _LATE)
        except Cut:
            yield self._fallen_back(composed, _CUT)
        else:
            proven = any(one.verdict is Verdict.VERIFIED and not one.held for one in sentences)
            translated = any(one.verdict is Verdict.PARTLY and not one.held for one in sentences)
            if proven or translated:
                yield self._draft(task, composed, sentences, _HOSTILE if proving.is_hostile else "")
            else:
                yield self._fallen_back(composed, _UNPROVEN)

    def close(self) -> None:
        """Hangs up."""
        self._wire.close()

    def _sentences(self, task: Task, proving: Proving) -> Iterator[Sentence | None]:
        for written in self._written(task):
            sentence = self._prover.sentence(written, proving) if written else None
            if sentence or written is None:
                yield sentence

    def _written(self, task: Task) -> Iterator[Written | None]:
        """What the model writes; a server that knows no schemas is asked once more without one, in the same time."""
        until = time.monotonic() + self._seconds
        try:
            yield from self._answer(task, until, structured=True)
        except SchemaRefused:
            yield from self._answer(task, until, structured=False)

    def _answer(self, task: Task, until: float, *, structured: bool) -> Iterator[Written | None]:
        reading, finish = Reading(), ""
        asked = question(task, self._redact, structured=structured)
        for piece in self._wire.ask(asked, max(until - time.monotonic(), 0)):
            finish = (piece or Piece("")).finish or finish
            yield from reading.take(piece.text) if piece else ()
            if reading.is_whole:
                # What a server does behind the last bracket is not waited for: models go on for ever, and llama.cpp
                # may end a whole answer with an error (its issue 27733).
                return
            if reading.is_endless:
                raise Cut("the answer has no end")
            if time.monotonic() > until:
                raise Unanswered("the answer came in faster than it could be checked")
            # Also while a thought or a sentence without end comes in: whoever reads can go away at a pause alone.
            yield None
        if finish == "length":
            raise Cut("the answer was too long for the model")
        yield from reading.rest()
        if not reading.is_whole:
            raise Cut("the answer ended in the midst")

    def _draft(self, task: Task, composed: Draft, sentences: Sequence[Sentence], note: str) -> Draft:
        """The draft, its sources numbered in the order in which they are cited."""
        order = list(dict.fromkeys(number for one in sentences for number in one.citations))
        held = sum(one.held for one in sentences)
        note = note or (f"{_HELD} {held}." if held else "")
        return replace(
            composed,
            sentences=tuple(
                replace(one, citations=tuple(order.index(number) + 1 for number in one.citations)) for one in sentences
            ),
            sources=tuple(task.passages[number - 1] for number in order),
            reason=self._redact(note),
            writer=self._signed,
        )

    def _fallen_back(self, composed: Draft, note: str) -> Draft:
        return replace(composed, reason=self._noted(note, composed.reason))

    def _noted(self, note: str, reason: RedactedText) -> RedactedText:
        return RedactedText.joined(" ", (part for part in (self._redact(note), reason) if part))


def _in_paragraph(sentence: Sentence, before: Sequence[Sentence]) -> Sentence:
    """Greeting and closing stand in paragraphs of their own."""
    if not before:
        return sentence
    turns = (before[-1].verdict is Verdict.COURTESY) != (sentence.verdict is Verdict.COURTESY)
    return replace(sentence, paragraph=before[-1].paragraph + turns)
