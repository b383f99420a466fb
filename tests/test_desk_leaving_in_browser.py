"""An agent leaves a ticket in the middle of a word: whatever leads away, nothing that was typed is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.test_desk_in_browser import Server, office, open_ticket, page, server  # noqa: F401 (fixtures)
from tests.test_pages_in_browser import browser  # noqa: F401 (a fixture)

pytestmark = pytest.mark.browser


def test_the_last_words_are_there_in_the_other_language_too(page: Page, server: Server) -> None:  # noqa: F811
    open_ticket(page, server, server.ticket())

    page.locator("#reply").fill("Набрано перед сменой языка")
    page.get_by_role("navigation", name="Язык").get_by_role("link").click()

    expect(page.get_by_role("button", name="Send", exact=True)).to_be_visible()
    expect(page.locator("#reply")).to_have_value("Набрано перед сменой языка")


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
    page.wait_for_timeout(500)
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
