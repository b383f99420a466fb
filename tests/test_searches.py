"""The log of searches: nobody waits for it, and it is whole."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from corpus.database.connection import Database
from corpus.database.library.records import Records
from corpus.database.library.searches import SearchLog
from corpus.nouns import Audience, RedactedText
from tests.making import blank
from tests.patience import eventually


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database.open(blank(tmp_path))
    yield opened
    opened.close()


def search(log: SearchLog, question: str) -> None:
    log.searched(Audience.PUBLIC, RedactedText(question), 3, 0.9)


def written(database: Database) -> int:
    return Records(database).counts()["searches"]


def test_searches_are_written_a_moment_later(database: Database) -> None:
    log = SearchLog(database)

    for number in range(20):
        search(log, f"где мои деньги {number}")

    eventually(lambda: written(database) == 20)


def test_closing_writes_what_is_waiting(database: Database) -> None:
    log = SearchLog(database)
    search(log, "где мои деньги")

    log.close()

    assert written(database) == 1


@pytest.mark.sqlite
def test_closing_waits_for_what_is_being_written(database: Database, tmp_path: Path) -> None:
    log = SearchLog(database)
    search(log, "где мои деньги")
    with closing(sqlite3.connect(tmp_path / "podskazka.db", isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        writing = threading.Thread(target=log.write)
        writing.start()
        eventually(lambda: not log._waiting)
        free = threading.Timer(0.3, lambda: other.execute("ROLLBACK"))
        free.start()

        log.close()

        assert written(database) == 1
        free.join()
    writing.join()


@pytest.mark.sqlite
def test_what_the_database_does_not_take_now_is_written_with_the_next(database: Database, tmp_path: Path) -> None:
    log, file = SearchLog(database), create_engine(f"sqlite:///{tmp_path / 'podskazka.db'}")
    search(log, "пока база недоступна")
    with file.begin() as connection:
        connection.execute(text("ALTER TABLE searches RENAME TO taken_away"))
    log.write()
    with file.begin() as connection:
        connection.execute(text("ALTER TABLE taken_away RENAME TO searches"))

    search(log, "когда она снова доступна")
    log.close()
    file.dispose()

    assert written(database) == 2
