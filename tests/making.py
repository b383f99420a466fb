"""Makes the nouns that tests need, short."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from corpus.database.connection import Database
from corpus.database.desk.tickets import StoredDraft, StoredSentence, Tickets
from corpus.database.library.models import Model, Models
from corpus.nouns import (
    Audience,
    Author,
    Chunk,
    Content,
    Hand,
    Kind,
    Message,
    Origin,
    Prepared,
    Provenance,
    RedactedText,
    Ticket,
    Vectors,
)
from tests.fakes import FakeEmbedder

SYNC = Hand(Provenance.SYNC)
EDITOR = Hand(Provenance.EDITOR, "Мария")
_FILE = "podskazka.db"


def blank(folder: Path) -> str:
    """The URL of the database in this folder, which is put there, without a row, where there is none."""
    if not (folder / _FILE).exists():
        folder.mkdir(parents=True, exist_ok=True)
        copyfile(Path(_migrated().name) / _FILE, folder / _FILE)
    return f"sqlite:///{folder / _FILE}"


@cache
def _migrated() -> TemporaryDirectory[str]:
    """A database as the migrations leave it; they run once, for they take longer than most of the tests."""
    folder = TemporaryDirectory()
    Database.open(f"sqlite:///{folder.name}/{_FILE}").close()
    return folder


def database(folder: Path, embedder: FakeEmbedder | None = None) -> Database:
    """A new database in which the fake model is the active one."""
    embedder = embedder or FakeEmbedder()
    made = Database.open(blank(folder))
    Models(made).activate(Model(embedder.name, embedder.fingerprint, embedder.dimensions))
    return made


def content(title: str, text: str = "Текст статьи.", audience: Audience = Audience.PUBLIC) -> Content:
    return Content(RedactedText(title), RedactedText(text), Kind.ARTICLE, audience, "ru")


def prepared(title: str, text: str = "Текст статьи.", audience: Audience = Audience.PUBLIC) -> Prepared:
    """A document of a title and one chunk, embedded by the fake model."""
    made, embedder = content(title, text, audience), FakeEmbedder()
    chunks = (
        Chunk(0, RedactedText(""), made.title, 0, 0),
        Chunk(1, RedactedText(""), made.text, 0, len(text)),
    )
    rows = embedder.embed_passages([chunk.embedded(made.title) for chunk in chunks])
    return Prepared(made, chunks, Vectors(embedder.fingerprint, tuple(row.tobytes() for row in rows)))


def origin(external_id: str) -> Origin:
    return Origin("folder:help", external_id, external_id, "digest")


def answered(kept: Database, question: str, reply: str, chunk_id: str, sentences: int = 1) -> str:
    """A ticket to which a reply was sent, from a draft of so many sentences that rest on this chunk; its id."""
    tickets = Tickets(kept)
    asked = Message(Author.CUSTOMER, RedactedText(question))
    ticket_id = tickets.keep(Ticket("mail", RedactedText(""), (asked,)))
    proposed = (StoredSentence(RedactedText(reply), "verified", (chunk_id,)),) * sentences
    draft = StoredDraft(ticket_id, "composer", "answered", RedactedText(""), proposed)
    tickets.reply(ticket_id, RedactedText(reply), "Анна", tickets.keep_draft(draft))
    return ticket_id
