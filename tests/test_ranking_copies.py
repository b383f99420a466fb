"""Copies of one text take one place in the list, and the right one of them is shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.searching import Desk, open_desk

STEPS = "Скачайте архив модуля, распакуйте его в корень сайта и включите модуль в разделе «Платежи»."
MORE = "\n\n## Ещё\n\nНастройте уведомления, проверьте подпись и сделайте пробную оплату тестовой картой."


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


def test_near_copies_are_shown_once(desk: Desk) -> None:
    for number in range(4):
        desk.add(f"Установка {number}", STEPS)
    desk.add("Удаление", "Чтобы удалить модуль, отключите его в разделе платежей.")

    shown = desk.titles("как установить модуль в корень сайта")

    assert len(shown) == 2
    assert "Удаление" in shown


def test_of_copies_the_larger_document_is_shown(desk: Desk) -> None:
    desk.add("Вопрос и ответ", STEPS)
    desk.add("Руководство", STEPS + MORE)

    assert desk.titles("скачать архив модуля и распаковать") == ["Руководство"]


def test_of_copies_the_one_for_the_version_that_was_asked_about_is_shown_however_short_it_is(desk: Desk) -> None:
    desk.add("Модуль для OpenCart 2", STEPS + MORE)
    desk.add("Модуль для OpenCart 3", STEPS)

    assert desk.titles("установить модуль OpenCart 3") == ["Модуль для OpenCart 3"]
    assert desk.titles("установить модуль OpenCart 2") == ["Модуль для OpenCart 2"]


@pytest.mark.parametrize("version", ["2.1", "2.3", "v2.1", "v2.3"])
def test_of_copies_for_two_versions_of_one_release_the_one_that_was_asked_about_is_shown(
    desk: Desk, version: str
) -> None:
    desk.add("Модуль для OpenCart 2.1", STEPS + MORE)
    desk.add("Модуль для OpenCart 2.3", STEPS)

    assert desk.titles(f"установить модуль OpenCart {version}") == [f"Модуль для OpenCart {version[-3:]}"]


def test_copies_do_not_push_the_other_answers_off_the_list(desk: Desk) -> None:
    for number in range(40):
        desk.add(f"Копия {number}", STEPS)
    for word in ("лимит", "возврат", "рассрочка", "подпись", "выплата", "договор"):
        desk.add(f"Про {word}", f"{word.capitalize()}: модуль тут почти ни при чём, а вот {word} важен.")

    shown = desk.titles("скачать архив модуля и распаковать", limit=5)

    assert len(shown) == 5
    assert sum(title.startswith("Копия") for title in shown) == 1


def test_a_short_phrase_that_many_texts_share_makes_no_copies(desk: Desk) -> None:
    desk.add("Возврат", "Да, можно.")
    desk.add("Рассрочка", "Да, можно.")

    assert len(desk.titles("можно возврат и рассрочка")) == 2


def test_the_same_steps_told_differently_are_no_copies(desk: Desk) -> None:
    desk.add("Установка", STEPS)
    desk.add("Обновление", "Сохраните старые файлы, замените их новыми и очистите кэш сайта в настройках модуля.")

    assert len(desk.titles("файлы модуля в корень сайта")) == 2
