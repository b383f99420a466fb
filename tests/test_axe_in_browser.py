"""Axe finds nothing serious on any page, light and dark, on a telephone and on a desk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from corpus.database.access.sessions import Sessions
from corpus.database.audit import COMMAND_LINE
from corpus.delivery_settings import Webhook
from corpus.nouns import RawText, RedactedText, Role
from tests.access import COOKIE, Company, company
from tests.test_pages_in_browser import browser, served  # noqa: F401 (a fixture among them)

pytestmark = pytest.mark.browser
# The tests name the fixture of another file.
# ruff: noqa: F811

QUESTION = (
    "Деньги списали, а заказ 88412 не оплачен, платёж 5f2b8a10-9c3d-4e7f-8a21-0b9c8d7e6f50, ошибка P.4011. "
    "Когда заказ станет оплаченным? Срочно!"
)
SERIOUS = {"serious", "critical"}
LOOKS = [(scheme, width) for scheme in ("light", "dark") for width in (360, 1280)]
OPEN_PAGES = ("/", "/?q=заказ не оплачен", "/?q=xyz", "/faq/{document}", "/api/docs", "/login", "/nowhere")
OWN_PAGES = ("/desk", "/desk?view=all&q=заказ", "/desk/documents/{document}", "/desk/tickets/{sent}", "/account")
OFFICE_PAGES = (
    "/snippets", "/snippets?removed={removed}", "/snippets/{snippet}", "/deliveries", "/reports", "/reports?weeks=12",
    "/people", "/people/tokens", "/people/audit",
)  # fmt: skip


@dataclass(frozen=True)
class Site:
    """A company at work: its server, and what stands in the addresses of its pages."""

    company: Company
    address: str
    named: dict[str, str]

    def tab(self, launched: Browser, look: tuple[str, int], login: str = "boss") -> Page:
        scheme, width = look
        context = launched.new_context(
            locale="ru-RU",
            color_scheme=scheme,  # type: ignore[arg-type]
            viewport={"width": width, "height": 900},
            reduced_motion="reduce",
        )
        if login:
            session = Sessions(self.company.database).open(self.company.people.named(login).id, "127.0.0.1")
            context.add_cookies([{"name": COOKIE, "value": session, "url": self.address}])
        return context.new_page()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("home")
    outlet = Webhook("127.0.0.1", 9, tls=False, target="/none", secret="a secret of many signs")
    with company(folder, delivery=outlet) as opened:
        opened.employ("vera")
        boss = opened.employ("boss", Role.ADMIN)
        opened.people.disable(opened.employ("gone").id, COMMAND_LINE)
        house, assistant = opened.podskazka.house, opened.podskazka.assistant
        sent = assistant.open(RawText(QUESTION), channel="chat").id
        draft = assistant.draft(sent)
        actor = Sessions(opened.database).actor(Sessions(opened.database).open(boss.id, "127.0.0.1"))
        assert actor is not None
        assistant.send(sent, RawText(draft.text + " Проверим."), draft.id, by=actor)
        snippets = house.snippets.all()
        house.snippets.remove(snippets[0].id, actor)
        named = {"document": opened.document, "sent": sent, "removed": snippets[0].id, "snippet": snippets[1].id}
        with served(opened.podskazka) as address:
            yield Site(opened, address, named)


@pytest.fixture(scope="module")
def axe() -> Axe:
    return Axe()


def wrong(axe: Axe, page: Page) -> list[str]:
    """What axe finds serious or worse, with the places."""
    found = axe.run(page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]} {node['any'][0]['message'] if node['any'] else ''}"
        for one in found
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]


def unfold(page: Page) -> None:
    """Opens whatever can be opened where it stands; forms that lie over others one by one are not among it."""
    page.evaluate("document.querySelectorAll('details:not(.drop)').forEach((one) => (one.open = true))")


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_open_pages_can_be_used_by_everybody(site: Site, browser: Browser, axe: Axe, look: tuple[str, int]) -> None:
    assert _all_wrong(site, site.tab(browser, look, login=""), axe, OPEN_PAGES) == {}


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_pages_of_the_desk_can_be_used_by_everybody(
    site: Site, browser: Browser, axe: Axe, look: tuple[str, int]
) -> None:
    assert _all_wrong(site, site.tab(browser, look, login="vera"), axe, OWN_PAGES) == {}


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_pages_of_the_office_can_be_used_by_everybody(
    site: Site, browser: Browser, axe: Axe, look: tuple[str, int]
) -> None:
    assert _all_wrong(site, site.tab(browser, look), axe, OFFICE_PAGES) == {}


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_a_ticket_with_its_draft_can_be_used_by_everybody(
    site: Site, browser: Browser, axe: Axe, look: tuple[str, int]
) -> None:
    page = site.tab(browser, look, login="vera")
    ticket = site.company.podskazka.assistant.open(RawText(QUESTION), channel="chat").id
    page.goto(f"{site.address}/desk/tickets/{ticket}")
    expect(page.locator("[data-status]")).to_have_text("Черновик готов.")
    unfold(page)
    found = {"with a draft": wrong(axe, page)}
    page.keyboard.press("1")
    found["a source"] = wrong(axe, page)
    for at, summary in enumerate(page.locator(".drop > summary").all()):
        summary.click()
        found[f"form {at}"] = wrong(axe, page)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    found["keys"] = wrong(axe, page)
    page.keyboard.press("Escape")
    page.locator("#reply").fill("Ответим {срок} ")
    page.keyboard.press("Control+Enter")
    found["unfilled"] = wrong(axe, page)
    page.keyboard.press("End")
    page.keyboard.type("/")
    expect(page.locator("#snippet-list")).to_be_visible()
    found["the list of snippets"] = wrong(axe, page)

    assert {place: one for place, one in found.items() if one} == {}
    page.context.close()


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_the_choice_between_two_texts_can_be_used_by_everybody(
    site: Site, browser: Browser, axe: Axe, look: tuple[str, int]
) -> None:
    page = site.tab(browser, look, login="vera")
    assistant = site.company.podskazka.assistant
    ticket = assistant.open(RawText(QUESTION), channel="chat").id
    page.goto(f"{site.address}/desk/tickets/{ticket}")
    expect(page.locator("[data-status]")).to_have_text("Черновик готов.")
    site.company.podskazka.house.tickets.hear(ticket, RedactedText("И ещё вопрос"))
    page.locator("#reply").fill("Мой ответ")
    page.get_by_role("button", name="Отправить", exact=True).click()
    expect(page.get_by_role("heading", name="Клиент написал ещё")).to_be_visible()
    page.wait_for_load_state()  # before, it may have no styles

    assert wrong(axe, page) == []
    page.context.close()


def test_a_planted_mistake_is_noticed(site: Site, browser: Browser, axe: Axe) -> None:
    page = site.tab(browser, LOOKS[0], login="")
    page.goto(site.address)
    page.evaluate("document.querySelector('label').style.color = '#aaa'")

    assert {one.split(":")[0] for one in wrong(axe, page)} == {"color-contrast"}
    page.context.close()


def _all_wrong(site: Site, page: Page, axe: Axe, paths: tuple[str, ...]) -> dict[str, list[str]]:
    found = {}
    for path in paths:
        page.goto(site.address + path.format(**site.named))
        unfold(page)
        found[path] = wrong(axe, page)
    page.context.close()
    return {path: one for path, one in found.items() if one}
