"""What people type, as it comes in at the edge."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

# Longer than any question a person types; what is pasted whole belongs into a ticket.
LONGEST_QUESTION = 1_000
LONGEST_SUBJECT = 300
LONGEST_TEXT = 100_000


def typed(text: str) -> str:
    """The text without NUL signs, which no database keeps, and with one kind of line ends."""
    return text.replace("\0", "").replace("\r\n", "\n")


def is_blank(text: str) -> bool:
    """Whether nothing of a text can be seen: marks of width nothing come along when one copies from chats and pages."""
    return not any(sign.isprintable() and not sign.isspace() for sign in text)


Typed = Annotated[str, AfterValidator(typed)]
