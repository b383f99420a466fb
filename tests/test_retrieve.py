"""A search weighs both legs by exact scores, shows each document once, and only what its reader may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest

from corpus.database.library.changes import Change
from corpus.errors import IndexBroken
from corpus.index.exact import ExactVectors
from corpus.index.opening import Dense
from corpus.index.tokens import Tokenizer
from corpus.index.words import WordIndex
from corpus.nouns import Audience, Filters, Kind, Owner, RedactedText
from tests.making import EDITOR
from tests.searching import EVERYBODY, VISITORS, Desk, open_desk, titles


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


def test_the_document_that_speaks_of_it_comes_first(desk: Desk) -> None:
    desk.add("Как вернуть деньги", "Откройте раздел «Возвраты».")
    desk.add("Лимит оборота", "Лимит увеличивает банк-эквайер.")

    assert desk.titles("превышен лимит оборота")[0] == "Лимит оборота"


def test_a_long_document_is_shown_once(desk: Desk) -> None:
    desk.add_in_chunks("Возврат", [f"Возврат, часть {number}." for number in range(1, 6)])

    assert desk.titles("возврат") == ["Возврат"]


def test_the_chunk_that_answers_speaks_for_a_document_of_five_hundred(desk: Desk) -> None:
    desk.add_in_chunks("Справочник кодов", [f"Строка {n}: код Q.{n:04d}, причина номер {n}." for n in range(500)])

    (passage,) = desk.find("что значит Q.0417").passages

    assert "Q.0417" in passage.text


def test_a_public_search_does_not_see_staff_documents(desk: Desk) -> None:
    desk.add("Регламент лимита", audience=Audience.STAFF)

    assert desk.titles("регламент лимита", VISITORS) == []
    assert desk.titles("регламент лимита", EVERYBODY) == ["Регламент лимита"]


def test_what_was_unpublished_a_moment_ago_is_not_shown_even_if_the_index_still_has_it(desk: Desk) -> None:
    document_id = desk.add("Лимит оборота")
    assert desk.titles("лимит оборота") == ["Лимит оборота"]

    desk.library.unpublish(document_id, EDITOR)

    assert desk.titles("лимит оборота") == []


def test_what_became_staff_a_moment_ago_is_not_shown_to_visitors_even_if_the_index_still_has_it(desk: Desk) -> None:
    document_id = desk.add("Лимит оборота")
    assert desk.titles("лимит оборота", VISITORS) == ["Лимит оборота"]

    desk.revise(document_id, "Лимит оборота", "Только для своих.", Audience.STAFF)

    assert desk.titles("лимит оборота", VISITORS) == []


def test_a_document_that_changed_is_found_by_its_new_words_and_not_by_its_old_ones(desk: Desk) -> None:
    document_id = desk.add("Выплаты", "Деньги приходят курьером.")
    desk.add("Лимит", "Лимит увеличивает банк.")
    before = desk.find("курьером").passages[0].scores

    desk.revise(document_id, "Выплаты", "Деньги приходят переводом.")
    desk.catch_up()

    found = {str(each.text): each.scores for each in desk.find("переводом").passages}
    stale = {str(each.text): each.scores for each in desk.find("курьером").passages}
    assert before.words > 0
    assert found["Деньги приходят переводом."].words > 0
    assert stale["Деньги приходят переводом."].words == 0


@pytest.mark.parametrize(
    ("facets", "filters"),
    [
        ({"kind": Kind.MODULE_DOC}, Filters(kind=Kind.MODULE_DOC)),
        ({"product": "Рассрочка"}, Filters(product="Рассрочка")),
        ({"module": "OpenCart"}, Filters(module="OpenCart")),
        ({"language": "en"}, Filters(language="en")),
        ({"owner": Owner.BANK}, Filters(owner=Owner.BANK)),
    ],
)
def test_filters_let_through_only_what_was_asked_for(desk: Desk, facets: dict[str, Any], filters: Filters) -> None:
    desk.add("Возврат", "Возврат за три дня.")
    desk.add("Другой возврат", "Возврат идёт неделю.", **facets)

    assert desk.titles("возврат", filters=filters) == ["Другой возврат"]


def test_filters_find_what_lies_deep_below_everything_else(desk: Desk) -> None:
    desk.add("Заметка", "Между прочим о том, как бывает с возвратом.", kind=Kind.MODULE_DOC)
    for number in range(12):
        desk.add_in_chunks(f"Возврат денег {number}", [f"Возврат денег, случай {number}-{n}." for n in range(40)])

    # 480 chunks are nearer than the one that is asked for: more than either leg brings.
    assert desk.titles("возврат денег", filters=Filters(kind=Kind.MODULE_DOC)) == ["Заметка"]


def test_filters_that_nothing_meets_find_nothing(desk: Desk) -> None:
    desk.add("Возврат")

    assert desk.titles("возврат", filters=Filters(kind=Kind.CASE, product="нет такого")) == []


def test_the_words_that_matched_are_marked_in_the_passage(desk: Desk) -> None:
    desk.add("Статья", "Деньги возвращаются на карту.")

    (passage,) = desk.find("карта деньгами").passages

    assert [passage.text[start:end] for start, end in passage.matched] == ["Деньги", "карту"]


def test_every_score_is_exact_whichever_leg_found_the_passage(desk: Desk) -> None:
    desk.add("Выплаты", "Выплата приходит завтра.")
    question = "zzz выплата"

    (passage,) = desk.find(question, as_typed=True).passages

    stored, title = desk.embedder.embed_passages(["Выплаты\nВыплата приходит завтра.", "Выплаты"])
    asked = desk.embedder.embed_question(question)
    # Vectors are kept in 16 bits.
    assert passage.scores.dense == pytest.approx(float(asked @ stored), abs=1e-4)
    assert passage.scores.title == pytest.approx(float(asked @ title), abs=1e-4)
    assert passage.scores.words > 0


def test_an_agent_sees_public_and_staff_documents_in_one_list(desk: Desk) -> None:
    desk.add("Лимит для всех", "Лимит увеличивает банк.")
    desk.add("Лимит для своих", "Лимит согласует дежурный.", Audience.STAFF)

    assert set(desk.titles("лимит")) == {"Лимит для всех", "Лимит для своих"}


class BrokenWords(WordIndex):
    """A words index whose disk went away."""

    position = Change(1, "a document")

    def __init__(self) -> None:
        pass

    def search(self, *_: object) -> NoReturn:
        raise IndexBroken("the disk went away")

    alike = vocabulary = holds = count = search


class BrokenVectors(ExactVectors):
    """A Chroma whose disk went away."""

    def nearest(self, *_: object) -> NoReturn:
        raise IndexBroken("the disk went away")


@dataclass
class Limping:
    """Legs of which one is broken; it remembers that it was told."""

    dense: Dense
    words: WordIndex | None
    tokenizer: Tokenizer
    told: list[str]

    def failed(self, leg: str, error: IndexBroken) -> None:
        self.told.append(f"{leg}: {error}")


class WordsThatBreakAtTheLastLook(BrokenWords):
    """Its list of words can still be read; whether one of them is still in use cannot."""

    def count(self, *_: object) -> int:  # type: ignore[override]
        return 1

    def vocabulary(self, *_: object) -> dict[str, int]:  # type: ignore[override]
        return {"лимит": 2}


@pytest.mark.parametrize("broken", [BrokenWords, WordsThatBreakAtTheLastLook])
def test_without_words_the_search_still_answers_and_says_so(desk: Desk, broken: type[BrokenWords]) -> None:
    desk.add("Лимит оборота")
    limping = Limping(desk.legs.dense, broken(), desk.legs.tokenizer, [])

    found = desk.retriever(legs=limping).find(RedactedText("kbvbn"))

    assert titles(found) == ["Лимит оборота"]
    assert found.degraded == ("words",)
    assert set(limping.told) == {"words: the disk went away"}


def test_without_chroma_the_exact_scan_stands_in_and_the_search_says_so(desk: Desk) -> None:
    desk.add("Лимит оборота")
    desk.add("Возврат")
    whole = desk.titles("про лимиты")
    dense = replace(desk.legs.dense, vectors=BrokenVectors(384))
    limping = Limping(dense, desk.legs.words, desk.legs.tokenizer, [])

    found = desk.retriever(legs=limping).find(RedactedText("про лимиты"))

    assert titles(found) == whole
    assert found.degraded == ("vectors",)
    assert "vectors: the disk went away" in limping.told


def test_while_the_words_are_made_anew_the_search_says_so(desk: Desk) -> None:
    desk.add("Лимит оборота")
    limping = Limping(desk.legs.dense, None, desk.legs.tokenizer, [])

    found = desk.retriever(legs=limping).find(RedactedText("лимит"))

    assert (titles(found), found.degraded, limping.told) == (["Лимит оборота"], ("words",), [])


def test_what_agents_taught_moves_the_question(desk: Desk) -> None:
    desk.add("Возврат", "Как вернуть деньги.")
    desk.add("Рассрочка", "Про оплату частями.")
    asked = desk.embedder.embed_question("вернуть деньги")
    wanted = desk.embedder.embed_passages(["Рассрочка\nПро оплату частями."])[0]
    before = {str(p.document.content.title): p.scores for p in desk.find("вернуть деньги").passages}

    desk.learn(adapter=np.outer(asked, 3 * (wanted - asked)).astype(np.float32))

    after = {str(p.document.content.title): p.scores for p in desk.find("вернуть деньги").passages}
    assert list(before) == ["Возврат", "Рассрочка"]
    assert after["Рассрочка"].total > before["Рассрочка"].total
    assert after["Рассрочка"].dense == before["Рассрочка"].dense  # how near it is does not change
