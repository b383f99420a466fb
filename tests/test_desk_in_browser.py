"""An agent works through the Desk in a real browser: keys, saved texts, news of the customer, a second agent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from corpus.database.access.sessions import Sessions
from corpus.database.desk.inbox import Wanted
from corpus.database.desk.work import DeskWork
from corpus.nouns import Actor, RawText, RedactedText
from tests.access import COOKIE, Company, company
from tests.patience import eventually
from tests.test_pages_in_browser import browser, nameless, opened, served, sideways  # noqa: F401 (a fixture among them)

QUESTION = "Деньги списали, а заказ 88412 не оплачен"

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Server:
    """A company's server with agents, and a browser for each."""

    company: Company
    address: str

    def ticket(self, text: str = QUESTION) -> str:
        return self.company.podskazka.assistant.open(RawText(text), channel="chat").id

    def hear(self, ticket: str, text: str) -> None:
        self.company.podskazka.house.tickets.hear(ticket, RedactedText(text))

    def keeps(self, ticket: str, text: str) -> bool:
        """Whether this is what Vera has typed for the ticket and not sent."""
        vera = self.company.people.named("vera")
        kept = DeskWork(self.company.database).unsent(ticket, Actor(vera.id, vera.name, vera.role))
        return bool(kept and kept.text == text)

    def answer_all(self) -> None:
        """Leaves nobody waiting."""
        house, vera = self.company.podskazka.house, self.company.people.named("vera")
        for line in house.inbox.lines(Wanted(), vera.id):
            house.tickets.reply(line.id, RedactedText("Готово."), "Vera")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests of a file: it takes longer to start than most of them."""
    with company(tmp_path_factory.mktemp("office")) as at_work:
        for login in ("vera", "gleb"):
            at_work.employ(login)
        with served(at_work.podskazka) as address:
            yield Server(at_work, address)


@pytest.fixture
def server(office: Server) -> Iterator[Server]:
    """The server with an empty inbox."""
    yield office
    office.answer_all()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:  # noqa: F811
    """Vera's tab."""
    tab = tab_of(browser, server, "vera")
    yield tab
    tab.context.close()


def tab_of(launched: Browser, server: Server, login: str, width: int = 1280, *, scripts: bool = True) -> Page:
    size = {"width": width, "height": 900}
    context = launched.new_context(locale="ru-RU", viewport=size, java_script_enabled=scripts)  # type: ignore[arg-type]
    session = Sessions(server.company.database).open(server.company.people.named(login).id, "127.0.0.1")
    context.add_cookies([{"name": COOKIE, "value": session, "url": server.address}])
    return opened(context)[0]


def open_ticket(page: Page, server: Server, ticket: str) -> None:
    """With its draft, whether the page had to have one made or another one had."""
    page.goto(f"{server.address}/desk/tickets/{ticket}")
    expect(page.locator("#answer").locator(".draft, .abstained")).to_be_visible()


