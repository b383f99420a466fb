"""The language model in a real browser: the text comes into the editor, stops, changes on a wish, and comes back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from corpus.nouns import RawText
from tests.access import serving as opened
from tests.conftest import left_out
from tests.llm_server import Model, llm, said, serving
from tests.patience import eventually
from tests.serving import listening
from tests.web import UNPAID, article, filled
from web.app import build_app

CHROMIUM = shutil.which("chromium")
QUIET = ("no-sandbox", "disable-gpu", "disable-background-networking", "disable-component-update", "disable-sync")
TRUE, MORE = "Подождите час и обновите страницу заказа.", "Напишите в магазин и приложите чек."
ANSWER = said(("Здравствуйте!", ()), (TRUE, [1]), (MORE, [1]))

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        left_out("no chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=[f"--{flag}" for flag in QUIET])
        yield launched
        launched.close()


@contextmanager
def ticket(folder: Path, browser: Browser, model: Model, url: str = "") -> Iterator[Page]:
    """A ticket that was just opened, with this model."""
    filled(folder, article(*UNPAID))
    with serving(model):
        model.url = url or model.url
        with opened(folder, llm=llm(model)) as podskazka, listening(build_app(podskazka)) as address:
            asked = podskazka.assistant.open(RawText("Деньги списали, а заказ не оплачен. Что делать?"))
            page = browser.new_page(locale="ru-RU")
            errors: list[str] = []
            page.on("pageerror", lambda error: errors.append(str(error)))
            page.goto(f"{address}/desk/tickets/{asked.id}")
            yield page
            page.close()
            assert errors == []


def test_the_text_comes_sentence_by_sentence_with_its_sources_at_the_end(tmp_path: Path, browser: Browser) -> None:
    model = Model(ANSWER, waits_after=ANSWER.index(TRUE))
    with ticket(tmp_path, browser, model) as page:
        reply = page.locator("#reply")
        expect(reply).to_have_value("Здравствуйте!")
        expect(page.locator("[data-stop]")).to_be_visible()
        model.go_on.set()
        expect(reply).to_have_value(f"Здравствуйте!\n\n{TRUE} {MORE}")
        expect(page.locator(".sentence")).to_have_count(3)
        expect(page.locator("#source-1")).to_be_visible()
        expect(page.locator("[data-stop]")).to_be_hidden()


def test_stop_leaves_what_has_come(tmp_path: Path, browser: Browser) -> None:
    model = Model(ANSWER, stalls_after=190)
    with ticket(tmp_path, browser, model) as page:
        expect(page.locator("#reply")).to_have_value(f"Здравствуйте!\n\n{TRUE}")
        page.locator("[data-stop]").click()

        expect(page.locator("[data-status]")).to_contain_text("Остановлено")
        expect(page.locator("#reply")).to_have_value(f"Здравствуйте!\n\n{TRUE}")
        eventually(model.hung_up.is_set)


def test_a_wish_rewrites_and_the_former_text_comes_back(tmp_path: Path, browser: Browser) -> None:
    model = Model(ANSWER)
    with ticket(tmp_path, browser, model) as page:
        first = f"Здравствуйте!\n\n{TRUE} {MORE}"
        expect(page.locator("#source-1")).to_be_visible(timeout=15_000)
        model.answer = said((TRUE, [1]))
        page.locator("#wish-words").fill("без приветствия")
        page.locator("#wish-words").press("Enter")

        expect(page.locator("#reply")).to_have_value(TRUE)
        page.locator("[data-before]").click()
        expect(page.locator("#reply")).to_have_value(first)
        assert "без приветствия" in model.told


def test_what_is_typed_while_the_model_writes_stays(tmp_path: Path, browser: Browser) -> None:
    model = Model(ANSWER, waits_after=ANSWER.index(TRUE))
    with ticket(tmp_path, browser, model) as page:
        expect(page.locator("#reply")).to_have_value("Здравствуйте!")
        page.locator("#reply").fill("Пишу сам.")
        model.go_on.set()

        expect(page.locator("#source-1")).to_be_visible(timeout=20_000)
        expect(page.locator("#reply")).to_have_value("Пишу сам.")


def test_a_dead_model_is_said_on_the_page(tmp_path: Path, browser: Browser) -> None:
    with ticket(tmp_path, browser, Model(ANSWER), "http://127.0.0.1:9/v1") as page:
        expect(page.locator(".basis")).to_contain_text("Модель не ответила вовремя")
        assert TRUE in page.locator("#reply").input_value()
