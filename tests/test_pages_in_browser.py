"""The pages in a real browser: results while one types, sources beside a draft, narrow screens, no script at all."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from assistant.assemble import Podskazka
from assistant.nouns import Outcome
from tests.conftest import left_out
from tests.judged import JudgedFaq
from tests.serving import listening
from tests.web import SIGNATURE, UNPAID, article, filled, help_centre
from web.app import build_app

CHROMIUM = shutil.which("chromium")
QUIET = ("no-sandbox", "disable-gpu", "disable-background-networking", "disable-component-update", "disable-sync")
QUESTION = "Деньги списали, а заказ 8841 не оплачен"
LONG_WORD = "оченьдлинноесловобезпробелов" * 12

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Site:
    """A server on this machine and the id of a document it shows."""

    address: str
    document: str


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home: Path = tmp_path_factory.mktemp("home")
    long_word = article("Проверка " + "оченьдлинногозаголовка" * 6, f"`{'x' * 300}`\n\n{SIGNATURE[1]}")
    documents = filled(home, article(*UNPAID), article(*SIGNATURE, product="Уведомления"), long_word)
    with help_centre(home) as podskazka, served(podskazka) as address:
        yield Site(address, documents[2])


@pytest.fixture(scope="module")
def unanswered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site that has no answer to anything."""
    home: Path = tmp_path_factory.mktemp("home")
    documents = filled(home, article(*UNPAID), article(*SIGNATURE))
    with help_centre(home) as podskazka:
        faq = JudgedFaq(podskazka.faq, Outcome.NOTHING_FOUND)
        with served(replace(podskazka, faq=faq)) as address:
            yield Site(address, documents[0])


@contextmanager
def served(podskazka: Podskazka) -> Iterator[str]:
    """The address of a server over this system."""
    with listening(build_app(podskazka), leaving=None) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        left_out("no headless Chromium; install the system's package `chromium`")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=[f"--{one}" for one in QUIET])
        yield launched
        launched.close()


def opened(context: BrowserContext) -> tuple[Page, list[str]]:
    """A new tab, and what it complains of: errors of scripts and refusals of the content policy."""
    page, complaints = context.new_page(), list[str]()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    return page, complaints


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="ru-RU")
    tab, complaints = opened(context)
    yield tab
    context.close()
    assert complaints == []


def open_ticket(page: Page, site: Site, text: str = QUESTION) -> None:
    page.goto(f"{site.address}/desk")
    page.fill("#text", text)
    page.get_by_role("button", name="Открыть обращение").click()


def test_results_come_while_one_types_and_are_announced(page: Page, site: Site) -> None:
    page.goto(site.address)

    page.locator("#q").press_sequentially("страница заказа")

    expect(page.locator("[data-result]").first).to_have_text(UNPAID[0])
    expect(page.get_by_role("status")).to_contain_text("Нашл")
    expect(page.locator("mark").first).to_be_visible()
    expect(page).to_have_url(re.compile("q="))


def test_a_reading_is_shown_while_one_types_and_can_be_turned_down(page: Page, site: Site) -> None:
    page.goto(site.address)

    page.locator("#q").press_sequentially("cnhfybwe pfrfpf")
    expect(page.locator("em")).to_have_text("страницу заказа")
    page.locator(".way-back a").click()

    expect(page.get_by_text("Искали точно так, как набрано.")).to_be_visible()
    expect(page.locator("#q")).to_have_value("cnhfybwe pfrfpf")


def test_another_question_than_the_one_turned_down_is_read_anew(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/?q=pfrfp&as_typed=1")

    page.locator("#q").fill("cnhfybwe pfrfpf")
    expect(page.locator("em")).to_have_text("страницу заказа")
    page.locator("#q").fill("pfrfp")

    expect(page.get_by_text("Искали точно так, как набрано.")).to_be_visible()


def test_a_finished_question_is_judged_and_nothing_one_reads_is_folded_away(page: Page, unanswered: Site) -> None:
    page.clock.install()
    page.goto(unanswered.address)
    page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))

    page.locator("#q").press_sequentially("страница заказа")
    page.clock.run_for(500)  # ms: one stopped typing, and has not finished yet
    expect(page.get_by_role("status")).to_contain_text("Нашл")
    page.clock.run_for(2000)
    expect(page.get_by_role("heading", name="Ответа на этот вопрос в справке пока нет")).to_be_visible()

    expect(page.locator("[data-result]").first).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("пока нет")


