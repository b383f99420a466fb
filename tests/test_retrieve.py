"""A search weighs both legs by exact scores, shows each document once, and only what its reader may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from assistant.fuse import Signals, Weights, fuse
from assistant.retrieve import Retriever
from corpus.database.changes import ChangeLog
from corpus.database.connection import Database
from corpus.database.library import Library
from corpus.database.models import Models
from corpus.database.shelf import Shelf
from corpus.errors import IndexBroken
from corpus.index.opening import Dense, Glance
from corpus.index.words import WordIndex
from corpus.nouns import Audience, Chunk, Filters, Kind, Prepared, RedactedText, Vectors
from tests.fakes import FakeEmbedder
from tests.making import EDITOR, SYNC, database, origin, prepared


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Database]:
    made = database(tmp_path)
    yield made
    made.close()


@dataclass
class Desk:
    """What a search needs, over what the library holds at this moment."""

    legs: Glance
    retriever: Retriever


def desk(folder: Path, kept: Database, *audiences: Audience) -> Desk:
    legs = Glance(folder / "index", ChangeLog(kept), Models(kept), lambda name: FakeEmbedder())
    return Desk(legs, Retriever(legs, Shelf(kept, audiences or tuple(Audience))))


def titles(desk: Desk, question: str, filters: Filters | None = None, limit: int = 10) -> list[str]:
    found = desk.retriever.find(RedactedText(question), filters or Filters(), limit)
    desk.legs.close()
    return [str(passage.document.content.title) for passage in found.passages]


def test_the_document_that_speaks_of_it_comes_first(tmp_path: Path, kept: Database) -> None:
    library = Library(kept)
    library.add(prepared("Как вернуть деньги", "Откройте раздел «Возвраты»."), origin("1"), SYNC)
    library.add(prepared("Лимит оборота", "Лимит увеличивает банк-эквайер."), origin("2"), SYNC)

    assert titles(desk(tmp_path, kept), "превышен лимит оборота")[0] == "Лимит оборота"


def test_a_long_document_is_shown_once(tmp_path: Path, kept: Database) -> None:
    short = prepared("Возврат", "Возврат за три дня.")
    texts = [RedactedText(f"Возврат, часть {number}.") for number in range(1, 6)]
    chunks = (short.chunks[0], *(Chunk(n, RedactedText(""), text, 0, 9) for n, text in enumerate(texts, 1)))
    rows = FakeEmbedder().embed_passages([str(chunk.text) for chunk in chunks])
    long = Prepared(short.content, chunks, Vectors("fake-1", tuple(row.tobytes() for row in rows)))
    Library(kept).add(long, origin("1"), SYNC)

    assert titles(desk(tmp_path, kept), "возврат") == ["Возврат"]


def test_a_public_search_does_not_see_staff_documents(tmp_path: Path, kept: Database) -> None:
    Library(kept).add(prepared("Регламент лимита", audience=Audience.STAFF), origin("1"), SYNC)

    assert titles(desk(tmp_path, kept, Audience.PUBLIC), "регламент лимита") == []


def test_what_was_unpublished_a_moment_ago_is_not_shown_even_if_the_index_still_has_it(
    tmp_path: Path, kept: Database
) -> None:
    library = Library(kept)
    document_id = library.add(prepared("Лимит оборота"), origin("1"), SYNC)
    opened = desk(tmp_path, kept)

    library.unpublish(document_id, EDITOR)

    assert titles(opened, "лимит оборота") == []


def test_filters_let_through_only_what_was_asked_for(tmp_path: Path, kept: Database) -> None:
    library = Library(kept)
    library.add(prepared("Возврат в модуле"), origin("1"), SYNC)
    doc = prepared("Возврат в модуле OpenCart")
    library.add(replace(doc, content=replace(doc.content, kind=Kind.MODULE_DOC)), origin("2"), SYNC)

    assert titles(desk(tmp_path, kept), "возврат", Filters(kind=Kind.MODULE_DOC)) == ["Возврат в модуле OpenCart"]


def test_a_question_without_words_finds_nothing(tmp_path: Path, kept: Database) -> None:
    Library(kept).add(prepared("Возврат"), origin("1"), SYNC)

    assert titles(desk(tmp_path, kept), " ?!… ") == []


def test_hostile_queries_are_only_words(tmp_path: Path, kept: Database) -> None:
    Library(kept).add(prepared("Возврат"), origin("1"), SYNC)

    assert titles(desk(tmp_path, kept), 'возврат" OR stems:* AND (NOT [a TO z]) \\ ~9 ^5') == ["Возврат"]


def test_the_words_that_matched_are_marked_in_the_passage(tmp_path: Path, kept: Database) -> None:
    Library(kept).add(prepared("Статья", "Деньги возвращаются на карту."), origin("1"), SYNC)
    opened = desk(tmp_path, kept)

    (passage,) = opened.retriever.find(RedactedText("карта деньгами")).passages
    opened.legs.close()

    assert [passage.text[start:end] for start, end in passage.matched] == ["Деньги", "карту"]


def test_every_score_is_exact_whichever_leg_found_the_passage(tmp_path: Path, kept: Database) -> None:
    Library(kept).add(prepared("Выплаты", "Выплата приходит завтра."), origin("1"), SYNC)
    opened = desk(tmp_path, kept)
    question = RedactedText("zzz выплата")

    (passage,) = opened.retriever.find(question).passages
    opened.legs.close()

    embedder = FakeEmbedder()
    stored = embedder.embed_passages(["Выплаты\nВыплата приходит завтра."])[0]
    cosine = float(embedder.embed_question(question) @ stored)
    assert passage.scores.dense == pytest.approx(cosine, abs=1e-5)
    assert passage.scores.words > 0


class Broken(WordIndex):
    """A words index whose disk went away."""

    def __init__(self) -> None:
        pass

    def search(self, *_: object) -> dict[str, float]:
        raise IndexBroken("the disk went away")

    def close(self) -> None:
        pass


@dataclass
class Limping:
    """Legs of which one is broken; it remembers that it was told."""

    dense: Dense
    words: WordIndex | None
    tokenizer: object
    told: list[str]

    def failed(self, leg: str, error: IndexBroken) -> None:
        self.told.append(f"{leg}: {error}")


def test_a_leg_that_fails_leaves_a_search_that_still_answers_and_says_so(tmp_path: Path, kept: Database) -> None:
    Library(kept).add(prepared("Лимит оборота"), origin("1"), SYNC)
    whole = desk(tmp_path, kept).legs
    limping = Limping(whole.dense, Broken(), whole.tokenizer, [])

    found = Retriever(limping, Shelf(kept, set(Audience))).find(RedactedText("лимит"))  # type: ignore[arg-type]
    whole.close()

    assert [str(passage.document.content.title) for passage in found.passages] == ["Лимит оборота"]
    assert (found.degraded, limping.told) == (("words",), ["words: the disk went away"])


def test_fusion_adds_normalised_scores_by_weight() -> None:
    signals = [Signals(0.9, 0.8, 0.0), Signals(0.7, 0.6, 4.0)]

    totals = fuse(signals, Weights(dense=0.75, title=0.5))

    # Two candidates: the z-scores are +1 and −1 in the dense leg, −1 and +1 in the words leg.
    assert np.allclose(totals, [0.75 * 1 + 0.25 * -1, 0.75 * -1 + 0.25 * 1])


def test_a_leg_that_tells_nothing_apart_does_not_count() -> None:
    totals = fuse([Signals(0.9, 0.9, 0.0), Signals(0.8, 0.8, 0.0)], Weights())

    assert totals[0] > totals[1]
