"""Above a conversation stands whose problem it is, and a click shows the cases that say so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from corpus.nouns import Audience, Content, Kind, Owner
from tests.web import article, filled, open_web

LIMIT = "Превышен лимит оборота, платежи отклоняются с кодом A.1205"


def case(title: str, owner: Owner) -> Content:
    return replace(article(title, f"{title}. Решено.", Audience.STAFF), kind=Kind.CASE, owner=owner)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestClient]:
    filled(
        tmp_path,
        *(case(f"{LIMIT}, магазин {what}", Owner.BANK) for what in ("чай", "книги", "мёд")),
        *(case(f"Не пришёл промокод за {what}", Owner.MERCHANT) for what in ("сапоги", "куртку")),
    )
    with open_web(tmp_path) as opened:
        yield opened


def opened(desk: TestClient, text: str) -> str:
    """The page of a new ticket."""
    made = desk.post("/desk/tickets", data={"text": text, "subject": "", "channel": "mail"})
    return desk.get(made.headers["location"]).text


def test_an_opened_ticket_says_whose_it_is_and_links_the_cases_that_say_so(desk: TestClient) -> None:
    page = opened(desk, f"{LIMIT}, магазин носки. Ни одна оплата не проходит!")

    triage = page.partition('class="triage"')[2].partition("</details>")[0]
    assert "<strong>банк</strong>" in triage
    assert "<strong>Платежи</strong>" in triage
    assert "<strong>срочно</strong>" in triage
    assert '<q lang="ru">платежи отклоняются</q>' in triage
    assert 'href="/desk/documents/' in triage


def test_what_is_not_clear_is_said_to_be_not_clear(desk: TestClient) -> None:
    page = opened(desk, "???")

    triage = page.partition('class="triage"')[2].partition("</details>")[0]
    assert "<strong>не ясно</strong>" in triage
    assert "<strong>банк</strong>" not in triage


def test_what_a_customer_writes_is_text_and_never_markup(desk: TestClient) -> None:
    page = opened(desk, "Мошенники <script>alert(1)</script> ни одна <b>оплата")

    assert "<script>alert" not in page
    assert "<b>оплата" not in page


def test_an_answered_ticket_needs_no_triage(desk: TestClient) -> None:
    made = desk.post("/desk/tickets", data={"text": LIMIT, "subject": "", "channel": "mail"})
    address = made.headers["location"]

    desk.post(f"{address}/reply", data={"text": "Лимит поднимет банк."})

    assert 'class="triage"' not in desk.get(address).text
