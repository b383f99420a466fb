"""Writes a draft without any language model: quoted sentences of the best documents, a greeting and a closing."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assistant.drafting.answer import Answer, Answering, without_repeats
from assistant.drafting.asking import asks, codes
from assistant.drafting.choose import Room
from assistant.drafting.courtesy import MAIL, closing, greeting
from assistant.drafting.near import Nearness
from assistant.drafting.phrases import Phrases, phrases
from assistant.drafting.place import Chunks, Places
from assistant.drafting.quote import Line, paragraphs
from assistant.drafting.readers import Reader
from assistant.drafting.slots import Particulars, Slots
from assistant.drafting.suit import Suitable
from assistant.drafting.unasked import REASONS, unasked
from assistant.drafting.verify import Claim, Verifier
from assistant.drafting.words import Words
from assistant.nouns import Draft, Found, Outcome, Passage, Reasons, Sentence, Verdict
from corpus.index.tokens import Tokenizer
from corpus.nouns import Kind, Owner, RawText, RedactedText, Ticket
from ingest.redaction import Redactor

Floats = NDArray[np.float32]

# Sentences embedded per draft; they take a third of a second on two cores.
MOST_EMBEDDED = 48
_NEAREST = 5
# Characters of a part of the ticket that the reason quotes.
_BRIEF = 80
_MAIL_ROOM, _CHAT_ROOM = Room(5, 1000), Room(4, 700)
_TURNS_TO = {
    Owner.BANK: re.compile(r"банк|\bbank"),
    Owner.MERCHANT: re.compile(
        r"(?:напишите|обратитесь|спросите|попросите|свяжитесь|перешлите|пишите)[^.!?]{0,40}(?:магазин|продавц)"
        r"|(?:write to|contact|ask|tell) the (?:shop|seller)"
    ),
}


# Which refusal of several is told: a contradiction names its texts, «perhaps» says where to look.
_TELLING = (Outcome.CONTRADICTION, Outcome.PERHAPS)


class Composer:
    """Drafts replies from passages. Deterministic: the same ticket and passages give the same draft.

    `embed` makes unit vectors of passages, one row each, `embed_question` the unit vector of a question. With
    `chunks`, which reads stored chunks by their ids, a citation names the very chunk that holds its sentence.
    """

    def __init__(
        self,
        embed: Callable[[Sequence[str]], Floats],
        embed_question: Callable[[str], Floats],
        redactor: Redactor,
        chunks: Chunks | None = None,
    ) -> None:
        self._words = Words(Tokenizer())
        self._nearness = Nearness(embed, embed_question, self._words)
        self._verifier = Verifier(embed, self._words)
        self._redact: Callable[[str], RedactedText] = lambda text: redactor.redact(RawText(text)).text
        self._phrases = phrases(self._redact)
        self._chunks = chunks

    def compose(self, ticket: Ticket, found: Sequence[Found]) -> Draft:
        """A draft for a ticket. `found` has what a search gave for each of its questions, in their order."""
        said = self._phrases[_spoken(ticket)]
        if why := unasked(ticket):
            reason = self._redact(REASONS[_spoken(ticket)][why])
            return Draft(ticket.id, Outcome.NOTHING_FOUND, reason)
        documents = [p.document.content.text for one in found for p in one.passages if not _is_case(p)]
        suitable = Suitable(ticket, Slots(Particulars.of(ticket), said.blanks, documents), self._redact)
        room = _MAIL_ROOM if ticket.channel in MAIL else _CHAT_ROOM
        named = codes(RedactedText.joined("\n", (ticket.subject, *(message.text for message in ticket.messages))))
        answering = Answering(self._nearness, suitable, self._words, said, room, named)
        answers = [answering.answer(one, MOST_EMBEDDED // len(found)) for one in found]
        if not any(answer.lines for answer in answers):
            return self._refusal(ticket, found, answers, said)
        told = [answer for answer in answers if not _asks_nothing(answer)]
        return replace(self._draft(ticket, suitable.writer, told, said), why=_reasons(answers))

    def basis(self, ticket: Ticket, sources: Sequence[Passage]) -> RedactedText:
        """What a draft that somebody else wrote rests on, with dates."""
        return self._reason(ticket, (), sources, self._phrases[_spoken(ticket)])

    def _refusal(self, ticket: Ticket, found: Sequence[Found], answers: Sequence[Answer], said: Phrases) -> Draft:
        """No draft, why, and what comes nearest; of several questions the one about which most can be told."""
        ranked = sorted(zip(answers, found, strict=True), key=lambda pair: _telling(pair[0]))
        told = ranked[0][0] if ranked else Answer(RedactedText(), Outcome.NOTHING_FOUND, said.nothing_found)
        rivals = [passage for rival in told.rivals for passage in (rival.winner, rival.loser)]
        nearest = _by_document([*rivals, *(passage for _, one in ranked for passage in one.passages)])
        reason = (told.why, *map(self._named, _by_document(rivals)), said.hand_over)
        return Draft(
            ticket.id,
            told.outcome,
            RedactedText.joined(" ", reason),
            nearest=tuple(nearest[:_NEAREST]),
            why=_reasons(answers),
        )

    def _draft(self, ticket: Ticket, writer: Reader | None, answers: Sequence[Answer], said: Phrases) -> Draft:
        body = [paragraph for answer in without_repeats(answers) for paragraph in paragraphs(answer.lines)]
        main = next(answer.main for answer in answers if answer.main)
        body += self._to_whom(main, writer, body, said)
        if any(not answer.lines for answer in answers):
            body.append([Line(said.unanswered_part)])
        sentences, sources = self._proven([*greeting(ticket, said), *body, *closing(ticket, said)], ticket)
        return Draft(
            ticket_id=ticket.id,
            outcome=Outcome.ANSWERED,
            reason=self._reason(ticket, answers, sources, said),
            sentences=sentences,
            sources=sources,
            owner=main.document.content.owner,
        )

    def _to_whom(
        self, main: Passage, writer: Reader | None, body: Sequence[Sequence[Line]], said: Phrases
    ) -> list[list[Line]]:
        """Where a payer has to turn, unless that is said already or no passage bears it out."""
        owner = main.document.content.owner
        if writer is not Reader.PAYER or owner not in {Owner.BANK, Owner.MERCHANT}:
            return []
        written = [line for paragraph in body for line in paragraph]
        if _TURNS_TO[owner].search(" ".join(line.text for line in written).lower()):
            return []
        phrase = said.to_the_bank if owner is Owner.BANK else said.to_the_shop
        whole = replace(main, text=main.document.content.text)
        cited = [line.passage for line in written if line.passage] + [whole]
        verdicts = self._verifier.verify([Claim(phrase, (passage,)) for passage in cited])
        proven = (p for p, checked in zip(cited, verdicts, strict=True) if checked.verdict is Verdict.VERIFIED)
        return [[Line(phrase, passage)] for passage in [*proven][:1]]

    def _proven(
        self, body: Sequence[Sequence[Line]], ticket: Ticket
    ) -> tuple[tuple[Sentence, ...], tuple[Passage, ...]]:
        """The sentences with citations and verdicts, and the sources they cite."""
        sources: list[Passage] = []
        told = RedactedText.joined("\n", (ticket.subject, *(message.text for message in ticket.messages)))
        places = Places(self._chunks)
        sentences = [
            self._sentence(line, number, sources, places, told)
            for number, paragraph in enumerate(body)
            for line in paragraph
        ]
        return tuple(sentences), tuple(sources)

    def _sentence(
        self, line: Line, paragraph: int, sources: list[Passage], places: Places, told: RedactedText
    ) -> Sentence:
        """One sentence, checked; its passage joins the sources."""
        if line.passage is None:
            return Sentence(line.text, (), Verdict.COURTESY, paragraph=paragraph)
        passage = places.of(line.passage, line.quote)
        if passage not in sources:
            sources.append(passage)
        checked = self._verifier.verify([Claim(line.text, (passage,))], told)[0]
        return Sentence(line.text, (sources.index(passage) + 1,), checked.verdict, checked.missing, paragraph)

    def _reason(
        self, ticket: Ticket, answers: Sequence[Answer], sources: Sequence[Passage], said: Phrases
    ) -> RedactedText:
        """What the draft rests on, with dates, and what was left out."""
        named = RedactedText.joined("; ", map(self._named, _by_document(sources)))
        losers = _by_document([rival.loser for answer in answers for rival in answer.rivals])
        pairs = [
            (said.rests_on, named),
            *((said.older_left_out, self._named(loser)) for loser in losers),
            *((said.part_unanswered, _brief(answer.question)) for answer in answers if not answer.lines),
        ]
        parts = [RedactedText.joined(" ", pair) for pair in pairs]
        if any(source.document.content.language != ticket.language for source in sources):
            parts.append(said.other_language)
        return RedactedText.joined(". ", parts)

    def _named(self, passage: Passage) -> RedactedText:
        """A document by its title and the date of its text."""
        date = self._redact(f"{passage.document.updated_at:%d.%m.%Y}")
        return RedactedText.joined(", ", (passage.document.content.title, date))


def _spoken(ticket: Ticket) -> str:
    """The language of the draft; who writes in a third one reads English rather than Russian."""
    return "en" if ticket.language in {"en", "other"} else "ru"


def _reasons(answers: Sequence[Answer]) -> tuple[Reasons, ...]:
    return tuple(answer.reasons for answer in answers if answer.reasons)


def _asks_nothing(answer: Answer) -> bool:
    """Whether a part of a ticket is no question at all, such as an insult: to answer it later cannot be promised."""
    return answer.outcome is Outcome.OUTSIDE and not asks(answer.question)


def _brief(question: RedactedText) -> RedactedText:
    """The beginning of a question, up to the end of a word, as far as it takes to know it again."""
    if len(question) <= _BRIEF:
        return question
    beginning = question[: question.rfind(" ", 0, _BRIEF) if " " in question[:_BRIEF] else _BRIEF]
    return RedactedText.joined("…", (beginning, question[:0]))


def _telling(answer: Answer) -> int:
    return _TELLING.index(answer.outcome) if answer.outcome in _TELLING else len(_TELLING)


def _by_document(passages: Sequence[Passage]) -> list[Passage]:
    """The first passage of each document, in their order."""
    first: dict[str, Passage] = {}
    for passage in passages:
        first.setdefault(passage.document.id, passage)
    return list(first.values())


def _is_case(passage: Passage) -> bool:
    return passage.document.content.kind is Kind.CASE
