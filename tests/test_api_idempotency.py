"""A helpdesk that tries again puts each ticket in once: its key names the ticket, whoever sends it first."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import func, select, update

from corpus.database.ahead.tables import intake_keys
from corpus.database.connection import Database
from corpus.database.desk.intake import REMEMBERED, Key
from corpus.database.desk.tickets import Tickets
from corpus.database.rows import now
from corpus.database.tables import tickets
from corpus.nouns import Author, Message, RedactedText, Role, Ticket
from tests.access import Company, company
from web.access.doors import Scope

TEXT = {"text": "Деньги списали, а заказ 8841 не оплачен", "channel": "chat", "reply_to": "conv-8841"}
KEY = "0b0f6f3e-7f5c-4c39-9b1e-5f8f4b3b1a77"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    with company(tmp_path_factory.mktemp("home")) as opened:
        for login in ("crm", "shop"):
            opened.employ(login, Role.AGENT)
        yield opened


@pytest.fixture(scope="module")
def helpdesk(site: Company) -> TestClient:
    return program(site, "crm")


def program(site: Company, login: str) -> TestClient:
    return site.program(site.people.named(login), Scope.TICKETS_WRITE)


def put(helpdesk: TestClient, key: str, **changed: str) -> Response:
    return helpdesk.post("/api/tickets", json=TEXT | changed, headers={"Idempotency-Key": key})


def count(database: Database) -> int:
    with database.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(tickets)).scalar_one())


def test_the_same_key_with_the_same_ticket_gives_the_same_ticket(site: Company, helpdesk: TestClient) -> None:
    first, before = put(helpdesk, KEY), count(site.database)

    again = put(helpdesk, KEY)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json()["id"] == first.json()["id"]
    assert again.headers["Location"] == first.headers["Location"]
    assert count(site.database) == before


def test_another_ticket_under_a_used_key_is_refused_and_says_why(site: Company, helpdesk: TestClient) -> None:
    put(helpdesk, "order-1")
    before = count(site.database)

    refused = put(helpdesk, "order-1", text="Не пришёл промокод")

    assert (refused.status_code, refused.json()["type"]) == (422, "urn:podskazka:problem:key-reused")
    assert "another ticket" in refused.json()["detail"]
    assert count(site.database) == before


def test_without_a_key_every_post_is_a_ticket_of_its_own(helpdesk: TestClient) -> None:
    first, second = (helpdesk.post("/api/tickets", json=TEXT).json()["id"] for _ in range(2))

    assert first != second


def test_two_people_may_use_the_same_key(site: Company, helpdesk: TestClient) -> None:
    first, second = put(helpdesk, "order-2"), put(program(site, "shop"), "order-2")

    assert first.json()["id"] != second.json()["id"]


def test_a_key_is_forgotten_after_two_days(site: Company, helpdesk: TestClient) -> None:
    first = put(helpdesk, "order-3")
    with site.database.writing() as connection:
        old = now() - REMEMBERED - timedelta(seconds=1)
        connection.execute(update(intake_keys).where(intake_keys.c.key == "order-3").values(at=old))

    second = put(helpdesk, "order-3", text="Не пришёл промокод")

    assert (second.status_code, second.json()["id"] != first.json()["id"]) == (201, True)


@pytest.mark.parametrize("key", ["anna@example.com", "+375291234567", "4111111111111111"])
def test_a_key_that_is_somebodys_address_is_refused_before_anything_is_stored(helpdesk: TestClient, key: str) -> None:
    assert put(helpdesk, key).status_code == 422


def test_the_ticket_behind_a_key_is_compared_without_personal_data(site: Company, helpdesk: TestClient) -> None:
    put(helpdesk, "order-4", text="Моя карта 4111 1111 1111 1111, верните деньги")

    with site.database.reading() as connection:
        kept = connection.execute(select(intake_keys).where(intake_keys.c.key == "order-4")).one()
    assert "4111" not in str(tuple(kept)).replace(kept.ticket_id, "").replace(kept.digest, "")


def test_ten_that_post_at_once_over_http_make_one_ticket(site: Company, helpdesk: TestClient) -> None:
    before, made = count(site.database), list[str]()

    threads = [threading.Thread(target=lambda: made.append(put(helpdesk, "race").json()["id"])) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(made), len(set(made)), count(site.database) - before) == (10, 1, 1)


def test_two_processes_that_post_at_once_make_one_ticket(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'podskazka.db'}"
    databases = [Database.open(url) for _ in range(4)]  # a connection pool each, as processes have
    message = Message(Author.CUSTOMER, RedactedText("Где деньги?"), now())
    ticket = Ticket("mail", RedactedText(""), (message,), source="desk")
    made, ready = list[str](), threading.Barrier(len(databases))

    def post(database: Database) -> None:
        ready.wait()
        made.append(Tickets(database).keep_once(ticket, None, Key("crm", KEY)))

    threads = [threading.Thread(target=post, args=(each,)) for each in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(made), len(set(made)), count(databases[0])) == (4, 1, 1)
    for each in databases:
        each.close()
