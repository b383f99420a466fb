"""What speaks for a document, and how much: versions, replies that were sent, and what was learned."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.ranking.lessons import learned, weights_of
from assistant.ranking.signals import NAMES, Weights
from corpus.nouns import Audience, RedactedText
from tests.searching import Desk, open_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("version", ["2", "3", "4"])
def test_the_version_that_was_named_wins_over_the_same_module_for_another(desk: Desk, version: str) -> None:
    for number, where in (("2", "в меню слева"), ("3", "в верхней панели"), ("4", "на отдельной странице")):
        desk.add(f"Модуль для OpenCart {number}", f"Модуль оплаты включается {where} магазина.")

    assert desk.titles(f"как включить модуль OpenCart {version}")[0] == f"Модуль для OpenCart {version}"


def test_a_full_version_finds_the_page_of_that_version(desk: Desk) -> None:
    for number, where in (("2.1", "в меню слева"), ("2.3", "в верхней панели"), ("3.0", "на странице оплаты")):
        desk.add(f"Модуль для OpenCart {number}", f"Модуль оплаты включается {where} магазина.")

    assert desk.titles("включить модуль на OpenCart 2.3")[0] == "Модуль для OpenCart 2.3"


@pytest.mark.parametrize(
    ("question", "title", "fit"),
    [
        ("модуль OpenCart 2.3", "OpenCart 2.3", 1.0),
        ("модуль OpenCart 2.3", "OpenCart 2.1", 0.3),
        ("модуль OpenCart 2.3", "OpenCart 3.x", -1.0),
        ("модуль опенкарта 2.3", "OpenCart 3.x", -1.0),
        ("модуль OpenCart 3", "OpenCart 3.1", 1.0),
        ("модуль OpenCart 2.3", "WordPress 5", 0.0),
        ("модуль OpenCart 2.3", "OpenCart", 0.0),
        ("деньги сняли 2 раза", "OpenCart 3.x", 0.0),
        ("заказ 15 не оплачен", "OpenCart 3.x", 0.0),
        ("ждём 3 дня", "OpenCart 3.x", 0.3),
    ],
)
def test_a_version_speaks_against_another_of_the_same_product_only(
    desk: Desk, question: str, title: str, fit: float
) -> None:
    desk.add(title, "Модуль оплаты.")

    _, _, seen = desk.retriever().examined(RedactedText(question))

    assert seen.matrix[0, NAMES.index("version")] == pytest.approx(fit)


def test_no_weight_is_without_a_column_of_its_name() -> None:
    assert len(Weights().as_row()) == len(NAMES) == len(set(NAMES))


def test_a_weight_of_another_release_is_passed_over() -> None:
    assert weights_of({"dense": 2.0, "a weight of next year": 1.0}) == Weights(dense=2.0)


def test_what_was_learned_for_another_model_is_not_used(desk: Desk) -> None:
    desk.learn(dense=9.0)

    assert learned(desk.lessons, lambda: "another-model")().weights == Weights()
    assert learned(desk.lessons, lambda: "fake-1")().weights == Weights(dense=9.0)


def test_the_public_list_is_ranked_without_looking_at_staff_documents(desk: Desk) -> None:
    desk.add("Возврат", "Возврат денег на карту.")
    desk.add("Выплата", "Выплата денег магазину.")
    alone = [each.scores for each in desk.find("возврат денег", frozenset({Audience.PUBLIC})).passages]

    for number in range(5):
        desk.add(f"Возврат {number}", f"Возврат денег, случай {number}.", Audience.STAFF)
    desk.catch_up()

    assert [each.scores for each in desk.find("возврат денег", frozenset({Audience.PUBLIC})).passages] == alone
