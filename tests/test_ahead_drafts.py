"""A draft is there before the ticket is opened, and is shown only while all it rests on stands as it did."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from assistant.ahead.ahead import Ahead, Making, Step
from assistant.ahead.precedence import Precedence
from assistant.ahead.working import drafting_ahead
from assistant.assemble import Podskazka
from assistant.nouns import Draft, Outcome
from corpus.database.ahead.prepared import PreparedDrafts
from corpus.database.ahead.tables import prepared_drafts
from corpus.database.ahead.triages import Triages
from corpus.database.library.library import Library
from corpus.database.library.shelf import Shelf
from corpus.database.tables import drafts as shown_drafts
from corpus.errors import IndexBroken
from corpus.nouns import Audience, Hand, RawText, RedactedText, State, Ticket
from ingest.house import tools
from ingest.prepare import prepare
from tests.making import EDITOR
from tests.patience import eventually
from tests.web import SIGNATURE, UNPAID, add, article, filled, help_centre, visitor
from web.app import build_app

ASKED = "Деньги списали, а заказ 8841 не оплачен. Обновлять страницу заказа?"
CANARY = "Кенарь-17"
STAFF = article("Заказ не оплачен, деньги списали", f"{CANARY}: обновите страницу заказа в кабинете.", Audience.STAFF)


@pytest.fixture
def podskazka(tmp_path: Path) -> Iterator[Podskazka]:
    filled(tmp_path, article(*UNPAID), article(*SIGNATURE, product="Уведомления"))
    with help_centre(tmp_path) as opened:
        yield opened


def opened(podskazka: Podskazka, text: str = ASKED) -> str:
    return podskazka.assistant.open(RawText(text)).id


def made(podskazka: Podskazka, text: str = ASKED) -> str:
    """A ticket with its draft; the ticket's id."""
    ticket_id = opened(podskazka, text)
    assert podskazka.ahead.step() is Step.MADE
    return ticket_id


def document_of(draft: Draft | None) -> str:
    assert draft
    return draft.sources[0].document.id


def on_record(podskazka: Podskazka) -> list[str]:
    with podskazka.house.database.reading() as connection:
        return list(connection.execute(select(shown_drafts.c.id)).scalars())


def test_the_draft_is_the_one_that_would_be_made_now(podskazka: Podskazka) -> None:
    ticket_id = made(podskazka)

    ready = podskazka.ahead.ready(ticket_id)

    assert ready
    now = podskazka.assistant.compose(podskazka.house.tickets.get(ticket_id))
    assert now.outcome is Outcome.ANSWERED
    assert replace(ready, id="") == now


@pytest.mark.parametrize("text", ["Где белые кроссовки?", "zzz", "Промокод не пришёл. И как проверить подпись V.2002?"])
def test_a_refusal_is_ready_with_its_reasons_just_the_same(podskazka: Podskazka, text: str) -> None:
    ticket_id = made(podskazka, text)

    ready = podskazka.ahead.ready(ticket_id)

    assert ready
    assert replace(ready, id="") == podskazka.assistant.compose(podskazka.house.tickets.get(ticket_id))


def test_it_goes_on_record_when_it_is_shown_and_only_once(podskazka: Podskazka) -> None:
    ticket_id = made(podskazka)
    assert on_record(podskazka) == []

    first, second = podskazka.ahead.ready(ticket_id), podskazka.ahead.ready(ticket_id)

    assert first
    assert second == first
    assert on_record(podskazka) == [first.id]
    assert podskazka.house.tickets.draft(first.id).sentences[0].text == first.sentences[0].text


def test_a_reply_can_name_it(podskazka: Podskazka) -> None:
    ticket_id = made(podskazka)
    ready = podskazka.ahead.ready(ticket_id)
    assert ready

    podskazka.assistant.send(ticket_id, RawText("Подождите час."), ready.id)

    assert podskazka.ahead.ready(ticket_id) is None  # it is answered
    assert podskazka.ahead.step() is Step.NOTHING


@pytest.mark.parametrize("withdraw", [Library.archive, Library.unpublish, Library.remove])
def test_what_rests_on_a_withdrawn_document_is_not_shown(
    podskazka: Podskazka, withdraw: Callable[[Library, str, Hand], None]
) -> None:
    ticket_id = made(podskazka)
    document = document_of(podskazka.ahead.ready(ticket_id))

    withdraw(podskazka.house.library, document, EDITOR)

    assert podskazka.ahead.ready(ticket_id) is None


def test_what_rests_on_a_changed_document_is_not_shown(podskazka: Podskazka) -> None:
    ticket_id = made(podskazka)
    document = document_of(podskazka.ahead.ready(ticket_id))
    changed = prepare(
        article(UNPAID[0], "Подождите сутки и обновите страницу заказа."), tools(podskazka.house).embedder
    )

    podskazka.house.library.revise(document, changed, EDITOR)

    assert podskazka.ahead.ready(ticket_id) is None


def test_a_draft_that_fell_away_is_made_anew(podskazka: Podskazka) -> None:
    ticket_id = made(podskazka)
    podskazka.house.library.archive(document_of(podskazka.ahead.ready(ticket_id)), EDITOR)
    podskazka.ahead.ready(ticket_id)

    assert podskazka.ahead.step() is Step.MADE


def test_what_was_published_since_may_answer_better(podskazka: Podskazka) -> None:
    ticket_id = made(podskazka)

    add(podskazka.house, article("Как оплатить заказ картой", "Введите номер карты на странице оплаты."))

    assert podskazka.ahead.ready(ticket_id) is None


