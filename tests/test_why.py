"""Every draft, and every refusal, says what was searched, what was found, what was rejected and which rule decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.drafting.abstain import ENOUGH
from assistant.drafting.compose import Composer
from assistant.nouns import Because, Draft, Found, Passage, Reasons, Rule, Scores
from corpus.nouns import Audience, Document
from tests.drafting import CASE, FAR, NEAR, REDACTOR, Facts, case, compose, draft, passage, redacted, ticket
from tests.fakes import FakeEmbedder
from web.i18n import languages
from web.markdown import Rendering
from web.pages import environment

QUESTION = "За сколько дней возврат приходит на карту покупателя?"
REFUND = passage("Срок возврата на карту", "Возврат приходит на карту покупателя за 14 дней.")
BETTER = replace(NEAR, total=5.0)


def why(made: Draft) -> Reasons:
    (reasons,) = made.why
    return reasons


def because(made: Draft, other: Passage) -> tuple[Because, Document | None]:
    """Why a document is not told, and what stands in its place."""
    found = {one.document.id: (one.because, one.instead) for one in why(made).rejected}
    return found[other.document.id]


def test_a_draft_says_what_was_asked_what_was_told_and_how_sure_it_was() -> None:
    reasons = why(draft(QUESTION, REFUND))

    assert reasons.question == QUESTION
    assert reasons.rule is Rule.WHOLE
    assert [one.document.id for one in reasons.told] == [REFUND.document.id]
    assert reasons.answerable >= reasons.enough == ENOUGH
    assert reasons.expected is not None
    assert reasons.needed is not None
    assert reasons.expected >= reasons.needed


def test_every_question_of_a_ticket_has_its_own_reasons() -> None:
    made = compose(ticket("Когда придёт возврат на карту? Как поменять пароль в кабинете?"), [[REFUND], []])

    assert [one.rule for one in made.why] == [Rule.WHOLE, Rule.NOTHING_LIKE_IT]
    assert len({one.question for one in made.why}) == 2


def test_a_question_that_was_read_otherwise_is_shown_both_ways() -> None:
    embedder = FakeEmbedder()
    composer = Composer(embedder.embed_passages, embedder.embed_question, REDACTOR)
    typed, meant = redacted("rjulf djpdhfn"), redacted("когда возврат на карту")
    made = composer.compose(ticket(typed), [Found(typed, (REFUND,), ("words",), read_as=meant)])

    assert (why(made).question, why(made).read_as, why(made).degraded) == (typed, meant, ("words",))


def test_a_text_about_another_platform_is_rejected_as_such() -> None:
    other = passage("Модуль OpenCart", "В OpenCart откройте настройки модуля.", Facts(module="OpenCart"))
    own = passage("Модуль WooCommerce", "В WooCommerce откройте настройки модуля.", Facts(module="WooCommerce"))

    made = draft("Где настройки модуля WooCommerce?", own, other)

    assert because(made, other) == (Because.PLATFORM, None)


def test_a_text_for_other_readers_is_rejected_as_such() -> None:
    for_shops = passage(
        "Возврат покупателю", "Откройте «Операции» в кабинете, найдите платёж покупателя и нажмите «Вернуть»."
    )
    made = draft("Я оплатил заказ, моя карта, магазин молчит. Когда придёт возврат?", REFUND, for_shops)

    assert because(made, for_shops) == (Because.READER, None)


def test_a_staff_instruction_is_rejected_as_such() -> None:
    instruction = passage(
        "Регламент возвратов", "Возврат старше 14 дней передаём второй линии.", Facts(audience=Audience.STAFF)
    )

    assert because(draft(QUESTION, REFUND, instruction), instruction) == (Because.INSTRUCTION, None)


def test_a_case_that_only_tells_what_happened_is_rejected_as_a_story() -> None:
    story = case(QUESTION, "Вернули деньги вчера, они уже у вас.")

    assert because(draft(QUESTION, REFUND, story), story) == (Because.STORY, None)


def test_a_copy_that_the_search_found_is_named_behind_what_stands_for_it() -> None:
    copy = passage("Когда придёт возврат", "Возврат приходит на карту покупателя за 14 дней.")

    made = draft(QUESTION, replace(REFUND, copies=(copy.document,)))

    assert because(made, copy) == (Because.COPY, REFUND.document)


def test_what_a_newer_document_contradicts_is_rejected_for_it() -> None:
    old = Facts(updated=datetime(2024, 1, 1, tzinfo=UTC))
    other = passage("Возвраты", "Возврат приходит на карту покупателя за 30 дней.", old, FAR)

    assert because(draft(QUESTION, REFUND, other), other) == (Because.DISAGREES, REFUND.document)


def test_a_less_probable_text_is_rejected_as_such() -> None:
    farther = passage("Чек", "Чек приходит на почту сразу после оплаты.", scores=FAR)
    best = replace(REFUND, scores=BETTER)

    assert because(draft(QUESTION, best, farther), farther) == (Because.LESS_PROBABLE, None)


def test_under_the_threshold_everything_found_is_too_far() -> None:
    far = passage("Чек", "Чек приходит на почту.", scores=Scores(total=1.0, dense=0.85, title=0.8, words=1.0))
    made = draft("Как поменять пароль в кабинете?", far)

    assert why(made).rule is Rule.NOTHING_LIKE_IT
    assert why(made).answerable < why(made).enough
    assert because(made, far) == (Because.FAR, None)


def test_a_question_of_another_subject_says_so() -> None:
    assert why(draft("белые кроссовки 42 размера", passage("Чек", "Чек на почте.", scores=FAR))).rule is Rule.OUTSIDE


def test_a_contradiction_that_nobody_can_decide_is_the_rule_and_names_both() -> None:
    other = passage("Возвраты", "Возврат приходит на карту покупателя за 30 дней.")
    made = draft(QUESTION, REFUND, other)

    assert why(made).rule is Rule.CONTRADICTION
    assert because(made, REFUND) == (Because.DISAGREES, other.document)
    assert because(made, other) == (Because.DISAGREES, REFUND.document)


def test_only_instructions_are_the_rule_when_nothing_else_answers() -> None:
    instruction = passage(QUESTION, "Возврат старше 14 дней передаём второй линии.", Facts(audience=Audience.STAFF))

    assert why(draft(QUESTION, instruction)).rule is Rule.ONLY_INSTRUCTIONS


def test_only_texts_for_others_are_the_rule_when_nothing_else_answers() -> None:
    for_shops = passage(
        "Возврат покупателю", "Откройте «Операции» в кабинете, найдите платёж покупателя и нажмите «Вернуть»."
    )

    assert why(draft("Я оплатил, моя карта, когда придёт мой возврат?", for_shops)).rule is Rule.OTHER_READERS


def test_a_clarifying_question_is_put_down_with_its_condition() -> None:
    texts = "Откройте настройки модуля и впишите ключ уведомлений."
    one = passage("Модуль WooCommerce: где ключ", f"WooCommerce. {texts}", Facts(module="WooCommerce"))
    other = passage("Модуль OpenCart: где ключ", f"OpenCart. {texts}", Facts(module="OpenCart"))

    assert why(draft("Где в модуле ключ уведомлений?", one, other)).asking == "which_platform"


def test_an_answer_out_of_an_old_case_names_this_rule() -> None:
    old = case(QUESTION, "Возврат приходит на карту за 1–14 дней, обычно за 3–5 дней.")

    assert why(draft(QUESTION, old)).rule is Rule.CASE


@pytest.mark.parametrize(("code", "summary"), [("ru", "Почему такой черновик"), ("en", "Why this draft")])
def test_the_page_tells_the_reasons_in_the_language_of_its_reader(code: str, summary: str) -> None:
    farther = passage("Чек", "Чек приходит на почту сразу после оплаты.", scores=FAR)
    story = case(QUESTION, "Вернули деньги вчера, они уже у вас.", CASE)

    page = shown(draft(QUESTION, replace(REFUND, scores=BETTER), farther, story), code)

    assert f"<summary>{summary}</summary>" in page
    assert QUESTION in page
    assert page.count('<a href="/desk/documents/') == 3


def test_a_page_in_english_has_no_russian_words_of_its_own() -> None:
    texts = [one for rule in Rule for one in [shown(replace(DRAFT, why=(replace(why(DRAFT), rule=rule),)), "en")]]

    assert all(not set("абвгдежзийклмнопрстуфхцчшщъыьэюя") & set(without_quotes(text).lower()) for text in texts)


def test_a_draft_without_reasons_shows_none() -> None:
    assert "<details" not in shown(replace(DRAFT, why=()), "ru")


DRAFT = draft(QUESTION, REFUND)


def shown(made: Draft, code: str) -> str:
    """The part of the page that tells the reasons."""
    pages = environment(languages()[code], Rendering())
    return pages.get_template("_why.html").render(draft=made, ticket=ticket(QUESTION), code=code)


def without_quotes(page: str) -> str:
    """Without the question and the titles."""
    for quoted in (QUESTION, REFUND.document.content.title):
        page = page.replace(quoted, "")
    return page
