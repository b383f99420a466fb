"""How documents, and what a search found among them, go out of the JSON API, with examples."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from assistant.nouns import Found, Outcome, Passage
from corpus.nouns import Audience, Document, Kind, Owner

ID = "3f0c9a1be2d94c0f8a6f5f2f9f7f1d11"
AT = "2026-03-02T09:30:00Z"


class ScoresJson(BaseModel):
    """Why a passage stands where it does: `total` ranks within one search, `dense` and `title` are cosines."""

    total: float = Field(examples=[2.31])
    dense: float = Field(examples=[0.87])
    title: float = Field(examples=[0.91])
    words: float = Field(examples=[12.4])


class PassageJson(BaseModel):
    """A piece of a document that was found; `matched` are character places [start, end) in `text`."""

    document_id: str = Field(examples=[ID])
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
    updated_at: datetime = Field(examples=[AT])


class FoundJson(BaseModel):
    """What a search gave, best first. `question` is what was searched for, without personal data."""

    question: str = Field(examples=["ltymub cgbcfkbcm? f pfrfp yt jgkfxty"])
    read_as: str | None = Field(
        description="What it was read as: the other keyboard layout, Russian in Latin letters, typos. "
        "Null when it was taken as typed.",
        examples=["деньги списались, а заказ не оплачен"],
    )
    outcome: Outcome = Field(
        description="Whether the passages answer: `answered`; `perhaps`, they are near; `nothing found`, they are "
        "about something else; `outside`, the question is.",
        examples=[Outcome.ANSWERED],
    )
    answerable: float = Field(
        description="How probably the passages answer the question, 0 to 1; `outcome` follows from it.",
        examples=[0.93],
    )
    passages: list[PassageJson]
    degraded: list[str] = Field(description="Legs that could not answer: `words`, `vectors`.", examples=[[]])
    milliseconds: float = Field(examples=[12.5])


class DocumentJson(BaseModel):
    """A published public document; `text` is Markdown."""

    id: str = Field(examples=[ID])
    title: str = Field(examples=["Деньги списали, а магазин говорит «не оплачено»"])
    text: str = Field(examples=["Скорее всего, деньги не пропали…"])
    kind: Kind = Field(examples=[Kind.ARTICLE])
    language: str = Field(examples=["ru"])
    product: str = Field(examples=["Платежи"])
    module: str = Field(examples=[""])
    versions: str = Field(examples=[""])
    owner: Owner | None = Field(examples=[Owner.MERCHANT])
    tags: list[str] = Field(examples=[["не оплачено"]])
    updated_at: datetime = Field(examples=[AT])


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
        read_as=found.read_as,
        outcome=found.outcome,
        answerable=round(found.answerable, 3),
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
