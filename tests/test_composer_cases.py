"""What an old case says is told again only as far as it holds for the new ticket."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.drafting.phrases import phrases
from assistant.drafting.slots import Particulars, Slots
from assistant.drafting.told import is_told
from assistant.nouns import Draft, Outcome, Rule
from corpus.nouns import RedactedText
from tests.drafting import CASE, case, draft, passage, redacted, ticket


def said(made: Draft) -> str:
    return str(made.text)


@pytest.mark.parametrize(
    "sentence",
    [
        "Мы подняли лимит в понедельник в 10:30.",
        "Отправили уведомление повторно.",
        "Вернул вам деньги.",
        "Фамилию поменял.",
        "Скидки сверх этого не дали.",
        "Порядок стал другим.",
        "Причина была в кеше.",
        "Нашла ваши попытки: три штуки, все отклонены.",
        "Вижу ваш платёж, он прошёл.",
        "Код рабочий: вижу счёт на 4 300 ₽.",
        "Лимит выбран на 100 %.",
        "Карта заблокирована, но деньги вернутся, обычно за неделю.",
        "Проверю и напишу до 13:00.",
        "Сделаем в понедельник, до списания 3 марта.",
        "Последние 4 цифры карты, пожалуйста?",
        "Пришлите, пожалуйста, подтверждение перевода.",
        "Да, это как раз такой случай.",
        "У вас там 802,40 BYN.",
        "Крайний срок у вас 12 сентября.",
        "Напишите на [почта] сегодня.",
        "I have refunded your payment.",
        "Your refund was sent on Monday.",
    ],
)
def test_what_only_happened_then_is_known(sentence: str) -> None:
    assert is_told(sentence)


@pytest.mark.parametrize(
    "person",
    [
        "Вера Андреевна",
        "Веры Андреевны",
        "Вере Андреевне",
        "Веру Андреевну",
        "Верой Андреевной",
        "Любовью Ильиничной",
        "Марии Никитичне",
        "Анна-Мария Львовна",
        "Олег Юрьевич",
        "Олега Юрьевича",
        "Олегу Юрьевичу",
        "Олегом Юрьевичем",
        "Илье Кузьмичу",
        "Никитой Ильичом",
    ],
)
def test_a_sentence_that_names_a_person_is_not_told_again(person: str) -> None:
    assert is_told(f"Для доступа нужна почта, её знает {person}.")


@pytest.mark.parametrize(
    "sentence",
    [
        "На Основной странице есть кнопка.",
        "Откройте «Настройки → Основной счёт».",
        "Тариф Основной дешевле, чем Условный.",
        "При Частичной оплате есть остаток.",
        "Отчёт Ежедневный, а не Месячный.",
        "В Личной карточке есть раздел «Выручка».",
        "На Уровне договора есть лимит.",
        "Кирпич и Москвич здесь ни при чём.",
    ],
)
def test_no_ordinary_word_is_taken_for_a_patronymic(sentence: str) -> None:
    assert not is_told(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Код отправляет не магазин и не мы, а банк, который выпустил карту.",
        "Если деньги уже списали, напишите в магазин.",
        "Возврат приходит на карту за 1–14 дней, обычно за 3–5.",
        "В Cloudflare откройте Security и добавьте оба адреса.",
        "Обычно лимит увеличен уже через 1–3 часа.",
        "Не переводите деньги покупателю сами.",
        "Only HTTP 200 within 10 seconds counts.",
    ],
)
def test_general_advice_is_kept(sentence: str) -> None:
    assert not is_told(sentence)


def test_a_past_action_is_not_told_as_if_it_had_happened_now() -> None:
    old = case(
        "Платежи отклоняются, исчерпан лимит оборота",
        "Мы подняли лимит оборота в понедельник в 10:30. Напишите ID магазина и какой нужен лимит оборота.",
    )
    made = draft("Платежи отклоняются, исчерпан лимит оборота магазина", old)

    assert "подняли" not in said(made)
    assert "Напишите ID магазина и какой нужен лимит оборота." in said(made)


def test_a_case_that_only_tells_what_was_done_gives_no_draft() -> None:
    old = case("Лимит оборота исчерпан", "Подняли лимит оборота в 10:30. Платежи уже пошли.")

    assert draft("Лимит оборота исчерпан, помогите", old).outcome is Outcome.NOTHING_FOUND


def test_the_complaint_of_an_old_case_is_never_said() -> None:
    old = case(
        "Возврат на карту не пришёл, верните мои деньги",
        "Возврат на карту приходит за 1–14 дней, обычно за 3–5 дней.",
    )

    assert "верните мои деньги" not in said(draft("Возврат на карту не пришёл, где он?", old))


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_customer_does_not_hear_how_others_were_answered(language: str) -> None:
    facts = replace(CASE, language=language)
    old = case("Возврат на карту не пришёл", "Возврат на карту приходит за 1–14 дней, обычно за 3–5 дней.", facts)
    made = draft(ticket("Возврат на карту не пришёл, где он?", language=language), old)

    _, advice, _ = said(made).split("\n\n")
    assert advice == "Возврат на карту приходит за 1–14 дней, обычно за 3–5 дней."
    assert made.why[0].rule is Rule.CASE


def test_particulars_of_the_old_ticket_become_those_of_the_new() -> None:
    old = case(
        "Магазин не видит оплату заказа",
        "Напишите в магазин по заказу 5512: «проверьте платёж 3f0c9a52-7d1e-4b8a-9f43-21c6e07d5a10 и отметьте заказ».",
    )
    made = draft("Я оплатил заказ 4471, а магазин не видит оплату заказа", old)

    assert "по заказу 4471" in said(made)
    assert "«проверьте платёж [номер платежа] и отметьте заказ»" in said(made)
    assert "5512" not in said(made)
    assert "3f0c9a52" not in said(made)


def slots(asked: str, documents: str = "") -> Slots:
    texts = [redacted(documents)] if documents else []
    return Slots(Particulars.of(ticket(asked)), phrases(redacted)["ru"].blanks, texts)


def filled(sentence: str, asked: str = "Помогите", documents: str = "") -> str | None:
    text: RedactedText | None = slots(asked, documents).filled(redacted(sentence))
    return None if text is None else str(text)


def test_an_old_sum_becomes_a_blank() -> None:
    assert (
        filled("Попросите вернуть 219,99 BYN за заказ K-902.")
        == "Попросите вернуть [сумма] BYN за заказ [номер заказа]."
    )


def test_a_single_order_of_the_new_ticket_takes_the_place() -> None:
    assert filled("Назовите заказ 5512.", "Мой заказ 77 не пришёл") == "Назовите заказ 77."


def test_of_two_orders_in_the_new_ticket_none_is_sure() -> None:
    assert filled("Назовите заказ 5512.", "Заказ 77 пришёл, заказ 78 нет") == "Назовите заказ [номер заказа]."


@pytest.mark.parametrize(
    "sentence",
    [
        "Проверка занимает 1–3 рабочих дня.",
        "Код A.1205 значит, что лимит исчерпан.",
        "Рассрочка работает от 20 до 3000 BYN.",
        "Добавьте HTTP 200 в ответ.",
        "Обновите модуль до версии 3.4.",
    ],
)
def test_what_holds_for_everybody_stays(sentence: str) -> None:
    assert filled(sentence) == sentence


def test_a_sum_that_a_document_names_is_a_rule() -> None:
    rule = "Минимальная выплата 10 BYN."

    assert filled("Проверьте: нужно 10 BYN на балансе.", documents=rule) == "Проверьте: нужно 10 BYN на балансе."


@pytest.mark.parametrize(
    "sentence",
    [
        "Платёж 3f0c9a52-7d1e-4b8a-9f43-21c6e07d5a10 в статусе paid.",
        "Откройте https://pay.ladya.example/l/q7Xk2 и заплатите.",
        "По 22 заказам выставьте ссылки.",
    ],
)
def test_what_cannot_be_made_general_is_left_out(sentence: str) -> None:
    assert filled(sentence) is None


def test_an_article_answers_before_a_case_that_is_as_near() -> None:
    article = passage("Сколько идёт возврат", "Возврат на карту приходит за 1–14 дней, решает банк.")
    old = case("Сколько идёт возврат", "Возврат на карту приходит по правилам банка, подождите.")

    assert "1–14 дней" in said(draft("Сколько идёт возврат на карту?", old, article))
