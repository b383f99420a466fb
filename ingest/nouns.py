"""The nouns of ingest: what a source finds outside, still raw. Nothing here may be stored before it is redacted."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from corpus.errors import Unreadable
from corpus.nouns import Audience, Kind, Owner, RawText

Author = Literal["customer", "agent"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a source itself says about a text, in front matter or named columns; None means it did not say."""

    kind: Kind | None = None
    audience: Audience | None = None
    language: str | None = None
    product: str | None = None
    module: str | None = None
    versions: str | None = None
    owner: Owner | None = None
    tags: tuple[str, ...] = ()
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class RawDocument:
    """One document as its source has it: `text` is Markdown without front matter.

    `external_id` is the path below the folder's root, `path#row` for a row, or the address of a page.
    """

    external_id: str
    title: RawText
    text: RawText
    facts: Facts
    digest: str


@dataclass(frozen=True, slots=True)
class RawMessage:
    """One part of a conversation between customer and agent; `at` has a time zone when it is known."""

    author: Author
    name: RawText
    text: RawText
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RawTicket:
    """One conversation without internal notes; `resolved` when the export says so or the agent had the last word."""

    external_id: str
    channel: str
    subject: RawText
    messages: tuple[RawMessage, ...]
    facts: Facts
    resolved: bool
    digest: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that was not taken in: where, why, and what to do about it. Never holds text from inside a source.

    `passing` means that a later run may succeed although nothing changes here (network, permissions).
    `incomplete` means that something could not be read, so that what it gave earlier may not be taken for gone.
    """

    where: str
    reason: str
    remedy: str
    passing: bool = False
    incomplete: bool = False

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}; {self.remedy}"


# A union and not a base class: each of the three is stored, counted or shown in another way.
Found = RawDocument | RawTicket | Problem


@dataclass(frozen=True, slots=True)
class Entry:
    """One file or page of a source, cheap to list. Reading it may give many documents.

    Everything it gives has the entry's `external_id`, or that and `#` and a row. While `stamp` is the same as
    last time nothing has changed; an empty stamp says that only reading can tell.
    """

    external_id: str
    stamp: str
    read: Callable[[], Iterator[Found]]


class Source(Protocol):
    """A place that texts come from; `name` is the same from run to run."""

    @property
    def name(self) -> str:
        """Stable name of the source, such as `folder:/srv/help`."""

    def entries(self) -> Iterator[Entry]:
        """Everything there is now, in a stable order.

        Raises:
            Unreadable: when the source as a whole is not there, so that nothing may be concluded from an empty list.
        """


class Refused(Unreadable):
    """A file, row or page cannot be taken in: `reason` says why and `remedy` what to do.

    `passing` as for a Problem; `gone` when it is known not to be there any more.
    """

    def __init__(self, reason: str, remedy: str, *, passing: bool = False, gone: bool = False) -> None:
        super().__init__(f"{reason}; {remedy}")
        self.reason = reason
        self.remedy = remedy
        self.passing = passing
        self.gone = gone

    def problem(self, where: str) -> Problem:
        """The same as one line for the summary."""
        return Problem(where, self.reason, self.remedy, self.passing, incomplete=not self.gone)


def raw_document(external_id: str, title: str, text: str, facts: Facts) -> RawDocument:
    """A document with the digest of all it says."""
    return RawDocument(external_id, RawText(title), RawText(text), facts, digest_of(title, text, *astuple(facts)))


def digest_of(*parts: object) -> str:
    """A fingerprint (64 hex digits) that changes when any part does."""
    # The length goes in front of each part, so that moving a word from one part to the next is a change too.
    framed = (f"{len(str(part))}:{part}" for part in parts)
    return hashlib.sha256("".join(framed).encode("utf-8", "surrogatepass")).hexdigest()
