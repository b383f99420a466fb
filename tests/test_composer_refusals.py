"""Where there is no draft, the agent is told the most useful reason and shown the nearest texts first."""

from __future__ import annotations

from assistant.drafting.compose import Composer
from assistant.nouns import Draft, Found, Outcome, Passage, Scores
from tests.drafting import FAR, REDACTOR, compose, passage, redacted, ticket
from tests.fakes import FakeEmbedder

# Near enough when the words of the title are named, not near enough when they are not.
NEITHER = Scores(total=2.0, dense=0.86, title=0.85, words=4.0, alike=2.0, title_alike=1.7)
REFUND = passage(
    "Как вернуть деньги покупателю", "Откройте «Возвраты», найдите платёж и нажмите «Вернуть».", scores=NEITHER
)
METHODS = passage("Способы оплаты", "Мы принимаем карты Visa и Mastercard, ЕРИП и СБП.", scores=FAR)


def drafted(typed: str, read_as: str | None, *found: Passage) -> Draft:
    embedder = FakeEmbedder()
    composer = Composer(embedder.embed_passages, embedder.embed_question, REDACTOR)
    meant = redacted(read_as) if read_as else None
    return composer.compose(ticket(typed), [Found(redacted(typed), found, read_as=meant)])


def test_a_ticket_in_the_wrong_layout_is_answered_as_the_search_read_it() -> None:
    typed = "rfr dthyenm ltymub gjregfntk."

    assert drafted(typed, None, REFUND).outcome is not Outcome.ANSWERED
    assert drafted(typed, "как вернуть деньги покупателю", REFUND).outcome is Outcome.ANSWERED


def test_the_nearest_texts_of_several_questions_come_in_their_order_and_once() -> None:
    asked = ticket("Как найти белые кроссовки? Какая погода в Минске?")
    other = passage("Выплаты", "Выплата приходит на следующий рабочий день.", scores=FAR)

    made = compose(asked, [[METHODS, other], [other, METHODS]])

    assert made.outcome is Outcome.OUTSIDE
    assert [shown.document.content.title for shown in made.nearest] == ["Способы оплаты", "Выплаты"]
