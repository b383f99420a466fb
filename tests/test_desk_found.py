"""Numbers that agents copy are found as customers write them, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from web.desk.found import numbers, own_numbers

UUID = "5f2b8a10-9c3d-4e7f-8a21-0b9c8d7e6f50"


@pytest.mark.parametrize(
    ("written", "kind", "number"),
    [
        (f"платёж {UUID} не виден", "transaction", UUID),
        (UUID.upper(), "transaction", UUID.upper()),
        ("Заказ № 88412 не оплачен", "order", "88412"),
        ("по заказу 88412 тишина", "order", "88412"),
        ("order #10045", "order", "10045"),
        ("счёт 7781234", "order", "7781234"),
        ("выходит ошибка 4004", "code", "4004"),
        ("код P.4011 на экране", "code", "P.4011"),
        ("вижу F.0130", "code", "F.0130"),
        ("ответ insufficient_funds", "code", "insufficient_funds"),
    ],
)
def test_a_number_is_found(written: str, kind: str, number: str) -> None:
    assert [(one.kind, one.text) for one in numbers([written])] == [(kind, number)]


@pytest.mark.parametrize(
    "written",
    ["2000 рублей", "25.03.2026 в 14:30", "[карта •1111]", "Жду 3 дня", "https://shop.by/pay_page/x", "версия 2.6.1"],
)
def test_sums_dates_and_marks_are_no_such_numbers(written: str) -> None:
    assert numbers([written]) == ()


def test_each_number_is_shown_once_and_a_dozen_is_enough() -> None:
    assert len(numbers(["заказ 88412", "заказ 88412"])) == 1
    assert len(numbers([f"заказ {number}" for number in range(5000, 5030)])) == 12


def test_only_what_belongs_to_one_payment_leads_to_other_tickets() -> None:
    assert own_numbers(numbers([f"{UUID}, заказ 88412, заказ 17, ошибка 4004"])) == [UUID, "88412"]
