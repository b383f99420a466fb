"""One agent with two tabs on one ticket, in a real browser: told apart, and never asked about a single one."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.test_desk_in_browser import Server, office, open_ticket, page, server  # noqa: F401 (fixtures)
from tests.test_pages_in_browser import browser  # noqa: F401 (a fixture)

# ruff: noqa: F811 (fixtures)
pytestmark = pytest.mark.browser
TWICE = "[data-twice]"


def write(page: Page, text: str) -> None:
    page.locator("#reply").fill(text)


def saved(page: Page) -> None:
    expect(page.locator("[data-saved]")).to_have_text("Набранное сохранено")


def second_tab(page: Page, server: Server) -> Page:
    """Another tab on a ticket, in the first of which something was typed since."""
    ticket = server.ticket()
    open_ticket(page, server, ticket)
    second = page.context.new_page()
    open_ticket(second, server, ticket)
    write(page, "Из первой вкладки")
    saved(page)
    return second


def test_the_second_tab_says_that_there_is_another_text_and_lets_one_choose(page: Page, server: Server) -> None:
    second = second_tab(page, server)

    write(second, "Из второй вкладки")
    expect(second.locator(TWICE)).to_be_visible()
    second.get_by_role("button", name="Сравнить и выбрать").click()
    expect(second.locator(".both")).to_contain_text("Из первой вкладки")
    second.get_by_role("button", name="Оставить этот текст").click()

    expect(second.locator("#reply")).to_have_value("Из второй вкладки")
    write(page, "Из первой вкладки, дальше")
    expect(page.locator(TWICE)).to_be_visible()


def test_the_other_text_can_be_taken_instead(page: Page, server: Server) -> None:
    second = second_tab(page, server)

    write(second, "Из второй вкладки")
    second.get_by_role("button", name="Сравнить и выбрать").click()
    second.get_by_role("button", name="Оставить тот текст").click()

    expect(second.locator("#reply")).to_have_value("Из первой вкладки")
    write(second, "Из первой вкладки, дальше")
    saved(second)


def test_an_unchosen_text_that_comes_back_after_a_reload_is_still_not_saved_over_the_other(
    page: Page, server: Server
) -> None:
    ticket = server.ticket()
    open_ticket(page, server, ticket)
    second = page.context.new_page()
    open_ticket(second, server, ticket)
    write(page, "Из первой вкладки")
    saved(page)
    write(second, "Из второй вкладки")
    expect(second.locator(TWICE)).to_be_visible()

    second.on("dialog", lambda dialog: dialog.accept())
    second.reload()
    expect(second.locator("#reply")).to_have_value("Из второй вкладки")
    write(second, "Из второй вкладки, дальше")

    expect(second.locator(TWICE)).to_be_visible()


def test_a_single_tab_is_never_asked(page: Page, server: Server) -> None:
    asked = list[str]()
    page.on("response", lambda response: asked.append(response.url) if response.status == 409 else None)
    open_ticket(page, server, server.ticket())

    for number, leave in enumerate((
        page.reload,
        lambda: page.get_by_role("navigation", name="Язык").get_by_role("link").click(),
        lambda: page.get_by_role("navigation").get_by_role("link", name="RU").or_(page.get_by_text("Русский")).click(),
        lambda: page.get_by_role("button", name="Взять себе").click(),
        lambda: (page.goto(f"{server.address}/desk"), page.go_back()),
    )):  # fmt: skip
        write(page, f"Набрано {number}")
        with page.expect_event("load"):
            leave()
        expect(page.locator("#reply")).to_have_value(f"Набрано {number}")
        write(page, f"Набрано {number} и сразу дальше")
        expect(page.locator("[data-saved]")).not_to_be_empty()
        expect(page.locator(TWICE)).to_be_hidden()

    assert asked == []
