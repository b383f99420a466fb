"""What a sync remembers: which entries of a source it has read, and which tickets were near-identical."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update

from corpus.database.connection import Database
from corpus.database.rows import now
from corpus.database.tables import documents, duplicates, entries, sources
from corpus.nouns import Origin, State


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """The stamp with which an entry was read, and what was wrong with it then: where, why and what to do."""

    stamp: str
    problems: tuple[list[str], ...] = ()


class Sources:
    """Remembers each source's runs and entries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, source: str) -> None:
        """A run of this source starts."""
        with self._database.writing() as connection:
            values = {"started_at": now(), "finished_at": None}
            if not connection.execute(update(sources).where(sources.c.name == source).values(values)).rowcount:
                connection.execute(insert(sources).values(name=source, summary={}, **values))

    def finish(self, source: str, summary: dict[str, int]) -> None:
        """The run went through to its end."""
        with self._database.writing() as connection:
            values = {"finished_at": now(), "summary": summary}
            connection.execute(update(sources).where(sources.c.name == source).values(values))

    def runs(self) -> list[dict[str, Any]]:
        """Each source with its last run."""
        with self._database.reading() as connection:
            return [dict(row) for row in connection.execute(select(sources).order_by(sources.c.name)).mappings()]

    def read(self, source: str) -> dict[str, ReadEntry]:
        """What is remembered of each entry that was read, by its external id."""
        query = select(entries).where(entries.c.source == source)
        with self._database.reading() as connection:
            return {row.external_id: ReadEntry(row.stamp, tuple(row.problems)) for row in connection.execute(query)}

    def remember(self, source: str, entry: str, read: ReadEntry) -> None:
        """This entry was read."""
        with self._database.writing() as connection:
            connection.execute(delete(entries).where(_entry(source, entry)))
            connection.execute(
                insert(entries).values(source=source, external_id=entry, stamp=read.stamp, problems=list(read.problems))
            )

    def forget(self, source: str, entry: str) -> None:
        """This entry has to be read again, or has gone."""
        with self._database.writing() as connection:
            connection.execute(delete(entries).where(_entry(source, entry)))

    def documents(self, source: str, entry: str) -> dict[str, str]:
        """External id → document id of what this entry brought and is not archived."""
        query = select(documents.c.external_id, documents.c.id).where(
            documents.c.source == source, documents.c.entry == entry, documents.c.state != State.ARCHIVED.value
        )
        with self._database.reading() as connection:
            return dict(connection.execute(query).all())

    def entries_with_documents(self, source: str) -> set[str]:
        """Entries from which something came that is not archived, near-duplicates included."""
        kept = select(documents.c.entry).where(documents.c.source == source, documents.c.state != State.ARCHIVED.value)
        twins = select(duplicates.c.entry).where(duplicates.c.source == source)
        with self._database.reading() as connection:
            return set(connection.execute(kept.union(twins)).scalars())

    def digest_of_duplicate(self, source: str, external_id: str) -> str | None:
        """The digest under which this ticket was last grouped with a case."""
        query = select(duplicates.c.digest).where(_duplicate(source, external_id))
        with self._database.reading() as connection:
            return connection.execute(query).scalar()

    def group(self, origin: Origin, document_id: str) -> None:
        """This ticket says the same as that case: it is linked to it and not stored as an answer of its own."""
        with self._database.writing() as connection:
            connection.execute(delete(duplicates).where(_duplicate(origin.source, origin.external_id)))
            connection.execute(
                insert(duplicates).values(
                    source=origin.source,
                    external_id=origin.external_id,
                    entry=origin.entry,
                    digest=origin.digest,
                    document_id=document_id,
                    ticket_id=origin.ticket_id,
                )
            )

    def ungroup(self, source: str, entry: str, keep: Sequence[str]) -> None:
        """Forgets the duplicates of an entry but those still in it."""
        of_entry = (duplicates.c.source == source) & (duplicates.c.entry == entry)
        with self._database.writing() as connection:
            known = connection.execute(select(duplicates.c.external_id).where(of_entry)).scalars()
            # One by one: what is kept may be more than a statement takes, what has gone is little.
            for external_id in set(known).difference(keep):
                connection.execute(delete(duplicates).where(_duplicate(source, external_id)))

    def dissolve(self, document_id: str) -> set[str]:
        """The case has gone: its duplicates must be read again. Returns the entries they stand in."""
        of_case = duplicates.c.document_id == document_id
        with self._database.writing() as connection:
            rows = connection.execute(select(duplicates.c.source, duplicates.c.entry).where(of_case)).all()
            connection.execute(delete(duplicates).where(of_case))
            for source, entry in rows:
                connection.execute(delete(entries).where(_entry(source, entry)))
        return {entry for _, entry in rows}

    def grouped(self, document_id: str) -> int:
        """How many more tickets said the same as this case."""
        query = select(duplicates.c.external_id).where(duplicates.c.document_id == document_id)
        with self._database.reading() as connection:
            return len(connection.execute(query).all())


def _entry(source: str, entry: str) -> Any:
    return (entries.c.source == source) & (entries.c.external_id == entry)


def _duplicate(source: str, external_id: str) -> Any:
    return (duplicates.c.source == source) & (duplicates.c.external_id == external_id)
