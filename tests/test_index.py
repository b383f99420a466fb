"""The index is a copy: it follows the library, belongs to one process, and survives whatever happens to its files."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from assistant.ranking.candidates import Gathering
from corpus.database.connection import Database
from corpus.database.library.changes import START, Change, ChangeLog
from corpus.database.library.library import Library
from corpus.database.library.models import Model, Models
from corpus.errors import DatabaseUnavailable, IndexBroken, IndexClosed, IndexOwned
from corpus.index.check import is_sound
from corpus.index.index import Index
from corpus.index.opening import Glance
from corpus.index.rebuild import check, rebuild
from corpus.index.vectors import VectorIndex
from corpus.index.words import Asked
from corpus.nouns import Audience, Filters
from ingest.reembed import reembed
from tests.fakes import FakeEmbedder
from tests.making import EDITOR, SYNC, database, origin, prepared
from tests.patience import eventually


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Database]:
    made = database(tmp_path)
    yield made
    made.close()


@pytest.fixture
def index(tmp_path: Path, kept: Database) -> Iterator[Index]:
    opened = owned(tmp_path, kept)
    eventually(lambda: with_chroma(opened) and opened.words)  # what follows is measured on an index at work
    yield opened
    opened.close()


class AwayAtTimes(ChangeLog):
    """The change log of a database that is locked for a while."""

    away = False

    def after(self, position: Change, limit: int) -> list[Change]:
        """What is new, unless the database is away."""
        if self.away:
            raise DatabaseUnavailable("the database is locked")
        return super().after(position, limit)


def owned(folder: Path, kept: Database) -> Index:
    return Index.own(folder / "index", ChangeLog(kept), Models(kept), fake_model)


def fake_model(name: str) -> FakeEmbedder:
    return FakeEmbedder() if name == "fake" else FakeEmbedder(name)


def worded(index: Index | Glance, word: str, audience: Audience = Audience.PUBLIC) -> list[str]:
    """The chunks that the words leg finds and the plane in memory knows, best first."""
    if not index.words:
        return []
    found = index.words.search(audience, Asked(tuple(index.tokenizer.stems(word))), 10)
    plane = index.dense.exact.plane(audience)
    return [plane.ids[row] for row in plane.rows(found.keys).tolist() if row >= 0]


def nearest(index: Index, text: str, audience: Audience = Audience.PUBLIC) -> list[str]:
    return list(index.dense.vectors.nearest(audience, index.dense.embedder.embed_question(text), 1))


def with_chroma(index: Index) -> bool:
    return index.health().dense == "chroma"


def model_named(kept: Database, name: str) -> FakeEmbedder:
    embedder = FakeEmbedder(name)
    embedder.name = name
    reembed(Models(kept), embedder, lambda done, total: None)
    return embedder


def test_a_new_document_is_found_by_itself(kept: Database, index: Index) -> None:
    library = Library(kept)

    document_id = library.add(prepared("Лимит оборота", "Лимит увеличивает банк."), origin("limit.md"), SYNC)

    eventually(lambda: worded(index, "лимиты") == [f"{document_id}:1:1"])
    assert nearest(index, "лимит оборота")[0].startswith(document_id)


def test_an_unpublished_document_leaves_both_legs_by_itself(kept: Database, index: Index) -> None:
    library = Library(kept)
    document_id = library.add(prepared("Лимит оборота"), origin("limit.md"), SYNC)
    eventually(lambda: worded(index, "лимит"))

    library.unpublish(document_id, EDITOR)

    eventually(lambda: not worded(index, "лимит") and not nearest(index, "лимит"))


def test_a_document_that_is_published_again_is_back_in_both_legs_by_itself(kept: Database, index: Index) -> None:
    library = Library(kept)
    document_id = library.add(prepared("Лимит оборота"), origin("limit.md"), SYNC)
    library.add(prepared("Выплата"), origin("payout.md"), SYNC)
    eventually(lambda: worded(index, "лимит"))
    library.unpublish(document_id, EDITOR)
    eventually(lambda: not worded(index, "лимит"))

    library.publish(document_id, EDITOR)

    eventually(lambda: worded(index, "лимит") == [f"{document_id}:1:1"])
    eventually(lambda: nearest(index, "лимит оборота")[0].startswith(document_id))


def test_a_revised_document_is_found_by_its_new_words_only(kept: Database, index: Index) -> None:
    library = Library(kept)
    document_id = library.add(prepared("Статья", "Про лимиты."), origin("limit.md"), SYNC)
    eventually(lambda: worded(index, "лимит"))

    library.revise(document_id, prepared("Статья", "Про выплаты."), EDITOR)

    eventually(lambda: worded(index, "выплата") == [f"{document_id}:2:1"])
    assert worded(index, "лимит") == []


def test_a_document_that_becomes_staff_leaves_the_public_plane(kept: Database, index: Index) -> None:
    library = Library(kept)
    document_id = library.add(prepared("Лимит"), origin("limit.md"), SYNC)
    eventually(lambda: worded(index, "лимит"))

    library.revise(document_id, prepared("Лимит", audience=Audience.STAFF), EDITOR)

    eventually(lambda: not worded(index, "лимит"))
    eventually(lambda: worded(index, "лимит", Audience.STAFF))


def test_chroma_answers_as_the_exact_scan_did(kept: Database, tmp_path: Path) -> None:
    library = Library(kept)
    for number in range(30):
        library.add(prepared(f"Статья {number}", f"О возврате {number}"), origin(f"{number}.md"), SYNC)
    index = owned(tmp_path, kept)
    question = index.dense.embedder.embed_question("Статья 17 о возврате 17")
    exact = index.dense.vectors.nearest(Audience.PUBLIC, question, 10)

    eventually(lambda: with_chroma(index))
    found = index.dense.vectors.nearest(Audience.PUBLIC, question, 10)
    index.close()

    assert next(iter(found)) == next(iter(exact))
    assert np.allclose(sorted(found.values()), sorted(exact.values()), atol=1e-4)  # kept in 16 bits


def test_a_second_owner_is_refused_with_the_number_of_the_first(tmp_path: Path, kept: Database, index: Index) -> None:
    with pytest.raises(IndexOwned, match=r"belongs to process \d+"):
        owned(tmp_path, kept)


def test_a_single_command_searches_beside_the_owner(tmp_path: Path, kept: Database, index: Index) -> None:
    document_id = Library(kept).add(prepared("Лимит оборота"), origin("limit.md"), SYNC)
    eventually(lambda: worded(index, "лимит"))

    glance = Glance(tmp_path / "index", ChangeLog(kept), Models(kept), fake_model)

    assert worded(glance, "лимит") == [f"{document_id}:1:1"]
    glance.close()


def test_a_broken_vector_directory_is_set_aside_and_made_anew(tmp_path: Path, kept: Database) -> None:
    document_id = Library(kept).add(prepared("Лимит оборота"), origin("limit.md"), SYNC)
    index = owned(tmp_path, kept)
    eventually(lambda: with_chroma(index))
    index.close()
    (broken,) = (tmp_path / "index" / "vectors").iterdir()
    (broken / "chroma.sqlite3").write_bytes(b"\x00" * 4096)
    assert not is_sound(broken)

    index = owned(tmp_path, kept)

    assert nearest(index, "лимит")[0].startswith(document_id)  # at once, exactly
    eventually(lambda: with_chroma(index))
    assert nearest(index, "лимит")[0].startswith(document_id)
    assert (tmp_path / "index" / "vectors" / "set-aside").exists()
    index.close()


def test_a_broken_words_directory_is_made_anew(tmp_path: Path, kept: Database) -> None:
    Library(kept).add(prepared("Лимит оборота"), origin("limit.md"), SYNC)
    index = owned(tmp_path, kept)
    eventually(lambda: worded(index, "лимит"))
    index.close()
    for file in (tmp_path / "index" / "words" / "public").iterdir():
        file.write_bytes(b"broken")

    index = owned(tmp_path, kept)

    eventually(lambda: worded(index, "лимит"))
    index.close()


def test_an_index_of_another_database_is_not_believed(tmp_path: Path, kept: Database) -> None:
    Library(kept).add(prepared("Лимит оборота"), origin("limit.md"), SYNC)
    index = owned(tmp_path, kept)
    eventually(lambda: with_chroma(index) and worded(index, "лимит"))
    index.close()
    (tmp_path / "other").mkdir()
    other = database(tmp_path / "other")
    Library(other).add(prepared("Выплата"), origin("payout.md"), SYNC)
    shutil.move(tmp_path / "index", tmp_path / "other" / "index")

    index = owned(tmp_path / "other", other)

    eventually(lambda: with_chroma(index) and worded(index, "выплата"))
    assert worded(index, "лимит") == []
    index.close()
    other.close()


def test_a_leg_that_fails_while_answering_is_replaced_by_the_exact_scan(kept: Database, index: Index) -> None:
    document_id = Library(kept).add(prepared("Лимит оборота"), origin("limit.md"), SYNC)
    # A document that comes between the two is in Chroma a turn before it is in the memory that the scan goes over.
    eventually(lambda: nearest(index, "лимит") and index.dense.exact.count(Audience.PUBLIC))

    index.failed("vectors", IndexBroken("the disk went away"))

    assert index.health().dense == "exact"
    assert nearest(index, "лимит")[0].startswith(document_id)
    eventually(lambda: with_chroma(index) and not index.health().problem)


def test_vectors_that_were_closed_meanwhile_say_so_whatever_they_are_asked(tmp_path: Path) -> None:
    vectors = VectorIndex.open(tmp_path / "vectors")
    vectors.close()

    for ask in (
        lambda: vectors.nearest(Audience.PUBLIC, np.ones(384, np.float32), 1),
        lambda: vectors.count(Audience.PUBLIC),
        lambda: vectors.replace(["a"], [], START),
    ):
        with pytest.raises(IndexClosed):
            ask()


def test_a_search_that_met_a_leg_just_replaced_does_not_take_out_the_new_one(index: Index) -> None:
    index.failed("vectors", IndexClosed("closed meanwhile"))
    index.failed("words", IndexClosed("closed meanwhile"))

    assert with_chroma(index)
    assert index.words


def test_searches_are_answered_while_the_vectors_fail_again_and_again(kept: Database, index: Index) -> None:
    document_id = Library(kept).add(prepared("Лимит оборота"), origin("limit.md"), SYNC)
    eventually(lambda: nearest(index, "лимит"))
    plane = index.dense.exact.plane(Audience.PUBLIC)
    question, done = index.dense.embedder.embed_question("лимит"), threading.Event()

    def ask() -> set[str]:
        told: set[str] = set()
        while not done.is_set():
            leg = Gathering(index.dense, index.words, Audience.PUBLIC, Filters(), index.failed)
            told |= {plane.ids[row] for row in leg.near(0.0, question).tolist()}
        return told

    with ThreadPoolExecutor(3) as people:
        asked = [people.submit(ask) for _ in range(3)]
        for _ in range(3):
            index.failed("vectors", IndexBroken("the disk went away"))
            eventually(lambda: with_chroma(index))
        done.set()

    assert {id_.split(":")[0] for each in asked for id_ in each.result()} == {document_id}


def test_a_change_is_taken_in_after_the_database_came_back(tmp_path: Path, kept: Database) -> None:
    log = AwayAtTimes(kept)
    index = Index.own(tmp_path / "index", log, Models(kept), fake_model)
    eventually(lambda: with_chroma(index) and index.words)

    log.away = True
    eventually(lambda: "locked" in index.health().problem)
    Library(kept).add(prepared("Лимит оборота"), origin("limit.md"), SYNC)
    log.away = False

    eventually(lambda: worded(index, "лимит") and not index.health().problem)
    index.close()


def test_another_model_takes_over_only_when_every_chunk_has_its_vector(kept: Database, index: Index) -> None:
    document_id = Library(kept).add(prepared("Лимит оборота"), origin("limit.md"), SYNC)
    eventually(lambda: with_chroma(index))

    newer = model_named(kept, "fake-2")

    eventually(lambda: index.dense.embedder.fingerprint == newer.fingerprint)
    assert nearest(index, "лимит")[0].startswith(document_id)
    eventually(lambda: with_chroma(index))
    assert nearest(index, "лимит")[0].startswith(document_id)


def test_a_rebuild_holds_what_the_library_does(tmp_path: Path, kept: Database) -> None:
    library = Library(kept)
    for number in range(5):
        library.add(prepared(f"Статья {number}"), origin(f"{number}.md"), SYNC)
    hidden = library.add(prepared("Черновик"), origin("draft.md"), SYNC)
    library.unpublish(hidden, EDITOR)

    rebuild(tmp_path / "index", ChangeLog(kept), "fake-1")

    checks = check(tmp_path / "index", ChangeLog(kept), "fake-1")
    assert all(leg.sound for leg in checks)
    assert {(leg.leg, leg.holds) for leg in checks if leg.plane is Audience.PUBLIC} == {("words", 5), ("vectors", 10)}


def test_the_model_is_not_activated_while_chunks_lack_its_vectors(kept: Database) -> None:
    Library(kept).add(prepared("Лимит"), origin("limit.md"), SYNC)

    with pytest.raises(Exception, match="have no vector"):
        Models(kept).activate(Model("next", "next-1", 384))
