"""The agent opens a ticket and the draft stands there: nothing is asked for twice, nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.ahead.ahead import Step
from assistant.assemble import Podskazka
from corpus.nouns import RawText
from tests.web import UNPAID, article, filled, help_centre, visitor
from web.app import build_app

ASKED = "Деньги списали, а заказ 8841 не оплачен. Обновлять страницу заказа?"


@pytest.fixture
def podskazka(tmp_path: Path) -> Iterator[Podskazka]:
    filled(tmp_path, article(*UNPAID))
    with help_centre(tmp_path) as opened:
        yield opened


@pytest.fixture
def browser(podskazka: Podskazka) -> Iterator[TestClient]:
    with visitor(build_app(podskazka)) as client:
        yield client


def put(podskazka: Podskazka, text: str = ASKED) -> str:
    """A ticket with its draft; its address."""
    ticket_id = podskazka.assistant.open(RawText(text)).id
    assert podskazka.ahead.step() is Step.MADE
    return f"/desk/tickets/{ticket_id}"


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found[1]


def editor(page: str) -> str:
    found = re.search(r'<textarea id="reply".*?>(.*?)</textarea>', page, re.DOTALL)
    assert found
    return unescape(found[1]).strip()


def test_a_ticket_opens_with_its_draft_in_the_editor_and_the_sources_beside(
    podskazka: Podskazka, browser: TestClient
) -> None:
    page = browser.get(put(podskazka)).text

    assert "Подождите час" in editor(page)
    assert 'id="source-1"' in page
    assert "data-draft-now" not in page


def test_it_can_be_sent_as_it_stands(podskazka: Podskazka, browser: TestClient) -> None:
    path = put(podskazka)
    page = browser.get(path).text
    form = {name: field(page, name) for name in ("draft_id", "drafted", "seen")}

    sent = browser.post(f"{path}/reply", data={"text": editor(page), **form})

    assert sent.status_code == 303
    (reply,) = podskazka.house.tickets.replies(path.rsplit("/", 1)[1])
    assert (reply.draft_id, str(reply.text)) == (form["draft_id"], editor(page))


def test_an_untouched_draft_is_not_taken_for_something_an_agent_typed(
    podskazka: Podskazka, browser: TestClient
) -> None:
    path = put(podskazka)
    page = browser.get(path).text
    form = {name: field(page, name) for name in ("draft_id", "drafted", "seen")}

    browser.post(f"{path}/unsent", data={"text": editor(page), **form, "quiet": "true"})

    assert 'id="restored"' not in browser.get(path).text


def test_what_was_typed_before_stays_in_the_editor_with_the_draft_beside_it(
    podskazka: Podskazka, browser: TestClient
) -> None:
    path = put(podskazka)
    seen = field(browser.get(path).text, "seen")
    browser.post(f"{path}/unsent", data={"text": "Анна Петровна, минуту", "seen": seen, "quiet": "true"})

    page = browser.get(path).text

    assert editor(page) == "Анна Петровна, минуту"
    assert 'id="source-1"' in page


def test_without_a_ready_draft_the_page_asks_for_one(podskazka: Podskazka, browser: TestClient) -> None:
    ticket_id = podskazka.assistant.open(RawText(ASKED)).id

    assert "data-draft-now" in browser.get(f"/desk/tickets/{ticket_id}").text


def test_when_the_customer_writes_more_the_old_draft_is_not_shown(podskazka: Podskazka, browser: TestClient) -> None:
    path = put(podskazka)
    browser.post(f"{path}/message", data={"text": "И ещё не пришёл чек."})

    assert "data-draft-now" in browser.get(path).text


def test_a_refusal_is_there_at_once_with_its_reason(podskazka: Podskazka, browser: TestClient) -> None:
    page = browser.get(put(podskazka, "Где белые кроссовки 42 размера?")).text

    assert "data-draft-now" not in page
    assert editor(page) == ""


def test_asked_again_a_draft_is_made_anew(podskazka: Podskazka, browser: TestClient) -> None:
    path = put(podskazka)
    first = field(browser.get(path).text, "draft_id")

    again = browser.post(f"{path}/draft", data={"text": "", "drafted": ""}).text

    assert field(again, "draft_id") != first


def test_a_program_gets_the_ready_draft_first_and_then_another_one(podskazka: Podskazka, browser: TestClient) -> None:
    path = put(podskazka).replace("/desk", "/api")

    first, second = (browser.post(f"{path}/draft").json() for _ in range(2))

    assert first["text"] == second["text"]
    assert first["id"] != second["id"]
