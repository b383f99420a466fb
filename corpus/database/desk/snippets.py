"""Snippets: short texts with blanks, such as {номер заказа}, that agents insert into replies."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from corpus.database.audit import note
from corpus.database.connection import Database
from corpus.database.desk.snippet_tables import snippets
from corpus.database.rows import new_id, now
from corpus.database.shipped import bring_up_to_date
from corpus.errors import Conflicting, NotFound, PodskazkaError
from corpus.nouns import Actor, RedactedText

STARTER_FILE = Path(__file__).with_name("starter_snippets.txt")
STARTER, EDITOR = "starter", "editor"
LANGUAGES = ("ru", "en")
LONGEST_NAME, LONGEST_SNIPPET = 60, 4_000
_BLANK = re.compile(r"(\{[^\W\d_][^{}\n_]{0,39}\})")


class Rewritten(Conflicting):
    """Somebody rewrote the snippet since it was read."""


class NotASnippet(PodskazkaError):
    """This cannot be a snippet; `reason` is `empty`, `too long` or `personal`."""

    def __init__(self, reason: str, message: str) -> None:
        self.reason = reason
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Wording:
    """What a snippet says: its short name, its text with blanks, its language."""

    name: RedactedText
    text: RedactedText
    language: str


@dataclass(frozen=True, slots=True)
class Snippet:
    """One snippet. `revision` counts its changes; `author` is empty as long as nobody but the project wrote it."""

    id: str
    wording: Wording
    revision: int
    author: str


class Snippets:
    """Keeps the snippets. Two of one language never have the same name: agents find them by it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, first: str = "ru") -> list[Snippet]:
        """Every snippet in use, in the alphabet, those of the first language before the others."""
        found = self._read(snippets.c.removed.is_(False))
        return sorted(found, key=lambda each: (each.wording.language != first, _folded(each.wording)))

    def removed(self, limit: int = 20) -> list[Snippet]:
        """What was deleted, the latest first."""
        return self._read(snippets.c.removed.is_(True))[:limit]

    def get(self, snippet_id: str) -> Snippet:
        """One snippet, deleted or not.

        Raises:
            NotFound: there is none with this id.
        """
        if not (found := self._read(snippets.c.id == snippet_id)):
            raise NotFound(f"no snippet {snippet_id}")
        return found[0]

    def add(self, wording: Wording, by: Actor) -> str:
        """Stores a new one and returns its id.

        Raises:
            Conflicting: the language has one of this name already.
        """
        made = new_id()
        with self._database.writing() as connection:
            _refuse_known(connection, wording)
            connection.execute(insert(snippets).values(id=made, revision=1, removed=False, **_values(wording, by)))
            note(connection, by, "added", "snippet", made)
        return made

    def change(self, snippet_id: str, wording: Wording, seen: int, by: Actor) -> None:
        """Rewrites one whose revision `seen` was read.

        Raises:
            NotFound: there is none in use with this id.
            Rewritten: somebody changed it first.
            Conflicting: another one has this name.
        """
        with self._database.writing() as connection:
            row = _required(connection, snippet_id)
            if row.revision != seen:
                raise Rewritten(f"snippet {snippet_id} was changed meanwhile; read it again")
            _refuse_known(connection, wording, but=snippet_id)
            _write(connection, snippet_id, revision=seen + 1, **_values(wording, by))
            note(connection, by, "changed", "snippet", snippet_id)

    def remove(self, snippet_id: str, by: Actor) -> None:
        """Takes one out of use; nothing happens when it is out of use already.

        Raises:
            NotFound: there was never one with this id.
        """
        with self._database.writing() as connection:
            if not _required(connection, snippet_id, used=False).removed:
                _write(connection, snippet_id, removed=True, changed_at=now())
                note(connection, by, "removed", "snippet", snippet_id)

    def restore(self, snippet_id: str, by: Actor) -> None:
        """Brings back what was deleted.

        Raises:
            NotFound: there was never one with this id.
            Conflicting: another one has its name by now.
        """
        with self._database.writing() as connection:
            row = _required(connection, snippet_id, used=False)
            if row.removed:
                _refuse_known(connection, _wording(row), but=snippet_id)
                _write(connection, snippet_id, removed=False, changed_at=now())
                note(connection, by, "restored", "snippet", snippet_id)

    def take_in(self, shipped: Iterable[Wording]) -> None:
        """Brings the starter set up to date with what ships now; what people wrote or deleted stands."""
        wanted = {_starter_id(each): each for each in shipped}
        bring_up_to_date(self._database, partial(_differences, wanted=wanted), _exchange)

    def _read(self, condition: Any) -> list[Snippet]:
        query = select(snippets).where(condition).order_by(snippets.c.changed_at.desc(), snippets.c.id)
        with self._database.reading() as connection:
            return [Snippet(row.id, _wording(row), row.revision, row.author) for row in connection.execute(query)]


