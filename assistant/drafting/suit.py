"""Which of the documents found may answer this customer, and what of them may be said to him."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.drafting.evidence import stands_in
from assistant.drafting.instructions import is_instruction, said_to_customers
from assistant.drafting.platforms import About, Condition
from assistant.drafting.readers import Reader, addressed, is_internal, reader_of, suits, writer_of
from assistant.drafting.sentences import Quotable, quotables
from assistant.drafting.slots import Slots
from assistant.drafting.told import is_told
from assistant.nouns import Because, Passage
from corpus.nouns import Document, Kind, RedactedText, Ticket
from ingest.markdown import outline

_RESOLUTION = frozenset({"решение", "resolution"})
_PROBLEM = frozenset({"проблема", "problem"})
# Where a document's advice ends and its bookkeeping begins.
_APPENDIX = re.compile(
    r"истори\w+ верси|изменени|changelog|history|что (?:прислать|приложить)|what to send", re.IGNORECASE
)
# Two typed pages; what is longer speaks of several things.
_LONGEST_ANSWER = 3600
# A merchant asks what his buyer should do: only then is what we write for buyers of use to him.
_FOR_BUYER = re.compile(
    r"сказать|ответить|посоветовать|передать|объяснить|говорить|tell\s+(?:the|my|our|him|her|them)"
    r"|(?:покупател|клиент|плательщик|customer)\w*\s+(?:\w+\s+){0,4}(?:не\s+(?:прих|приш|мож|полу|прох|вид)|пиш"
    r"|жалу|спраш|говор|can['’]?t|say|ask)",
    re.IGNORECASE,
)
# An emoji or a bracket for a smile at the end of a chat line.
_SMILE = re.compile(r"(?:\s*[)(]{1,3}|\s*[\u2600-\u27bf\U0001f000-\U0001faff\ufe0f]+)+$")


@dataclass(frozen=True, slots=True)
class Saying:
    """Something that can be said to the customer: the text, the piece it quotes, and the passage it stands in."""

    passage: Passage
    quotable: Quotable
    text: RedactedText


@dataclass(frozen=True, slots=True)
class Suited:
    """A passage that may answer.

    One that is `for_buyer` can be passed on by the merchant; a `foreign` one is in another language than the ticket.
    One that is `whole` is a single answer, told whole or not at all: what agents sent on a support bench had chrF 68
    against the whole of the right article.
    """

    passage: Passage
    reader: Reader | None
    for_buyer: bool = False
    foreign: bool = False
    whole: bool = False


class Suitable:
    """Knows one ticket and sorts documents and sentences by whether they suit it."""

    def __init__(self, ticket: Ticket, slots: Slots, redact: Callable[[str], RedactedText]) -> None:
        self._redact = redact
        self._language = ticket.language
        self._about = About(ticket)
        self._slots = slots
        self._asks_for_buyer = any(
            _FOR_BUYER.search(text) for text in (ticket.subject, *(m.text for m in ticket.messages))
        )
        self.writer = writer_of(ticket)

    def passages(self, passages: Sequence[Passage]) -> list[Suited]:
        """Those that may answer, in their order; texts in the ticket's language first, staff instructions last."""
        fitting = [self._suited(passage) for passage in passages if self.refused(passage.document) is None]
        return sorted(fitting, key=lambda suited: (suited.foreign, suited.reader is Reader.STAFF))

    def refused(self, document: Document) -> Because | None:
        """Why a document may not answer this ticket at all; None when it may."""
        if not self._about.fits(document.content):
            return Because.PLATFORM
        reader = _reader(document)
        return None if reader is Reader.STAFF or self._suits(document, reader) else Because.READER

    def _suited(self, passage: Passage) -> Suited:
        document = passage.document
        reader = _reader(document)
        is_case = document.content.kind is Kind.CASE
        whole = self._can_be_told_again(document) if is_case else _is_one_answer(document)
        return Suited(passage, reader, self._is_for_buyer(document, reader), self._is_foreign(passage), whole)

    def _can_be_told_again(self, case: Document) -> bool:
        """Whether all that was sent in a case is general."""
        pieces = list(_answering(case, whole=True))
        general = all(self._case_text(piece) is not None for piece in pieces)
        return general and sum(len(piece.text) for piece in pieces) <= _LONGEST_ANSWER

    def is_special(self, document: Document) -> bool:
        """Whether a document is about one platform while the ticket names none."""
        return self._about.is_special(document.content)

    def unstated(self, one: Document, other: Document) -> Condition | None:
        """By which condition two documents differ that the ticket leaves open."""
        return self._about.unstated(one.content, other.content)

    def sayings(self, suited: Suited) -> Iterator[Saying]:
        """What the document can say to this customer."""
        document = suited.passage.document
        is_case = document.content.kind is Kind.CASE
        for quotable in _answering(document, suited.whole):
            text = self._case_text(quotable) if is_case else quotable.text
            if text and self._may_hear(quotable.text, suited):
                yield Saying(_passage_with(suited.passage, quotable), quotable, text)

    def _case_text(self, quotable: Quotable) -> RedactedText | None:
        if is_told(quotable.text):
            return None
        smile = _SMILE.search(quotable.text)
        text = self._slots.filled(quotable.text[: smile.start()] if smile else quotable.text)
        return self._written(text) if text else None

    def _written(self, text: RedactedText) -> RedactedText:
        """As it is written in a letter: chats begin small and end without a full stop."""
        begun = RedactedText.joined("", (self._redact(text[0].upper()), text[1:]))
        return (
            begun
            if begun.endswith((".", "!", "?", "…", ":", ";", "»", '"'))
            else RedactedText.joined(".", (begun, text[:0]))
        )

    def _may_hear(self, text: str, suited: Suited) -> bool:
        if not self._about.fits_sentence(text):
            return False
        if suited.reader is Reader.STAFF:
            meant = not is_internal(text) and suits(self.writer, addressed(text))
            content = suited.passage.document.content
            return meant and (not is_instruction(content) or stands_in(text, said_to_customers(content.text)))
        if suited.for_buyer or suited.reader is self.writer:
            return True
        return suits(self.writer, addressed(text))

    def _suits(self, document: Document, reader: Reader | None) -> bool:
        return suits(self.writer, reader) or self._is_for_buyer(document, reader)

    def _is_for_buyer(self, document: Document, reader: Reader | None) -> bool:
        asks = self._asks_for_buyer and self.writer in {Reader.MERCHANT, Reader.DEVELOPER}
        return asks and reader is Reader.PAYER and document.content.kind is not Kind.CASE

    def _is_foreign(self, passage: Passage) -> bool:
        return passage.document.content.language != self._language


