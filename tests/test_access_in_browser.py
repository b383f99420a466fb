"""Signing in with a real browser: an agent's minute at the Desk, an admin's office on a telephone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from corpus.nouns import Role
from tests.access import PASSWORD, TICKET, Company, company
from tests.conftest import left_out
from tests.test_pages_in_browser import CHROMIUM, QUIET, served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Company, str]]:
    folder: Path = tmp_path_factory.mktemp("home")
    with company(folder) as opened:
        opened.employ("alesya")
        opened.employ("boss.with.a-very-long-login@support.department.ladya.example", Role.ADMIN)
        with served(opened.podskazka) as address:
            yield opened, address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        left_out("no headless Chromium; install the system's package `chromium`")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=[f"--{one}" for one in QUIET])
        yield launched
        launched.close()


def signed_in(page: Page, address: str, login: str) -> None:
    """With the keyboard alone: the first field has the focus already."""
    page.goto(address)
    expect(page.get_by_label("Логин")).to_be_focused()  # by the browser, some time after the page has loaded
    page.keyboard.type(login)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


def test_an_agent_signs_in_works_and_signs_out(chromium: Browser, site: tuple[Company, str]) -> None:
    _, address = site
    page = chromium.new_page(locale="ru-RU")
    signed_in(page, f"{address}/desk?state=open", "alesya")
    expect(page).to_have_url(f"{address}/desk?state=open")
    page.fill("#text", TICKET["text"])
    page.get_by_role("button", name="Открыть обращение").click()
    expect(page.locator(".draft, .abstained")).to_be_visible()  # fetched by the script, with the form's token
    page.fill("#reply", "Здравствуйте! Деньги вернутся.")
    page.get_by_role("button", name="Отправить").click()

    expect(page.locator("#sent .who")).to_contain_text("Alesya")
    assert page.evaluate("document.cookie") == ""
    page.get_by_role("button", name="Выйти").click()
    expect(page.get_by_label("Логин")).to_be_focused()
    page.go_back()
    expect(page.get_by_label("Логин")).to_be_visible()
    page.close()


@pytest.mark.parametrize("path", ["/people", "/people/tokens", "/people/audit", "/account", "/desk"])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_of_the_office_is_wider_than_the_screen(
    chromium: Browser, site: tuple[Company, str], path: str, width: int
) -> None:
    opened, address = site
    context = chromium.new_context(viewport={"width": width, "height": 800}, locale="ru-RU")
    session = opened.browser(
        opened.people.named("boss.with.a-very-long-login@support.department.ladya.example")
    ).cookies
    context.add_cookies([{"name": "podskazka_session", "value": session["podskazka_session"], "url": address}])
    page = context.new_page()
    answer = page.goto(address + path)

    assert answer is not None
    assert answer.status == 200
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
