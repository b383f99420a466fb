"""Agents paste what they are sent: logs without end, signs that nobody sees. The page says what is wrong with it."""

from __future__ import annotations

import re

import pytest

from tests.access import Company
from tests.test_desk_pages import Agent, opened
from web.access.doors import Scope

UNSEEN = "\u200b\u200e\ufeff\u00a0"


def test_a_reply_of_signs_that_nobody_sees_is_not_sent(site: Company, vera: Agent) -> None:
    ticket = opened(site)

    answer = vera.does(f"{ticket}/reply", text=UNSEEN, seen=vera.seen(ticket))

    assert answer.status_code == 422
    assert "Ответ пуст" in answer.text


def test_a_customers_smile_is_no_empty_text(vera: Agent) -> None:
    assert vera.does("/desk/tickets", text="👍🏽").status_code == 303


def test_a_ticket_of_signs_that_nobody_sees_is_not_taken_in(site: Company) -> None:
    vera = site.employ("vera")

    answer = site.program(vera, Scope.TICKETS_WRITE).post("/api/tickets", json={"text": UNSEEN})

    assert answer.status_code == 422


def test_a_text_too_long_to_be_put_by_comes_back_whole_with_the_reason(site: Company, vera: Agent) -> None:
    long = "ж" * 100_001

    answer = vera.does(f"{opened(site)}/unsent", text=long)

    assert answer.status_code == 413
    assert "Текст длиннее 100 000 знаков" in answer.text
    assert long in answer.text


def test_a_log_of_a_megabyte_is_told_to_be_too_long(site: Company, vera: Agent) -> None:
    answer = vera.does(f"{opened(site)}/note", text="ж" * 200_000)

    assert answer.status_code == 413
    assert "Слишком много текста сразу" in answer.text


@pytest.mark.parametrize("form", ["hand-over", "note", "message"])
def test_a_note_that_is_too_long_is_said_to_be_and_comes_back_whole(site: Company, vera: Agent, form: str) -> None:
    ticket = opened(site)
    text = "Проверьте лимит. " * 6000

    answer = vera.does(f"{ticket}/{form}", text=text, reason="bank")

    assert answer.status_code == 413
    assert "Текст длиннее 100 000 знаков" in answer.text
    assert text.strip() in answer.text
    assert f'action="{ticket}/{form}"' in answer.text
    assert "На второй линии" not in vera.sees(ticket)


def test_a_shortened_hand_over_goes_on_with_its_reason(site: Company, vera: Agent) -> None:
    ticket = opened(site)
    page = vera.does(f"{ticket}/hand-over", text="Проверьте лимит. " * 6000, reason="bank").text
    fields = dict(re.findall(r'<input type="hidden" name="(reason|back)" value="(.*?)"', page))

    vera.does(f"{ticket}/hand-over", text="Проверьте лимит.", **fields)

    assert "надо писать в банк" in vera.sees(ticket)
