"""From what a source found to what may be stored: every text through the redaction, every unsaid fact filled in."""

from __future__ import annotations

from corpus.nouns import Audience, Author, Content, Kind, Message, RawText, RedactedText, Ticket, TicketState
from ingest.languages import language_of
from ingest.nouns import Facts, RawDocument, RawTicket
from ingest.redaction import Redactor

_LONGEST_TAG = 80


def content_of(raw: RawDocument, defaults: Facts, redactor: Redactor) -> Content:
    """The redacted content of a document. Unless somebody said who may read it, staff may: a leak cannot be undone."""
    facts = raw.facts
    title, text = redactor.redact(_without_cut_number(raw.title)).text, redactor.redact(raw.text).text
    return Content(
        title=title,
        text=text,
        kind=facts.kind or defaults.kind or Kind.ARTICLE,
        audience=facts.audience or defaults.audience or Audience.STAFF,
        language=facts.language or defaults.language or language_of(RedactedText.joined("\n", (title, text))),
        product=_redacted(facts.product or defaults.product, redactor),
        module=_redacted(facts.module or defaults.module, redactor),
        versions=_redacted(facts.versions or defaults.versions, redactor),
        owner=facts.owner or defaults.owner,
        tags=_redacted_tags((*facts.tags, *defaults.tags), redactor),
        review_on=facts.review_on or defaults.review_on,
    )


def ticket_of(raw: RawTicket, source: str, redactor: Redactor) -> Ticket:
    """The redacted conversation. Names of people are not kept: who wrote is customer or agent."""
    messages = tuple(
        Message(Author(message.author), redactor.redact(message.text).text, message.at) for message in raw.messages
    )
    subject = redactor.redact(raw.subject).text
    return Ticket(
        channel=_redacted(raw.channel, redactor),  # helpdesks name an inbox by its number
        subject=subject,
        messages=messages,
        language=raw.facts.language or language_of(RedactedText.joined("\n", (m.text for m in messages))),
        state=TicketState.SOLVED if raw.resolved else TicketState.OPEN,
        product=_redacted(raw.facts.product, redactor),
        module=_redacted(raw.facts.module, redactor),
        source=source,
        external_id=raw.external_id,
        opened_at=raw.messages[0].at if raw.messages else None,
    )


def _redacted(value: str | None, redactor: Redactor) -> str:
    return str(redactor.redact(RawText(value or "")).text)


def _redacted_tags(tags: tuple[str, ...], redactor: Redactor) -> tuple[str, ...]:
    """Redacted as one text: a number may be spread over several tags, cut where its source took `;` for an end."""
    joined = _redacted(";\n".join(" ".join(tag.split()) for tag in tags), redactor)
    # Cut only now: a number that is cut in two is no longer known for one.
    return tuple(tag[:_LONGEST_TAG] for tag in joined.split(";\n") if tag)


def _without_cut_number(title: RawText) -> RawText:
    """A title that its source cut short, without words with digits at its end: half a number may stand there."""
    if not title.endswith("…"):
        return title
    words = title.removesuffix("…").split()
    while words and any(sign.isdigit() for sign in words[-1]):
        words.pop()
    return RawText(" ".join(words) + "…")
