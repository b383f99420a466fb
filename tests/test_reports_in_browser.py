"""Thumbs and the report in a real browser: what is typed stays, with scripts and without; no page is too wide."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from corpus.database.outcomes.opinions import Fault, Opinions
from tests.conftest import left_out
from tests.outcomes import TEXT, Desk
from tests.patience import eventually
from tests.test_pages_in_browser import QUESTION, QUIET, served
from tests.web import SIGNATURE, UNPAID, article, filled, help_centre

pytestmark = pytest.mark.browser
CHROMIUM = shutil.which("chromium")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Opinions]]:
    home: Path = tmp_path_factory.mktemp("home")
    filled(home, article(*UNPAID), article(*SIGNATURE))
    with help_centre(home) as podskazka, served(podskazka) as address:
        desk = Desk(podskazka.house.database)
        desk.answered(TEXT.replace("час", "сутки"), at=datetime.now(UTC))
        yield address, Opinions(podskazka.house.database)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        left_out("no chromium on this machine")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=[f"--{one}" for one in QUIET])
        yield opened
        opened.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_thumb_leaves_what_is_typed_where_it_is(
    site: tuple[str, Opinions], browser: Browser, *, scripts: bool
) -> None:
    address, opinions = site
    page = browser.new_context(locale="ru-RU", java_script_enabled=scripts).new_page()
    page.goto(f"{address}/desk")
    page.fill("#text", QUESTION)
    page.click('form[action="/desk/tickets"] button[type=submit]')
    if not scripts:
        page.click("[data-draft]")
    page.wait_for_selector("[data-opinion]")
    page.wait_for_load_state()  # the draft is there before the script of the thumbs may be
    before = len(opinions.since(datetime(2020, 1, 1, tzinfo=UTC)))
    page.fill("#reply", "Мой ответ, который жаль потерять")

    page.click("[data-opinion] summary")
    page.check("input[name=fault][value=outdated]")
    page.fill("#opinion-comment", "Уже не так")
    page.click("[data-opinion] button[value=false]")

    if scripts:
        expect(page.locator("[data-opinion-status]")).to_have_text("Учтено, спасибо.")
    eventually(lambda: len(opinions.since(datetime(2020, 1, 1, tzinfo=UTC))) > before)
    assert page.input_value("#reply") == "Мой ответ, который жаль потерять"
    newest, *_ = found = opinions.since(datetime(2020, 1, 1, tzinfo=UTC))
    assert len(found) == before + 1
    assert (newest.fault, newest.comment) == (Fault.OUTDATED, "Уже не так")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_report_fits_its_window_and_its_bars_have_colours(
    site: tuple[str, Opinions], browser: Browser, width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)

    page.goto(f"{site[0]}/reports")

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("getComputedStyle(document.querySelector('.plot rect')).fill") != "rgb(0, 0, 0)"
    assert faults == []


def test_on_a_telephone_a_plot_opens_at_its_newest_weeks(site: tuple[str, Opinions], browser: Browser) -> None:
    page = browser.new_context(viewport={"width": 390, "height": 800}).new_page()
    page.goto(f"{site[0]}/reports")
    plot = page.locator(".plot .scroll").first

    assert plot.evaluate("one => one.scrollWidth - one.clientWidth") > 0
    eventually(lambda: plot.evaluate("one => one.scrollLeft + one.clientWidth >= one.scrollWidth - 1"))
