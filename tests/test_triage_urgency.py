"""A ticket is urgent when its words say what would be lost by waiting; those words are shown."""

from __future__ import annotations

import pytest

from assistant.triage.language import language_guess
from assistant.triage.nouns import Urgency
from assistant.triage.urgency import Sign, Tilt, signs_in, urgency_of
from tests.drafting import redacted


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Ни одна оплата у нас не проходит", Sign.STOPPED),
        ("our site: nobody can pay", Sign.STOPPED),
        ("Покупатели жалуются на ошибку", Sign.MANY),
        ("Деньги списали, а заказ так и ожидает оплаты", Sign.TAKEN),
        ("I paid yesterday and the shop says awaiting payment", Sign.TAKEN),
        ("Концерт завтра, а билетов нет", Sign.DEADLINE),
        ("we must pay before midnight", Sign.DEADLINE),
        ("Мне звонили из банка, кажется, мошенники", Sign.SECURITY),
        ("Мы теряем продажи", Sign.LOSING),
        ("С понедельника статус не меняется", Sign.SINCE),
        ("Как подключить оплату частями?", Sign.HOW_TO),
    ],
)
def test_a_sign_is_found_where_it_is_written(text: str, sign: Sign) -> None:
    assert sign in signs_in(redacted(text))


@pytest.mark.parametrize(
    "text",
    [
        "Пришлите, пожалуйста, закрывающие документы за март",
        "Заплатила за книги, нужен чек для бухгалтерии",
        "Where is my secret key?",
        "",
    ],
)
def test_what_can_wait_has_no_sign_of_urgency(text: str) -> None:
    assert set(signs_in(redacted(text))) <= {Sign.HOW_TO}


def test_a_shop_that_loses_money_now_is_urgent_and_its_words_say_why() -> None:
    told = urgency_of(redacted("Ни одна оплата не проходит, теряем клиентов каждую минуту"))

    assert told.value == Urgency.URGENT
    assert "Ни одна оплата" in told.words


def test_a_plain_question_waits_its_turn() -> None:
    told = urgency_of(redacted("Подскажите, как добавить сотрудника в кабинет?"))

    assert told.value == Urgency.NORMAL
    assert told.probability > 0.8


def test_one_weak_sign_alone_is_not_clear() -> None:
    tilt = Tilt(dict.fromkeys(Sign, 1.0), bias=-1.0, threshold=0.6)

    told = urgency_of(redacted("С понедельника так"), tilt)

    assert told.probability == pytest.approx(0.5)
    assert told.value == ""


def test_the_language_of_a_ticket_without_words_is_not_clear() -> None:
    assert language_guess(redacted("???")).value == ""
    assert language_guess(redacted("Где мой заказ?")).value == "ru"
    assert language_guess(redacted("My payment was declined")).value == "en"


def test_a_text_without_a_letter_says_nothing_of_its_urgency() -> None:
    assert urgency_of(redacted("??? 123")).value == ""
