"""What a ticket asks, in the customer's own words."""

from __future__ import annotations

import pytest

from assistant.drafting.question import MOST_PARTS, questions
from corpus.nouns import Author, Message, Ticket
from tests.drafting import redacted, ticket


def conversation(*messages: tuple[Author, str]) -> Ticket:
    return Ticket("chat", redacted(""), tuple(Message(author, redacted(text)) for author, text in messages))


def test_greetings_and_signatures_are_not_asked() -> None:
    asked = ticket("Здравствуйте!\nКак подключить ЕРИП?\n\nС уважением, Иван\nООО «Ромашка»")

    assert questions(asked) == ("Как подключить ЕРИП?",)


def test_two_questions_become_two() -> None:
    asked = ticket("Как подключить ЕРИП? И ещё: когда приходят выплаты на счёт?")

    assert questions(asked) == ("Как подключить ЕРИП?", "И ещё: когда приходят выплаты на счёт?")


def test_two_questions_in_one_sentence_become_two() -> None:
    assert questions(ticket("Как подключить ЕРИП и когда приходят выплаты?")) == (
        "Как подключить ЕРИП",
        "когда приходят выплаты?",
    )


def test_what_leans_on_the_first_question_stays_with_it() -> None:
    assert len(questions(ticket("Где взять ключи и как их вписать в модуль?"))) == 1


def test_a_complaint_that_ends_in_what_to_do_is_one_question() -> None:
    asked = ticket("Деньги списали, а заказ не оплачен. Что делать?")

    assert questions(asked) == ("Деньги списали, а заказ не оплачен. Что делать?",)


def test_what_introduces_the_second_question_goes_with_it() -> None:
    asked = ticket("Когда приходят выплаты на счёт? У нас магазин на Tilda. Как включить в ней рассрочку?")

    assert questions(asked)[1] == "У нас магазин на Tilda. Как включить в ней рассрочку?"


def test_there_are_never_more_parts_than_can_be_answered() -> None:
    asked = ticket(
        "Как подключить ЕРИП? Когда приходят выплаты? Где взять секретный ключ? Сколько стоит рассрочка? "
        "Почему отклонён платёж картой?"
    )

    assert len(questions(asked)) == MOST_PARTS


def test_the_last_words_count_when_they_say_something() -> None:
    asked = conversation(
        (Author.CUSTOMER, "Не работает модуль оплаты в магазине"),
        (Author.AGENT, "Обновите его до 3.4."),
        (Author.CUSTOMER, "Обновил, теперь пишет неверную валюту заказа"),
    )

    assert questions(asked) == ("Обновил, теперь пишет неверную валюту заказа",)


def test_short_last_words_are_read_with_what_was_said_before() -> None:
    asked = conversation(
        (Author.CUSTOMER, "Не пришёл возврат на карту за сапоги"),
        (Author.AGENT, "Какого числа его оформили?"),
        (Author.CUSTOMER, "20 дней назад"),
    )

    assert questions(asked) == ("Не пришёл возврат на карту за сапоги 20 дней назад",)


def test_a_subject_that_says_more_belongs_to_the_question() -> None:
    asked = ticket("Добрый день! Покупатели жалуются.", subject="Не проходят платежи картой")

    assert questions(asked) == ("Не проходят платежи картой Покупатели жалуются.",)


def test_which_shop_it_is_is_no_part_of_the_question() -> None:
    asked = ticket("Как вернуть часть суммы покупателю?\nМагазин 48213, сайт klubok.example")

    assert questions(asked) == ("Как вернуть часть суммы покупателю?",)


@pytest.mark.parametrize("text", ["спасибо!!", "???", "ау"])
def test_a_ticket_that_says_nothing_still_gives_one_question(text: str) -> None:
    assert len(questions(ticket(text))) == 1
