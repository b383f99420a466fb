"""Signing in and out: sessions begin anew, end at once, and lead only to our own pages."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from corpus.database.access.people import Person
from corpus.database.audit import COMMAND_LINE, AuditLog
from corpus.nouns import Role
from tests.access import COOKIE, PASSWORD, Company, company, form_token, serving, sign_in
from tests.web import visitor
from web.access.paths import HOME, own_path
from web.app import build_app

NEW = "совсем другие четыре слова"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Company]:
    with company(tmp_path) as opened:
        yield opened


@pytest.fixture
def alesya(site: Company) -> Person:
    return site.employ("alesya")


def is_in(client: TestClient) -> bool:
    return client.get("/desk").status_code == 200


def shifted(folder: Path, column: str, by: timedelta) -> None:
    """As if that much time had passed since."""
    with sqlite3.connect(folder / "podskazka.db") as database:
        then = (datetime.now(UTC) - by).strftime("%Y-%m-%d %H:%M:%S.%f")
        database.execute(f"UPDATE sessions SET {column} = ?", (then,))


def test_the_right_password_lets_in_and_leads_to_what_was_asked_for(site: Company, alesya: Person) -> None:
    client = site.browser()
    asked = client.get("/desk?state=open")
    answer = sign_in(client, "alesya", next="/desk?state=open")

    assert asked.headers["location"] == "/login?next=%2Fdesk%3Fstate%3Dopen"
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk?state=open")
    assert is_in(client)


def test_a_login_is_the_same_however_it_is_cased(site: Company, alesya: Person) -> None:
    assert sign_in(site.browser(), " ALESYA ").status_code == 303


@pytest.mark.parametrize(("login", "password"), [("alesya", "неверный пароль"), ("nobody", PASSWORD), ("", "")])
def test_a_wrong_password_and_an_unknown_login_are_told_alike(
    site: Company, alesya: Person, login: str, password: str
) -> None:
    client = site.browser()
    answer = sign_in(client, login, password)

    assert answer.status_code == 401
    assert "Логин или пароль не подошли" in answer.text
    assert password not in answer.text or not password
    assert not is_in(client)


def test_the_disabled_are_told_no_more_than_a_stranger(site: Company, alesya: Person) -> None:
    site.employ("admin", Role.ADMIN)
    site.people.disable(alesya.id, COMMAND_LINE)

    assert "Логин или пароль не подошли" in sign_in(site.browser(), "alesya").text


def test_a_session_that_was_there_before_the_sign_in_is_worth_nothing_after(site: Company, alesya: Person) -> None:
    client = site.browser()
    sign_in(client, "alesya")
    planted = client.cookies[COOKIE]
    sign_in(client, "alesya")
    victim = client.cookies[COOKIE]

    assert victim != planted
    client.cookies.clear()
    client.cookies.set(COOKIE, planted, domain="localhost.local")
    assert not is_in(client)


def test_a_made_up_session_is_none(site: Company, alesya: Person) -> None:
    client = site.browser()
    client.cookies.set(COOKIE, "a" * 43, domain="localhost.local")
    sign_in(client, "alesya")

    assert client.cookies.get(COOKIE, domain="localhost.local") != "a" * 43


def test_signing_out_ends_the_session_on_the_server_too(site: Company, alesya: Person) -> None:
    client = site.browser(alesya)
    old = client.cookies[COOKIE]
    answer = client.post("/logout", data={"form_token": form_token(client)})
    thief = site.browser()
    thief.cookies.set(COOKIE, old, domain="localhost.local")

    assert answer.headers["location"] == "/login"
    assert COOKIE not in client.cookies
    assert not is_in(thief)


def test_who_is_disabled_is_out_at_the_next_request_and_stays_out_when_enabled(site: Company, alesya: Person) -> None:
    site.employ("admin", Role.ADMIN)
    client = site.browser(alesya)
    assert is_in(client)
    site.people.disable(alesya.id, COMMAND_LINE)

    assert not is_in(client)
    site.people.enable(alesya.id, COMMAND_LINE)
    assert not is_in(client)


def test_a_new_role_acts_at_the_next_request(site: Company, alesya: Person) -> None:
    client = site.browser(alesya)
    assert client.get("/people").status_code == 403
    site.people.set_role(alesya.id, Role.ADMIN, COMMAND_LINE)
    assert client.get("/people").status_code == 200
    site.employ("other", Role.ADMIN)
    site.people.set_role(alesya.id, Role.AGENT, COMMAND_LINE)

    assert client.get("/people").status_code == 403


@pytest.mark.sqlite
def test_a_session_ends_after_twelve_idle_hours(site: Company, alesya: Person, tmp_path: Path) -> None:
    client = site.browser(alesya)
    shifted(tmp_path, "last_seen_at", timedelta(hours=11, minutes=59))
    assert is_in(client)
    shifted(tmp_path, "last_seen_at", timedelta(hours=12))

    assert not is_in(client)


@pytest.mark.sqlite
def test_work_keeps_a_session_alive_but_never_longer_than_a_week(site: Company, alesya: Person, tmp_path: Path) -> None:
    client = site.browser(alesya)
    shifted(tmp_path, "last_seen_at", timedelta(hours=10))
    before = datetime.now(UTC).replace(tzinfo=None)
    assert is_in(client)
    with sqlite3.connect(tmp_path / "podskazka.db") as database:
        seen, ends, began = database.execute("SELECT last_seen_at, expires_at, created_at FROM sessions").fetchone()
    shifted(tmp_path, "expires_at", timedelta())

    assert datetime.fromisoformat(seen) >= before
    assert datetime.fromisoformat(ends) - datetime.fromisoformat(began) == timedelta(days=7)
    assert not is_in(client)


def test_a_new_password_ends_every_other_session_and_keeps_this_one(site: Company, alesya: Person) -> None:
    here, there = site.browser(alesya), site.browser(alesya)
    token = form_token(here, "/account")
    answer = here.post("/account/password", data={"password": PASSWORD, "new": NEW, "again": NEW, "form_token": token})

    assert answer.headers["location"] == "/account?changed=1"
    assert is_in(here)
    assert not is_in(there)
    assert sign_in(site.browser(), "alesya", NEW).status_code == 303
    assert sign_in(site.browser(), "alesya", PASSWORD).status_code == 401


@pytest.mark.parametrize(
    ("now", "new", "again", "said"),
    [
        ("не тот пароль", NEW, NEW, "Нынешний пароль не подошёл"),
        (PASSWORD, NEW, NEW + "!", "дважды по-разному"),
        (PASSWORD, "короткий", "короткий", "короче 12 знаков"),
        (PASSWORD, "qwertyuiop[]", "qwertyuiop[]", "угадают первым"),
        (PASSWORD, "я" * 300, "я" * 300, "слишком длинный"),
    ],
)
def test_a_password_that_cannot_be_taken_is_explained_and_nothing_changes(
    site: Company, alesya: Person, now: str, new: str, again: str, said: str
) -> None:
    client = site.browser(alesya)
    typed = {"password": now, "new": new, "again": again, "form_token": form_token(client, "/account")}

    assert said in client.post("/account/password", data=typed).text
    assert sign_in(site.browser(), "alesya").status_code == 303


def test_the_cookie_of_this_machine_is_unreadable_to_scripts_and_to_other_sites(site: Company, alesya: Person) -> None:
    flags = sign_in(site.browser(), "alesya").headers["set-cookie"].split("; ")

    assert flags[0].startswith("podskazka_session=")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(flags)
    assert not any(flag.startswith(("Domain", "Secure")) for flag in flags)


def test_over_https_the_cookie_is_bound_to_this_host(site: Company, alesya: Person, tmp_path: Path) -> None:
    with serving(tmp_path, public_url="https://help.example") as podskazka:
        client = visitor(build_app(podskazka))
        flags = sign_in(client, "alesya").headers["set-cookie"].split("; ")

    assert flags[0].startswith("__Host-podskazka_session=")
    assert {"HttpOnly", "SameSite=lax", "Path=/", "Secure"} <= set(flags)
    assert not any(flag.startswith("Domain") for flag in flags)


def test_who_is_in_need_not_sign_in_again(site: Company, alesya: Person) -> None:
    answer = site.browser(alesya).get("/login?next=/desk?state=solved")

    assert (answer.status_code, answer.headers["location"]) == (303, "/desk?state=solved")


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "/desk\r\nSet-Cookie: a=b",
        "/\t/evil.example",
        "/\x00/evil.example",
        " //evil.example",
        "/ /evil.example",
        "///evil.example",
        "evil.example",
        "",
        "/logout",
        "/login?next=/desk",
        "/\u2028/evil.example",
        "/" + "a" * 3000,
    ],
)
def test_a_sign_in_leads_to_no_other_server(site: Company, alesya: Person, wanted: str) -> None:
    assert own_path(wanted) == HOME
    assert sign_in(site.browser(), "alesya", next=wanted).headers["location"] == HOME
    assert site.browser(alesya).get("/login", params={"next": wanted}).headers["location"] == HOME


@pytest.mark.parametrize("wanted", ["/desk", "/desk/tickets/1f?lang=en", "/people#person-1", "/%5Cevil.example", "/"])
def test_a_sign_in_leads_to_any_page_of_ours(wanted: str) -> None:
    assert own_path(wanted) == wanted


def test_the_log_tells_who_came_and_went_and_nothing_that_was_typed(site: Company, alesya: Person) -> None:
    client = site.browser()
    sign_in(client, "alesya", "мой прежний пароль")
    sign_in(client, "мой пароль вместо логина", "x")
    sign_in(client, "alesya")
    client.post("/logout", data={"form_token": form_token(client)})
    deeds = AuditLog(site.database).newest()
    told = [(deed.actor, deed.verb, deed.object_id) for deed in reversed(deeds)][1:]

    assert told == [
        ("", "sign-in failed", alesya.id),
        ("", "sign-in failed", ""),
        ("Alesya", "signed in", alesya.id),
        ("Alesya", "signed out", alesya.id),
    ]
    assert "пароль" not in str(deeds)


def test_the_database_holds_no_secret_that_lets_anybody_in(site: Company, alesya: Person, tmp_path: Path) -> None:
    client = site.browser()
    sign_in(client, "alesya")
    token = form_token(client)
    held = b"".join(file.read_bytes() for file in tmp_path.glob("podskazka.db*"))

    for secret in (client.cookies[COOKIE], token, PASSWORD):
        assert secret.encode() not in held
