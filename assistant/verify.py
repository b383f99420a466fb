"""Checks every sentence of a draft, whoever wrote it, against the passages that it cites."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.evidence import Evidence, evidence, source_sentences
from assistant.nouns import Passage, Verdict
from assistant.values import Known, Sort, values
from assistant.words import Words
from corpus.nouns import RedactedText

Embed = Callable[[Sequence[str]], NDArray[np.float32]]

# Shares of the words of meaning. Of 164 sentences of operators half reached 0.86 against the article they rest on,
# 19 in 20 stayed below 0.5 against another article of the same subject.
COVERED, LOOSELY_COVERED, PARTLY_COVERED = 0.85, 0.6, 0.5
# Cosine of a paraphrase and its original; of the same sentences against other articles 19 in 20 stay below 0.91.
ALIKE = 0.94
# Values that only the customer knows may come from the ticket.
_TOLD = frozenset({Sort.UUID, Sort.CODE, Sort.NUMBER})
_NAMING = re.compile(r"(?:заказ\w*|плат[её]ж\w*|магазин\w*|№|order|payment|shop)\W*$", re.IGNORECASE)
_COURTESY = re.compile(
    r"здравствуйте|добр(?:ый|ое|ой) (?:день|утро|вечер)|спасибо|благодар|с уважением|рады помочь|поможем|"
    r"если (?:останутся|что-то|появятся)|извините|простите|сожале|хорошего дня|"
    r"hello|hi\b|dear|thank|regards|sorry|happy to help|let us know|if anything|if you have",
    re.IGNORECASE,
)
# A courtesy is short: what is longer says something.
_LONGEST_COURTESY = 9


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence and the passages that it rests on."""

    text: RedactedText
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Verified:
    """What the check said; `missing` are the values, as written, that no cited passage holds."""

    verdict: Verdict
    missing: tuple[str, ...] = ()


class Verifier:
    """Proves sentences: values by comparison, the rest by words, denials, roles and, for paraphrases, by meaning."""

    def __init__(self, embed: Embed, words: Words) -> None:
        self._embed = embed
        self._words = words

    def verify(self, claims: Sequence[Claim], told: RedactedText | None = None) -> list[Verified]:
        """One verdict per claim. `told` is what the customer wrote: order and payment numbers may come from there."""
        return [self._verified(claim, told or RedactedText()) for claim in claims]

    def _verified(self, claim: Claim, told: RedactedText) -> Verified:
        if not claim.passages:
            return _without_source(claim.text)
        sources = [source_text(passage) for passage in claim.passages]
        missing = _missing(claim.text, sources, told)
        found = evidence(claim.text, sources, self._words)
        if found.denied or found.swapped:
            return Verified(Verdict.UNSUPPORTED, missing)
        support = self._support(claim.text, sources, found)
        if support is Verdict.VERIFIED and missing:
            support = Verdict.PARTLY
        return Verified(support, missing)

    def _support(self, text: RedactedText, sources: Sequence[RedactedText], found: Evidence) -> Verdict:
        if found.quoted:
            return Verdict.VERIFIED
        together = found.near >= PARTLY_COVERED
        proven = together and found.covered >= COVERED
        if not proven and together and found.covered >= LOOSELY_COVERED:
            proven = self._likeness(text, sources) >= ALIKE
        if proven:
            return Verdict.PARTLY if found.misplaced else Verdict.VERIFIED
        return Verdict.PARTLY if found.covered > PARTLY_COVERED else Verdict.UNSUPPORTED

    def _likeness(self, text: RedactedText, sources: Sequence[RedactedText]) -> float:
        """The cosine of the sentence and the cited sentence nearest to it."""
        stated = [sentence for source in sources for sentence in source_sentences(source)]
        rows = self._embed([text, *stated])
        return float((rows[1:] @ rows[0]).max(initial=0.0))


def source_text(passage: Passage) -> RedactedText:
    """All that a passage says: its document's title, the headings above it and its own words."""
    return RedactedText.joined("\n", (passage.document.content.title, passage.heading, passage.text))


def _without_source(text: RedactedText) -> Verified:
    found = tuple(value.text for value in values(text))
    if not found and _COURTESY.search(text) and len(text.split()) <= _LONGEST_COURTESY:
        return Verified(Verdict.COURTESY)
    return Verified(Verdict.UNSUPPORTED, found)


def _missing(text: RedactedText, sources: Sequence[RedactedText], told: RedactedText) -> tuple[str, ...]:
    known = Known(sources)
    from_customer = {(value.sort, value.normal) for value in values(told) if value.sort in _TOLD}
    return tuple(
        dict.fromkeys(
            value.text
            for value in values(text)
            if value not in known
            and not ((value.sort, value.normal) in from_customer and _NAMING.search(text, 0, value.start))
        )
    )
