"""The log of searches: kept in memory for a moment and written together, as nobody waits for it."""

from __future__ import annotations

import logging
import threading
from typing import Any

from sqlalchemy import insert

from corpus.database.connection import Database
from corpus.database.rows import now
from corpus.database.tables import searches
from corpus.errors import DatabaseUnavailable
from corpus.nouns import Audience, RedactedText

log_of_searches = logging.getLogger("podskazka.searches")

# Writing waits for the disk: with a write for each search, 50 searches a second would queue for it.
_SECONDS = 1.0
# While the database cannot be written to, so many wait; later ones are not recorded.
_MOST = 10_000


class SearchLog:
    """Takes searches down at once and writes them within a second; a killed process loses that second of them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[dict[str, Any]] = []
        self._timer: threading.Timer | None = None
        self._lock = threading.Lock()
        self._writing = threading.Lock()

    def searched(self, plane: Audience, question: RedactedText, found: int, best: float | None) -> None:
        """Somebody searched; `best` is the cosine of the first passage."""
        values = {"plane": plane.value, "question": question, "found": found, "best": best, "at": now()}
        with self._lock:
            if len(self._waiting) < _MOST:
                self._waiting.append(values)
            self._write_soon()

    def write(self) -> None:
        """Writes what is waiting; what cannot be written now is tried again with the next."""
        with self._writing:  # whoever closes waits for a write that is under way
            self._write()

    def close(self) -> None:
        """Writes what is waiting and stops."""
        with self._lock:
            timer, self._timer = self._timer, None
        if timer:
            timer.cancel()
        self.write()

    def _write(self) -> None:
        with self._lock:
            waiting, self._waiting, self._timer = self._waiting, [], None
        if not waiting:
            return
        try:
            with self._database.writing() as connection:
                connection.execute(insert(searches), waiting)
        except DatabaseUnavailable as error:  # a full disk must not keep anybody from reading
            log_of_searches.warning("%s searches are not recorded yet: %s", len(waiting), error)
            with self._lock:
                self._waiting = (waiting + self._waiting)[:_MOST]

    def _write_soon(self) -> None:
        if self._timer is None:
            self._timer = threading.Timer(_SECONDS, self.write)
            self._timer.daemon = True
            self._timer.start()
