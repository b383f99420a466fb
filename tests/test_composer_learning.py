"""Resolved cases help to find the article that agents used; they answer themselves only when nothing better does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.nouns import Outcome, Passage
from corpus.nouns import Audience, Kind
from tests.drafting import NEAR, case, draft, passage
from tests.fakes import FakeEmbedder
from tests.searching import Desk, titles

QUESTION = "Почему в кабинете не сохраняется логотип магазина?"
SIZE = passage("Какой нужен логотип?", "Логотип магазина до двух мегабайт, в формате PNG.")
RIGHTS = passage(
    "Кто меняет логотип?", "Логотип меняет владелец магазина, сотрудник без этой роли сохранить его не может."
)
ELSEWHERE = replace(NEAR, title=0.86, dense=0.86)


def asked_before(question: str, number: int = 0) -> Passage:
    """A case in which an agent sent what the article about rights says."""
    sent = "Логотип меняет только владелец магазина, сотрудник без роли сохранить его не может."
    scores = NEAR if question == QUESTION else ELSEWHERE
    return case(f"{question}{' ?' * number}", f"{sent}{' Да.' * number}", scores=scores)


def test_what_was_sent_to_who_asked_alike_shows_which_article_answers() -> None:
    first = replace(SIZE, scores=replace(NEAR, title=0.91))

    without = draft(QUESTION, first, RIGHTS)
    learned = draft(QUESTION, first, RIGHTS, replace(asked_before(QUESTION), scores=replace(NEAR, title=0.925)))

    assert without.sources[0].document == first.document
    assert learned.sources[0].document == RIGHTS.document


def test_a_case_in_which_something_else_was_asked_leaves_the_word_to_the_article() -> None:
    other = case("Не меняется логотип на чеке", "Логотип на чеке меняется через час, обновите страницу магазина.")

    made = draft(QUESTION, RIGHTS, replace(other, scores=replace(NEAR, total=9.0, title=0.9)))

    assert made.sources[0].document == RIGHTS.document


def test_many_cases_do_not_crowd_out_the_article() -> None:
    cases = [replace(asked_before("Логотип", number), scores=replace(ELSEWHERE, total=5.0)) for number in range(9)]

    made = draft(QUESTION, *cases, RIGHTS)

    assert made.outcome is Outcome.ANSWERED
    assert made.sources[0].document == RIGHTS.document


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path, FakeEmbedder())
    yield made
    made.kept.close()


def test_a_search_can_bring_documents_and_cases_each_as_many_as_wanted(desk: Desk) -> None:
    for number in range(6):
        desk.add(f"Возврат не пришёл {number}", f"Случай номер {number}.", Audience.STAFF, kind=Kind.CASE)
    desk.add("Срок возврата", "Сколько ждать.")

    mixed = desk.find("возврат не пришёл", limit=3)
    both = desk.find("возврат не пришёл", limit=3, cases=2)

    assert "Срок возврата" not in titles(mixed)
    assert len(both.passages) == 3
    assert "Срок возврата" in titles(both)
    totals = [one.scores.total for one in both.passages]
    assert totals == sorted(totals, reverse=True)


def test_a_copy_that_is_not_shown_is_named_by_what_stands_for_it(desk: Desk) -> None:
    text = "Возврат приходит на карту за четырнадцать дней, срок зависит от банка."
    desk.add("Срок возврата", text)
    desk.add("Когда придёт возврат", text)

    (shown,) = desk.find("возврат на карту").passages

    assert {shown.document.content.title, *(one.content.title for one in shown.copies)} == {
        "Срок возврата",
        "Когда придёт возврат",
    }