def test_arrows_pass_over_what_is_folded(page: Page, unanswered: Site) -> None:
    page.goto(f"{unanswered.address}/?q=заказ")

    page.locator("#q").press("ArrowDown")
    expect(page.locator("#q")).to_be_focused()
    page.get_by_text("Показать ближайшее").click()
    page.locator("#q").press("ArrowDown")

    expect(page.locator("[data-result]").first).to_be_focused()


def test_an_emptied_box_shows_the_topics_again(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/?q=заказ")

    page.locator("#q").fill("")

    expect(page.locator(".topics")).to_be_visible()


def test_arrows_walk_through_the_results_and_escape_goes_back(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/?q=заказ")

    page.locator("#q").press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-result]").nth(1)).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.locator("#q")).to_be_focused()


def test_a_draft_comes_as_soon_as_a_ticket_opens_and_its_numbers_open_sources(page: Page, site: Site) -> None:
    open_ticket(page, site)
    page.locator(".cite").first.click()

    expect(page.locator(".source.open mark.now").first).to_be_in_viewport()
    expect(page.locator(".source.open")).to_be_focused()


def test_drafting_again_leaves_alone_what_an_agent_typed(page: Page, site: Site) -> None:
    open_ticket(page, site)
    expect(page.locator("#reply")).not_to_be_empty()
    page.locator("#reply").fill("Мой собственный ответ")

    page.get_by_role("button", name="Составить заново").click()

    expect(page.locator("[data-status]")).to_have_text("Черновик готов.")
    expect(page.locator("#reply")).to_have_value("Мой собственный ответ")


def test_a_sent_reply_stands_in_the_conversation(page: Page, site: Site) -> None:
    open_ticket(page, site)
    expect(page.locator("#reply")).not_to_be_empty()

    page.get_by_role("button", name="Отправить").click()

    expect(page.locator("#sent")).to_contain_text("обновите страницу заказа")


def test_the_server_going_away_costs_nothing_that_was_typed(browser: Browser, site: Site) -> None:
    context = browser.new_context(locale="ru-RU")
    page, _ = opened(context)
    open_ticket(page, site)
    expect(page.locator("#reply")).not_to_be_empty()
    page.locator("#reply").fill("Почти готовый ответ")

    context.set_offline(True)
    page.get_by_role("button", name="Составить заново").click()

    expect(page.locator("[data-status]")).to_contain_text("Не получилось")
    expect(page.locator("#reply")).to_have_value("Почти готовый ответ")
    context.close()


def test_everything_works_without_scripts(browser: Browser, site: Site) -> None:
    context = browser.new_context(locale="ru-RU", java_script_enabled=False)
    page, _ = opened(context)
    page.goto(site.address)
    page.fill("#q", "страница заказа")
    page.get_by_role("button", name="Найти").click()
    page.locator("[data-result]").first.click()
    page.get_by_role("button", name="Да, помогла").click()
    expect(page.get_by_text("Спасибо!")).to_be_visible()

    open_ticket(page, site)
    page.get_by_role("button", name="Составить черновик").click()
    page.locator(".cite").first.click()
    expect(page).to_have_url(re.compile("#source-1$"))
    page.get_by_role("button", name="Отправить").click()

    expect(page.locator("#sent")).to_be_visible()
    context.close()


@pytest.mark.parametrize("width", [360, 1280, 1920])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_scrolls_sideways_or_hides_a_name(
    browser: Browser, site: Site, unanswered: Site, width: int, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        locale="ru-RU",
    )
    page, complaints = opened(context)
    paths = ("/", "/?q=заказ", f"/?q=pfrfp {LONG_WORD}", f"/faq/{site.document}", "/desk", "/api/docs")
    for address in (*(site.address + path for path in paths), f"{unanswered.address}/?q=pfrfp {LONG_WORD}"):
        page.goto(address)
        assert sideways(page) <= 0, address
        assert nameless(page) == [], address
    for text, shown in ((QUESTION, ".cite"), (LONG_WORD, ".abstained")):
        open_ticket(page, site, text)
        expect(page.locator(shown).first).to_be_visible()
        assert sideways(page) <= 0, text
        assert nameless(page) == [], text

    assert complaints == []
    context.close()


def sideways(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def nameless(page: Page) -> list[str]:
    """Fields, buttons and links that a screen reader could not name."""
    found: list[str] = page.evaluate("""
        [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea")]
          .filter((one) => !(one.labels?.length || one.textContent.trim() || one.ariaLabel))
          .map((one) => one.outerHTML)
    """)
    return found
