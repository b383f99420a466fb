"""An agent leaves a ticket in the middle of a word: whatever leads away, nothing that was typed is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from corpus.database.access.sessions import Sessions
from tests.access import COOKIE
from tests.patience import eventually
from tests.test_desk_in_browser import (  # noqa: F401 (fixtures)
    Server,
    caught,
    office,
    open_ticket,
    page,
    server,
    tab_of,
)
from tests.test_pages_in_browser import browser  # noqa: F401 (a fixture)

pytestmark = pytest.mark.browser


def test_the_last_words_are_there_in_the_other_language_too(page: Page, server: Server) -> None:  # noqa: F811
    open_ticket(page, server, server.ticket())

    page.locator("#reply").fill("Набрано перед сменой языка")
    page.get_by_role("navigation", name="Язык").get_by_role("link").click()

    expect(page.get_by_role("button", name="Send", exact=True)).to_be_visible()
    expect(page.locator("#reply")).to_have_value("Набрано перед сменой языка")


def test_what_is_saved_while_the_next_page_is_on_its_way_stands_in_it(page: Page, server: Server) -> None:  # noqa: F811
    ticket, text, saved = server.ticket(), "Набрано, пока сервер не спешит", list[Request]()
    open_ticket(page, server, ticket)
    page.on("requestfinished", lambda asked: saved.append(asked) if asked.url.endswith("/unsent") else None)

    def heard() -> bool:
        page.wait_for_timeout(20)  # what the browser says is heard in such pauses alone
        return bool(saved)

    def made_before_and_come_after(route: Route) -> None:
        answer = route.fetch()
        eventually(heard)
        route.fulfill(response=answer)

    page.route("**/desk/tickets/*lang=en*", made_before_and_come_after)
    page.locator("#reply").fill(text)
    page.get_by_role("navigation", name="Язык").get_by_role("link").click()

    expect(page.get_by_role("button", name="Send", exact=True)).to_be_visible()
    expect(page.locator("#reply")).to_have_value(text)
    assert saved


def test_a_save_that_takes_long_does_not_bring_an_older_text_back(page: Page, server: Server) -> None:  # noqa: F811
    ticket, held, ended = server.ticket(), list[Route](), list[Request]()
    page.clock.install()
    open_ticket(page, server, ticket)
    page.on("requestfinished", lambda asked: ended.append(asked) if asked.url.endswith("/unsent") else None)
    page.route("**/unsent", lambda route: held.append(route), times=1)  # noqa: PLW0108 (Playwright asks it for its name)

    page.locator("#reply").fill("Набрано")
    page.clock.run_for(1200)  # ms: until a text is saved
    caught(page, held)
    page.locator("#reply").fill("Набрано и дописано")
    page.clock.run_for(1200)
    held[0].continue_()

    eventually(lambda: (page.wait_for_timeout(20), len(ended) == 2)[1])
    assert server.keeps(ticket, "Набрано и дописано")


def test_the_last_words_outlive_a_reload(page: Page, server: Server) -> None:  # noqa: F811
    open_ticket(page, server, server.ticket())

    page.locator("#reply").fill("Набрано перед обновлением страницы")
    page.reload()

    expect(page.locator("#reply")).to_have_value("Набрано перед обновлением страницы")


def test_what_was_sent_does_not_come_back_as_if_it_had_not_been(page: Page, server: Server) -> None:  # noqa: F811
    open_ticket(page, server, server.ticket())

    page.locator("#reply").fill("Ответ, который ушёл")
    page.get_by_role("button", name="Отправить", exact=True).click()

    expect(page.locator("#sent")).to_contain_text("Ответ, который ушёл")
    expect(page.locator("#reply")).to_have_value("")


def test_a_long_reply_is_saved_when_one_leaves_at_once(page: Page, server: Server) -> None:  # noqa: F811
    ticket = server.ticket()
    open_ticket(page, server, ticket)
    long = "Проверьте настройки магазина. " * 430

    page.locator("#reply").fill(long)
    page.goto(f"{server.address}/desk")
    eventually(lambda: server.keeps(ticket, long))
    page.goto(f"{server.address}/desk/tickets/{ticket}")

    expect(page.locator("#reply")).to_have_value(long)


def test_a_note_that_is_being_written_outlives_another_form_of_the_ticket(page: Page, server: Server) -> None:  # noqa: F811
    open_ticket(page, server, server.ticket())
    page.get_by_text("Заметка для коллег", exact=True).first.click()
    page.locator("#note").fill("Спросил у банка, жду")

    page.get_by_role("button", name="Взять себе").click()
    expect(page.get_by_text("У вас в работе")).to_be_visible()

    expect(page.locator("#note")).to_be_visible()
    expect(page.locator("#note")).to_have_value("Спросил у банка, жду")
    page.get_by_role("button", name="Добавить заметку").click()
    expect(page.locator(".from-colleague")).to_contain_text("Спросил у банка, жду")
    expect(page.locator("#note")).to_have_value("")


def test_going_back_after_sending_does_not_offer_the_same_reply_again(page: Page, server: Server) -> None:  # noqa: F811
    ticket = server.ticket()
    page.goto(f"{server.address}/desk")
    open_ticket(page, server, ticket)
    page.locator("#reply").fill("Ответ, который ушёл")
    page.get_by_role("button", name="Отправить", exact=True).click()
    expect(page.locator("#sent")).to_be_visible()

    page.go_back()

    expect(page.locator("#sent")).to_contain_text("Ответ, который ушёл")
    expect(page.locator("#reply")).to_have_value("")


def test_who_was_signed_out_is_told_so_and_keeps_the_text_through_a_new_sign_in(page: Page, server: Server) -> None:  # noqa: F811
    open_ticket(page, server, server.ticket())
    sessions, vera = Sessions(server.company.database), server.company.people.named("vera")
    sessions.end(next(one["value"] for one in page.context.cookies() if one["name"] == COOKIE))

    page.locator("#reply").fill("Набрано после конца сеанса")
    expect(page.locator("[data-saved]")).to_contain_text("вы вышли из системы")
    session = sessions.open(vera.id, "127.0.0.1")
    page.context.add_cookies([{"name": COOKIE, "value": session, "url": server.address}])
    page.reload()

    expect(page.locator("#reply")).to_have_value("Набрано после конца сеанса")


def test_what_one_agent_typed_is_not_shown_to_the_next_one_at_the_same_machine(page: Page, server: Server) -> None:  # noqa: F811
    open_ticket(page, server, server.ticket())
    gleb = server.company.people.named("gleb")

    page.locator("#reply").fill("Набрала Вера")
    session = Sessions(server.company.database).open(gleb.id, "127.0.0.1")
    page.context.add_cookies([{"name": COOKIE, "value": session, "url": server.address}])
    page.reload()

    expect(page.locator(".me a")).to_have_text("Gleb")
    expect(page.locator("#reply")).not_to_have_value("Набрала Вера")


@pytest.mark.parametrize("button", ["Отправить", "Ответить и дальше"])
def test_without_scripts_a_reply_that_is_sent_again_after_going_back_goes_out_once(
    browser: Browser,  # noqa: F811
    server: Server,  # noqa: F811
    button: str,
) -> None:
    tab, ticket = tab_of(browser, server, "vera", scripts=False), server.ticket()
    server.ticket("Второе обращение про подпись")
    tab.goto(f"{server.address}/desk/tickets/{ticket}")
    tab.locator("#reply").fill("Ответ, который ушёл")
    tab.get_by_role("button", name=button, exact=True).click()
    expect(tab.locator("#reply")).to_have_value("")

    tab.go_back()
    expect(tab.locator("#reply")).to_have_value("Ответ, который ушёл")
    tab.get_by_role("button", name=button, exact=True).click()

    expect(tab.get_by_role("heading", name="Этот ответ уже отправлен")).to_be_visible()
    assert len(server.company.podskazka.house.tickets.replies(ticket)) == 1
    tab.context.close()
