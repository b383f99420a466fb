"""Forms that are not from our own page change nothing, and what somebody typed is never lost by it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.database.access.people import Person
from corpus.nouns import RawText, Role
from tests.access import PASSWORD, TICKET, Company, company, form_token, sign_in
from web.pages import TEMPLATES

REPLY = "Здравствуйте! Деньги вернутся на карту <за 3 дня>."


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Company]:
    with company(tmp_path) as opened:
        yield opened


@pytest.fixture
def alesya(site: Company) -> Person:
    return site.employ("alesya")


def again(page: str) -> dict[str, str]:
    """What the form of a page that kept a text sends when its button is pressed."""
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.partition("<h1>")[2]))
    text = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    return hidden | {"text": text[1].replace("&lt;", "<").replace("&gt;", ">") if text else ""}


def test_every_form_that_posts_carries_the_token() -> None:
    forms = [
        (template.name, form)
        for template in TEMPLATES.glob("*.html")
        for form in re.findall(r"<form[^>]*post[^>]*>.*", template.read_text(encoding="utf-8"))
    ]

    assert forms
    assert [form for form in forms if "words.token()" not in form[1]] == []


@pytest.mark.parametrize("sent", [{}, {"form_token": ""}, {"form_token": "0" * 64}, {"form_token": "не латиница"}])
def test_a_ticket_posted_without_the_token_is_not_opened_and_comes_back_to_be_sent_again(
    site: Company, alesya: Person, sent: dict[str, str]
) -> None:
    client = site.browser(alesya)
    answer = client.post("/desk/tickets", data={**TICKET, "subject": "Заказ 8841", "channel": "chat", **sent})

    assert answer.status_code == 403
    assert site.podskazka.house.tickets.newest() == []
    kept = again(answer.text)
    assert (kept["text"], kept["subject"], kept["channel"]) == (TICKET["text"], "Заказ 8841", "chat")
    assert client.post("/desk/tickets", data=kept).status_code == 303


def test_the_token_of_another_session_is_none(site: Company, alesya: Person) -> None:
    answer = site.browser(alesya).post("/desk/tickets", data={**TICKET, "form_token": form_token(site.browser(alesya))})

    assert answer.status_code == 403


def test_a_reply_typed_before_the_session_ended_is_sent_after_signing_in_again(site: Company, alesya: Person) -> None:
    ticket = site.podskazka.assistant.open(RawText(TICKET["text"]))
    address, client = f"/desk/tickets/{ticket.id}/reply", site.browser(alesya)
    stale = form_token(client)
    site.people.set_password(alesya.id, alesya.password_hash or "", alesya.actor)

    out = client.post(address, data={"text": REPLY, "form_token": stale})
    assert (out.status_code, again(out.text)["text"]) == (401, REPLY)
    assert 'href="/login"' in out.text
    sign_in(client, "alesya", PASSWORD)
    checked = client.post(address, data=again(out.text))
    assert (checked.status_code, again(checked.text)["text"]) == (403, REPLY)

    assert client.post(address, data=again(checked.text)).status_code == 303
    assert [reply.text for reply in site.podskazka.house.tickets.replies(ticket.id)] == [REPLY]


def test_what_comes_back_is_shown_as_text(site: Company, alesya: Person) -> None:
    hostile = "</textarea><script>alert(1)</script>"
    for client in (site.browser(), site.browser(alesya)):
        page = client.post("/desk/tickets", data={"text": hostile, 'x"><b>': '"><b>'}).text

        assert "<script>alert" not in page
        assert "<b>" not in page


def test_no_password_ever_comes_back(site: Company, alesya: Person) -> None:
    typed = {"password": PASSWORD, "new": "новый секретный пароль", "again": "новый секретный пароль"}
    answers = [client.post("/account/password", data=typed) for client in (site.browser(), site.browser(alesya))]

    assert [answer.status_code for answer in answers] == [303, 403]
    assert not any("секретный" in answer.text or PASSWORD in answer.text for answer in answers)


def test_a_program_with_a_session_sends_the_token_in_a_header(site: Company, alesya: Person) -> None:
    client = site.browser(alesya)
    token = form_token(client)

    assert client.post("/api/tickets", json=TICKET).status_code == 403
    assert client.post("/api/tickets", json=TICKET, headers={"X-Form-Token": "0" * 64}).status_code == 403
    assert client.post("/api/tickets", json=TICKET, headers={"X-Form-Token": token}).status_code == 201


def test_a_post_from_another_site_is_refused_with_the_right_token_too(site: Company, alesya: Person) -> None:
    client = site.browser(alesya)
    sent = {**TICKET, "form_token": form_token(client)}

    assert client.post("/desk/tickets", data=sent, headers={"origin": "https://evil.example"}).status_code == 403
    assert client.post("/desk/tickets", data=sent, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.post("/login", data={"login": "alesya"}, headers={"sec-fetch-site": "cross-site"}).status_code == 403


def test_too_large_a_form_of_a_stranger_is_turned_down(site: Company, alesya: Person) -> None:
    answer = site.browser().post("/desk/tickets", data={"text": "а" * 1_000_000})

    assert answer.status_code == 413


def test_a_stranger_who_asks_for_a_page_of_the_desk_sees_only_the_sign_in(site: Company, alesya: Person) -> None:
    ticket = site.podskazka.assistant.open(RawText(TICKET["text"]))
    answer = site.browser().get(f"/desk/tickets/{ticket.id}")

    assert (answer.status_code, answer.text) == (303, "")


def test_an_agent_who_opens_an_admins_page_is_told_whom_to_ask(site: Company, alesya: Person) -> None:
    answer = site.browser(alesya).get("/people")

    assert answer.status_code == 403
    assert "попросите администратора" in answer.text


def test_the_faq_shows_no_trace_of_who_is_signed_in(site: Company, alesya: Person) -> None:
    assert site.browser(alesya).get("/").text == site.browser().get("/").text


def test_without_anybody_the_desk_is_open_on_this_machine_and_says_so(site: Company) -> None:
    page = site.browser().get("/desk")

    assert page.status_code == 200
    assert "podskazka user add" in page.text
    assert site.browser().post("/desk/tickets", data=TICKET).status_code == 303
    closed = site.browser().get("/people")
    assert (closed.status_code, "podskazka user add" in closed.text) == (403, True)


def test_with_the_first_person_the_desk_closes_for_everybody_else(site: Company) -> None:
    client = site.browser()
    assert client.get("/desk").status_code == 200
    site.employ("admin", Role.ADMIN)

    assert client.get("/desk").status_code == 303
    assert client.get("/api/tickets").status_code == 401


@pytest.mark.parametrize(
    "changed", [{"host": "0.0.0.0"}, {"hosts": ("help.example",)}, {"public_url": "http://h.example"}]
)
def test_where_others_can_ask_the_desk_is_never_open(tmp_path: Path, changed: dict[str, object]) -> None:
    with company(tmp_path, **changed) as site:
        assert site.browser().get("/desk").status_code == 303
        assert site.browser().post("/api/tickets", json=TICKET).status_code == 401


def test_other_names_of_the_server_are_answered_when_they_are_set(tmp_path: Path) -> None:
    with company(tmp_path, hosts=("help.example",), public_url="https://desk.example:8443") as site:
        client = site.browser()
        codes = {
            host: client.get("/", headers={"host": host}).status_code
            for host in (
                "help.example",
                "HELP.example:443",
                "desk.example",
                "localhost",
                "evil.example",
                "a.help.example",
            )
        }

        assert [host for host, code in codes.items() if code != 200] == ["evil.example", "a.help.example"]
        behind = {"host": "127.0.0.1:8000", "origin": "https://desk.example:8443"}
        assert client.post("/login", data={}, headers=behind).status_code == 401


def test_a_demo_says_so_on_every_page(tmp_path: Path) -> None:
    with company(tmp_path, demo=True) as site:
        alesya = site.employ("alesya", Role.ADMIN)
        paths = [
            "/",
            f"/faq/{site.document}",
            "/desk",
            "/login",
            "/account",
            "/people",
            "/people/tokens",
            "/none",
            "/api/docs",
        ]
        pages = [site.browser(None if path == "/login" else alesya).get(path).text for path in paths]

    assert [path for path, page in zip(paths, pages, strict=True) if '<p class="ribbon"' not in page] == []


@pytest.mark.sqlite
def test_a_reply_typed_while_the_database_is_away_comes_back(site: Company, alesya: Person, tmp_path: Path) -> None:
    client = site.browser(alesya)
    with sqlite3.connect(tmp_path / "podskazka.db") as database:
        database.execute("ALTER TABLE sessions RENAME TO gone")
    answer = client.post("/desk/tickets/none/reply", data={"text": REPLY})

    assert (answer.status_code, again(answer.text)["text"]) == (503, REPLY)
    assert client.get("/desk").status_code == 503
    assert client.get("/api/tickets").headers["content-type"] == "application/problem+json"
    assert client.get("/").status_code == 200


@pytest.mark.sqlite
def test_a_database_that_takes_no_writes_keeps_nobody_from_reading(
    site: Company, alesya: Person, tmp_path: Path
) -> None:
    client = site.browser(alesya)
    with sqlite3.connect(tmp_path / "podskazka.db") as database:
        database.execute("UPDATE sessions SET last_seen_at = datetime('now', '-1 hour') || '.000000'")
        database.execute("CREATE TRIGGER full BEFORE UPDATE ON sessions BEGIN INSERT INTO nowhere VALUES (1); END")

    assert client.get("/desk").status_code == 200
