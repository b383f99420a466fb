"""A narrowed search finds what is there however much else is nearer, and a title alone is enough to be found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.nouns import Audience, Chunk, Filters, Kind, Prepared, RedactedText, Vectors
from tests.making import SYNC, content, origin
from tests.searching import Desk, open_desk

MODULE_DOCS = Filters(kind=Kind.MODULE_DOC)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


def test_a_code_is_found_among_the_kind_that_is_asked_for_however_many_others_have_it(desk: Desk) -> None:
    desk.add("Установка модуля", "Ошибка при установке: проверьте права.", kind=Kind.MODULE_DOC)
    desk.add("Настройки модуля", "Если видите F.0130, обновите модуль.", kind=Kind.MODULE_DOC)
    for number in range(12):
        desk.add_in_chunks(f"Случай {number}", [f"Ошибка F.0130, случай {number}-{n}." for n in range(40)])

    (first, *_) = desk.find("что такое ошибка F.0130", filters=MODULE_DOCS).passages

    assert first.document.content.title == "Настройки модуля"
    assert first.scores.words > 0


@pytest.mark.parametrize("strange", ["\udcff", "", 'a" OR kind:case', "касса " * 9000])
def test_a_strange_filter_finds_nothing_and_breaks_nothing(desk: Desk, strange: str) -> None:
    desk.add("Возврат", product="касса")

    found = desk.find("возврат", filters=Filters(product=strange))

    assert (found.passages, found.degraded) == ((), ())


def test_filters_change_what_is_found_and_not_how_it_is_scored(desk: Desk) -> None:
    desk.add("Возврат", "Возврат за три дня.", kind=Kind.MODULE_DOC)
    desk.add("Выплата", "Выплата завтра.")

    by_kind = {p.document.id: p.scores.words for p in desk.find("возврат", filters=MODULE_DOCS).passages}
    all_of_them = {p.document.id: p.scores.words for p in desk.find("возврат").passages}

    assert by_kind.items() <= all_of_them.items()


@pytest.mark.parametrize("audience", list(Audience))
def test_a_document_that_is_a_title_and_nothing_else_is_found_by_it(desk: Desk, audience: Audience) -> None:
    for number in range(5):
        desk.add(f"Возврат {number}", f"Возврат денег, случай {number}.")
    add_title(desk, "Курьерская доставка по субботам", audience)

    (first, *_) = desk.find("курьерская доставка").passages

    assert first.document.content.title == "Курьерская доставка по субботам"
    assert first.scores.words > 0


def add_title(desk: Desk, title: str, audience: Audience) -> None:
    """Takes in a document with no text."""
    row = desk.embedder.embed_passages([title])[0]
    only = (Chunk(0, RedactedText(), RedactedText(title), 0, 0),)
    vectors = Vectors(desk.embedder.fingerprint, (row.tobytes(),))
    desk.library.add(Prepared(content(title, "", audience), only, vectors), origin(title), SYNC)
