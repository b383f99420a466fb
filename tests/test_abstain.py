"""Not enough evidence means no draft, and the reason is told."""

from __future__ import annotations

from assistant.drafting.abstain import answerable
from assistant.drafting.words import Words
from assistant.nouns import Outcome, Scores
from corpus.index.tokens import Tokenizer
from tests.drafting import FAR, draft, passage, redacted, ticket

WORDS = Words(Tokenizer())
METHODS = "Мы принимаем карты Visa и Mastercard, ЕРИП и СБП. Наличные курьеру не принимаем."
BETWEEN = Scores(total=2.0, dense=0.867, title=0.855, words=4.0, alike=2.2, title_alike=1.8)


def test_nothing_found_is_no_answer() -> None:
    assert answerable(redacted("Как вернуть деньги?"), [], WORDS).outcome is Outcome.NOTHING_FOUND


def test_a_near_passage_is_an_answer() -> None:
    found = [passage("Способы оплаты", METHODS)]

    assert answerable(redacted("Какие карты вы принимаете?"), found, WORDS).outcome is Outcome.ANSWERED


def test_a_question_that_nothing_comes_near_to_is_outside_our_subject() -> None:
    found = [passage("Способы оплаты", METHODS, scores=FAR)]

    assert answerable(redacted("Какая погода в Минске?"), found, WORDS).outcome is Outcome.OUTSIDE


def test_what_is_asked_about_has_to_stand_somewhere() -> None:
    found = [passage("Принимаете ли вы карты", METHODS, scores=BETWEEN)]
    known = answerable(redacted("Принимаете ли вы карты?"), found, WORDS)
    unknown = answerable(redacted("Принимаете ли вы тенге?"), found, WORDS)

    assert known.outcome is Outcome.ANSWERED
    assert unknown.outcome is Outcome.PERHAPS
    assert unknown.score < known.score


def test_an_error_code_that_was_found_speaks_for_the_answer() -> None:
    found = [passage("Лимит", "Код A.1205 значит, что месячный лимит исчерпан.", scores=BETWEEN)]

    assert (
        answerable(redacted("что за A.1205"), found, WORDS).score
        > answerable(redacted("что за A.1301"), found, WORDS).score
    )


def test_a_refusal_says_why_shows_the_nearest_and_offers_the_hand_over() -> None:
    made = draft("Помогите найти белые кроссовки 38 размера", passage("Способы оплаты", METHODS, scores=FAR))

    assert made.outcome is Outcome.OUTSIDE
    assert made.sentences == ()
    assert [shown.document.content.title for shown in made.nearest] == ["Способы оплаты"]
    assert "второй линии" in made.reason


def test_a_refusal_speaks_the_language_of_the_ticket() -> None:
    made = draft(ticket("Recommend a good restaurant", language="en"), passage("Methods", METHODS, scores=FAR))

    assert "second line" in made.reason
