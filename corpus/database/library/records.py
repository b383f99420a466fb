"""What people thought of the answers, and how much of it there is."""

from __future__ import annotations

from sqlalchemy import func, insert, select

from corpus.database.connection import Database
from corpus.database.rows import now
from corpus.database.tables import feedback, searches
from corpus.nouns import RedactedText


class Records:
    """Writes down feedback, redacted, and counts it and the searches."""

    def __init__(self, database: Database) -> None:
        self._database = database

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
