"""What is no question is no part of a ticket that waits for an answer."""

from __future__ import annotations

from dataclasses import replace

from tests.drafting import FAR, compose, passage, ticket

BOOK = passage("Как продлить книгу", "Книгу продлевают в формуляре читателя, кнопкой «Продлить».")
OTHER = passage("Садовые ножницы", "Ножницы точат весной.", scores=replace(FAR, total=-3.0, dense=0.7, title=0.7))
LATER = "На остальное отвечу отдельно"


def test_an_insult_is_not_promised_an_answer() -> None:
    asked = ticket("ВЫ ТАМ СОВСЕМ ЗАБРОНЗОВЕЛИ??? Как продлить книгу в формуляре читателя?")
    made = compose(asked, [[OTHER], [BOOK]])

    assert "«Продлить»" in made.text
    assert LATER not in made.text
    assert "ЗАБРОНЗОВЕЛИ" not in made.reason
    assert len(made.why) == 2


def test_a_question_about_something_else_is_left_to_be_answered() -> None:
    asked = ticket("Как продлить книгу в формуляре читателя? Где купить садовые ножницы для вишни?")
    made = compose(asked, [[BOOK], [OTHER]])

    assert LATER in made.text
    assert "Нет ответа на часть обращения: Где купить садовые ножницы для вишни?" in made.reason


def test_of_a_long_part_without_an_answer_only_the_beginning_is_repeated() -> None:
    story = (
        "Где купить садовые ножницы для вишни, яблони, груши, сливы и старой смородины, если лавка за углом закрыта?"
    )
    made = compose(ticket(f"Как продлить книгу в формуляре читателя? {story}"), [[BOOK], [OTHER]])

    assert made.reason.endswith("Где купить садовые ножницы для вишни, яблони, груши, сливы и старой смородины,…")
