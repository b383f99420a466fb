"""A ticket that only greets or only thanks is said to be that, and gets no draft."""

from __future__ import annotations

import pytest

from assistant.drafting.unasked import REASONS, Unasked, unasked
from assistant.nouns import Outcome
from tests.drafting import draft, passage, ticket

GREETING, THANKS = Unasked.GREETING, Unasked.THANKS


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Добрый день", GREETING),
        ("Здравствуйте!", GREETING),
        ("privet", GREETING),
        ("Hello", GREETING),
        ("Добрый вечер, есть кто?", GREETING),
        ("спасибо, всё получилось!", THANKS),
        ("Большое спасибо", THANKS),
        ("Thank you, it works now!", THANKS),
        ("Спасибо, вопрос решён", THANKS),
    ],
)
def test_a_ticket_without_a_question_is_named(text: str, what: Unasked) -> None:
    assert unasked(ticket(text)) is what


@pytest.mark.parametrize(
    "text",
    [
        "Спасибо, но не всё работает",
        "Добрый день, где мой чек",
        "Спасибо за ответ. Где мой чек?",
        "чек",
        "???",
        "Хорошо",
    ],
)
def test_what_asks_or_complains_is_not(text: str) -> None:
    assert unasked(ticket(text)) is None


def test_a_question_in_the_subject_counts() -> None:
    assert unasked(ticket("Добрый день", subject="Не приходит чек за заказ")) is None


@pytest.mark.parametrize(("text", "language", "what"), [("Добрый день", "ru", GREETING), ("Thanks!", "en", THANKS)])
def test_the_reason_says_it_in_the_language_of_the_ticket(text: str, language: str, what: Unasked) -> None:
    made = draft(ticket(text, language=language), passage("Чек за заказ", "Чек приходит на почту."))

    assert (made.outcome, made.sentences) == (Outcome.NOTHING_FOUND, ())
    assert made.reason == REASONS[language][what]
