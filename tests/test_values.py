"""What is a value in a sentence, and when two of them are the same."""

from __future__ import annotations

import pytest

from assistant.drafting.values import Known, Sort, absent, values


def found(text: str) -> list[tuple[str, str]]:
    return [(value.sort.value, value.normal) for value in values(text)]


@pytest.mark.parametrize(
    ("written", "elsewhere"),
    [
        ("10,50", "10.50"),
        ("10,50", "10.5"),
        ("1 250 рублей", "1250 рублей"),
        ("1\u00a0250", "1250"),
        ("29 августа", "29 августа 2025"),
        ("29.08", "29 августа"),
        ("2025-08-29", "29 августа 2025 года"),
        ("March 3", "3 March 2026"),
        ("80 %", "80%"),
        ("80 процентов", "80 %"),
        ("8:00", "08:00"),
        ("А.1205", "A.1205"),
        ("а1205", "A.1205"),
        ("6 часов", "шесть часов"),
        ("на второй день", "на 2 день"),
        ("«Настройки → Ключи»", "Откройте «Настройки → Ключи»."),
        ("«Операции»", "в разделе Операции"),
        ("https://pay.ladya.example/", "pay.ladya.example"),
        ("api.ladya.example", "https://api.ladya.example/v2/payments"),
        ("notify_url", "Поле `notify_url`"),
        ("woocommerce", "WooCommerce"),
        ("14 дней", "1–14 дней"),
    ],
)
def test_the_same_value_written_otherwise_is_found(written: str, elsewhere: str) -> None:
    assert absent(written, [elsewhere]) == ()


@pytest.mark.parametrize(
    ("written", "elsewhere"),
    [
        ("10,50", "10,05"),
        ("1250", "1 200 и 50"),
        ("29 августа", "29 сентября"),
        ("29 августа 2026", "29 августа 2025"),
        ("80 %", "80 дней"),
        ("A.1205", "A.1206"),
        ("версия 3.10", "версия 3.1"),
        ("3.0.2", "3.0.3"),
        ("pay.ladya.example.oplata.example", "pay.ladya.example"),
        ("evil.example", "devil.example"),
        ("secret_key", "notify_key"),
        ("«Выплаты»", "«Отчёты»"),
        ("WooCommerce", "модуль OpenCart"),
    ],
)
def test_another_value_is_missed(written: str, elsewhere: str) -> None:
    assert absent(written, [elsewhere])


def test_a_range_says_both_its_ends() -> None:
    assert found("1–14 дней") == [("number", "1"), ("number", "14")]


def test_an_address_is_one_value_whatever_numbers_it_holds() -> None:
    assert found("https://api.ladya.example/v2/payments?id=15.") == [("address", "api.ladya.example/v2/payments?id=15")]


def test_a_transaction_id_is_one_value() -> None:
    assert found("3f0c9a52-7d1e-4b8a-9f43-21c6e07d5a10") == [("uuid", "3f0c9a52-7d1e-4b8a-9f43-21c6e07d5a10")]


def test_english_words_of_an_english_sentence_are_no_names() -> None:
    assert found("Open the cabinet and press Refund") == []


def test_a_latin_word_in_a_russian_sentence_is_a_name() -> None:
    assert found("Добавьте адрес в Cloudflare") == [("name", "cloudflare")]


def test_one_counts_nothing() -> None:
    assert found("напишите одним сообщением") == []


def test_known_values_are_asked_one_by_one() -> None:
    known = Known(["Лимит 20 запросов в секунду"])

    assert [value in known for value in values("20 и 30") if value.sort is Sort.NUMBER] == [True, False]
