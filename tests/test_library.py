"""The library keeps every version, answers only by what is published, and never lets a sync overwrite an editor."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine

from corpus.database.connection import Database
from corpus.database.library.changes import START, ChangeLog
from corpus.database.library.library import Library
from corpus.database.library.shelf import Shelf
from corpus.errors import BadSetting, Conflicting, DatabaseUnavailable, ModelChanged, NotFound
from corpus.nouns import Audience, Conflict, Prepared, State, Vectors, Version
from tests.making import EDITOR, SYNC, content, database, origin, prepared

ONE_CONNECTION: dict[str, float] = {"pool_size": 1, "max_overflow": 0, "pool_timeout": 0.1}


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(database(tmp_path))


def test_an_added_document_reads_back_as_it_was(library: Library) -> None:
    document_id = library.add(prepared("Как вернуть деньги", "Откройте «Возвраты»."), origin("refund.md"), SYNC)

    document = library.get(document_id)

    assert document.content == content("Как вернуть деньги", "Откройте «Возвраты».")
    assert (document.state, document.version) == (State.PUBLISHED, 1)


def test_a_source_cannot_bring_the_same_document_twice(library: Library) -> None:
    library.add(prepared("Возврат"), origin("refund.md"), SYNC)

    with pytest.raises(Conflicting, match=r"refund\.md"):
        library.add(prepared("Возврат"), origin("refund.md"), SYNC)


def test_a_revision_keeps_what_was_said_before(library: Library) -> None:
    document_id = library.add(prepared("Возврат", "Три дня."), origin("refund.md"), SYNC)

    library.revise(document_id, prepared("Возврат", "Пять дней."), SYNC)

    assert [version.content.text for version in library.versions(document_id)] == ["Пять дней.", "Три дня."]
    assert library.get(document_id).content.text == "Пять дней."


def test_a_sync_does_not_overwrite_what_an_editor_wrote(library: Library) -> None:
    document_id = library.add(prepared("Возврат", "Три дня."), origin("refund.md"), SYNC)
    library.revise(document_id, prepared("Возврат", "Правка редактора."), EDITOR)

    outcome = library.revise(document_id, prepared("Возврат", "Из файла."), SYNC, origin("refund.md"))

    assert isinstance(outcome, Conflict)
    assert library.get(document_id).content.text == "Правка редактора."
    assert [conflict.version for conflict in library.conflicts()] == [outcome.version]


def test_restoring_a_version_settles_the_conflict(library: Library) -> None:
    document_id = library.add(prepared("Возврат", "Три дня."), origin("refund.md"), SYNC)
    library.revise(document_id, prepared("Возврат", "Правка."), EDITOR)
    conflict = library.revise(document_id, prepared("Возврат", "Из файла."), SYNC, origin("refund.md"))
    assert isinstance(conflict, Conflict)

    library.restore(document_id, conflict.version, EDITOR)

    assert library.get(document_id).content.text == "Из файла."
    assert library.conflicts() == []


def test_restoring_a_version_that_never_was_says_so(library: Library) -> None:
    document_id = library.add(prepared("Возврат"), origin("refund.md"), SYNC)

    with pytest.raises(NotFound, match="no version 7"):
        library.restore(document_id, 7, EDITOR)


def test_an_unpublished_document_stands_on_no_shelf(tmp_path: Path) -> None:
    kept = database(tmp_path)
    library, shelf = Library(kept), Shelf(kept, set(Audience))
    document_id = library.add(prepared("Возврат"), origin("refund.md"), SYNC)

    library.unpublish(document_id, EDITOR)

    assert shelf.chunks([f"{document_id}:1:1"]) == {}
    with pytest.raises(NotFound):
        shelf.document(document_id)


def test_the_public_shelf_holds_no_staff_document(tmp_path: Path) -> None:
    kept = database(tmp_path)
    library, shelf = Library(kept), Shelf(kept, {Audience.PUBLIC})
    staff = library.add(prepared("Регламент", audience=Audience.STAFF), origin("rules.md"), SYNC)
    public = library.add(prepared("Возврат"), origin("refund.md"), SYNC)

    found = shelf.chunks([f"{staff}:1:1", f"{public}:1:1"])

    assert list(found) == [f"{public}:1:1"]
    assert [document.id for document in shelf.documents()] == [public]


def test_removing_leaves_nothing_but_the_line_in_the_log(tmp_path: Path) -> None:
    kept = database(tmp_path)
    library, log = Library(kept), ChangeLog(kept)
    document_id = library.add(prepared("Возврат"), origin("refund.md"), SYNC)

    library.remove(document_id, EDITOR)

    with pytest.raises(NotFound):
        library.versions(document_id)
    assert [change.document_id for change in log.after(START, 10)] == [document_id, document_id]
    assert log.entries([document_id], "fake-1") == []


def test_vectors_of_another_model_are_not_stored(library: Library) -> None:
    good = prepared("Возврат")
    foreign = Prepared(good.content, good.chunks, Vectors("another", good.vectors.rows))

    with pytest.raises(ModelChanged):
        library.add(foreign, origin("refund.md"), SYNC)

    assert library.all() == []


def test_a_raw_text_cannot_be_stored(library: Library) -> None:
    good = prepared("Возврат")
    raw = Prepared(content("x"), good.chunks, good.vectors)
    object.__setattr__(raw.content, "text", "карта 4111 1111 1111 1111")

    with pytest.raises(Exception, match=r"pass it through ingest\.redaction"):
        library.add(raw, origin("refund.md"), SYNC)

    assert library.all() == []


def test_a_revision_tells_its_number(library: Library) -> None:
    document_id = library.add(prepared("Возврат"), origin("refund.md"), SYNC)

    outcome = library.revise(document_id, prepared("Возврат", "Иначе."), EDITOR)

    assert isinstance(outcome, Version)
    assert (outcome.number, outcome.author) == (2, "Мария")


def test_a_database_url_that_cannot_be_understood_says_what_to_set() -> None:
    with pytest.raises(BadSetting, match="PODSKAZKA_DATABASE_URL"):
        Database.open("oracle-of-delphi://x")


def test_a_file_that_is_no_database_is_named_as_such(tmp_path: Path) -> None:
    (tmp_path / "podskazka.db").write_text("это не база данных" * 100)

    with pytest.raises(DatabaseUnavailable, match="file of another kind"):
        Database.open(f"sqlite:///{tmp_path / 'podskazka.db'}")


def test_when_every_connection_is_in_use_the_next_one_is_told_so(tmp_path: Path) -> None:
    narrow = Database(create_engine(f"sqlite:///{tmp_path / 'podskazka.db'}", **ONE_CONNECTION))

    with narrow.reading(), pytest.raises(DatabaseUnavailable, match="every connection"):
        narrow.reading().__enter__()
    narrow.close()


def test_two_databases_opened_at_once_agree_on_their_tables(tmp_path: Path) -> None:
    first = Database.open(f"sqlite:///{tmp_path / 'podskazka.db'}")
    second = Database.open(f"sqlite:///{tmp_path / 'podskazka.db'}")

    with first.writing(), second.reading():
        pass
