"""Damaged files of the words index never take the desk down: it is made anew from the library, and answers again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus.database.library.changes import START
from corpus.database.library.models import Models
from corpus.errors import IndexBroken
from corpus.index.index import Index
from corpus.index.opening import WORDS, up_to_date_words
from corpus.index.tokens import Tokenizer
from corpus.index.words import Asked, WordIndex
from corpus.nouns import Audience, RedactedText
from tests.patience import eventually
from tests.searching import Desk, open_desk

BLOT = b"\xff" * 20
CASES = 40


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        for number in range(CASES):
            opened.add(f"Возврат {number}", f"Возврат денег, случай {number}, слово{number * 7}.")
        yield opened


@pytest.fixture
def words(desk: Desk, tmp_path: Path) -> Path:
    """The folder of a filled words index that nobody has open."""
    opened(desk, tmp_path / "words").close()
    return tmp_path / "words"


def opened(desk: Desk, folder: Path) -> WordIndex:
    """The words as their owner opens them."""
    return up_to_date_words(folder, desk.log, desk.embedder.fingerprint, Tokenizer())


def files(words: Path) -> list[Path]:
    """The files of the public plane that hold something."""
    return [path for path in sorted((words / "public").iterdir()) if path.stat().st_size > len(BLOT)]


def blot(path: Path, where: float) -> None:
    """Overwrites some bytes of a file in its place, as a failing disk does; whoever has it open sees it."""
    with path.open("r+b") as file:
        file.seek(int(where * (path.stat().st_size - len(BLOT))))
        file.write(BLOT)


def found(index: WordIndex | None) -> int:
    assert index
    return len(index.search(Audience.PUBLIC, Asked(tuple(Tokenizer().stems("возврат"))), 1000).keys)


@pytest.mark.parametrize("where", [0.0, 0.5, 1.0])
def test_every_damaged_file_is_noticed_before_anything_is_read_from_it(words: Path, where: float) -> None:
    for path in files(words):
        whole = path.read_bytes()
        blot(path, where)

        if path.name != ".managed.json":  # tantivy's own list for sweeping; nothing is read from it
            with pytest.raises(IndexBroken, match="cannot be opened"):
                WordIndex.open(words, Tokenizer())
        path.write_bytes(whole)

    with closing(WordIndex.open(words, Tokenizer())) as index:
        assert found(index) == CASES


def test_what_a_killed_process_left_half_written_is_no_damage(words: Path) -> None:
    (words / "public" / f"{'0' * 32}.idx").write_bytes(b"half")

    with closing(WordIndex.open(words, Tokenizer())) as index:
        assert found(index) == CASES


def test_damaged_words_are_made_anew_by_their_owner(desk: Desk, words: Path) -> None:
    blot(files(words)[-1], 0.3)

    with closing(opened(desk, words)) as index:
        assert found(index) == CASES


@pytest.mark.parametrize("suffix", [".term", ".idx", ".fast"])
def test_words_that_break_while_they_are_open_are_made_anew_by_the_next_who_opens_them(
    desk: Desk, words: Path, suffix: str
) -> None:
    with closing(opened(desk, words)) as index:
        ruin(words, suffix)
        with pytest.raises(IndexBroken):
            asked_everything(index)
        with pytest.raises(IndexBroken):  # nothing is written to it any more
            index.replace([], [], desk.log.latest())

    with closing(opened(desk, words)) as index:
        assert found(index) == CASES


def test_a_disk_that_fails_under_a_running_server_costs_the_words_for_a_moment(desk: Desk, tmp_path: Path) -> None:
    with closing(Index.own(tmp_path / "index", desk.log, Models(desk.kept), lambda _: desk.embedder)) as index:
        eventually(lambda: index.words)
        broken = index.words
        ruin(tmp_path / "index" / "words", ".term")

        answer = desk.retriever(legs=index).find(RedactedText("возврат денег"))

        assert answer.passages
        assert answer.degraded == (WORDS,)
        eventually(lambda: index.words and index.words is not broken)
        assert found(index.words) == CASES


def ruin(words: Path, suffix: str) -> None:
    """Overwrites all that files of one sort hold, in their place."""
    for path in files(words):
        if path.suffix == suffix:
            with path.open("r+b") as file:
                file.write(b"\xff" * path.stat().st_size)


def asked_everything(index: WordIndex) -> None:
    """All that a question may ask of the words."""
    grams = Tokenizer().grams("возврат денег")
    for number in range(CASES):
        index.search(Audience.PUBLIC, Asked(("возврат", f"слово{number * 7}")), 1000)
        index.alike(Audience.PUBLIC, grams, 1000)
        index.holds(Audience.PUBLIC, f"слово{number * 7}")
    index.vocabulary(Audience.PUBLIC)


def test_a_fill_that_was_killed_midway_leaves_nothing_that_counts(desk: Desk, tmp_path: Path) -> None:
    folder, steps = tmp_path / "words", desk.log.everything(desk.embedder.fingerprint)
    killed = WordIndex.open(folder, Tokenizer())
    entries = next(steps)
    killed.replace([entry.document_id for entry in entries], entries, START)
    assert found(killed) == 0  # one commit at the end, so nothing yet
    del killed

    anew = opened(desk, folder)

    assert found(anew) == CASES
    anew.close()
