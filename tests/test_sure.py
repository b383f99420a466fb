"""A draft about another matter is worse than none: where no text stands out, the nearest ones are shown instead."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.drafting.sure import CASE_SURE_ENOUGH, SURE_ENOUGH, sureness, sureness_of_case
from assistant.nouns import Draft, Outcome, Passage, Rule
from tests.drafting import CASE, NEAR, Facts, case, draft, passage

QUESTION = "Как вернуть деньги покупателю за заказ?"
MATTERS = ("выплаты", "чеки", "подпись", "ссылки", "отчёты", "лимиты", "сотрудники", "тарифы", "письма", "товары")


def article(title: str, total: float) -> Passage:
    text = f"{title}: что сделать.\n\n## В кабинете\n\nОткройте раздел «{title}» в кабинете и нажмите кнопку."
    return passage(title, text, scores=replace(NEAR, total=total))  # with a heading it is quoted, not told whole


def found(first: float, others: float) -> list[Passage]:
    """The article that answers and ten that are about something else, with these totals."""
    about = [article(f"Как вернуть деньги: {matter}", others) for matter in MATTERS]
    return [article("Как вернуть деньги покупателю", first), *about]


def drafted(passages: list[Passage]) -> Draft:
    return draft(QUESTION, *passages)


def test_a_text_that_stands_out_is_told() -> None:
    made = drafted(found(9.0, 3.0))

    assert made.outcome is Outcome.ANSWERED
    (why,) = made.why
    assert why.sure is not None
    assert why.sure >= SURE_ENOUGH
    assert why.needed == SURE_ENOUGH


def test_where_none_stands_out_there_is_no_draft_and_the_nearest_are_shown() -> None:
    made = drafted(found(4.0, 3.9))

    assert (made.outcome, made.sentences) == (Outcome.PERHAPS, ())
    assert made.nearest
    (why,) = made.why
    assert why.rule is Rule.GUESSED
    assert why.sure is not None
    assert why.sure < SURE_ENOUGH


RESOLUTION = "Заказ отменяют в разделе «Операции». Деньги возвращаются покупателю сами за 1–14 дней."
DEEDS = (
    "Мы отменили ваш заказ вчера, написали в банк и вернули деньги покупателю. Номер операции я передал в магазин. "
    "Магазин проверил заказ и подтвердил возврат. Банк ответил нам письмом и зачислил всю сумму. Это до 14 дней."
)


def resolved(total: float, resolution: str = RESOLUTION, facts: Facts = CASE) -> Passage:
    """A case about another order, as far from the ticket by its meaning as the articles, found with this total."""
    return case("Покупателю не пришли деньги", resolution, facts, replace(NEAR, total=total, dense=0.85))


def test_where_no_article_stands_out_a_case_that_does_is_told_as_such() -> None:
    made = drafted([resolved(14.0), *found(4.0, 3.9)])

    assert made.outcome is Outcome.ANSWERED
    assert "Заказ отменяют в разделе «Операции»." in made.text
    (why,) = made.why
    assert why.rule is Rule.CASE
    assert why.sure is not None
    assert why.sure >= CASE_SURE_ENOUGH == why.needed


@pytest.mark.parametrize(
    "cases",
    [
        pytest.param([resolved(5.0)], id="it hardly stands out itself"),
        pytest.param([resolved(12.0, facts=replace(CASE, language="en"))], id="it is in another language"),
        pytest.param([resolved(12.0, DEEDS)], id="nearly all that was sent then is about that customer only"),
    ],
)
def test_a_case_that_would_not_help_is_not_told_instead(cases: list[Passage]) -> None:
    assert drafted([*cases, *found(4.0, 3.9)]).outcome is Outcome.PERHAPS


def test_a_case_is_the_surer_the_higher_its_total_and_the_further_it_stands_out() -> None:
    others = found(6.0, 3.0)

    alone, beside = (sureness_of_case(resolved(9.0), around) for around in ([], others))
    assert sureness_of_case(resolved(4.0), others) < beside < alone
    assert beside < sureness_of_case(resolved(12.0), others)


def test_an_error_code_is_looked_up_however_many_texts_are_as_near() -> None:
    others = [article(f"Код D.{number}: отказ банка", 3.9) for number in range(5100, 5130)]
    passages = [article("Код D.0051: не хватает денег", 4.6), *others]

    assert sureness(passages[0], passages, 0.9) < SURE_ENOUGH
    assert draft("Что значит D.0051?", *passages).outcome is Outcome.ANSWERED


def test_a_small_library_is_no_reason_to_doubt() -> None:
    chosen, *others = found(2.5, 0.5)

    assert sureness(chosen, [chosen, *others[:2]], 0.9) > 0.9
    assert sureness(chosen, [chosen], 0.9) > 0.9


def test_the_further_it_stands_out_and_the_more_probably_there_is_an_answer_the_surer() -> None:
    chosen, *others = found(5.0, 3.0)
    nearer = [replace(each, scores=replace(each.scores, total=4.5)) for each in others]

    assert sureness(chosen, [chosen, *others], 0.9) > sureness(chosen, [chosen, *nearer], 0.9)
    assert sureness(chosen, [chosen, *others], 0.9) > sureness(chosen, [chosen, *others], 0.5)
    assert 0 < sureness(chosen, [chosen, *others], 0.0) < sureness(chosen, [chosen, *others], 1.0) < 1


def test_many_cases_about_the_same_matter_take_nothing_away() -> None:
    chosen, *others = found(6.0, 3.0)
    cases = [
        passage(f"Верните деньги {number}", "Возврат оформлен.", CASE, replace(NEAR, total=8.0)) for number in range(8)
    ]

    assert sureness(chosen, [chosen, *others, *cases], 0.9) == sureness(chosen, [chosen, *others], 0.9)