def look(page: Page) -> None:
    """What the page does every twenty seconds."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def caught(page: Page, held: list[Route]) -> Route:
    """The first request that a route holds back."""
    eventually(lambda: (page.wait_for_timeout(20), held)[1])  # what the browser says is heard in such pauses alone
    return held[0]


def test_what_was_typed_outlives_a_closed_tab(page: Page, server: Server) -> None:
    ticket = server.ticket()
    open_ticket(page, server, ticket)

    page.locator("#reply").fill("Здравствуйте! Проверяю ваш платёж.")
    expect(page.locator("[data-saved]")).to_have_text("Набранное сохранено")
    page.goto(f"{server.address}/desk/tickets/{ticket}")

    expect(page.locator("#reply")).to_have_value("Здравствуйте! Проверяю ваш платёж.")
    expect(page.locator("#restored")).to_be_visible()


def test_what_was_typed_before_the_scripts_came_is_saved(page: Page, server: Server) -> None:
    ticket, held = server.ticket(), list[Route]()
    open_ticket(page, server, ticket)
    page.route("**/desk.js*", lambda route: held.append(route))  # noqa: PLW0108 (Playwright asks it for its name)
    page.goto(f"{server.address}/desk/tickets/{ticket}", wait_until="commit")
    page.locator("#reply").fill("Набрано раньше скриптов")

    caught(page, held).continue_()

    expect(page.locator("[data-saved]")).to_have_text("Набранное сохранено")


def test_leaving_at_once_saves_too(page: Page, server: Server) -> None:
    ticket, other = server.ticket(), server.ticket("Другое")
    open_ticket(page, server, ticket)

    page.locator("#reply").fill("Набрано в последний миг")
    page.goto(f"{server.address}/desk/tickets/{other}")
    eventually(lambda: server.keeps(ticket, "Набрано в последний миг"))
    page.goto(f"{server.address}/desk/tickets/{ticket}")

    expect(page.locator("#reply")).to_have_value("Набрано в последний миг")


def test_a_new_message_marks_what_one_types_as_out_of_date_and_nothing_is_lost(page: Page, server: Server) -> None:
    ticket = server.ticket()
    open_ticket(page, server, ticket)
    page.locator("#reply").fill("Подождите час")
    expect(page.locator("[data-saved]")).to_have_text("Набранное сохранено")

    server.hear(ticket, "Час уже прошёл")
    look(page)
    page.get_by_role("button", name="Обновить подсказку").click()

    expect(page.locator("#talk")).to_contain_text("Час уже прошёл")
    expect(page.locator("#reply")).to_have_value("Подождите час")
    expect(page.locator("[data-news]")).to_be_hidden()


def test_an_untouched_draft_is_made_anew_by_itself_when_the_customer_writes(page: Page, server: Server) -> None:
    ticket = server.ticket()
    open_ticket(page, server, ticket)

    server.hear(ticket, "Час уже прошёл")
    look(page)

    expect(page.locator("#talk")).to_contain_text("Час уже прошёл")
    expect(page.locator("[data-status]")).to_have_text("Черновик готов.")
    expect(page.locator("[data-news]")).to_be_hidden()


def test_two_agents_on_one_ticket_see_each_other_and_the_second_chooses(
    browser: Browser,  # noqa: F811
    page: Page,
    server: Server,
) -> None:
    ticket, other = server.ticket(), tab_of(browser, server, "gleb")
    open_ticket(page, server, ticket)
    open_ticket(other, server, ticket)
    look(page)
    expect(page.locator("[data-names]")).to_have_text("Gleb")

    other.get_by_role("button", name="Отправить", exact=True).click()
    expect(other.locator("#sent")).to_be_visible()
    page.locator("#reply").fill("Ответ Веры")
    look(page)
    expect(page.get_by_text("На обращение уже ответили")).to_be_visible()
    page.get_by_role("button", name="Отправить", exact=True).click()

    expect(page.get_by_role("heading", name="На это обращение уже ответили")).to_be_visible()
    expect(page.locator("#reply")).to_have_value("Ответ Веры")
    page.get_by_role("button", name="Отправить мой ответ тоже").click()
    expect(page.locator("#sent")).to_contain_text("Ответ Веры")
    other.context.close()


def test_keys_lead_through_a_list_and_send(page: Page, server: Server) -> None:
    first, second = server.ticket(), server.ticket("Второе обращение про подпись")
    page.goto(f"{server.address}/desk")

    page.keyboard.press("j")
    expect(page).to_have_url(f"{server.address}/desk/tickets/{first}")
    expect(page.locator("[data-status]")).to_have_text("Черновик готов.")
    page.keyboard.press("1")
    expect(page.locator(".source.open")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".cite").first).to_be_focused()
    page.keyboard.press("r")
    expect(page.locator("#reply")).to_be_focused()
    page.keyboard.press("Control+Enter")

    expect(page).to_have_url(f"{server.address}/desk/tickets/{second}?said=sent")


def test_keys_work_in_the_russian_layout_and_stay_letters_in_a_field(page: Page, server: Server) -> None:
    ticket = server.ticket()
    open_ticket(page, server, ticket)

    page.locator("#reply").fill("")
    page.locator("#reply").press_sequentially("о, р?")
    expect(page.locator("#reply")).to_have_value("о, р?")
    page.keyboard.press("Escape")
    page.evaluate("document.body.dispatchEvent(new KeyboardEvent('keydown', "
                  "{key: 'р', code: 'KeyH', bubbles: true}))")  # fmt: skip

    expect(page.get_by_label("Почему")).to_be_focused()


def test_the_help_shows_every_key_and_closes(page: Page, server: Server) -> None:
    page.goto(f"{server.address}/desk")

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Клавиши")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.locator("#keys")).to_be_hidden()


def test_a_draft_goes_into_the_text_where_the_cursor_is_and_can_be_taken_back(page: Page, server: Server) -> None:
    open_ticket(page, server, server.ticket())
    page.locator("#reply").fill("Своё")
    page.keyboard.press("Escape")

    page.keyboard.press("i")
    expect(page.locator("#reply")).to_have_value(
        "Своё " + (page.locator(".draft").get_attribute("data-draft-text") or "")
    )
    page.keyboard.press("Control+z")

    expect(page.locator("#reply")).to_have_value("Своё")


@pytest.mark.parametrize("width", [360, 1000, 1280, 1920])
def test_no_page_of_the_desk_scrolls_sideways_or_hides_a_name(
    browser: Browser,  # noqa: F811
    server: Server,
    width: int,
) -> None:
    page, ticket = tab_of(browser, server, "vera", width), server.ticket("оченьдлинноеслово" * 20)
    numbers = server.ticket(f"{QUESTION}, 5f2b8a10-9c3d-4e7f-8a21-0b9c8d7e6f50")
    for path in ("/desk", "/desk?view=all&q=x", f"/desk/tickets/{ticket}", f"/desk/tickets/{numbers}"):
        page.goto(server.address + path)
        assert sideways(page) <= 0, path
        assert nameless(page) == [], path
    for summary in page.locator(".drop > summary").all():
        summary.click()
        assert sideways(page) <= 0, summary.text_content()
    page.context.close()
