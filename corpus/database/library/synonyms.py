"""Groups of phrases that mean the same: what ships with the project, and what editors make of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from corpus.database.connection import Database
from corpus.database.rows import now
from corpus.database.shipped import bring_up_to_date
from corpus.database.tables import synonyms
from corpus.errors import Conflicting, NotFound, PodskazkaError
from corpus.nouns import RedactedText

Phrases = tuple[RedactedText, ...]

STARTER_FILE = Path(__file__).with_name("starter_synonyms.txt")
STARTER, EDITOR = "starter", "editor"
MOST_WORDS = 6
_LONGEST = 100


class NotAGroup(PodskazkaError):
    """These phrases cannot be a group of synonyms."""


@dataclass(frozen=True, slots=True)
class Group:
    """Phrases that mean the same; `origin` is `starter` as long as nobody but the project wrote them."""

    id: str
    phrases: Phrases
    origin: str


class Synonyms:
    """Keeps the groups. A phrase may stand in several: each is one of its senses, and they do not chain.

    A group's id is a digest of its phrases, so the same group is never there twice, and a change is a removal and
    an addition. What an editor removed stays on record: the starter set of a later release does not bring it back.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def groups(self) -> tuple[Group, ...]:
        """All groups in use, in the alphabet of their first phrases."""
        query = select(synonyms).where(~synonyms.c.removed)
        with self._database.reading() as connection:
            found = [Group(row.id, _phrases(row), row.origin) for row in connection.execute(query)]
        return tuple(sorted(found, key=lambda group: (_folded(group.phrases[0]), group.id)))

    def revision(self) -> str:
        """Another text after every change; one cheap query."""
        counts = (func.count(), func.count().filter(synonyms.c.removed), func.max(synonyms.c.changed_at))
        with self._database.reading() as connection:
            return " ".join(str(value) for value in connection.execute(select(*counts)).one())

    def add(self, phrases: Sequence[RedactedText], author: str) -> str:
        """Stores a group and returns its id; one that was removed before is back.

        Raises:
            NotAGroup: fewer than two different phrases, or one that is empty or too long.
            Conflicting: a group says all of this already.
        """
        checked = checked_phrases(phrases)
        with self._database.writing() as connection:
            _refuse_known(connection, checked)
            _put(connection, checked, EDITOR, author)
        return group_id(checked)

    def add_all(self, groups: Sequence[Sequence[RedactedText]], author: str) -> int:
        """Stores all groups or none, passing over what is said already; returns how many were new.

        Raises:
            NotAGroup: as for `add`.
        """
        checked = [checked_phrases(phrases) for phrases in groups]
        added = 0
        with self._database.writing() as connection:
            for phrases in checked:
                if not _saying(connection, phrases):
                    _put(connection, phrases, EDITOR, author)
                    added += 1
        return added

    def change(self, group: str, phrases: Sequence[RedactedText], author: str) -> str:
        """Puts a group with these phrases in the place of another and returns its id.

        Raises:
            NotFound: no group in use has this id.
            NotAGroup, Conflicting: as for `add`.
        """
        checked = checked_phrases(phrases)
        with self._database.writing() as connection:
            _remove(connection, group, author)
            _refuse_known(connection, checked)
            _put(connection, checked, EDITOR, author)
        return group_id(checked)

    def remove(self, group: str, author: str) -> None:
        """Takes a group out of use for good.

        Raises:
            NotFound: no group in use has this id.
        """
        with self._database.writing() as connection:
            _remove(connection, group, author)

    def sharing(self, phrases: Sequence[RedactedText]) -> tuple[Group, ...]:
        """Other groups in use in which one of these phrases stands too."""
        folded, own = _all_folded(phrases), group_id(phrases)
        return tuple(each for each in self.groups() if each.id != own and folded & _all_folded(each.phrases))

    def take_in(self, shipped: Sequence[Phrases]) -> None:
        """Brings the starter set up to date with what ships now; what editors did stands."""
        wanted = {group_id(phrases): phrases for phrases in shipped}
        bring_up_to_date(self._database, partial(_differences, wanted=wanted), _apply)


