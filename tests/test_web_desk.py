"""An agent opens a ticket, sees a draft with its evidence, edits it and sends it; nothing typed is ever lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from corpus.nouns import Audience
from tests.web import SIGNATURE, UNPAID, article, filled, open_web
from web.desk import digest

QUESTION = "Здравствуйте! Деньги списали, а заказ 8841 не оплачен. Карта 4111 1111 1111 1111"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    home = tmp_path_factory.mktemp("home")
    filled(home, article(*UNPAID), article(*SIGNATURE))
    with open_web(home) as client:
        yield client


def opened(desk: TestClient, text: str = QUESTION, subject: str = "Заказ не оплачен") -> str:
    """The address of a new ticket's page."""
    made = desk.post("/desk/tickets", data={"text": text, "subject": subject, "channel": "chat"})
    assert made.status_code == 303
    return made.headers["location"]


def test_a_pasted_ticket_is_listed_and_shown_without_the_card_number(desk: TestClient) -> None:
    page = desk.get(opened(desk)).text

    assert "[карта •1111]" in page
    assert "4111 1111" not in page
    assert "Заказ не оплачен" in desk.get("/desk").text


def test_an_empty_ticket_is_refused_and_the_form_keeps_what_was_typed(desk: TestClient) -> None:
    page = desk.post("/desk/tickets", data={"text": "  ", "subject": "Тема письма"})

    assert page.status_code == 422
    assert "Вставьте текст обращения" in page.text
    assert "Тема письма" in page.text


def test_a_ticket_that_is_too_long_comes_back_whole(desk: TestClient) -> None:
    page = desk.post("/desk/tickets", data={"text": "заказ " * 17_000 + "конец письма"})

    assert page.status_code == 422
    assert "конец письма" in page.text


def test_the_list_can_be_narrowed_to_tickets_that_wait(desk: TestClient) -> None:
    ticket = opened(desk)
    desk.post(f"{ticket}/reply", data={"text": "Готово"})

    assert ticket not in desk.get("/desk", params={"state": "open"}).text
    assert ticket in desk.get("/desk", params={"state": "solved"}).text


def test_an_empty_desk_says_that_there_is_nothing_to_do(tmp_path: Path) -> None:
    filled(tmp_path)
    with open_web(tmp_path) as client:
        assert "Обращений пока нет" in client.get("/desk").text
        assert "Все обращения отвечены" in client.get("/desk", params={"state": "open"}).text


def test_a_draft_comes_with_numbered_sources_and_fills_the_editor(desk: TestClient) -> None:
    page = desk.post(f"{opened(desk)}/draft").text

    assert 'class="cite" href="#source-1"' in page
    assert 'id="source-1"' in page
    assert "Подождите час и обновите страницу заказа" in page[page.index('<textarea id="reply"') :]


def test_the_cited_sentence_is_marked_in_its_source(desk: TestClient) -> None:
    page = desk.post(f"{opened(desk)}/draft").text

    assert '<mark data-marks="' in page[page.index('id="source-1"') :]


def test_a_question_outside_the_subject_gets_reasons_instead_of_a_draft(desk: TestClient) -> None:
    page = desk.post(f"{opened(desk, 'Помогите найти белые кроссовки моего размера', '')}/draft").text

    assert "Черновика нет" in page
    assert 'class="sentence' not in page


def test_a_sent_reply_is_shown_and_the_ticket_is_answered(desk: TestClient) -> None:
    ticket = opened(desk)

    sent = desk.post(f"{ticket}/reply", data={"text": "Платёж прошёл, подождите час."})

    assert sent.status_code == 303
    page = desk.get(ticket).text
    assert "Платёж прошёл, подождите час." in page
    assert "state-solved" in page


def test_a_second_answer_is_refused_and_its_text_comes_back(desk: TestClient) -> None:
    ticket = opened(desk)
    desk.post(f"{ticket}/reply", data={"text": "Первый ответ"})

    page = desk.post(f"{ticket}/reply", data={"text": "Второй, длинный ответ"})

    assert page.status_code == 409
    assert "уже ответили" in page.text
    assert "Первый ответ" in page.text
    assert "Второй, длинный ответ" in page.text


def test_an_empty_reply_is_not_sent(desk: TestClient) -> None:
    ticket = opened(desk)

    assert desk.post(f"{ticket}/reply", data={"text": " \n "}).status_code == 422
    assert "state-open" in desk.get(ticket).text


def test_drafting_again_keeps_what_an_agent_wrote(desk: TestClient) -> None:
    ticket = opened(desk)

    page = desk.post(f"{ticket}/draft", data={"text": "Я уже написал своё", "drafted": digest("черновик")}).text

    assert "Я уже написал своё" in page[page.index('<textarea id="reply"') :]


def test_drafting_again_replaces_a_draft_that_nobody_touched(desk: TestClient) -> None:
    ticket = opened(desk)

    page = desk.post(f"{ticket}/draft", data={"text": "старый\r\nчерновик", "drafted": digest("старый\nчерновик")}).text

    assert "старый" not in page[page.index('<textarea id="reply"') :]


@pytest.mark.sqlite
def test_a_reply_that_could_not_be_stored_comes_back_ready_to_be_sent_again(tmp_path: Path) -> None:
    filled(tmp_path, article(*UNPAID))
    with open_web(tmp_path) as desk:
        ticket = opened(desk)
        with sqlite3.connect(tmp_path / "podskazka.db") as broken:
            broken.execute("ALTER TABLE replies RENAME TO gone")

        page = desk.post(f"{ticket}/reply", data={"text": "Длинный ответ, который жаль потерять"})

    assert page.status_code == 503
    assert page.headers["retry-after"]
    assert "Длинный ответ, который жаль потерять" in page.text
    assert f'action="{ticket}/reply"' in page.text


def test_a_draft_of_another_ticket_is_refused_and_the_text_stays(desk: TestClient) -> None:
    page = desk.post(f"{opened(desk)}/reply", data={"text": "Ответ", "draft_id": "чужой"})

    assert page.status_code == 409
    assert "другого обращения" in page.text


def test_an_unknown_ticket_is_not_found(desk: TestClient) -> None:
    assert desk.get("/desk/tickets/nobody").status_code == 404


def test_an_agent_reads_a_staff_document_on_the_desk(tmp_path: Path) -> None:
    (document,) = filled(tmp_path, article("Как поднять лимит", "Пишем дежурному банка.", Audience.STAFF))
    with open_web(tmp_path) as client:
        page = client.get(f"/desk/documents/{document}").text

    assert "Пишем дежурному банка." in page
    assert "для сотрудников" in page
