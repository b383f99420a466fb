"""What all ticket sources share: times, who had the last word, and the raw ticket itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime

from corpus.nouns import RawText
from ingest.nouns import Facts, RawMessage, RawTicket, digest_of

_FORMS = ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y, %H:%M", "%d.%m.%Y", "%d.%m.%y %H:%M", "%Y/%m/%d %H:%M:%S")
_TIMESTAMP = re.compile(r"\d{9,13}(?:\.\d+)?")
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
# So many signs a channel has room for in the tables; a helpdesk may call it a sentence.
_LONGEST_CHANNEL = 32


def moment(value: object) -> datetime | None:
    """A time in ISO 8601, seconds or milliseconds since 1970, or as Russians write it; without a zone it is UTC."""
    text = str(value or "").strip()
    if _TIMESTAMP.fullmatch(text):
        seconds = float(text)
        # More than this would be seconds of the year 5138: then they are milliseconds.
        return _since_1970(seconds / 1000 if seconds > 1e11 else seconds)
    with suppress(ValueError):
        return _zoned(datetime.fromisoformat(text))
    for form in _FORMS:
        with suppress(ValueError):
            return _zoned(datetime.strptime(text, form))  # noqa: DTZ007 - the zone is added at once
    return None


def in_time(messages: Sequence[RawMessage]) -> list[RawMessage]:
    """The messages by their times, when all have one: exports list the newest first, or the other way round."""
    # With one time missing the order of the file is the better guess.
    if all(message.at for message in messages):
        return sorted(messages, key=lambda message: message.at or _LONG_AGO)
    return list(messages)


def answered(messages: Sequence[RawMessage]) -> bool:
    """Whether the agent had the last word, but for a closing line of the customer that asks nothing."""
    authors = [message.author for message in messages]
    if "customer" not in authors or "agent" not in authors[authors.index("customer") :]:
        return False
    after = authors[::-1].index("agent")
    closing = " ".join(message.text for message in messages[len(messages) - after :])
    # "Спасибо, разобрались!" closes a conversation; a question or a long story goes on with it.
    return "?" not in closing and len(closing) <= 120


def raw_ticket(
    external_id: str, channel: str, subject: str, messages: Sequence[RawMessage], facts: Facts, *, resolved: bool
) -> RawTicket:
    """A ticket with the digest of all it says."""
    channel = channel[:_LONGEST_CHANNEL]
    spoken = [f"{message.author} {message.name} {message.at} {message.text}" for message in messages]
    digest = digest_of(channel, subject, facts, resolved, *spoken)
    return RawTicket(external_id, channel, RawText(subject), tuple(messages), facts, resolved, digest)


def _since_1970(seconds: float) -> datetime | None:
    with suppress(ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(seconds, UTC)
    return None


def _zoned(at: datetime) -> datetime | None:
    """The moment; none for the first and the last day of all calendars, which some exports write for «never»."""
    zoned = at if at.tzinfo else at.replace(tzinfo=UTC)
    with suppress(OverflowError):
        zoned.astimezone(UTC)
        return zoned
    return None
