"""What goes in and out of the JSON API, with examples."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from assistant.nouns import Draft, Found, Outcome, Passage, Sentence, Verdict
from corpus.database.tickets import Reply
from corpus.nouns import Audience, Author, Document, Kind, Message, Owner, Ticket, TicketState
from web.typed import LONGEST_QUESTION, LONGEST_SUBJECT, LONGEST_TEXT, typed

_ID = "3f0c9a1be2d94c0f8a6f5f2f9f7f1d11"
_AT = "2026-03-02T09:30:00Z"


def _said(text: str) -> str:
    if not text.strip():
        raise ValueError("write something here")
    return text


Text = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT), AfterValidator(typed), AfterValidator(_said)]
Short = Annotated[str, Field(max_length=LONGEST_SUBJECT), AfterValidator(typed)]


class NewTicket(BaseModel):
    """What a customer wrote. Personal data is taken out before anything is stored."""

    model_config = ConfigDict(extra="forbid")

    text: Text = Field(examples=["Деньги списались, а заказ 8841 в магазине не оплачен. Что делать?"])
    subject: Short = Field("", examples=["Заказ не оплачен"])
    channel: Annotated[str, Field(min_length=1, max_length=32, pattern=r"^[a-z0-9_-]+$")] = Field(
        "mail", examples=["telegram"]
    )


class NewReply(BaseModel):
    """What an agent sends, and the draft it was made from."""

    model_config = ConfigDict(extra="forbid")

    text: Text = Field(examples=["Здравствуйте! Платёж прошёл, магазин узнает о нём в течение часа."])
    draft_id: Annotated[str | None, Field(max_length=64, examples=[_ID])] = None
    author: Short = Field("", examples=["Алеся"])


class NewFeedback(BaseModel):
    """Whether a public document helped."""

    model_config = ConfigDict(extra="forbid")

    document_id: Annotated[str, Field(max_length=64, examples=[_ID]), AfterValidator(typed)]
    helpful: bool = Field(examples=[True])
    question: Annotated[
        str,
        Field(max_length=LONGEST_QUESTION, description="What it was found with.", examples=["когда придёт возврат"]),
        AfterValidator(typed),
    ] = ""
    comment: Annotated[str, Field(max_length=4000, examples=["Помогло, спасибо"]), AfterValidator(typed)] = ""


class ScoresJson(BaseModel):
    """Why a passage stands where it does: `total` ranks within one search, `dense` and `title` are cosines."""

    total: float = Field(examples=[2.31])
    dense: float = Field(examples=[0.87])
    title: float = Field(examples=[0.91])
    words: float = Field(examples=[12.4])


class PassageJson(BaseModel):
    """A piece of a document that was found; `matched` are character places [start, end) in `text`."""

    document_id: str = Field(examples=[_ID])
    title: str = Field(examples=["Деньги списали, а магазин говорит «не оплачено»"])
    kind: Kind = Field(examples=[Kind.ARTICLE])
    audience: Audience = Field(examples=[Audience.PUBLIC])
    product: str = Field(examples=["Платежи"])
    versions: str = Field(examples=[""])
    language: str = Field(examples=["ru"])
    heading: str = Field(examples=["Что сделать"])
    text: str = Field(examples=["Подождите час и обновите страницу заказа."])
    matched: list[tuple[int, int]] = Field(examples=[[[31, 37]]])
    scores: ScoresJson
    updated_at: datetime = Field(examples=[_AT])


class FoundJson(BaseModel):
    """What a search gave, best first. `question` is what was searched for, without personal data."""

    question: str = Field(examples=["деньги списались, а заказ не оплачен"])
    passages: list[PassageJson]
    degraded: list[str] = Field(description="Legs that could not answer: `words`, `vectors`.", examples=[[]])
    milliseconds: float = Field(examples=[12.5])


class DocumentJson(BaseModel):
    """A published public document; `text` is Markdown."""

    id: str = Field(examples=[_ID])
    title: str = Field(examples=["Деньги списали, а магазин говорит «не оплачено»"])
    text: str = Field(examples=["Скорее всего, деньги не пропали…"])
    kind: Kind = Field(examples=[Kind.ARTICLE])
    language: str = Field(examples=["ru"])
    product: str = Field(examples=["Платежи"])
    module: str = Field(examples=[""])
    versions: str = Field(examples=[""])
    owner: Owner | None = Field(examples=[Owner.MERCHANT])
    tags: list[str] = Field(examples=[["не оплачено"]])
    updated_at: datetime = Field(examples=[_AT])


class MessageJson(BaseModel):
    """One part of a ticket."""

    author: Author = Field(examples=[Author.CUSTOMER])
    text: str = Field(examples=["Деньги списались, карта [карта •1111], а заказ 8841 не оплачен."])
    at: datetime | None = Field(examples=[_AT])


class ReplyJson(BaseModel):
    """What was sent."""

    id: str = Field(examples=[_ID])
    ticket_id: str = Field(examples=[_ID])
    draft_id: str | None = Field(examples=[_ID])
    text: str = Field(examples=["Здравствуйте! Платёж прошёл, магазин узнает о нём в течение часа."])
    author: str = Field(examples=["Алеся"])
    sent_at: datetime = Field(examples=[_AT])


class TicketJson(BaseModel):
    """One conversation, without personal data; `replies` are what was sent through the Desk or this API."""

    id: str = Field(examples=[_ID])
    state: TicketState = Field(examples=[TicketState.OPEN])
    channel: str = Field(examples=["telegram"])
    subject: str = Field(examples=["Заказ не оплачен"])
    language: str = Field(examples=["ru"])
    product: str = Field(examples=["Платежи"])
    opened_at: datetime | None = Field(examples=[_AT])
    messages: list[MessageJson]
    replies: list[ReplyJson] = []


class SentenceJson(BaseModel):
    """One sentence of a draft; `citations` number the draft's sources from 1, `missing` are values no source holds."""

    text: str = Field(examples=["Подождите час и обновите страницу заказа."])
    citations: list[int] = Field(examples=[[1]])
    verdict: Verdict = Field(examples=[Verdict.VERIFIED])
    missing: list[str] = Field(examples=[[]])
    paragraph: int = Field(examples=[1])


