"""Every address, and who gets in: people of each role, strangers, the shut out, and programs with each scope."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.routing import BaseRoute

from corpus.database.audit import COMMAND_LINE
from corpus.nouns import RawText, Role
from tests.access import COOKIE, PASSWORD, TICKET, Company, company, form_token
from web.access.doors import DOORS, MAY, OPEN, Permission, Scope, passes

POSTED: dict[str, dict[str, str]] = {
    "POST /login": {"login": "agent", "password": PASSWORD},
    "POST /desk/tickets": TICKET,
    "POST /desk/tickets/{ticket_id}/reply": {"text": "Здравствуйте! Деньги вернутся."},
    "POST /desk/tickets/{ticket_id}/note": {"text": "Ждём банк."},
    "POST /desk/tickets/{ticket_id}/message": {"text": "Вот чек."},
    "POST /desk/tickets/{ticket_id}/unsent": {"text": "Здравствуйте!"},
    "POST /desk/tickets/{ticket_id}/tags": {"tags": "возврат"},
    "POST /desk/drafts/{draft_id}/opinion": {"helpful": "true"},
    "POST /faq/{document_id}/feedback": {"helpful": "yes"},
    "POST /snippets": {"name": "приветствие", "text": "Здравствуйте!"},
    "POST /people": {"login": "somebody", "role": "agent"},
    "POST /people/{person_id}/role": {"role": "agent"},
    "POST /people/tokens": {"name": "CRM", "scopes": "tickets:read"},
}
POSTED_JSON: dict[str, dict[str, Any]] = {
    "POST /api/tickets": TICKET,
    "POST /api/tickets/{ticket_id}/reply": {"text": "Здравствуйте! Деньги вернутся."},
    "POST /api/feedback": {"document_id": "none", "helpful": True},
}
CALLERS = ("stranger", "shut out", *(role.value for role in Role), "no scope", *(scope.value for scope in Scope))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    folder: Path = tmp_path_factory.mktemp("home")
    with company(folder) as opened:
        for role in Role:
            opened.employ(role.value, role)
        opened.employ("spare")
        yield opened


def names(route: BaseRoute) -> list[str]:
    methods = sorted(getattr(route, "methods", None) or {"GET"})
    return [f"{method} {getattr(route, 'path', '')}" for method in methods if method != "HEAD"]


def caller(site: Company, who: str) -> TestClient:
    if who == "stranger":
        return site.browser()
    if who == "shut out":
        person = site.people.named("spare")
        client = site.browser(person)
        site.people.disable(person.id, COMMAND_LINE)
        site.people.enable(person.id, COMMAND_LINE)  # who was shut out must come in anew
        return client
    if who in set(Role):
        return site.browser(site.people.named(who))
    scopes = [Scope(who)] if who in set(Scope) else []
    return site.program(site.people.named("admin"), *scopes)


def allowed(name: str, who: str) -> bool:
    if DOORS[name] == OPEN:
        return True
    if who in {"stranger", "shut out"}:
        return False
    if who in set(Role):
        return passes(DOORS[name], MAY[Role(who)])
    return passes(DOORS[name], MAY[Role.ADMIN], frozenset({who}))


def address(site: Company, name: str) -> str:
    ticket = site.podskazka.assistant.open(RawText("Когда придут деньги?"))
    values = {"ticket_id": ticket.id, "document_id": site.document, "person_id": site.people.named("spare").id}
    return name.split(" ")[1].format(**values, token_id="none", delivery_id="none", draft_id="none", snippet_id="none")


def asked(site: Company, client: TestClient, name: str, token: str) -> Any:
    """What the address answers to a request as its own pages, or a program, would send it."""
    method, path = name.split(" ", maxsplit=1)[0], address(site, name)
    if path == "/static":
        return client.get("/static/style.css")
    if method == "GET":
        return client.get(path)
    if path.startswith("/api/"):
        return client.request(method, path, json=POSTED_JSON.get(name, {}), headers={"X-Form-Token": token})
    return client.request(method, path, data={**POSTED.get(name, {}), "form_token": token})


def refused(answer: Any) -> bool:
    """Whether the gate answered, rather than what stands behind it."""
    sent_to_sign_in = answer.headers.get("location", "").startswith("/login?next=")
    return answer.status_code in {401, 403} or sent_to_sign_in


def test_every_address_stands_in_the_table_and_no_other(site: Company) -> None:
    there = {name for route in site.app.routes for name in names(route)}

    assert there == set(DOORS)


@pytest.mark.parametrize("who", CALLERS)
def test_every_address_lets_in_who_may_come_in_and_nobody_else(site: Company, who: str) -> None:
    wrong = []
    for name in DOORS:
        client = caller(site, who)
        token = form_token(client) if COOKIE in client.cookies else ""
        answer = asked(site, client, name, token)
        if refused(answer) == allowed(name, who) or answer.status_code >= 500:
            wrong.append(f"{name} answers {answer.status_code} to {who}")

    assert wrong == []


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_a_new_address_that_nobody_put_into_the_table_is_shut_to_everybody(site: Company, method: str) -> None:
    site.app.add_api_route("/new", lambda: "secret", methods=[method])
    try:
        for who in ("stranger", "admin", "tickets:read"):
            answer = caller(site, who).request(method, "/new")
            assert refused(answer)
            assert "secret" not in answer.text
    finally:
        site.app.router.routes.pop()


def test_without_the_token_of_the_session_no_form_changes_anything(site: Company) -> None:
    other = form_token(caller(site, "admin"))
    passed = []
    for name, door in DOORS.items():
        if door != OPEN and not name.startswith("GET"):
            for token in ("", "0" * 64, other):
                answer = asked(site, caller(site, "admin"), name, token)
                passed += [] if answer.status_code == 403 else [f"{name} with «{token[:8]}»"]

    assert passed == []


# What the table has to say, whatever else is written into it.
def test_the_roles_keep_their_promises() -> None:
    assert all(Permission.DESK in MAY[role] for role in Role)
    assert [role for role in Role if Permission.PEOPLE in MAY[role]] == [Role.ADMIN]
    assert [role for role in Role if Permission.CORPUS in MAY[role]] == [Role.EDITOR, Role.ADMIN]
    assert [role for role in Role if Permission.REPORTS in MAY[role]] == [Role.LEAD, Role.ADMIN]


def test_only_the_public_pages_and_the_sign_in_are_open() -> None:
    opened = {name.split(" ")[1] for name, door in DOORS.items() if door == OPEN}
    public = {"/", "/static", "/healthz", "/readyz", "/api/search", "/api/feedback", "/api/docs", "/api/openapi.json"}

    assert opened - public == {
        "/faq/{document_id}", "/faq/{document_id}/feedback", "/api/documents/{document_id}",
        "/login", "/login/oidc", "/login/oidc/callback",
    }  # fmt: skip


def test_no_token_opens_a_page() -> None:
    assert [name for name, door in DOORS.items() if door.scope and " /api/" not in name] == []


def test_every_scope_opens_something() -> None:
    assert {door.scope for door in DOORS.values()} - {None} == set(Scope)


@pytest.mark.parametrize("address", ["/nowhere", "/desk/tickets/nowhere", "/people"])
def test_a_page_that_cannot_be_shown_leads_whoever_is_signed_in_back_to_the_desk(site: Company, address: str) -> None:
    found = site.browser(site.people.named("agent")).get(address)

    assert found.status_code in {403, 404}
    assert '<a href="/desk">Рабочее место</a>' in found.text
    assert "Рабочее место" not in site.browser().get("/nowhere").text
