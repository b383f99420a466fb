"""A code that the ticket names must stand in what is told, and one that it does not name is nobody's answer."""

from __future__ import annotations

import pytest

from assistant.drafting.asking import subject_codes
from assistant.nouns import Outcome, Rule
from tests.drafting import draft, passage

PRICES = "Возврат билета стоит 2 BYN. Сбор за возврат билета удерживаем из суммы."
LATCH = (
    "## Турникет\n\n"
    "K.7301 означает, что турникет не открылся по билету. Откройте турникет ключом дежурного.\n\n"
    "Билет для турникета печатает касса, он действует два часа.\n"
)
LATCHES = "| Код | Что с турникетом |\n|---|---|\n| K.7301 | турникет не открылся |\n| K.7302 | билет уже прошёл |\n"


@pytest.mark.parametrize(
    ("sentence", "about"),
    [
        ("K.7301 говорит, что билет погашен.", {"K.7301"}),
        ("Код: K.7301. Что делать: позвать дежурного.", {"K.7301"}),
        ("Ошибка 403 значит, что доступ закрыт.", {"403"}),
        ("Если видите K.7301, позовите дежурного.", set()),
        ("SHA-256 считается по телу запроса.", set()),
        ("В 2024 году сбор не менялся.", set()),
        ("404 билета продано за вечер.", set()),
    ],
)
def test_a_sentence_is_about_the_code_that_it_begins_with(sentence: str, about: set[str]) -> None:
    assert subject_codes(sentence) == about


def test_what_a_code_means_is_not_told_to_who_did_not_name_it() -> None:
    made = draft("Сколько действует билет для турникета?", passage("Турникет и билет", LATCH))

    assert "два часа" in made.text
    assert "K.7301" not in made.text


def test_what_a_code_means_is_told_to_who_named_it() -> None:
    assert "K.7301 означает" in draft("Турникет пишет K.7301, что это?", passage("Турникет и билет", LATCH)).text


def test_of_a_table_of_codes_only_the_row_of_the_code_is_told() -> None:
    made = draft("Турникет пишет K.7302, что с ним?", passage("Что показывает турникет", f"## Коды\n\n{LATCHES}"))

    assert "K.7302" in made.text
    assert "K.7301" not in made.text


def test_a_code_that_stands_in_nothing_that_would_be_told_means_no_draft() -> None:
    ticket = "Турникет не открывается по билету, пишет K.7355"
    made = draft(ticket, passage("Турникет не открывается по билету", "Турникет открывают ключом дежурного."))

    assert made.outcome is Outcome.PERHAPS
    assert "Кода из обращения нет" in made.reason
    assert [one.rule for one in made.why] == [Rule.UNKNOWN_CODE]


def test_a_code_that_is_mentioned_beside_a_question_does_not_hinder_the_answer() -> None:
    ticket = "Вчера на турникете был код K.7355, сегодня прошло. Сколько стоит возврат билета?"

    assert "2 BYN" in draft(ticket, passage("Сколько стоит возврат билета", PRICES)).text