def resolution(case: Suited) -> str:
    """All that was sent in a case."""
    return " ".join(piece.text for piece in _answering(case.passage.document, whole=True))


def _reader(document: Document) -> Reader | None:
    """Whom a document addresses: a case the one who wrote then, any other text the one it speaks to."""
    if document.content.kind is not Kind.CASE:
        return reader_of(document)
    problem = (piece.text for piece in quotables(document.content.text) if _under(piece, _PROBLEM))
    return writer_of(Ticket("", RedactedText.joined("\n", (document.content.title, *problem)), ()))


def _is_one_answer(document: Document) -> bool:
    content = document.content
    short_enough = content.kind is Kind.ARTICLE and len(content.text) <= _LONGEST_ANSWER
    return short_enough and not outline(content.text).headings


def _answering(document: Document, whole: bool) -> Iterable[Quotable]:
    # What speaks of the page it stands on cannot be quoted away from it.
    pieces = [piece for piece in quotables(document.content.text) if whole or not piece.bound]
    if document.content.kind is not Kind.CASE:
        in_manual = document.content.kind is Kind.MODULE_DOC  # which begins with what it is, not with an answer
        return [piece for piece in pieces[1 if in_manual else 0 :] if not _APPENDIX.search(piece.heading)]
    resolved = [piece for piece in pieces if _under(piece, _RESOLUTION)]
    return resolved or [piece for piece in pieces if not _under(piece, _PROBLEM)]


def _under(piece: Quotable, headings: frozenset[str]) -> bool:
    return piece.heading.strip(" :").lower() in headings


def _passage_with(passage: Passage, quotable: Quotable) -> Passage:
    """The passage itself when the piece stands in it, else the section of the document where it does."""
    if stands_in(quotable.text, [passage.text]):
        return passage
    section = passage.document.content.text[slice(*quotable.section)]
    return replace(passage, heading=quotable.heading, text=section, matched=())
