"""The page says how far a reply has come, and leads mend what did not leave."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.delivery.courier import Courier, carrier_of
from corpus.database.access.people import People
from corpus.database.access.sessions import Sessions
from corpus.database.audit import AuditLog
from corpus.database.desk.deliveries import DeliveryState
from corpus.nouns import Role
from tests.access import COOKIE, Company, company, form_token, serving
from tests.hook_server import HookServer, hook_server
from tests.mail_server import MailServer, mail_server
from tests.patience import eventually
from tests.posting import smtp, webhook
from tests.running import free_port
from tests.web import filled, open_web, visitor
from web.access.doors import Scope
from web.app import build_app
from web.cli.delivering import delivering
from web.i18n import languages

ASKED = {"text": "Когда придут деньги?", "subject": "Возврат", "reply_to": "conv-8841"}


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def site(tmp_path: Path, server: MailServer) -> Iterator[Company]:
    with company(tmp_path, delivery=smtp(server.port)) as opened:
        for role in Role:
            opened.employ(role.value, role)
        yield opened


def signed_in(site: Company, role: Role = Role.AGENT) -> TestClient:
    return site.browser(site.people.named(role.value))


def arrived(site: Company, **changed: str) -> str:
    """The address of a ticket that a helpdesk has sent."""
    program = site.program(site.people.named("agent"), Scope.TICKETS_WRITE)
    made = program.post("/api/tickets", json=ASKED | changed)
    assert made.status_code == 201, made.text
    return f"/desk/tickets/{made.json()['id']}"


def answered(site: Company, **changed: str) -> str:
    """The address of a ticket that an agent has answered."""
    ticket, client = arrived(site, **changed), signed_in(site)
    token = form_token(client, ticket)
    sent = client.post(f"{ticket}/reply", data={"text": "Деньги вернутся.", "form_token": token})
    assert sent.status_code == 303
    return ticket


def round_of(site: Company) -> dict[str, int]:
    outlet = site.podskazka.house.settings.delivery
    assert outlet
    return dict(Courier(site.podskazka.house.deliveries, carrier_of(outlet)).round())


def page(site: Company, address: str, role: Role = Role.AGENT) -> str:
    answer = signed_in(site, role).get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.text)


def test_an_agents_reply_reaches_the_helpdesk_under_its_own_name(site: Company, server: MailServer) -> None:
    ticket = answered(site)

    assert round_of(site) == {"delivered": 1}
    assert server.mails[0].parsed["Subject"] == "Re: Возврат [#conv-8841]"
    assert "Почтовый сервер принял письмо в " in page(site, ticket)


def test_before_it_has_left_the_page_says_so(site: Company) -> None:
    assert "Ответ сохранён и вот-вот уйдёт." in page(site, answered(site))


def test_a_dead_mail_server_loses_nothing_and_the_page_says_when_it_goes_on(tmp_path: Path) -> None:
    with company(tmp_path, delivery=smtp(free_port())) as site:
        site.employ("agent")
        ticket = answered(site)
        round_of(site)
        said = page(site, ticket)

    assert re.search(r"Почтовый сервер не отвечает, письмо уйдёт само: следующая попытка в \d\d:\d\d\.", said)
    assert "Деньги вернутся." in said


def delivery_in_api(site: Company, ticket: str) -> dict[str, object]:
    """What a program is told of the only reply in a ticket."""
    program = site.program(site.people.named("agent"), Scope.TICKETS_READ)
    (reply,) = program.get(ticket.replace("/desk/", "/api/")).json()["replies"]
    return dict(reply["delivery"])


def test_a_program_is_told_how_far_a_reply_has_come(site: Company, server: MailServer) -> None:
    server.answers["TEXT"] = "451 later"
    ticket = answered(site)
    fresh = delivery_in_api(site, ticket)
    round_of(site)
    tried = delivery_in_api(site, ticket)

    assert (fresh["state"], fresh["attempts"], fresh["problem"]) == ("waiting", 0, "")
    assert (tried["state"], tried["attempts"], tried["ended_at"]) == ("waiting", 1, None)
    assert tried["problem"]
    assert str(tried["next_at"]) > str(fresh["next_at"])


def test_a_program_is_told_that_a_reply_has_left(site: Company) -> None:
    ticket = answered(site)
    round_of(site)

    told = delivery_in_api(site, ticket)

    assert (told["state"], told["problem"], told["next_at"]) == ("delivered", "", None)
    assert told["ended_at"]


@pytest.mark.parametrize("up", [True, False], ids=["the server is up", "it is down"])
def test_the_next_ticket_says_only_what_is_true_of_the_reply_before_it(
    tmp_path: Path, server: MailServer, *, up: bool
) -> None:
    with company(tmp_path, delivery=smtp(server.port if up else free_port())) as site:
        site.employ("agent")
        first, _ = arrived(site), arrived(site)
        vera = signed_in(site)
        answer = {"text": "Деньги вернутся.", "then": "next", "form_token": form_token(vera, first)}
        led = vera.post(f"{first}/reply", data=answer).headers["location"]
        before = page(site, led)
        round_of(site)
        after = page(site, led)

    saved = "Ответ сохранён и уйдёт, как только почтовый сервер его примет. Это следующее обращение."
    assert saved in before
    assert "Ответ отправлен." not in before
    if up:
        assert "Ответ отправлен. Это следующее обращение." in after
    else:
        assert "Ответ сохранён. Почтовый сервер не отвечает, ответ уйдёт сам: следующая попытка" in after
        assert "Ответ отправлен." not in after


def test_a_refused_reply_is_told_to_the_agent_and_mended_by_the_lead(site: Company, server: MailServer) -> None:
    server.answers["TEXT"] = "554 spam"
    ticket = answered(site)
    round_of(site)

    assert "не ушло: </span>1</span>" in page(site, "/desk", Role.LEAD)
    assert "Почтовый сервер не принимает ответ (код 554)" in page(site, ticket)
    assert "Возврат" in page(site, "/deliveries", Role.LEAD)

    server.answers.clear()
    lead = signed_in(site, Role.LEAD)
    path = re.findall(r'action="(/deliveries/\w+/retry)"', lead.get("/deliveries").text)[0]
    assert lead.post(path, data={"form_token": form_token(lead, "/deliveries")}).status_code == 303
    round_of(site)
    assert "Всё отправлено." in page(site, "/deliveries", Role.LEAD)
    assert "Почтовый сервер принял письмо" in page(site, ticket)


def test_all_that_is_dead_goes_with_one_button(site: Company, server: MailServer) -> None:
    server.answers["TEXT"] = "554 spam"
    answered(site)
    answered(site)
    round_of(site)
    server.answers.clear()
    lead = signed_in(site, Role.LEAD)

    lead.post("/deliveries/retry", data={"form_token": form_token(lead, "/deliveries")})

    assert round_of(site) == {"delivered": 2}


def test_a_lead_leaves_a_reply_unsent_and_its_ticket_says_so(site: Company) -> None:
    ticket, lead = answered(site), signed_in(site, Role.LEAD)
    path = re.findall(r'action="(/deliveries/\w+/give-up)"', lead.get("/deliveries").text)[0]

    lead.post(path, data={"form_token": form_token(lead, "/deliveries")})

    assert round_of(site) == {}
    assert "Отправку отменили" in page(site, ticket)
    assert AuditLog(site.database).newest()[0].verb == "delivery given up"
    assert "отменил отправку ответа" in page(site, "/people/audit", Role.ADMIN)


def test_what_left_while_the_lead_looked_is_not_sent_again(site: Company, server: MailServer) -> None:
    answered(site)
    lead = signed_in(site, Role.LEAD)
    listed, token = lead.get("/deliveries").text, form_token(lead, "/deliveries")
    round_of(site)
    for path in re.findall(r'action="(/deliveries/\w+/[a-z-]+)"', listed):
        answer = lead.post(path, data={"form_token": token})

        assert answer.status_code == 409
        assert "Этот ответ тем временем ушёл." in answer.text
    assert len(server.mails) == 1


def test_agents_see_no_dead_letters_of_others(site: Company, server: MailServer) -> None:
    server.answers["TEXT"] = "554 spam"
    answered(site)
    round_of(site)

    assert "не ушло" not in page(site, "/desk")
    assert signed_in(site).get("/deliveries").status_code == 403


@pytest.mark.parametrize("role", [Role.LEAD, Role.ADMIN])
def test_an_empty_queue_says_that_all_is_well(site: Company, role: Role) -> None:
    assert "Всё отправлено." in page(site, "/deliveries", role)


def test_where_sending_is_off_nobody_is_told_that_all_was_sent(tmp_path: Path) -> None:
    with company(tmp_path) as silent:
        silent.employ(Role.LEAD.value, Role.LEAD)
        said = page(silent, "/deliveries", Role.LEAD)

    assert "Всё отправлено." not in said
    assert "пока отправка выключена, ответы из «Подсказки» не уходят" in said


def test_an_agent_is_told_beforehand_what_sending_does(site: Company) -> None:
    assert "Ответ уйдёт сам, в обращение conv-8841 вашей системы." in page(site, arrived(site))
    assert "не знает, куда вернуть ответ" in page(site, arrived(site, reply_to=""))


def test_a_ticket_that_nobody_sent_to_us_says_nothing_of_delivery(site: Company) -> None:
    said = page(site, answered(site, reply_to=""))

    assert "data-delivery" not in said
    assert site.podskazka.house.deliveries.counts()[DeliveryState.WAITING] == 0


@pytest.mark.parametrize(
    "reply_to", ["anna@client.example", "+375291234567", "375291234567", "a b", "x\r\nBcc: y", "я", "#1", "x" * 201]
)
def test_an_address_is_no_name_of_a_conversation(site: Company, reply_to: str) -> None:
    program = site.program(site.people.named("agent"), Scope.TICKETS_WRITE)

    assert program.post("/api/tickets", json=ASKED | {"reply_to": reply_to}).status_code == 422


@pytest.mark.parametrize(
    "reply_to", ["8841", "conv-8841", "0b9f6f0e-5a0b-4d52-9e3e-0d1c7c1a2b3c", "a/b:c.d_e", "x" * 200]
)
def test_names_that_helpdesks_give_are_taken(site: Company, reply_to: str) -> None:
    assert f"обращение {reply_to} вашей" in page(site, arrived(site, reply_to=reply_to))


def test_personal_data_of_the_reply_never_leaves(site: Company, server: MailServer) -> None:
    ticket, client = arrived(site), signed_in(site)
    data = {"text": "Карта 4111 1111 1111 1111, почта anna@client.example", "form_token": form_token(client, ticket)}
    client.post(f"{ticket}/reply", data=data)
    round_of(site)

    assert "4111 1111" not in server.mails[0].parsed.get_content()
    assert "anna@client" not in server.mails[0].parsed.get_content()


def test_a_webhook_gets_the_reply_and_the_page_names_the_helpdesk(tmp_path: Path) -> None:
    with hook_server(HookServer(statuses=[503])) as hook, company(tmp_path, delivery=webhook(hook.port)) as site:
        site.employ("agent")
        ticket = answered(site)
        round_of(site)
        waits = page(site, ticket)
        later = site.podskazka.house.deliveries.of_reply(_reply(site, ticket))
        assert later
        Courier(site.podskazka.house.deliveries, carrier_of(webhook(hook.port)), clock=lambda: later.due_at).round()

        assert "Система обращений просит подождать (код 503), ответ уйдёт сам" in waits
        assert "Система обращений приняла ответ" in page(site, ticket)
        assert b'"reply_to": "conv-8841"' in hook.posted[1].body


def test_where_nothing_is_set_a_reply_is_only_kept_and_the_page_says_so(tmp_path: Path) -> None:
    with company(tmp_path) as site:
        site.employ("agent")
        site.employ("lead", Role.LEAD)
        assert "скопируйте ответ туда, откуда пришёл вопрос" in page(site, arrived(site))
        ticket = answered(site)

        assert "data-delivery" not in page(site, ticket)
        assert "Отправка выключена" in page(site, "/deliveries", Role.LEAD)


def test_what_waited_when_sending_was_turned_off_does_not_promise_to_leave(tmp_path: Path) -> None:
    with company(tmp_path, delivery=smtp(free_port())) as site:
        site.employ("agent")
        ticket = answered(site)
    with serving(tmp_path) as podskazka, visitor(build_app(podskazka)) as client:
        agent = People(podskazka.house.database).named("agent")
        client.cookies.set(
            COOKIE, Sessions(podskazka.house.database).open(agent.id, "127.0.0.1"), domain="localhost.local"
        )

        assert "отправка выключена" in client.get(ticket).text


def test_the_next_attempt_is_told_by_the_clock_and_the_day_when_it_is_another() -> None:
    today = datetime.now().astimezone().replace(hour=3, minute=15)
    other = datetime(2020, 11, 23, 3, 15).astimezone()

    assert languages()["ru"].at(today) == "в 03:15"
    assert languages()["ru"].at(other) == "23 ноября в 03:15"
    assert languages()["en"].at(other) == "23 November at 03:15"


def test_whoever_works_alone_at_this_machine_looks_after_the_queue(tmp_path: Path) -> None:
    filled(tmp_path)
    with open_web(tmp_path) as client:
        assert "Отправка ответов" in client.get("/deliveries").text


def test_the_server_delivers_by_itself_while_it_runs(site: Company, server: MailServer) -> None:
    with delivering(site.podskazka.house):
        ticket = answered(site)
        eventually(lambda: server.mails)

    assert "Почтовый сервер принял письмо" in page(site, ticket)


@pytest.mark.parametrize("fault", ["421 busy", "554 spam", "535 who", "250 fine"])
def test_the_pages_speak_english_too(site: Company, server: MailServer, fault: str) -> None:
    server.answers["TEXT"] = fault
    ticket = answered(site)
    round_of(site)
    lead = signed_in(site, Role.LEAD)

    for address, ours in ((ticket, '<p class="delivery.*?</p>'), ("/deliveries", "<main.*</main>")):
        shown = re.search(ours, lead.get(f"{address}?lang=en").text, re.DOTALL)
        assert shown
        assert re.findall("[а-яё]+", shown[0].replace("Возврат", "")) == []


def _reply(site: Company, ticket: str) -> str:
    return site.podskazka.house.tickets.replies(ticket.rpartition("/")[2])[0].id