def parts(text: str) -> list[str]:
    """The text cut at its blanks: every second part is one, braces included."""
    return _BLANK.split(text)


def checked(wording: Wording) -> Wording:
    """The same, when it can be a snippet.

    Raises:
        NotASnippet: something is missing or too long.
    """
    if not wording.name.strip() or not wording.text.strip() or wording.language not in LANGUAGES:
        raise NotASnippet("empty", "a snippet has a name, a text and one of the languages ru and en")
    if len(wording.name) > LONGEST_NAME or len(wording.text) > LONGEST_SNIPPET:
        raise NotASnippet("too long", f"a name has at most {LONGEST_NAME} characters, a text {LONGEST_SNIPPET}")
    return wording


def _folded(wording: Wording) -> str:
    return " ".join(wording.name.casefold().replace("ё", "е").split())


def _starter_id(wording: Wording) -> str:
    return sha256(f"{wording.language} {_folded(wording)}".encode()).hexdigest()[:32]


def _wording(row: Row[Any]) -> Wording:
    return Wording(row.name, row.text, row.language)


def _values(wording: Wording, by: Actor) -> dict[str, Any]:
    said = {"name": wording.name, "text": wording.text, "language": wording.language}
    return {**said, "origin": EDITOR, "author": by.name, "changed_at": now()}


def _write(connection: Connection, snippet_id: str, **values: Any) -> None:
    connection.execute(update(snippets).where(snippets.c.id == snippet_id).values(**values))


def _required(connection: Connection, snippet_id: str, *, used: bool = True) -> Row[Any]:
    row = connection.execute(select(snippets).where(snippets.c.id == snippet_id)).first()
    if row is None or (used and row.removed):
        raise NotFound(f"no snippet {snippet_id}")
    return row


def _refuse_known(connection: Connection, wording: Wording, but: str = "") -> None:
    rows = connection.execute(select(snippets).where(~snippets.c.removed, snippets.c.language == wording.language))
    if any(row.id != but and _folded(_wording(row)) == _folded(wording) for row in rows):
        raise Conflicting(f"there is a snippet «{wording.name}» already; change that one, or take another name")


def _differences(connection: Connection, wanted: dict[str, Wording]) -> tuple[dict[str, Wording], list[str]]:
    """The shipped ones to bring in, and the ids of those to let go: left out of the set by now, or worded anew."""
    rows = {row.id: row for row in connection.execute(select(snippets))}
    untouched = [row for row in rows.values() if row.origin == STARTER and not row.removed]
    gone = [row.id for row in untouched if wanted.get(row.id) != _wording(row)]
    taken = {(row.language, _folded(_wording(row))) for row in rows.values() if not row.removed and row.id not in gone}
    new = {
        name: each
        for name, each in wanted.items()
        if (name not in rows or name in gone) and (each.language, _folded(each)) not in taken
    }
    return new, gone


def _exchange(connection: Connection, new: dict[str, Wording], gone: list[str]) -> None:
    connection.execute(delete(snippets).where(snippets.c.id.in_(gone)))
    common = {"origin": STARTER, "revision": 1, "removed": False, "author": "", "changed_at": now()}
    values = [
        {"id": name, "name": each.name, "text": each.text, "language": each.language} | common
        for name, each in new.items()
    ]
    if values:
        connection.execute(insert(snippets), values)
