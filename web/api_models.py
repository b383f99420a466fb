"""What goes into the JSON API, and how tickets and drafts go out of it, with examples."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from assistant.nouns import Draft, Outcome, Sentence, Verdict
from corpus.database.desk.deliveries import Delivery, DeliveryState
from corpus.database.desk.tickets import Reply
from corpus.nouns import Author, Message, Owner, Ticket, TicketState
from web.api_found import AT, ID, PassageJson, passage_json
from web.typed import LONGEST_QUESTION, LONGEST_SUBJECT, LONGEST_TEXT, is_blank, typed


def _said(text: str) -> str:
    if is_blank(text):
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
    reply_to: Annotated[str, Field(max_length=200, pattern=r"^([A-Za-z0-9][A-Za-z0-9._:/-]*)?$")] = Field(
        "",
        description="Your own id of the conversation, never an address: the reply is delivered under it.",
        examples=["conv-8841"],
    )


class NewReply(BaseModel):
    """What an agent sends, and the draft it was made from."""

    model_config = ConfigDict(extra="forbid")

    text: Text = Field(examples=["Здравствуйте! Платёж прошёл, магазин узнает о нём в течение часа."])
    draft_id: Annotated[str | None, Field(max_length=64, examples=[ID])] = None
    author: Short = Field("", examples=["Алеся"])


class NewFeedback(BaseModel):
    """Whether a public document helped."""

    model_config = ConfigDict(extra="forbid")

    document_id: Annotated[str, Field(max_length=64, examples=[ID]), AfterValidator(typed)]
    helpful: bool = Field(examples=[True])
    question: Annotated[
        str,
        Field(max_length=LONGEST_QUESTION, description="What it was found with.", examples=["когда придёт возврат"]),
        AfterValidator(typed),
    ] = ""
    comment: Annotated[str, Field(max_length=4000, examples=["Помогло, спасибо"]), AfterValidator(typed)] = ""


class MessageJson(BaseModel):
    """One part of a ticket."""

    author: Author = Field(examples=[Author.CUSTOMER])
    text: str = Field(examples=["Деньги списались, карта [карта •1111], а заказ 8841 не оплачен."])
    at: datetime | None = Field(examples=[AT])


class DeliveryJson(BaseModel):
    """How far a reply has come: `waiting` for its turn or for the next attempt, `delivered`, `dead` (no more attempts
    unless somebody asks for one), `given up`.
    """

    state: DeliveryState = Field(examples=[DeliveryState.WAITING])
    attempts: int = Field(examples=[2])
    problem: str = Field(description="Why the last attempt failed, if it did.", examples=["unreachable"])
    next_at: datetime | None = Field(description="When it is tried next.", examples=[AT])
    ended_at: datetime | None = Field(examples=[None])


class ReplyJson(BaseModel):
    """What was sent; `delivery` is how it leaves, null where replies are only kept."""

    id: str = Field(examples=[ID])
    ticket_id: str = Field(examples=[ID])
    draft_id: str | None = Field(examples=[ID])
    text: str = Field(examples=["Здравствуйте! Платёж прошёл, магазин узнает о нём в течение часа."])
    author: str = Field(examples=["Алеся"])
    sent_at: datetime = Field(examples=[AT])
    delivery: DeliveryJson | None = Field(None, examples=[{"state": "waiting", "attempts": 0, "problem": ""}])


class TicketJson(BaseModel):
    """One conversation, without personal data; `replies` are what was sent through the Desk or this API."""

    id: str = Field(examples=[ID])
    state: TicketState = Field(examples=[TicketState.OPEN])
    channel: str = Field(examples=["telegram"])
    subject: str = Field(examples=["Заказ не оплачен"])
    language: str = Field(examples=["ru"])
    product: str = Field(examples=["Платежи"])
    opened_at: datetime | None = Field(examples=[AT])
    messages: list[MessageJson]
    replies: list[ReplyJson] = []


class SentenceJson(BaseModel):
    """One sentence of a draft; `citations` number the draft's sources from 1, `missing` are values no source holds.

    What is `held` back is no part of the draft's text.
    """

    text: str = Field(examples=["Подождите час и обновите страницу заказа."])
    citations: list[int] = Field(examples=[[1]])
    verdict: Verdict = Field(examples=[Verdict.VERIFIED])
    missing: list[str] = Field(examples=[[]])
    paragraph: int = Field(examples=[1])
    held: bool = Field(examples=[False])


class DraftJson(BaseModel):
    """A proposed reply with its evidence, or the reason why there is none and the nearest passages."""

    id: str = Field(examples=[ID])
    ticket_id: str = Field(examples=[ID])
    outcome: Outcome = Field(
        description="Without a draft, why: `perhaps`, the answer may stand in `nearest`, look there; `nothing found`; "
        "`outside`; `contradiction`, the sources disagree.",
        examples=[Outcome.ANSWERED],
    )
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


def ticket_json(ticket: Ticket, replies: Sequence[ReplyJson] = ()) -> TicketJson:
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
        replies=list(replies),
    )


def reply_json(reply: Reply, delivery: Delivery | None) -> ReplyJson:
    """A reply for a program."""
    return ReplyJson(
        id=reply.id,
        ticket_id=reply.ticket_id,
        draft_id=reply.draft_id,
        text=reply.text,
        author=reply.author,
        sent_at=reply.sent_at,
        delivery=_delivery(delivery) if delivery else None,
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


def _delivery(delivery: Delivery) -> DeliveryJson:
    return DeliveryJson(
        state=delivery.state,
        attempts=delivery.attempts,
        problem=delivery.problem,
        next_at=delivery.due_at if delivery.state is DeliveryState.WAITING else None,
        ended_at=delivery.ended_at,
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
        held=sentence.held,
    )
