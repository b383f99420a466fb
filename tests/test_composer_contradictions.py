"""When sources contradict each other, the newer one and the document win; when neither is newer, nobody guesses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.drafting.rivals import contradict
from assistant.drafting.words import Words
from assistant.nouns import Outcome
from corpus.index.tokens import Tokenizer
from tests.drafting import CASE, Facts, case, draft, passage

OLD, NEW = datetime(2025, 3, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
QUESTION = "Какая минимальная сумма выплаты на счёт магазина?"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Минимальная сумма выплаты 10 BYN.", "Минимальная сумма выплаты магазину 15 BYN."),
        ("Возврат на карту приходит за 7 дней.", "Возврат на карту приходит через 14 дней."),
        ("Магазин переводит деньги покупателю сам.", "Магазин не переводит деньги покупателю сам."),
    ],
)
def test_two_sentences_that_contradict_each_other_are_noticed(first: str, second: str) -> None:
    assert contradict(first, second, Words(Tokenizer()))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Возврат на карту приходит за 1–14 дней.", "Возврат на карту обычно приходит за 3–5 дней."),
        ("Минимальная сумма выплаты 10 BYN.", "Минимальная сумма выплаты 300 RUB."),
        ("Если сервер не ответил HTTP 200, мы повторим.", "Мы ждём от сервера HTTP 200 за 10 секунд."),
        ("Выплаты в BYN приходят завтра.", "Код A.1205 означает лимит."),
    ],
)
def test_two_sentences_about_different_things_are_no_contradiction(first: str, second: str) -> None:
    assert not contradict(first, second, Words(Tokenizer()))


def test_a_document_wins_over_a_newer_case_and_the_reason_says_what_was_left_out() -> None:
    question = "За сколько дней возврат приходит на карту покупателя?"
    told = case(question, "Возврат приходит на карту покупателя за 21 день.", replace(CASE, updated=NEW))
    article = passage("Срок возврата", "Возврат приходит на карту покупателя за 14 дней.", Facts(updated=OLD))
    made = draft(question, told, article)

    assert "14 дней" in made.text
    assert "21 день" not in made.text
    assert f"Не вошло, потому что расходится с документом: {question}" in made.reason


def test_the_newer_document_wins() -> None:
    older = passage(
        "Минимальная сумма выплаты", "Минимальная сумма выплаты на счёт магазина 5 BYN.", Facts(updated=OLD)
    )
    newer = passage("Порог выплаты", "Минимальная сумма выплаты на счёт магазина 10 BYN.", Facts(updated=NEW))
    made = draft(QUESTION, older, newer)

    assert "10 BYN" in made.text
    assert "5 BYN" not in made.text
    assert "01.03.2025" in made.reason


def test_neither_newer_means_no_draft_and_both_are_shown() -> None:
    one = passage("Минимальная сумма выплаты", "Минимальная сумма выплаты на счёт магазина 5 BYN.", Facts(updated=OLD))
    other = passage("Порог выплаты", "Минимальная сумма выплаты на счёт магазина 10 BYN.", Facts(updated=OLD))
    made = draft(QUESTION, one, other)

    assert made.outcome is Outcome.CONTRADICTION
    assert {shown.document.content.title for shown in made.nearest[:2]} == {
        "Минимальная сумма выплаты",
        "Порог выплаты",
    }
    assert "01.03.2025" in made.reason