def checked_phrases(phrases: Sequence[RedactedText]) -> Phrases:
    """The phrases without repetitions, fit to be stored.

    Raises:
        NotAGroup: fewer than two different phrases, or one that is empty or too long.
    """
    for phrase in phrases:
        if not any(sign.isalnum() for sign in phrase) or "\n" in phrase:
            raise NotAGroup(f"«{phrase}» is no phrase; write at least one word, on one line")
        if len(phrase.split()) > MOST_WORDS or len(phrase) > _LONGEST:
            raise NotAGroup(f"«{phrase}» is too long; at most {MOST_WORDS} words and {_LONGEST} characters")
    different = tuple({_folded(phrase): phrase for phrase in reversed(phrases)}.values())[::-1]
    if len(different) < 2:
        raise NotAGroup("a group needs at least two different phrases; give another way to say the same")
    return different


def group_id(phrases: Sequence[RedactedText]) -> str:
    """The id of a group: 12 hex digits that do not depend on order, case or ё."""
    return sha256("\n".join(sorted(_all_folded(phrases))).encode()).hexdigest()[:12]


def _folded(phrase: RedactedText) -> str:
    return " ".join(phrase.casefold().replace("ё", "е").split())


def _all_folded(phrases: Sequence[RedactedText]) -> set[str]:
    return {_folded(phrase) for phrase in phrases}


def _phrases(row: Row[tuple[object, ...]]) -> Phrases:
    found, start = [], 0
    for line in row.phrases.splitlines():
        # Sliced, not split: a slice of a redacted text is a redacted text.
        found.append(row.phrases[start : start + len(line)])
        start += len(line) + 1
    return tuple(found)


def _saying(connection: Connection, phrases: Phrases) -> str | None:
    """The id of a group in use that holds all of these phrases, if any."""
    folded = _all_folded(phrases)
    rows = connection.execute(select(synonyms).where(~synonyms.c.removed))
    return next((row.id for row in rows if folded <= _all_folded(_phrases(row))), None)


def _refuse_known(connection: Connection, phrases: Phrases) -> None:
    if known := _saying(connection, phrases):
        raise Conflicting(f"group {known} says this already; change that one, or add what it lacks")


def _put(connection: Connection, phrases: Phrases, origin: str, author: str) -> None:
    row = {"phrases": RedactedText.joined("\n", phrases), "origin": origin, "removed": False, "author": author}
    known = synonyms.c.id == group_id(phrases)
    if not connection.execute(update(synonyms).where(known).values(**row, changed_at=now())).rowcount:
        connection.execute(insert(synonyms).values(**row, id=group_id(phrases), changed_at=now()))


def _remove(connection: Connection, group: str, author: str) -> None:
    used = (synonyms.c.id == group) & ~synonyms.c.removed
    if not connection.execute(
        update(synonyms).where(used).values(removed=True, author=author, changed_at=now())
    ).rowcount:
        raise NotFound(f"no group of synonyms has the id {group}; `podskazka synonyms list` shows them")


def _differences(connection: Connection, wanted: dict[str, Phrases]) -> tuple[list[Phrases], list[str]]:
    """The shipped groups to bring in, and the ids of those to let go."""
    rows = {row.id: row for row in connection.execute(select(synonyms))}
    gone = [row.id for row in rows.values() if row.origin == STARTER and not row.removed and row.id not in wanted]
    # A later release may word a group anew; to the editor who removed or changed it, it is still the same one.
    refused = [_all_folded(_phrases(row)) for row in rows.values() if row.origin == STARTER and row.removed]
    new = [
        phrases
        for each, phrases in wanted.items()
        if each not in rows and not any(len(_all_folded(phrases) & old) > 1 for old in refused)
    ]
    return new, gone


def _apply(connection: Connection, new: list[Phrases], gone: list[str]) -> None:
    connection.execute(delete(synonyms).where(synonyms.c.id.in_(gone)))
    common = {"origin": STARTER, "removed": False, "author": "", "changed_at": now()}
    values = [{"id": group_id(each), "phrases": RedactedText.joined("\n", each)} | common for each in new]
    if values:
        connection.execute(insert(synonyms), values)
