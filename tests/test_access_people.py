"""An admin lets people in and out, gives tokens to programs, and the log says who did what."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from corpus.database.access.api_tokens import ApiTokens
from corpus.database.access.people import Person
from corpus.database.audit import COMMAND_LINE, AuditLog
from corpus.errors import Conflicting
from corpus.nouns import Hand, Provenance, RawText, Role
from tests.access import TICKET, Company, company, form_token, sign_in
from web.access.doors import Scope


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Company]:
    with company(tmp_path) as opened:
        yield opened


@pytest.fixture
def boss(site: Company) -> Person:
    return site.employ("boss", Role.ADMIN)


@pytest.fixture
def office(site: Company, boss: Person) -> TestClient:
    return site.browser(boss)


def sent(client: TestClient, path: str, **fields: Any) -> Any:
    return client.post(path, data={**fields, "form_token": form_token(client, "/account")})


def shown_secret(page: str) -> str:
    found = re.search(r'<output id="secret">([^<]+)</output>', page)
    return found[1] if found else ""


def test_whoever_is_added_comes_in_with_the_password_that_is_shown_once(site: Company, office: TestClient) -> None:
    page = sent(office, "/people", login="Alesya@Ladya.example", name="Алеся", role="agent").text
    password = shown_secret(page)

    assert re.fullmatch(r"(\w{5}-){3}\w{5}", password)
    assert password not in office.get("/people").text
    assert sign_in(site.browser(), "alesya@ladya.example", password).status_code == 303


@pytest.mark.parametrize(
    ("login", "code"), [("boss", 409), ("BOSS", 409), ("", 422), ("two words", 422), ("a" * 201, 422)]
)
def test_a_login_that_cannot_be_is_explained_and_what_was_typed_stays(
    office: TestClient, login: str, code: int
) -> None:
    answer = sent(office, "/people", login=login, name="Кто-то", role="agent")

    assert answer.status_code == code
    assert 'value="Кто-то"' in answer.text
    assert not shown_secret(answer.text)


def test_a_new_password_from_the_admin_ends_all_sessions(site: Company, office: TestClient) -> None:
    alesya = site.employ("alesya")
    theirs = site.browser(alesya)
    password = shown_secret(sent(office, f"/people/{alesya.id}/password").text)

    assert theirs.get("/desk").status_code == 303
    assert sign_in(site.browser(), "alesya").status_code == 401
    assert sign_in(site.browser(), "alesya", password).status_code == 303


def test_an_admin_shuts_out_and_lets_in_again(site: Company, office: TestClient) -> None:
    alesya = site.employ("alesya")
    sent(office, f"/people/{alesya.id}/disable")
    assert sign_in(site.browser(), "alesya").status_code == 401
    sent(office, f"/people/{alesya.id}/enable")

    assert sign_in(site.browser(), "alesya").status_code == 303


def test_the_last_admin_cannot_be_lost(site: Company, office: TestClient, boss: Person) -> None:
    assert sent(office, f"/people/{boss.id}/disable").status_code == 409
    answer = sent(office, f"/people/{boss.id}/role", role="agent")

    assert (answer.status_code, "последний администратор" in answer.text) == (409, True)
    assert site.people.get(boss.id).role is Role.ADMIN
    site.employ("second", Role.ADMIN)
    assert sent(office, f"/people/{boss.id}/role", role="agent").status_code == 303


def test_a_disabled_admin_is_none(site: Company, boss: Person) -> None:
    second = site.employ("second", Role.ADMIN)
    site.people.disable(second.id, COMMAND_LINE)

    assert site.people.have_an_admin()
    with pytest.raises(Conflicting, match="last admin"):
        site.people.disable(boss.id, COMMAND_LINE)


@pytest.mark.parametrize("path", ["/people/none/role", "/people/none/disable", "/people/tokens/none/revoke"])
def test_what_is_not_there_cannot_be_changed(office: TestClient, path: str) -> None:
    assert sent(office, path, role="agent").status_code == 404


def test_a_role_that_does_not_exist_is_not_given(office: TestClient, boss: Person) -> None:
    assert sent(office, f"/people/{boss.id}/role", role="god").status_code == 422


def test_a_token_is_shown_once_stored_as_a_digest_and_does_what_its_scopes_say(
    site: Company, office: TestClient, boss: Person, tmp_path: Path
) -> None:
    scopes = ["tickets:write", "tickets:read"]
    page = sent(office, "/people/tokens", name="CRM", person=boss.id, scopes=scopes, days="30").text
    secret = shown_secret(page)
    bearer = {"Authorization": f"Bearer {secret}"}
    program = site.browser()

    assert re.fullmatch(r"pod_[\w-]{43}", secret)
    listed = office.get("/people/tokens").text
    assert secret not in listed
    assert f"{secret[:10]}…" in listed
    opened = program.post("/api/tickets", json=TICKET, headers=bearer)
    assert opened.status_code == 201
    assert program.get("/api/tickets", headers=bearer).status_code == 200
    assert program.post(f"/api/tickets/{opened.json()['id']}/draft", headers=bearer).status_code == 403
    assert secret.encode() not in b"".join(file.read_bytes() for file in tmp_path.glob("podskazka.db*"))


def test_a_token_opens_no_page_and_no_session_comes_of_it(site: Company, boss: Person) -> None:
    program = site.program(boss, *Scope)
    answer = program.get("/desk")

    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_a_token_needs_no_token_of_a_form(site: Company, boss: Person) -> None:
    assert site.program(boss, Scope.TICKETS_WRITE).post("/api/tickets", json=TICKET).status_code == 201


@pytest.mark.sqlite
@pytest.mark.parametrize("ending", ["revoked", "over", "disabled"])
def test_a_token_that_is_no_longer_good_stops_at_once(
    site: Company, office: TestClient, tmp_path: Path, ending: str
) -> None:
    alesya = site.employ("alesya")
    program = site.program(alesya, Scope.TICKETS_READ)
    assert program.get("/api/tickets").status_code == 200
    if ending == "revoked":
        sent(office, f"/people/tokens/{ApiTokens(site.database).all()[0].id}/revoke")
    elif ending == "over":
        with sqlite3.connect(tmp_path / "podskazka.db") as database:
            database.execute("UPDATE tokens SET expires_at = '2026-01-01 00:00:00.000000'")
    else:
        site.people.disable(alesya.id, COMMAND_LINE)
    answer = program.get("/api/tickets")

    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("value", ["Bearer pod_" + "a" * 43, "Bearer x", "Bearer ", "bearer pod_", "Bearer pod_ы"])
def test_a_wrong_token_is_told_even_where_a_session_would_do(site: Company, boss: Person, value: str) -> None:
    answer = site.browser(boss).get("/api/tickets", headers={"Authorization": value.encode()})  # type: ignore[dict-item]

    assert answer.status_code == 401


def test_a_token_never_may_more_than_its_person(site: Company, boss: Person) -> None:
    alesya = site.employ("alesya", Role.ADMIN)
    program = site.program(alesya, Scope.TICKETS_READ)
    site.people.set_role(alesya.id, Role.AGENT, COMMAND_LINE)

    assert program.get("/api/tickets").status_code == 200
    assert program.get("/people").status_code == 403


@pytest.mark.parametrize("missing", [{"name": " "}, {"scopes": []}, {"person": "none"}])
def test_an_incomplete_token_is_not_made(
    site: Company, office: TestClient, boss: Person, missing: dict[str, Any]
) -> None:
    typed = {"name": "CRM", "person": boss.id, "scopes": ["tickets:read"]} | missing

    assert sent(office, "/people/tokens", **typed).status_code == 422
    assert ApiTokens(site.database).all() == []


def test_the_log_names_who_opened_and_answered_a_ticket_and_holds_no_word_of_it(site: Company, boss: Person) -> None:
    alesya = site.employ("alesya")
    client = site.browser(alesya)
    ticket = sent(client, "/desk/tickets", **TICKET).headers["location"]
    sent(client, f"{ticket}/reply", text="Деньги вернутся завтра")
    other = site.program(alesya, Scope.TICKETS_WRITE).post("/api/tickets", json=TICKET).json()["id"]
    deeds = [deed for deed in AuditLog(site.database).newest() if deed.kind == "ticket"]

    assert [(deed.actor, deed.verb, deed.object_id) for deed in reversed(deeds)] == [
        ("Alesya", "opened", ticket.rpartition("/")[2]),
        ("Alesya", "replied", ticket.rpartition("/")[2]),
        ("Alesya", "opened", other),
    ]
    assert "еньги" not in str(deeds)


def test_a_reply_is_signed_by_whoever_sent_it_unless_a_program_names_somebody(site: Company, boss: Person) -> None:
    client, replies = site.browser(boss), site.podskazka.house.tickets.replies
    by_hand = sent(client, "/desk/tickets", **TICKET).headers["location"].rpartition("/")[2]
    sent(client, f"/desk/tickets/{by_hand}/reply", text="Готово")
    by_program = site.podskazka.assistant.open(RawText("Где деньги?")).id
    program = site.program(boss, Scope.REPLIES_WRITE)
    program.post(f"/api/tickets/{by_program}/reply", json={"text": "Готово", "author": "Вера"})

    assert [replies(by_hand)[0].author, replies(by_program)[0].author] == ["Boss", "Вера"]


def test_the_log_names_who_withdrew_a_document(site: Company, boss: Person) -> None:
    library, hand = site.podskazka.house.library, Hand(Provenance.EDITOR, boss.name, boss.actor)
    library.unpublish(site.document, hand)
    library.archive(site.document, hand)
    library.remove(site.document, hand)
    verbs = [deed.verb for deed in AuditLog(site.database).newest() if deed.object_id == site.document]

    assert verbs == ["removed", "archived", "unpublished"]


def test_the_admin_reads_the_log(site: Company, office: TestClient) -> None:
    sent(office, "/people", login="alesya", name="Алеся", role="editor")
    sent(office, "/desk/tickets", **TICKET)
    site.podskazka.house.library.unpublish(
        site.document, Hand(Provenance.EDITOR, "Boss", site.people.named("boss").actor)
    )
    sign_in(site.browser(), "nobody", "x")
    page = office.get("/people/audit").text

    for said in (
        "добавил человека",
        "редактор",
        "открыл обращение",
        "снял с публикации",
        "неудачный вход",
        "неизвестно кто",
    ):
        assert said in page


@pytest.mark.parametrize("path", ["/people", "/people/tokens", "/people/audit", "/account", "/login"])
def test_the_pages_of_access_speak_english_too(site: Company, office: TestClient, boss: Person, path: str) -> None:
    client = site.browser() if path == "/login" else office
    page = client.get(path, params={"lang": "en"}).text

    assert '<html lang="en">' in page
    assert not re.search(r"[а-яё]", page.replace("Русский", ""), re.IGNORECASE)
