"""Personal data is replaced by a word that says what stood there; what support needs to read stays as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.nouns import RawText, RedactedText
from ingest.redaction import Redactor, redacted

REDACTOR = Redactor()

REPLACED = [
    ("моя карта 4111 1111 1111 1111", "моя карта [карта •1111]"),
    ("карта№4111111111111111", "карта№[карта •1111]"),
    ("номер карты: 4111-1111-1111-1111, 12/27, 123", "номер карты: [карта •1111], [срок], [CVV]"),
    ("visa 4111.1111.1111.1111 exp 01/2028 cvc 999", "visa [карта •1111] exp [срок] cvc [CVV]"),
    ("карта 4111 1111 1111 1111 срок 12.27 код 123", "карта [карта •1111] срок [срок] код [CVV]"),
    ("4111111111111111|12|27|123", "[карта •1111]|[срок]|[CVV]"),
    ("4111 1111 1111 1111\n12/27\n123", "[карта •1111]\n[срок]\n[CVV]"),
    ("МИР 2200 0000 0000 0004", "МИР [карта •0004]"),
    ("белкарт 9112380000000005", "белкарт [карта •0005]"),
    ("Amex 3782 822463 10005", "Amex [карта •0005]"),
    ("Diners 3056 930902 5904", "Diners [карта •5904]"),
    ("карту 4111 1111 1111 1112 не принимает", "карту [карта •1112] не принимает"),
    ("карта ****1111", "карта [карта •1111]"),
    ("карта *1111", "карта [карта •1111]"),
    ("карта ...1111", "карта [карта •1111]"),
    ("•••• 1111", "[карта •1111]"),
    ("**** **** **** 1111", "[карта •1111]"),
    ("411111******1111", "[карта •1111]"),
    ("4111 11XX XXXX 1111", "[карта •1111]"),
    ("4111-11хх-хххх-1111", "[карта •1111]"),
    ("4111 1111 1111 ****", "[карта]"),
    ("411111111111111*", "[карта]"),
    ("cvv 123", "cvv [CVV]"),
    ("CVC2: 1234", "CVC2: [CVV]"),
    ("цвв у неё 123", "цвв у неё [CVV]"),
    ("код с обратной стороны — 123", "код с обратной стороны — [CVV]"),
    ("три цифры на обороте: 123", "три цифры на обороте: [CVV]"),
    ("123 — это cvv", "[CVV] — это cvv"),
    ("код из смс 482913", "код из смс [код]"),
    ("Код из СМС, который я хотел ввести: 482-913", "Код из СМС, который я хотел ввести: [код]"),
    ("пришёл код 4829", "пришёл код [код]"),
    ("пароль из sms 1234", "пароль из sms [код]"),
    ("OTP 482913", "OTP [код]"),
    ("Your verification code is 482913", "Your verification code is [код]"),
    ("482913 это код из смс", "[код] это код из смс"),
    ("пин-код 1234", "пин-код [код]"),
    ("3ds пароль 123456", "3ds пароль [код]"),
    ("пишите: ivan.petrov+shop@mail.example.by.", "пишите: [почта]."),
    ("иван@почта.рф", "[почта]"),
    ("ivan собака mail точка ru", "[почта]"),
    ("ivan (собака) mail.ru", "[почта]"),
    ("ivan [at] mail [dot] ru", "[почта]"),
    ("ivan at gmail dot com", "[почта]"),
    ("ivan%40mail.ru", "[почта]"),
    ("+375 29 765-43-21 или +375(33)7654321", "[телефон] или [телефон]"),
    ("375297654321", "[телефон]"),
    ("8 (029) 765-43-21, 80297654321", "[телефон], [телефон]"),
    ("(029) 765-43-21", "[телефон]"),
    ("8-912-345-67-89 и 79123456789", "[телефон] и [телефон]"),
    ("+7 (495) 123-45-67, +380 50 123 45 67, +48 601 234 567", "[телефон], [телефон], [телефон]"),
    ("+49 30 901820, 12.03.2026", "[телефон], 12.03.2026"),
    ("00375297654321", "[телефон]"),
    ("тел. 765-43-21, моб 29 765 43 21", "тел. [телефон], моб [телефон]"),
    ("https://wa.me/375297654321", "https://wa.me/[телефон]"),
    ("phone=375297654321&x=1", "phone=[телефон]&x=1"),
    ("р/с BY13NBRB3600900000002Z00AB7J", "р/с [IBAN]"),
    ("BY13 NBRB 3600 9000 0000 2Z00 AB7J спасибо", "[IBAN] спасибо"),
    ("DE89 3704 0044 0532 0130 00", "[IBAN]"),
    ("паспорт MP1234567, 4110190B001PB1", "паспорт [паспорт], [паспорт]"),
    ("МР1234567", "[паспорт]"),
    ("паспорт 45 10 123456", "паспорт [паспорт]"),
    ("паспорт серия 4510 номер 123456", "паспорт серия [паспорт]"),
    ("УНП 100582333 и ИНН 7707083893", "УНП [УНП] и ИНН [ИНН]"),
    ("100582333 (УНП)", "[УНП] (УНП)"),
    ("СНИЛС 112-233-445 95", "СНИЛС [СНИЛС]"),
]

KEPT = [
    "Заказ 100456 не оплачен, № 2024-000123",
    "Заказы 100456, 100457, 100458, 100459 не оплачены",
    "заказ 89192896372",
    '{"order_id": "0235436892", "amount": 1050000, "currency": "BYN"}',
    "Ошибка D.0051, F.0130 и P.4011, 5.103 при оплате, 05: отказ банка",
    "Модуль 2.6.1 для OpenCart 3.0.3.8, версии 6.13.57, 5.15.51, 4.19.59, 4.19.55",
    "Сумма 10 500,00 BYN, списали 1 250 000 ₽, сумма 1,500.00 USD",
    "10 платежей по 49,99 руб., 20 по 4 999,00 руб.",
    "5000 BYN, 6000 BYN, 7000 BYN и 8000 BYN",
    "1 000, 2 000, 3 000, 4 000 и 5 000",
    "оборот 4 500 000,00 BYN за 01.01.2026–31.01.2026",
    "2026-03-02T21:14:00+03:00",
    "с 01.02.2026 10:30 до 02.02.2026 21:14:00.123",
    "Shop ID 12345, ещё 654321",
    "Сервер 93.125.11.24, шлюз 178.163.225.200:443, порт 8443, таймаут 30000 мс",
    "Транзакция 550e8400-e29b-41d4-a716-446655440000 не прошла",
    "Оплата {6F9619FF-8B86-D011-B42D-00CF4FC964FF} прошла",
    "https://checkout.example.com/v2/checkout?token=41111111-1111-1111-b42d-00c04fc964ff",
    "sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "md5=22170834426031500000733e625fcb3a&x=1",
    "uid 57923b6290336029360386da",
    "https://github.com/example/opencart-3-module/releases/download/v3.0.3.8/module.ocmod.zip",
    "https://support.example.com/hc/ru/articles/4405021166226",
    "https://example.com/images/image-20201029-092400.png?size=5627&width=100",
    '"created_at": 1767225600000, "rrn": "123456789012"',
    "Настройка PAYMENT_MODULE_SHOP_ID=361, код авторизации 123456",
    "Код услуги ЕРИП 4410331, номер заказа 1234567, ЕРИП → Интернет-магазины → 12345678",
    "Штрихкод 4810268021233, ISBN 978-5-699-12014-7",
    "ОГРН 1027700132195, БИК 044525225, к/с 30101810400000000225",
    "PHP 8.1.27, MySQL 5.7.44, nginx 1.24.0, HTTP 422, 404 и 503",
    "карта прошла 3-D Secure 2.2.0, вернули 12.12.2025 на карту",
    "CVV введён неверно, CVV состоит из 3 цифр",
    "неверный CVV, код ошибки 4011",
    "Код из СМС не приходит уже 15 минут, смс приходит 3 раза",
    "отправьте смс на 3443",
    "коды ошибок 4693 и 3316, а также 3365 или 8615",
    "1257, 4603, 8002, 7630, 4280, 1780",
    "строки 4001-4020",
    "платёж 2026030221140001, 20260302211400",
    "трек RB123456789BY, договор № 45-10/2025 от 10.12.2025",
    "+1 балл за заказ, скидка 10+5 процентов",
    "logo@2x.png, npm install @scope/package@1.2.3, composer require vendor/module:^2.6",
    "git@github.com:example/module.git",
    "моя собака съела чек, точка продаж 12",
    "**2026** год, *** 2026 ***",
    "#### 2026",
    "1920x1080, 16:9, 0x4111111111",
    "пароль от кабинета не подходит, заказ 123456",
    "номер 100582333 без слова о налогах, ИНН 7707083890 с опиской",
    "IPv6 2001:0db8:85a3:0000:0000:8a2e:0370:7334",
    "Оплата частями: 4 платежа по 250 BYN, первый 01.03.2026",
    "| 4001 | отказ |\n| 4002 | отказ |\n| 4003 | отказ |\n| 4004 | отказ |",
]


@pytest.mark.parametrize(("raw", "expected"), REPLACED)
def test_personal_data_is_replaced_by_what_it_was(raw: str, expected: str) -> None:
    assert redacted(RawText(raw)) == expected


@pytest.mark.parametrize("text", KEPT)
def test_what_support_needs_to_read_stays_as_it_was(text: str) -> None:
    assert redacted(RawText(text)) == text


@pytest.mark.parametrize("raw", [raw for raw, _ in REPLACED])
def test_data_is_found_amid_a_letter_too(raw: str) -> None:
    letter = RawText(f"Здравствуйте!\n{raw}\nЖду ответа по заказу 100456.")

    result = REDACTOR.redact(letter)

    assert result.found
    assert result.text.endswith("\nЖду ответа по заказу 100456.")


def test_a_redaction_counts_what_it_found() -> None:
    raw = RawText("4111111111111111 и 5555555555554444, пишите на ivan@example.com")

    result = REDACTOR.redact(raw)

    assert result.found == {"карта": 2, "почта": 1}
    assert isinstance(result.text, RedactedText)


def test_a_text_without_personal_data_reports_nothing() -> None:
    assert REDACTOR.redact(RawText("Где мой заказ?")).found == {}


PIECES = st.sampled_from(
    [
        *"0123456789 .,-/*•xхоОЗ@\n\u200b|()",
        *(
            "4111",
            "1111 ",
            "4111111111111111",
            "+375",
            "29 765-43-21",
            "ivan",
            "@mail.ru",
            "карта ",
            "код из смс ",
            "cvv ",
        ),
        *(
            "12/26",
            " и ",
            "&nbsp;",
            "%20",
            "[карта •1111]",
            "550e8400-e29b-41d4-a716-446655440000",
            "MP1234567",
            "УНП ",
        ),
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_redacting_twice_changes_nothing(text: str) -> None:
    once = REDACTOR.redact(RawText(text)).text

    assert REDACTOR.redact(RawText(once)).text == once


@given(st.text(max_size=300))
def test_any_text_can_be_redacted(text: str) -> None:
    once = REDACTOR.redact(RawText(text)).text

    assert REDACTOR.redact(RawText(once)).text == once


def test_the_companys_own_address_stays_and_a_customers_goes() -> None:
    redactor = Redactor(own_domains=("ladya.example",))

    text = redactor.redact(RawText("Пишите на support@ladya.example, копию на olga@mail.example.")).text

    assert text == "Пишите на support@ladya.example, копию на [почта]."


def test_a_card_number_does_not_hide_in_front_of_the_companys_domain() -> None:
    redactor = Redactor(own_domains=("ladya.example",))

    assert "4111" not in redactor.redact(RawText("4111111111111111@ladya.example")).text


def test_half_a_letter_becomes_a_sign_that_can_be_stored_and_shown() -> None:
    text = REDACTOR.redact(RawText("возврат \udcff на карту \ud83d")).text

    assert text == "возврат \ufffd на карту \ufffd"
