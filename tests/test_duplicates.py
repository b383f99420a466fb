"""Copies of one ticket are grouped; tickets about the same thing are not."""

from __future__ import annotations

import pytest

from ingest.distilling.duplicates import Fingerprints, near_identical

PROBLEM = (
    "После оплаты заказ остаётся в статусе «ожидает оплаты», хотя в кабинете платёж прошёл и клиент получил сообщение."
)
RESOLUTION = (
    "Уведомление до сайта не доходит: защита отвечает HTTP 403. Добавьте адреса 203.0.113.10 и 203.0.113.11 в список "
    "разрешённых, затем откройте платёж в кабинете и отправьте уведомление ещё раз. Старые заказы обновятся сами."
)


def case(problem: str = PROBLEM, resolution: str = RESOLUTION) -> str:
    return f"## Проблема\n\n{problem}\n\n## Решение\n\n{resolution}"


def test_the_same_ticket_exported_twice_is_a_copy() -> None:
    assert near_identical(case(), case())


def test_other_endings_case_and_yo_make_no_difference() -> None:
    copy = case(
        resolution=RESOLUTION.replace("разрешённых", "РАЗРЕШЕННЫХ").replace("уведомление ещё", "уведомления еще")
    )

    assert near_identical(case(), copy)


def test_a_copy_with_a_word_more_is_still_a_copy() -> None:
    assert near_identical(case(), case(PROBLEM + " Помогите!", RESOLUTION.replace("Старые", "Все старые")))


def test_another_number_in_the_problem_makes_no_other_case() -> None:
    assert near_identical(case(PROBLEM + " Заказ 5512."), case(PROBLEM + " Заказ 7801."))


def test_the_same_problem_with_another_resolution_is_another_case() -> None:
    assert not near_identical(
        case(), case(resolution="Включён тестовый режим: замените ключи на боевые и очистите кеш.")
    )


def test_the_same_stock_answer_to_another_problem_is_another_case() -> None:
    assert not near_identical(case(), case(problem="Не приходит ежедневный отчёт на почту бухгалтера."))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HTTP 403", "HTTP 500"),
        ("203.0.113.11", "203.0.113.12"),
        ("не доходит", "доходит"),
    ],
)
def test_another_number_or_a_negation_in_the_resolution_is_another_case(one: str, other: str) -> None:
    assert not near_identical(case(), case(resolution=RESOLUTION.replace(one, other)))


def test_a_code_in_an_answer_tells_cases_apart() -> None:
    answer = "Код {} означает отказ банка, выпустившего карту: позвоните в свой банк и узнайте, почему платёж отклонён."

    assert not near_identical(case(resolution=answer.format("D.0051")), case(resolution=answer.format("D.0057")))


def test_an_empty_text_is_a_copy_of_an_empty_text_only() -> None:
    assert near_identical("", "")
    assert not near_identical("", case())


def test_a_copy_is_found_among_many_cases() -> None:
    known = Fingerprints()
    for number in range(300):
        known.add(
            f"case-{number}",
            case(f"{PROBLEM} Признак {'абвгд'[number % 5] * (number // 5 + 1)}.", RESOLUTION + f" Шаг {number}."),
        )

    assert known.nearest(case(f"{PROBLEM} Признак ббб.", RESOLUTION + " Шаг 11.")) == "case-11"


def test_what_is_no_copy_is_not_found() -> None:
    known = Fingerprints()
    known.add("case-1", case())

    assert known.nearest(case("Как вернуть деньги за ЕРИП?", "Возврат по ЕРИП делает магазин переводом.")) is None


def test_among_equal_copies_the_first_one_is_named() -> None:
    known = Fingerprints()
    known.add("first", case())
    known.add("second", case())

    assert known.nearest(case()) == "first"


def test_a_case_never_kept_has_no_copy() -> None:
    assert Fingerprints().nearest(case()) is None
