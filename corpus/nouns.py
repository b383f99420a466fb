"""The nouns of the corpus: documents, their versions and their chunks. Imports no library."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import SupportsIndex


class RawText(str):
    """Text as it came from outside; it may hold personal data, so its repr shows only its length."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<RawText of {len(self)} characters>"


class RedactedText(str):
    """Text in which no personal data is left. Only ingest/redaction.py makes one out of raw text."""

    __slots__ = ()

    def __getitem__(self, key: SupportsIndex | slice) -> RedactedText:
        """A part of a redacted text is redacted too."""
        return RedactedText(str.__getitem__(self, key))

    @classmethod
    def joined(cls, separator: str, parts: Iterable[RedactedText]) -> RedactedText:
        """Several redacted texts, one after the other."""
        return cls(separator.join(parts))


class Kind(StrEnum):
    """What a document is."""

    CASE = "case"
    MODULE_DOC = "module doc"
    ARTICLE = "article"


class Audience(StrEnum):
    """Who may read a document."""

    PUBLIC = "public"
    STAFF = "staff"


class Owner(StrEnum):
    """Whose problem it is."""

    US = "us"
    MERCHANT = "merchant"
    BANK = "bank"
    PAYER = "payer"
    MODULE = "module"


class State(StrEnum):
    """Whether a document answers: only published ones do."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class Role(StrEnum):
    """What somebody of the company does here, and so what they may do; ordered from the least."""

    AGENT = "agent"
    LEAD = "lead"
    EDITOR = "editor"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: one of our own people. `name` is what records and colleagues call them.

    An empty `id` is whoever sits at this machine as long as no sign-in is set up.
    """

    id: str
    name: str
    role: Role


class Provenance(StrEnum):
    """Where a version came from. A sync never overwrites an editor's hand."""

    SYNC = "sync"
    EDITOR = "editor"


@dataclass(frozen=True, slots=True)
class Content:
    """Everything about a document that a version keeps and a restore brings back."""

    title: RedactedText
    text: RedactedText
    kind: Kind
    audience: Audience
    language: str
    product: str = ""
    module: str = ""
    versions: str = ""
    owner: Owner | None = None
    tags: tuple[str, ...] = ()
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class Chunk:
    """The stored, redacted piece of a document.

    `ordinal` 0 is the title alone; the body's chunks count from 1. `heading` is the path of headings
    above the chunk, `start` and `end` are character offsets into the content's text (0, 0 for the title).
    """

    ordinal: int
    heading: RedactedText
    text: RedactedText
    start: int
    end: int

    def embedded(self, title: RedactedText) -> RedactedText:
        """What the model reads: the title and the heading path stand above the chunk's own words."""
        parts = (title,) if self.ordinal == 0 else (title, self.heading, self.text)
        return RedactedText.joined("\n", (part for part in parts if part))


@dataclass(frozen=True, slots=True)
class Vectors:
    """One unit vector (float32, little endian, `dimensions` × 4 bytes) per chunk, and whose they are.

    `words` are the vectors of each chunk's words, packed (`corpus/embedding/reading.py`); none, or one entry a chunk.
    """

    fingerprint: str
    rows: tuple[bytes, ...]
    words: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A content that is redacted, chunked and embedded: all that the library needs to store it."""

    content: Content
    chunks: tuple[Chunk, ...]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document comes from: its source, its id there, the entry (file) it stands in, a digest of its text."""

    source: str
    external_id: str
    entry: str = ""
    digest: str = ""
    ticket_id: str | None = None


@dataclass(frozen=True, slots=True)
class Hand:
    """Who makes a change: a sync or a person. `by` is the person, where sign-in says who it is."""

    provenance: Provenance
    author: str = ""
    by: Actor | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One thing the corpus knows, at its current version."""

    id: str
    origin: Origin
    state: State
    version: int
    provenance: Provenance
    content: Content
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Version:
    """What a document said at one time, and who wrote it."""

    number: int
    provenance: Provenance
    author: str
    content: Content
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Filters:
    """What passages must be about; None lets everything through."""

    kind: Kind | None = None
    product: str | None = None
    module: str | None = None
    language: str | None = None
    owner: Owner | None = None

    def admit(self, facets: Facets) -> bool:
        """Whether a document with these facets is about it."""
        wanted = (self.kind, self.product, self.module, self.language, self.owner)
        has = (facets.kind, facets.product, facets.module, facets.language, facets.owner)
        return all(want is None or want == one for want, one in zip(wanted, has, strict=True))


@dataclass(frozen=True, slots=True)
class Facets:
    """What a document is about, as far as a search can be narrowed to it. `versions` are those of its module."""

    kind: Kind
    product: str
    module: str
    versions: str
    language: str
    owner: Owner | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A source brought a new text for a document that an editor had changed: both are kept for a person to choose."""

    document_id: str
    version: int
    title: RedactedText
    external_id: str
    seen_at: datetime


class Author(StrEnum):
    """Who wrote a message. Internal notes never get this far."""

    CUSTOMER = "customer"
    AGENT = "agent"


class TicketState(StrEnum):
    """Whether a ticket still waits for an answer."""

    OPEN = "open"
    SOLVED = "solved"


@dataclass(frozen=True, slots=True)
class Message:
    """One part of a ticket: who wrote what, when."""

    author: Author
    text: RedactedText
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """One customer conversation. `id` is empty until it is stored.

    `reply_to` is what the helpdesk that sent it calls it: replies go back under this name, without any address.
    """

    channel: str
    subject: RedactedText
    messages: tuple[Message, ...]
    language: str = "ru"
    state: TicketState = TicketState.OPEN
    product: str = ""
    module: str = ""
    source: str = ""
    external_id: str = ""
    id: str = ""
    opened_at: datetime | None = None
    reply_to: str = ""
