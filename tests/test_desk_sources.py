"""A source of a draft is withdrawn or changed while one writes: it is said, and sending is on purpose."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Route, expect

from corpus.database.library.cited import CitedSources
from corpus.nouns import Audience, Content, Hand, Provenance, RedactedText
from ingest.house import tools
from ingest.prepare import prepare
from tests.access import Company
from tests.test_desk_in_browser import Server, caught, look, tab_of
from tests.test_desk_pages import Agent, editor, opened
from tests.test_pages_in_browser import browser, served  # noqa: F401 (a fixture)
from tests.web import UNPAID

# ruff: noqa: F811 (fixtures)
EDITOR = Hand(Provenance.EDITOR, "Редактор")
Deed = Callable[[Company], None]
# Counts the answers that a page has read, each when the page has done with it what it does.
COUNTED = """() => {
  const read = Response.prototype.json;
  window.answersRead = 0;
  Response.prototype.json = async function () {
    const said = await read.call(this);
    setTimeout(() => (window.answersRead += 1));
    return said;
  };
}"""


def revised(site: Company, change: Callable[[Content], Content]) -> None:
    house = site.podskazka.house
    content = change(house.library.get(site.document).content)
    house.library.revise(site.document, prepare(content, tools(house).embedder), EDITOR)


def withdraw(site: Company) -> None:
    site.podskazka.house.library.unpublish(site.document, EDITOR)


def remove(site: Company) -> None:
    site.podskazka.house.library.remove(site.document, EDITOR)


def close(site: Company) -> None:
    revised(site, lambda content: replace(content, audience=Audience.STAFF))


def rewrite(site: Company) -> None:
    revised(site, lambda content: replace(content, text=RedactedText("Теперь деньги возвращаются сами за три дня.")))


def add_a_line(site: Company) -> None:
    revised(site, lambda content: replace(content, text=RedactedText(f"{UNPAID[1]}\n\n## Ещё\n\nЗвоните.")))


def drafted(site: Company, vera: Agent) -> tuple[str, dict[str, str]]:
    """A ticket with its draft in the editor, as its page is open; what its form carries."""
    ticket = opened(site)
    site.podskazka.ahead.step()
    page = vera.sees(ticket)
    names = ("draft_id", "drafted", "seen", "page", "kept")
    return ticket, {name: re.findall(rf'name="{name}" value="(.*?)"', page)[-1] for name in names}


@pytest.mark.parametrize(
    ("happens", "said"),
    [
        (withdraw, "снят с публикации"),
        (remove, "удалён"),
        (close, "теперь только для сотрудников"),
        (rewrite, "изменился"),
    ],
)
def test_a_reply_whose_source_does_not_stand_any_more_is_sent_only_on_purpose(
    site: Company, vera: Agent, happens: Deed, said: str
) -> None:
    ticket, form = drafted(site, vera)
    happens(site)

    asked = vera.does(f"{ticket}/reply", text="Подождите час и обновите страницу заказа.", **form)

    assert asked.status_code == 409
    assert said in asked.text
    assert editor(asked.text) == "Подождите час и обновите страницу заказа."
    mark = re.findall(r'name="sources" value="(\w+)"', asked.text)[0]
    assert vera.does(f"{ticket}/reply", text="Подождите час.", **form, sources=mark).status_code == 303


def test_a_text_that_became_internal_is_marked_as_internal_ones_are(site: Company, vera: Agent) -> None:
    ticket, form = drafted(site, vera)
    close(site)

    asked = vera.does(f"{ticket}/reply", text="Подождите час.", **form)

    assert "Внутренний текст клиенту показывать нельзя" in asked.text


def test_what_happens_after_one_was_asked_is_asked_about_again(site: Company, vera: Agent) -> None:
    ticket, form = drafted(site, vera)
    rewrite(site)
    asked = vera.does(f"{ticket}/reply", text="Подождите час.", **form)
    mark = re.findall(r'name="sources" value="(\w+)"', asked.text)[0]
    withdraw(site)

    assert vera.does(f"{ticket}/reply", text="Подождите час.", **form, sources=mark).status_code == 409


def test_what_the_customer_wrote_meanwhile_is_read_before_anything_goes_out_all_the_same(
    site: Company, vera: Agent
) -> None:
    ticket, form = drafted(site, vera)
    withdraw(site)
    site.podskazka.house.tickets.hear(ticket.rpartition("/")[2], RedactedText("Уже не надо"))
    asked = vera.does(f"{ticket}/reply", text="Подождите час.", **form).text
    mark, seen = (re.findall(rf'name="{name}" value="(.+?)"', asked)[-1] for name in ("sources", "seen"))

    choice = vera.does(f"{ticket}/reply", text="Подождите час.", **(form | {"sources": mark, "seen": seen}))

    assert "Клиент написал ещё" in choice.text
    last = form | {"sources": mark, "seen": re.findall(r'name="seen" value="(.+?)"', choice.text)[-1]}
    assert f'name="sources" value="{mark}"' in choice.text
    assert vera.does(f"{ticket}/reply", text="Подождите час.", **last).status_code == 303


def test_an_edit_that_leaves_the_cited_passage_as_it_is_stops_nobody(site: Company, vera: Agent) -> None:
    ticket, form = drafted(site, vera)
    add_a_line(site)

    assert vera.does(f"{ticket}/reply", text="Подождите час.", **form).status_code == 303


def test_a_reply_without_a_draft_rests_on_no_source(site: Company, vera: Agent) -> None:
    ticket, form = drafted(site, vera)
    withdraw(site)

    assert vera.does(f"{ticket}/reply", text="Своими словами.", **(form | {"draft_id": ""})).status_code == 303
    assert CitedSources(site.database).outdated("nothing") == []


def test_a_text_that_one_comes_back_to_says_what_has_become_of_its_sources(site: Company, vera: Agent) -> None:
    ticket, form = drafted(site, vera)
    vera.does(f"{ticket}/unsent", text="Подождите час, мы проверим.", **form)
    close(site)

    page = vera.sees(ticket)

    assert f"{UNPAID[0]}: теперь только для сотрудников" in page


@pytest.mark.browser
def test_an_open_page_says_which_source_is_not_valid_any_more(site: Company, browser: Browser) -> None:
    site.employ("vera")
    with served(site.podskazka) as address:
        server = Server(site, address)
        ticket, page = server.ticket(), tab_of(browser, server, "vera")
        page.goto(f"{address}/desk/tickets/{ticket}")
        expect(page.locator("[data-status]")).to_have_text("Черновик готов.")
        look(page)
        expect(page.locator("[data-outdated]")).to_be_hidden()

        withdraw(site)
        look(page)

        expect(page.locator("[data-outdated-list] li")).to_have_text(f"{UNPAID[0]}: снят с публикации")
        expect(page.locator(".source [data-change]").first).to_have_text("снят с публикации")
        page.get_by_role("button", name="Отправить", exact=True).click()
        expect(page.get_by_role("heading", name="Источники ответа изменились")).to_be_visible()
        page.get_by_role("button", name="Отправить как есть").click()
        expect(page.locator("#sent")).to_be_visible()
        page.context.close()


@pytest.mark.browser
def test_an_answer_that_comes_late_takes_no_newer_one_back(site: Company, browser: Browser) -> None:
    site.employ("vera")
    with served(site.podskazka) as address:
        page, late = tab_of(browser, Server(site, address), "vera"), list[Route]()
        page.goto(f"{address}/desk/tickets/{Server(site, address).ticket()}")
        expect(page.locator("[data-status]")).to_have_text("Черновик готов.")
        page.evaluate(COUNTED)
        page.route("**/look", lambda route: late.append(route), times=1)  # noqa: PLW0108 (Playwright asks it for its name)
        look(page)
        answer = caught(page, late).fetch()
        withdraw(site)
        look(page)
        expect(page.locator("[data-outdated]")).to_be_visible()

        late[0].fulfill(response=answer)

        page.wait_for_function("window.answersRead === 2")
        assert page.locator("[data-outdated]").is_visible()  # at once: the next look would show it again
        page.context.close()