class DraftJson(BaseModel):
    """A proposed reply with its evidence, or the reason why there is none and the nearest passages."""

    id: str = Field(examples=[_ID])
    ticket_id: str = Field(examples=[_ID])
    outcome: Outcome = Field(examples=[Outcome.ANSWERED])
    reason: str = Field(examples=[""])
    text: str = Field(examples=["Здравствуйте! Подождите час и обновите страницу заказа."])
    sentences: list[SentenceJson]
    sources: list[PassageJson]
    nearest: list[PassageJson]
    owner: Owner | None = Field(examples=[Owner.MERCHANT])
    staff_only: bool = Field(description="It rests on a text that customers may not read.", examples=[False])
    writer: str = Field(examples=["composer"])


class FieldProblem(BaseModel):
    """What is wrong with one value."""

    pointer: str = Field(examples=["#/body/text"])
    detail: str = Field(examples=["String should have at least 1 character"])


class ProblemJson(BaseModel):
    """An RFC 9457 problem."""

    type: str = Field(examples=["urn:podskazka:problem:not-found"])
    title: str = Field(examples=["There is no such thing"])
    status: int = Field(examples=[404])
    detail: str = Field("", examples=["no ticket 17"])
    errors: list[FieldProblem] = []


def passage_json(passage: Passage) -> PassageJson:
    """A passage for a program."""
    content, scores = passage.document.content, passage.scores
    return PassageJson(
        document_id=passage.document.id,
        title=content.title,
        kind=content.kind,
        audience=content.audience,
        product=content.product,
        versions=content.versions,
        language=content.language,
        heading=passage.heading,
        text=passage.text,
        matched=list(passage.matched),
        scores=ScoresJson(total=scores.total, dense=scores.dense, title=scores.title, words=scores.words),
        updated_at=passage.document.updated_at,
    )


def found_json(found: Found) -> FoundJson:
    """A search's result for a program."""
    return FoundJson(
        question=found.question,
        passages=[passage_json(passage) for passage in found.passages],
        degraded=list(found.degraded),
        milliseconds=round(found.milliseconds, 1),
    )


def document_json(document: Document) -> DocumentJson:
    """A document for a program."""
    content = document.content
    return DocumentJson(
        id=document.id,
        title=content.title,
        text=content.text,
        kind=content.kind,
        language=content.language,
        product=content.product,
        module=content.module,
        versions=content.versions,
        owner=content.owner,
        tags=list(content.tags),
        updated_at=document.updated_at,
    )


def ticket_json(ticket: Ticket, replies: list[Reply] | None = None) -> TicketJson:
    """A ticket for a program."""
    return TicketJson(
        id=ticket.id,
        state=ticket.state,
        channel=ticket.channel,
        subject=ticket.subject,
        language=ticket.language,
        product=ticket.product,
        opened_at=ticket.opened_at,
        messages=[_message(message) for message in ticket.messages],
        replies=[reply_json(reply) for reply in replies or ()],
    )


def reply_json(reply: Reply) -> ReplyJson:
    """A reply for a program."""
    return ReplyJson(
        id=reply.id,
        ticket_id=reply.ticket_id,
        draft_id=reply.draft_id,
        text=reply.text,
        author=reply.author,
        sent_at=reply.sent_at,
    )


def draft_json(draft: Draft) -> DraftJson:
    """A draft for a program."""
    return DraftJson(
        id=draft.id,
        ticket_id=draft.ticket_id,
        outcome=draft.outcome,
        reason=draft.reason,
        text=draft.text,
        sentences=[_sentence(sentence) for sentence in draft.sentences],
        sources=[passage_json(passage) for passage in draft.sources],
        nearest=[passage_json(passage) for passage in draft.nearest],
        owner=draft.owner,
        staff_only=draft.staff_only,
        writer=draft.writer,
    )


def _message(message: Message) -> MessageJson:
    return MessageJson(author=message.author, text=message.text, at=message.at)


def _sentence(sentence: Sentence) -> SentenceJson:
    return SentenceJson(
        text=sentence.text,
        citations=list(sentence.citations),
        verdict=sentence.verdict,
        missing=list(sentence.missing),
        paragraph=sentence.paragraph,
    )
