"""What people searched for and what they thought of the answers."""

from __future__ import annotations

from sqlalchemy import func, insert, select

from corpus.database.connection import Database
from corpus.database.rows import now
from corpus.database.tables import feedback, searches
from corpus.nouns import Audience, RedactedText


class Records:
    """Writes down searches and feedback, redacted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def searched(self, plane: Audience, question: RedactedText, found: int, best: float | None) -> None:
        """Somebody searched."""
        values = {"plane": plane.value, "question": question, "found": found, "best": best, "at": now()}
        with self._database.writing() as connection:
            connection.execute(insert(searches).values(values))

    def judged(self, document_id: str, helpful: bool, question: RedactedText, comment: RedactedText) -> None:
        """Somebody said whether a document helped, and with what question, if any, it was found."""
        about = {"about": "document", "about_id": document_id, "helpful": helpful}
        values = about | {"question": question, "comment": comment, "at": now()}
        with self._database.writing() as connection:
            connection.execute(insert(feedback).values(values))

    def counts(self) -> dict[str, int]:
        """How many searches and judgements there are."""
        with self._database.reading() as connection:
            return {
                "searches": connection.execute(select(func.count()).select_from(searches)).scalar_one(),
                "feedback": connection.execute(select(func.count()).select_from(feedback)).scalar_one(),
            }
