"""Makes tickets, documents and passages for the tests of drafts, and the composer over the fake embedder."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from assistant.drafting.compose import Composer
from assistant.drafting.question import questions
from assistant.nouns import Draft, Found, Passage, Scores
from corpus.nouns import (
    Audience,
    Author,
    Content,
    Document,
    Kind,
    Message,
    Origin,
    Owner,
    Provenance,
    RawText,
    RedactedText,
    State,
    Ticket,
)
from ingest.redaction import Redactor
from tests.fakes import FakeEmbedder

REDACTOR = Redactor()
NEAR = Scores(total=3.0, dense=0.9, title=0.9, words=9.0, alike=3.3, title_alike=3.3)
FAR = Scores(total=1.0, dense=0.8, title=0.8, words=1.0)


def redacted(text: str) -> RedactedText:
    return REDACTOR.redact(RawText(text)).text


@dataclass(frozen=True)
class Facts:
    """What a test says of a document besides its words."""

    kind: Kind = Kind.ARTICLE
    audience: Audience = Audience.PUBLIC
    owner: Owner | None = None
    product: str = ""
    module: str = ""
    versions: str = ""
    updated: datetime = datetime(2026, 1, 15, tzinfo=UTC)
    language: str = "ru"
    tags: tuple[str, ...] = ()


ARTICLE = Facts()
CASE = Facts(kind=Kind.CASE, audience=Audience.STAFF)


def passage(title: str, text: str, facts: Facts = ARTICLE, scores: Scores = NEAR) -> Passage:
    """A passage that is its whole document."""
    made = Content(
        title=redacted(title),
        text=redacted(text),
        kind=facts.kind,
        audience=facts.audience,
        language=facts.language,
        product=facts.product,
        module=facts.module,
        versions=facts.versions,
        owner=facts.owner,
        tags=facts.tags,
    )
    id_ = hashlib.sha256(f"{title}\n{text}".encode()).hexdigest()[:32]
    origin = Origin("tests", title)
    document = Document(id_, origin, State.PUBLISHED, 1, Provenance.SYNC, made, facts.updated)
    return Passage(f"{id_}:1:1", document, redacted(""), made.text, scores)


def case(problem: str, resolution: str, facts: Facts = CASE, scores: Scores = NEAR) -> Passage:
    """A case as the distillation writes it."""
    return passage(problem, f"## Проблема\n\n{problem}\n\n## Решение\n\n{resolution}", facts, scores)


def ticket(text: str, channel: str = "mail", language: str = "ru", subject: str = "") -> Ticket:
    """A new ticket of one message."""
    return Ticket(channel, redacted(subject), (Message(Author.CUSTOMER, redacted(text)),), language)


def draft(asked: Ticket | str, *passages: Passage) -> Draft:
    """What the composer makes of a ticket, every question of which finds the same passages."""
    made = ticket(asked) if isinstance(asked, str) else asked
    return compose(made, [passages] * len(questions(made)))


def compose(asked: Ticket, found: Sequence[Sequence[Passage]]) -> Draft:
    """What the composer makes of a ticket and of the passages found for each of its questions."""
    embedder = FakeEmbedder()
    composer = Composer(embedder.embed_passages, embedder.embed_question, REDACTOR)
    parts = questions(asked)
    return composer.compose(asked, [Found(part, tuple(ps)) for part, ps in zip(parts, found, strict=True)])
