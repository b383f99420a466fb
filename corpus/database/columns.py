"""Column types that keep the house's promises: redacted text, moments in UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

from corpus.nouns import RedactedText


class Redacted(TypeDecorator[RedactedText]):
    """A text column that takes nothing but RedactedText: a raw text cannot be stored by mistake."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 (their signature)
        """Refuses every text that has not been through the redaction."""
        if value is not None and not isinstance(value, RedactedText):
            raise TypeError(
                f"a redacted column was given {type(value).__name__}; pass it through ingest.redaction first"
            )
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> RedactedText | None:  # noqa: ARG002
        """What was stored redacted is read as redacted."""
        return None if value is None else RedactedText(value)


class RedactedTexts(TypeDecorator[list[RedactedText]]):
    """A list of texts that takes nothing but RedactedText, kept as JSON."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: list[RedactedText] | None, dialect: Dialect) -> list[str] | None:  # noqa: ARG002
        """Refuses every text that has not been through the redaction."""
        wrong = next((one for one in value or () if not isinstance(one, RedactedText)), None)
        if wrong is not None:
            raise TypeError(f"a redacted column was given {type(wrong).__name__}; redact it first (ingest.redaction)")
        return None if value is None else [str(one) for one in value]

    def process_result_value(self, value: Any, dialect: Dialect) -> list[RedactedText] | None:  # noqa: ARG002
        """What was stored redacted is read as redacted."""
        return None if value is None else [RedactedText(one) for one in value]


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite forgets time zones, so they are put back."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Stores UTC; a moment without a zone is taken for UTC."""
        if value is None:
            return None
        return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Reads UTC."""
        return None if value is None else value.replace(tzinfo=UTC)
