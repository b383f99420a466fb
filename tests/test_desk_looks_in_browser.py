"""How the Desk looks in a real browser: no mark stands alone, what opens stands where it was asked for."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from corpus.nouns import Role
from tests.test_desk_in_browser import Server, office, server, tab_of  # noqa: F401 (fixtures)
from tests.test_pages_in_browser import browser, sideways  # noqa: F401 (a fixture)

pytestmark = pytest.mark.browser
# The tests name fixtures of other files.
# ruff: noqa: F811

# Of each sentence: does its first mark stand in the line of its last word, and how far is its button from the edge?
PLACES = """all => all.map(one => {
  const word = document.createRange();
  const text = one.querySelector('.text').lastChild;
  word.setStart(text, text.length - 1);
  word.setEnd(text, text.length);
  const mark = one.querySelector('.cite')?.getBoundingClientRect();
  const button = one.querySelector('[data-insert]').getBoundingClientRect();
  const ends = word.getBoundingClientRect();
  return {
    apart: mark ? Math.abs((mark.top + mark.bottom - ends.top - ends.bottom) / 2) : 0,
    edge: one.getBoundingClientRect().right - button.right,
    below: button.bottom - one.getBoundingClientRect().bottom,
  };
})"""


@pytest.fixture
def ticket(server: Server) -> str:
    return f"{server.address}/desk/tickets/{server.ticket()}"


def drafted(page: Page, ticket: str) -> Page:
    page.goto(ticket)
    expect(page.locator("[data-status]")).to_have_text("Черновик готов.")
    return page


@pytest.mark.parametrize("width", [360, 411, 768, 1280, 1920])
def test_a_source_stands_in_the_line_of_the_words_it_proves(
    browser: Browser, server: Server, ticket: str, width: int
) -> None:
    tab = drafted(tab_of(browser, server, "vera", width), ticket)

    for squeezed in range(0, 120, 12):  # other words at the ends of the lines each time
        tab.evaluate("by => document.querySelector('.sentences').style.paddingRight = `${by}px`", squeezed)
        places = tab.locator(".sentence").evaluate_all(PLACES)
        assert places
        assert [one for one in places if one["apart"] > 6 or one["edge"] > 4 or one["below"] > 0] == []
    tab.context.close()


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1440, 900), (1920, 1080)])
def test_conversation_draft_and_editor_stand_side_by_side(
    browser: Browser, server: Server, ticket: str, width: int, height: int
) -> None:
    for part in range(9):
        server.hear(ticket.rpartition("/")[2], f"Сообщение {part}. " + "Проверил ещё раз, заказ не оплачен. " * 4)
    tab = tab_of(browser, server, "vera", width)
    tab.set_viewport_size({"width": width, "height": height})
    drafted(tab, ticket)
    boxes = [tab.locator(one).bounding_box() for one in (".talk", ".draft, .abstained", "#reply")]
    last = tab.locator("#talk > li").last.bounding_box()

    assert last
    talk, draft, reply = (one for one in boxes if one)
    assert abs(talk["y"] - draft["y"]) < 20
    assert draft["x"] >= talk["x"] + talk["width"]
    assert abs(reply["x"] - talk["x"]) < 8
    assert reply["y"] < height - 60  # two lines of it, also below a line about other tickets with these numbers
    assert talk["y"] <= last["y"] < last["y"] + last["height"] <= reply["y"]
    assert sideways(tab) <= 0
    tab.context.close()


@pytest.mark.parametrize("handed_over", [False, True], ids=["", "handed over"])
@pytest.mark.parametrize("width", [1280, 1440])
def test_a_form_of_the_ticket_opens_under_its_own_button(
    browser: Browser, server: Server, ticket: str, width: int, *, handed_over: bool
) -> None:
    tab = drafted(tab_of(browser, server, "vera", width), ticket)
    if handed_over:
        tab.locator("[data-key=h] summary").click()
        tab.locator("[data-key=h] button[type=submit]").click()
        expect(tab.locator(".holder.second-line")).to_be_visible()
        tab.wait_for_load_state()  # where a form opens is up to the scripts of the new page

    for drop in tab.locator(".drop").all():
        drop.locator("summary").click()
        button, form = drop.locator("summary").bounding_box(), drop.locator("form").bounding_box()
        assert button
        assert form
        assert 0 <= form["y"] - button["y"] - button["height"] < 12
        assert min(abs(form["x"] - button["x"]), abs(form["x"] + form["width"] - button["x"] - button["width"])) < 2
        assert form["x"] >= 0
        assert form["x"] + form["width"] <= width
    tab.context.close()


def test_the_help_opens_at_its_beginning_on_a_small_screen(browser: Browser, server: Server, ticket: str) -> None:
    tab = drafted(tab_of(browser, server, "vera", 360), ticket)
    tab.locator("h1").click()
    tab.keyboard.press("Shift+?")

    expect(tab.get_by_role("button", name="Закрыть")).to_be_focused()
    assert tab.locator("#keys").evaluate("one => one.scrollTop") == 0
    assert sideways(tab) <= 0
    tab.context.close()


def test_names_of_the_rooms_stand_in_one_row_on_a_small_tablet(browser: Browser, server: Server) -> None:
    server.company.employ("irina", Role.ADMIN)
    tab = tab_of(browser, server, "irina", 600)

    for path in ("/desk", "/snippets"):
        tab.goto(server.address + path)
        assert len({one["y"] for one in (each.bounding_box() for each in tab.locator(".rooms a").all()) if one}) == 1
        assert tab.locator(".me").evaluate("one => innerWidth - one.getBoundingClientRect().right") < 40
    tab.context.close()


@pytest.mark.parametrize("width", [750, 1080, 1400])
def test_a_printed_ticket_fills_the_sheet_and_nothing_of_it_is_cut_off(
    browser: Browser, server: Server, width: int
) -> None:
    number = server.ticket()
    for part in range(12):
        server.hear(number, f"Сообщение {part}. " + "Проверил ещё раз, заказ по-прежнему не оплачен. " * 8)
    tab = drafted(tab_of(browser, server, "vera", width), f"{server.address}/desk/tickets/{number}")

    tab.emulate_media(media="print")

    talk = tab.locator(".talk")
    assert talk.bounding_box()["width"] > 0.85 * width  # type: ignore[index]
    assert talk.evaluate("one => one.scrollHeight - one.clientHeight") <= 1
    tab.context.close()