def test_a_case_that_waits_for_an_editor_changes_nothing(podskazka: Podskazka) -> None:
    ticket_id = made(podskazka)

    add(podskazka.house, article("Случай", "Подождали час, заказ оплачен."), State.DRAFT)

    assert podskazka.ahead.ready(ticket_id)


def test_no_word_of_a_document_is_kept_but_what_the_draft_says(tmp_path: Path) -> None:
    filled(tmp_path, STAFF, article("Другое", f"{CANARY} в тексте, который не цитируют. Лимит поднимает банк."))
    with help_centre(tmp_path) as podskazka:
        ticket_id = made(podskazka)
        ready = podskazka.ahead.ready(ticket_id)
        assert ready
        with podskazka.house.database.reading() as connection:
            row = connection.execute(select(prepared_drafts)).one()

    assert CANARY not in json.dumps(row.shape, ensure_ascii=False)
    assert (CANARY in "".join(row.texts)) == (CANARY in ready.text + ready.reason)


def test_nothing_of_a_withdrawn_document_is_left_on_the_page(tmp_path: Path) -> None:
    (staff,) = filled(tmp_path, STAFF)
    with help_centre(tmp_path) as podskazka, visitor(build_app(podskazka)) as browser:
        ticket_id = made(podskazka)
        assert CANARY in browser.get(f"/desk/tickets/{ticket_id}").text

        podskazka.house.library.archive(staff, EDITOR)

        assert CANARY not in browser.get(f"/desk/tickets/{ticket_id}").text


def test_what_a_customer_typed_is_kept_without_personal_data(podskazka: Podskazka) -> None:
    made(podskazka, "Карта 4111 1111 1111 1111, телефон +375 29 123-45-67: деньги списали, а заказ не оплачен")

    with podskazka.house.database.reading() as connection:
        row = connection.execute(select(prepared_drafts)).one()
    assert not {"4111", "123-45-67"} & set(json.dumps([row.texts, row.shape], ensure_ascii=False).split())


def test_triage_is_kept_beside_the_draft(podskazka: Podskazka) -> None:
    ticket_id = made(podskazka, "Оплаты не проходят ни у кого, с утра ни одна оплата не прошла!")

    told = Triages(podskazka.house.database).of(ticket_id)

    assert told
    assert (told.urgency, told.revision) == ("urgent", 1)
    assert told.urgency_probability > 0.6


def _other(podskazka: Podskazka, making: Making) -> Ahead:
    house = podskazka.house
    drafts = PreparedDrafts(house.database, house.inbox.promise, "test")
    return Ahead(drafts, house.tickets, Shelf(house.database, set(Audience)), making, Precedence())


def test_a_ticket_that_breaks_the_drafter_is_noted_and_the_next_one_gets_its_draft(
    podskazka: Podskazka, caplog: pytest.LogCaptureFixture
) -> None:
    broken, good = opened(podskazka, "Сломай меня"), opened(podskazka)

    def steps(ticket: Ticket) -> Iterator[Draft]:
        if ticket.id == broken:
            raise ZeroDivisionError
        yield podskazka.assistant.compose(ticket)

    ahead = _other(podskazka, Making(steps, lambda: 99, RedactedText, lambda ticket, revision: None))

    with caplog.at_level(logging.WARNING):
        steps = [ahead.step() for _ in range(3)]

    assert steps == [Step.FAILED, Step.MADE, Step.NOTHING]
    assert "ZeroDivisionError" in caplog.text
    assert (ahead.ready(broken), ahead.ready(good) is not None) == (None, True)


def test_while_the_index_is_not_ready_nothing_is_made_and_nothing_is_lost(podskazka: Podskazka) -> None:
    ticket_id, positions = opened(podskazka), iter([None, 99, 99, 99, 99])
    failing = iter([IndexBroken("made anew"), None])

    def steps(ticket: Ticket) -> Iterator[Draft]:
        if error := next(failing):
            raise error
        yield podskazka.assistant.compose(ticket)

    ahead = _other(podskazka, Making(steps, lambda: next(positions), RedactedText, lambda ticket, revision: None))

    assert [ahead.step() for _ in range(3)] == [Step.NOT_YET, Step.NOT_READY, Step.MADE]
    assert ahead.ready(ticket_id)


def test_a_server_that_stops_does_not_wait_for_a_slow_writer(podskazka: Podskazka) -> None:
    ticket_id, over = opened(podskazka), iter([False, True])

    def steps(ticket: Ticket) -> Iterator[Draft | None]:
        yield from (None, None)
        raise AssertionError("nobody waits for this")

    ahead = _other(podskazka, Making(steps, lambda: 99, RedactedText, lambda ticket, revision: None))

    assert ahead.step(lambda: next(over)) is Step.NOTHING
    assert podskazka.ahead.step() is Step.MADE  # it was given back
    assert podskazka.ahead.ready(ticket_id)


def test_a_server_makes_drafts_by_itself(podskazka: Podskazka) -> None:
    before = opened(podskazka)
    with drafting_ahead(podskazka.ahead, look=0.01):
        eventually(lambda: podskazka.ahead.ready(before) is not None)
        after = opened(podskazka)
        eventually(lambda: podskazka.ahead.ready(after) is not None)


def test_whoever_waits_goes_first_but_not_for_ever() -> None:
    precedence, patient = Precedence(patience=60), Precedence(patience=0.01)
    with precedence.somebody_waits():
        pass
    precedence.give_way()  # nobody waits any more

    with patient.somebody_waits():
        patient.give_way()
