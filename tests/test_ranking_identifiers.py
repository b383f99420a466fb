"""Codes, versions, settings and file names are found letter by letter, however they are typed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.ranking.identifiers import identifiers, skeletons, versions
from tests.searching import Desk, open_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        for code in ("F.0130", "F.0131", "F.0113", "P.4011", "P.4012", "Q.0130"):
            opened.add(f"Отказ банка по коду {code}", f"Банк вернул {code}. Попросите покупателя позвонить в банк.")
        yield opened


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("что значит ошибка F.0130", "F.0130"),
        ("ошибка f0131 при оплате картой", "F.0131"),
        ("код F-0113", "F.0113"),
        ("отказ p 4011", "P.4011"),
        ("банк вернул P_4012, что делать?", "P.4012"),
        ("(Q.0130)", "Q.0130"),
    ],
)
def test_an_error_code_is_found_first_however_it_is_written(desk: Desk, question: str, code: str) -> None:
    assert desk.titles(question)[0] == f"Отказ банка по коду {code}"


def test_a_code_typed_with_a_russian_letter_that_looks_the_same_is_the_same_code(desk: Desk) -> None:
    assert "p.4011" in identifiers("ошибка Р.4011")  # a Russian Р
    assert "р.4011" in identifiers("ошибка P.4011")  # a Latin P: the text may have the Russian one


def test_a_code_lifts_the_one_text_that_has_it_above_texts_that_speak_of_the_same(desk: Desk) -> None:
    for number in range(5):
        desk.add(f"Банк отклонил оплату {number}", f"Банк отклонил оплату картой, случай {number}.")
    desk.add("Справочник отказов", "Банк отклонил оплату. Z.7741 бывает редко.")

    assert desk.titles("банк отклонил оплату картой Z.7741")[0] == "Справочник отказов"


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("что писать в test_mode", "test_mode"),
        ("где лежит payment.php", "payment.php"),
        ("модуль 2.6.1 не встал", "2.6.1"),
        ("ошибка F.0130.", "f.0130"),
        ("notify_url2 не отвечает", "notify_url2"),
    ],
)
def test_names_of_settings_files_and_versions_are_identifiers(question: str, form: str) -> None:
    assert form in identifiers(question)


@pytest.mark.parametrize(
    "question",
    [
        "как вернуть деньги",
        "интернет-магазин не работает",
        "на 30 дней",
        "верните 15 рублей",
        "[карта •1234] [телефон]",
        "",
    ],
)
def test_plain_words_are_no_identifiers(question: str) -> None:
    assert identifiers(question) == ()


@pytest.mark.parametrize("question", ["OpenCart 2.3", "OpenCart v2.3", "OpenCart V.2.3", "OpenCart в2.3"])
def test_a_version_is_read_however_it_is_written(question: str) -> None:
    assert [each.number for each in versions(question)] == ["2.3"]
    assert "2.3" in identifiers(question)


@pytest.mark.parametrize("question", ["карта [карта •1234]", "заказ 1234567", "F.0130", "модуль"])
def test_what_is_left_of_a_card_and_long_numbers_are_no_versions(question: str) -> None:
    assert versions(question) == ()


@pytest.mark.parametrize(
    ("question", "number", "fits"),
    [
        ("OpenCart 3", "3", True),
        ("OpenCart 3", "3.1", True),
        ("OpenCart 2.3.0.2", "2.3", True),
        ("OpenCart 2.3", "2.1", False),
        ("OpenCart 2.3", "2.30", False),
        ("OpenCart 2.3", "2", False),
    ],
)
def test_a_version_fits_what_is_part_of_it(question: str, number: str, fits: bool) -> None:
    (asked,) = versions(question)

    assert asked.fits(number) is fits


@pytest.mark.parametrize("question", ["опенкарта 3", "OpenCart: 3", "модуль для опенкарт, версия 3", "opencart v3"])
def test_the_product_before_a_version_is_known_in_either_alphabet(question: str) -> None:
    (asked,) = versions(question)

    assert asked.is_of(skeletons("Модуль для OpenCart 2"))
    assert not asked.is_of(skeletons("Модуль для WordPress 5"))
