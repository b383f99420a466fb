"""Who writes, and whom a text addresses."""

from __future__ import annotations

import pytest

from assistant.drafting.platforms import About, within
from assistant.drafting.readers import Reader, addressed, suits, writer_of
from tests.drafting import Facts, passage, ticket


@pytest.mark.parametrize(
    ("text", "writer"),
    [
        ("Я оплатил заказ, а магазин говорит, что не оплачено", Reader.PAYER),
        ("Не приходит код из СМС, карта моя", Reader.PAYER),
        ("мне отказали в рассрочке, хотел телефон", Reader.PAYER),
        ("У нас с вечера отклоняются платежи, покупатели злятся", Reader.MERCHANT),
        ("Как дать бухгалтеру доступ в кабинет?", Reader.MERCHANT),
        ("Подпись вебхука не сходится, HMAC по телу JSON, endpoint на node", Reader.DEVELOPER),
        ("I paid yesterday but my order is unpaid", Reader.PAYER),
        ("Our customers cannot pay in our shop", Reader.MERCHANT),
        ("Добрый день, есть вопрос", None),
    ],
)
def test_who_writes_is_told_from_the_wording(text: str, writer: Reader | None) -> None:
    assert writer_of(ticket(text)) is writer


@pytest.mark.parametrize(
    ("text", "writer"),
    [
        ("я покупатель, кабинета у меня нет, где выплата за возврат?", Reader.PAYER),
        ("Я ваш клиент. Отчёт по договору так и не пришёл", Reader.PAYER),
        ("Здравствуйте, я — обычный плательщик, эквайринг мне ни о чём не говорит", Reader.PAYER),
        ("I'm just a customer, the plugin is not mine", Reader.PAYER),
        ("Я не покупатель, а продавец: с меня списали, верните", Reader.MERCHANT),
        ("Я мерчант. Оплатил заказ сам себе, моя карта", Reader.MERCHANT),
        ("У меня интернет-магазин, я оплатил заказ, карта моя", Reader.MERCHANT),
        ("I am a seller, I paid with my card", Reader.MERCHANT),
        ("Я думаю клиент не прав, он не нашёл кабинет", Reader.MERCHANT),
        ("у меня магазин не возвращает деньги, я оплатил заказ", Reader.PAYER),
    ],
)
def test_who_people_say_they_are_counts_before_their_wording(text: str, writer: Reader) -> None:
    assert writer_of(ticket(text)) is writer


@pytest.mark.parametrize(
    ("text", "reader"),
    [
        ("Позвоните в банк, который выпустил вашу карту, номер на обороте карты.", Reader.PAYER),
        ("Откройте «Операции» в кабинете и найдите платёж покупателя.", Reader.MERCHANT),
        ("Передайте заголовок Idempotency-Key в запросе POST /v2/payments.", Reader.DEVELOPER),
        ("Возврат приходит за 1–14 дней.", None),
    ],
)
def test_whom_a_text_addresses_is_told_from_the_wording(text: str, reader: Reader | None) -> None:
    assert addressed(text) is reader


def test_a_merchant_and_his_developer_share_their_texts_and_a_payer_does_not() -> None:
    assert suits(Reader.MERCHANT, Reader.DEVELOPER)
    assert not suits(Reader.PAYER, Reader.MERCHANT)
    assert not suits(Reader.MERCHANT, Reader.PAYER)
    assert suits(None, Reader.PAYER)


@pytest.mark.parametrize(
    ("version", "bounds", "inside"),
    [
        ("2.6.0", ">=2.4,<3.0", True),
        ("2.3", ">=2.4,<3.0", False),
        ("3.0", ">=2.4,<3.0", False),
        ("2.10", ">=2.4,<3.0", True),
        ("2.6.1", "==2.6.0", True),
        ("1.9", "", True),
    ],
)
def test_a_version_lies_in_its_range(version: str, bounds: str, inside: bool) -> None:
    assert within(version, bounds) is inside


@pytest.mark.parametrize(
    ("asked", "product", "fits"),
    [
        ("опенкарт 2.3 не показывает оплату", "Модуль OpenCart 3", False),
        ("опенкарт 2.3 не показывает оплату", "Модуль OpenCart 2", True),
        ("У нас вукоммерс", "Модуль WooCommerce", True),
        ("У нас тильда", "Модуль WooCommerce", False),
        ("Не проходит оплата", "Модуль WooCommerce", True),
        ("У нас тильда", "Платежи", True),
    ],
)
def test_a_document_about_another_platform_does_not_fit(asked: str, product: str, fits: bool) -> None:
    content = passage("Оплата", "Текст.", Facts(product=product)).document.content

    assert About(ticket(asked)).fits(content) is fits
