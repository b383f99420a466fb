"""What an agent said about a draft is there when they come back, to be changed or taken back."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, expect

from corpus.database.outcomes.opinions import Opinions
from tests.access import Company
from tests.test_desk_in_browser import Server, office, server, tab_of  # noqa: F401 (fixtures)
from tests.test_desk_pages import Agent, opened
from tests.test_pages_in_browser import browser  # noqa: F401 (a fixture)

# ruff: noqa: F811 (fixtures)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def prepared(site: Company, vera: Agent, text: str = "Деньги списали, а заказ 88412 не оплачен") -> tuple[str, str]:
    """A ticket whose draft is there already, and where an opinion of it goes."""
    ticket = opened(site, text)
    site.podskazka.ahead.step()
    return ticket, re.findall(r'action="(/desk/drafts/\w+/opinion)"', vera.sees(ticket))[0]


def test_an_opinion_is_there_again_and_only_for_its_author(site: Company, vera: Agent) -> None:
    ticket, thumbs = prepared(site, vera)

    vera.does(thumbs, helpful="false", fault="outdated", comment="Срок теперь 5 дней, карта 4111 1111 1111 1111")

    page = vera.sees(ticket)
    assert "Ваш отзыв: нет. Устарело. Срок теперь 5 дней, карта [карта •1111]" in page
    assert 'value="outdated" checked' in page
    assert "Ваш отзыв: нет." not in Agent(site, "gleb").sees(ticket)


def test_an_opinion_can_be_changed_and_a_remark_on_faults_goes_with_them(site: Company, vera: Agent) -> None:
    ticket, thumbs = prepared(site, vera)
    vera.does(thumbs, helpful="false", fault="wrong", comment="Не то")

    vera.does(thumbs, helpful="true", comment="Не то")

    page = vera.sees(ticket)
    assert 'aria-pressed="true"' in page
    assert "Не то" not in page


def test_an_opinion_can_be_taken_back(site: Company, vera: Agent) -> None:
    ticket, thumbs = prepared(site, vera)
    vera.does(thumbs, helpful="true")

    vera.does(thumbs, withdraw="true")

    assert 'aria-pressed="true"' not in vera.sees(ticket)
    assert Opinions(site.database).since(LONG_AGO) == []


def test_what_one_thinks_of_a_silence_is_remembered_too(site: Company, vera: Agent) -> None:
    ticket, thumbs = prepared(site, vera, "Как пропатчить KDE2 под FreeBSD?")

    vera.does(thumbs, helpful="true")

    assert "Ваш отзыв: да, верно" in vera.sees(ticket)


@pytest.mark.browser
def test_the_page_says_at_once_what_it_will_say_after_a_reload(browser: Browser, server: Server) -> None:
    ticket = server.ticket()
    server.company.podskazka.ahead.step()
    page = tab_of(browser, server, "vera")
    page.goto(f"{server.address}/desk/tickets/{ticket}")

    page.get_by_text("Нет, и вот почему").click()
    page.get_by_label("Неполно").check()
    page.locator("#opinion-comment").fill("Нет срока")
    page.keyboard.press("Enter")
    expect(page.locator("[data-given-words]")).to_have_text("Ваш отзыв: нет. Неполно. Нет срока")
    page.reload()
    expect(page.locator("[data-given-words]")).to_have_text("Ваш отзыв: нет. Неполно. Нет срока")
    page.get_by_role("button", name="Убрать отзыв").click()

    expect(page.locator("[data-given]")).to_be_hidden()
    expect(page.locator("[data-opinion] [aria-pressed]")).to_be_focused()
    page.locator("[data-opinion] [aria-pressed]").click()
    expect(page.locator("[data-opinion] [aria-pressed]")).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(page.locator("[data-given-words]")).to_have_text("Ваш отзыв: да")
    page.context.close()
