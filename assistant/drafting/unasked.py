"""Tells a ticket that only greets or only thanks from one that asks: there is nothing to answer, and why is said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum

from corpus.nouns import Author, RedactedText, Ticket
from ingest.distilling.courtesies import Sort, bare, solved_without_us, sort_of, thanked
from ingest.distilling.letter import sentences, written


class Unasked(StrEnum):
    """What a ticket without a question is."""

    GREETING = "greeting"
    THANKS = "thanks"


REASONS: Mapping[str, Mapping[Unasked, str]] = {
    "ru": {
        Unasked.GREETING: "Клиент пока только поздоровался, вопроса нет: поздоровайтесь и спросите, чем помочь.",
        Unasked.THANKS: "Клиент благодарит, вопроса нет: можно поблагодарить в ответ и закрыть обращение.",
    },
    "en": {
        Unasked.GREETING: "The customer has only said hello and asked nothing yet: greet them and ask how to help.",
        Unasked.THANKS: "The customer says thank you and asks nothing: thank them in return and close the ticket.",
    },
}
# «Спасибо, но не всё работает» is a complaint.
_DOUBT = re.compile(r"[?]|\b(?:не|нет|но|а|not|no|but|still|however)\b|n't\b", re.IGNORECASE)


def unasked(ticket: Ticket) -> Unasked | None:
    """What a ticket is in which no sentence of the customer asks or tells anything; None where one does."""
    texts = [message.text for message in ticket.messages if message.author is Author.CUSTOMER]
    texts = [text for text in (ticket.subject, *texts) if text.strip()]
    sorts = {sort for text in texts for sort in _sorts(text)}
    whole = "\n".join(texts)
    if Sort.SUBSTANCE in sorts or (_DOUBT.search(whole) and sorts - {Sort.CALL} and not solved_without_us(whole)):
        return None
    if thanked(whole):
        return Unasked.THANKS
    greets = Sort.CALL in sorts or any(bare(text, 0, len(text))[0] for text in texts)
    return Unasked.GREETING if greets and Sort.SUCCESS not in sorts else None


def _sorts(text: RedactedText) -> Iterator[Sort]:
    """What each sentence does once greetings and names are off it."""
    for start, end in written(text):
        for place in sentences(text, start, end):
            sentence = text[slice(*bare(text, *place))]
            if sentence.strip():
                yield sort_of(sentence, Author.CUSTOMER)
