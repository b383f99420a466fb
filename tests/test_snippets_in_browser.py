"""Snippets and keys in a real browser: a slash, a name, Enter; Tab through the blanks; the focus is never lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from corpus.nouns import Role
from tests.test_desk_in_browser import Server, office, open_ticket, page, server, tab_of  # noqa: F401 (fixtures)
from tests.test_pages_in_browser import browser, sideways  # noqa: F401 (a fixture)

pytestmark = pytest.mark.browser
# The tests name fixtures of other files.
# ruff: noqa: F811

REFLEX = 1600  # milliseconds, after which the key is meant
PROMISE = "Мы проверяем {что проверяем} и вернёмся с ответом до {срок}. Если узнаем раньше, напишем сразу."


@pytest.fixture
def editor(page: Page, server: Server) -> Page:
    """A ticket whose editor is empty and has the cursor."""
    open_ticket(page, server, server.ticket())
    page.locator("#reply").fill("")
    return page


def selected(page: Page) -> str:
    return str(
        page.evaluate("(r => r.value.slice(r.selectionStart, r.selectionEnd))(document.querySelector('#reply'))")
    )


def names(page: Page) -> list[str]:
    return page.locator("#snippet-list [role=option] strong").all_text_contents()


def test_a_slash_and_a_name_insert_a_snippet_with_its_first_blank_selected(editor: Page) -> None:
    editor.keyboard.type("Добрый день! /отве")
    expect(editor.get_by_role("option", name="ответим до срока")).to_be_visible()
    editor.keyboard.press("Enter")

    expect(editor.locator("#reply")).to_have_value(f"Добрый день! {PROMISE}")
    assert selected(editor) == "{что проверяем}"


def test_tab_leads_through_the_blanks_and_then_out_of_the_editor(editor: Page) -> None:
    editor.keyboard.type("/отве")
    editor.keyboard.press("Tab")
    editor.keyboard.type("платёж")
    editor.keyboard.press("Tab")
    assert selected(editor) == "{срок}"
    editor.keyboard.press("Shift+Tab")
    editor.keyboard.press("Shift+Tab")
    editor.locator("#reply").focus()
    editor.keyboard.type("x")
    editor.keyboard.press("Tab")

    expect(editor.locator("#reply")).not_to_be_focused()


def test_undo_takes_an_insertion_back(editor: Page) -> None:
    editor.keyboard.type("Своё /проща")
    editor.keyboard.press("Enter")
    expect(editor.locator("#reply")).to_have_value("Своё Если останутся вопросы, просто ответьте на это сообщение.\n\n"
                                                   "С уважением,\nVera, служба поддержки")  # fmt: skip
    editor.keyboard.press("Control+z")

    expect(editor.locator("#reply")).to_have_value("Своё /проща")


def test_arrows_choose_and_escape_leaves_the_slash_alone(editor: Page) -> None:
    editor.keyboard.type("/")
    first, second = names(editor)[:2]
    editor.keyboard.press("ArrowDown")
    expect(editor.locator("#reply")).to_have_attribute("role", "combobox")
    expect(editor.locator("[role=option][aria-selected=true] strong")).to_have_text(second)
    editor.keyboard.press("ArrowUp")
    expect(editor.locator("[role=option][aria-selected=true] strong")).to_have_text(first)
    editor.keyboard.press("Escape")
    editor.keyboard.type("о")

    expect(editor.locator("#snippet-list")).to_be_hidden()
    expect(editor.locator("#reply")).to_be_focused()
    assert editor.locator("#reply").get_attribute("role") is None


@pytest.mark.parametrize("text", ["и/или", "https://ladya.example/help", "24/7", "/нетакойзаготовки"])
def test_a_slash_inside_a_word_or_without_a_snippet_stays_a_slash(editor: Page, text: str) -> None:
    editor.keyboard.type(text)
    expect(editor.locator("#snippet-list")).to_have_count(0 if not editor.locator("#snippet-list").count() else 1)
    editor.keyboard.press("Enter")

    expect(editor.locator("#reply")).to_have_value(f"{text}\n")


def test_the_list_opens_in_any_layout_and_takes_a_mouse(editor: Page) -> None:
    editor.keyboard.press("Control+Slash")
    editor.get_by_role("option", name="приветствие").click()

    expect(editor.locator("#reply")).to_have_value("Здравствуйте, {имя}! Спасибо, что написали нам.")
    expect(editor.locator("#reply")).to_be_focused()
    assert selected(editor) == "{имя}"


def test_what_the_conversation_names_once_is_filled_in(editor: Page) -> None:
    editor.keyboard.type("/что с пл")
    editor.keyboard.press("Enter")

    expect(editor.locator("#reply")).to_have_value(
        "Платёж {номер платежа} по заказу 88412: {что с ним}. Что делать дальше: {следующий шаг}."
    )


def test_after_sending_the_focus_is_on_what_came_of_it(editor: Page, server: Server) -> None:
    server.ticket()
    editor.keyboard.type("Готово.")
    editor.keyboard.press("Control+Enter")
    expect(editor.locator("[data-said]")).to_be_focused()
    expect(editor.locator("[data-status]")).to_have_text("Черновик готов.")
    expect(editor.locator("[data-said]")).to_be_focused()
    editor.get_by_role("button", name="Отправить", exact=True).click()

    expect(editor.locator("#sent")).to_be_focused()


def test_a_name_in_the_wrong_layout_is_understood(editor: Page) -> None:
    editor.keyboard.type("/ghbd")

    assert names(editor) == ["приветствие"]


@pytest.mark.parametrize(
    ("key", "form", "place"),
    [("n", "#note", "details[data-key=n] summary"), ("h", "#for-second", ".work button:has-text('Вернуть на первую')")],
)
def test_after_a_form_the_focus_is_where_it_was(page: Page, server: Server, key: str, form: str, place: str) -> None:
    open_ticket(page, server, server.ticket())
    page.keyboard.press(key)
    page.locator(form).fill("Банк проверяет")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("#talk")).to_contain_text("Банк проверяет")
    expect(page.locator(place)).to_be_focused()


def test_unfilled_blanks_are_pointed_out_once_and_then_the_reply_goes(editor: Page) -> None:
    editor.keyboard.type("/отве")
    editor.keyboard.press("Enter")
    editor.keyboard.press("Control+Enter")
    expect(editor.get_by_role("alert")).to_contain_text("Не заполнено: {что проверяем}, {срок}.")
    assert selected(editor) == "{что проверяем}"
    editor.wait_for_timeout(REFLEX)
    editor.keyboard.press("Control+Enter")

    expect(editor).to_have_url(f"{editor.url.split('?')[0]}?said=last")


def test_the_key_pressed_again_at_once_sends_no_open_blanks_and_a_click_does(editor: Page) -> None:
    editor.keyboard.type("/отве")
    editor.keyboard.press("Enter")
    editor.keyboard.press("Control+Enter")
    editor.keyboard.press("Control+Enter")
    expect(editor.get_by_role("alert")).to_contain_text("Не заполнено")
    expect(editor.locator("#reply")).to_have_value(PROMISE)
    editor.get_by_role("button", name="Отправить", exact=True).click()

    expect(editor.locator("#sent")).to_contain_text("{срок}")


def test_tab_brings_a_blank_far_below_into_view(editor: Page) -> None:
    editor.locator("#reply").fill("{имя}\n" + "Строка ответа.\n" * 60 + "Ответим до {срок}.")
    editor.keyboard.press("Control+Enter")
    assert selected(editor) == "{имя}"
    assert editor.locator("#reply").evaluate("r => r.scrollTop") < 20
    editor.keyboard.press("Tab")

    assert selected(editor) == "{срок}"
    assert editor.locator("#reply").evaluate("r => r.scrollTop + r.clientHeight > r.scrollHeight - 80")


def test_the_warning_goes_blank_by_blank_as_they_are_filled(editor: Page) -> None:
    editor.keyboard.type("/отве")
    editor.keyboard.press("Enter")
    editor.keyboard.press("Control+Enter")
    editor.keyboard.type("платёж")
    expect(editor.get_by_role("alert")).to_have_text(
        "Не заполнено: {срок}. Отправьте ещё раз, чтобы ответ ушёл как есть."
    )
    editor.keyboard.press("Tab")
    editor.keyboard.type("вечера")

    expect(editor.locator("#unfilled")).to_have_count(0)


def test_a_filled_reply_goes_at_once(editor: Page) -> None:
    editor.keyboard.type("Ответ [1] есть в [справке](https://ladya.example/help).")
    editor.get_by_role("button", name="Отправить", exact=True).click()

    expect(editor.locator("#sent")).to_contain_text("Ответ [1] есть")


def test_without_scripts_the_snippets_stand_beside_the_editor(server: Server, browser) -> None:  # type: ignore[no-untyped-def]
    context = tab_of(browser, server, "vera").context
    plain = browser.new_context(java_script_enabled=False, locale="ru-RU", storage_state=context.storage_state())
    tab = plain.new_page()
    tab.goto(f"{server.address}/desk/tickets/{server.ticket()}")
    tab.locator("#snippets summary").click()

    expect(tab.locator("#snippets li").first).to_be_visible()
    expect(tab.get_by_text("Ответ пришлём сюда до {срок}")).to_be_visible()
    context.close()
    plain.close()


def test_sentences_are_inserted_by_keys_one_after_the_other(page: Page, server: Server) -> None:
    open_ticket(page, server, server.ticket())
    page.locator("#reply").fill("")
    page.keyboard.press("Escape")
    said = page.locator(".sentence .text").all_text_contents()[:2]

    page.keyboard.press("d")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.locator("#reply")).to_have_value(" ".join(said))
    expect(page.locator("[data-insert]").nth(1)).to_be_focused()


def test_what_stands_in_the_editor_is_not_inserted_again(page: Page, server: Server) -> None:
    open_ticket(page, server, server.ticket())
    page.keyboard.press("Escape")
    draft = page.locator("#reply").input_value()
    page.keyboard.press("i")
    expect(page.locator("#reply")).to_be_focused()
    page.locator("[data-insert]").first.click()

    expect(page.locator("#reply")).to_have_value(draft)
    expect(page.locator("[data-status]")).to_have_text("Это предложение уже есть в ответе.")


def test_of_a_draft_that_stands_in_part_only_the_rest_is_inserted(page: Page, server: Server) -> None:
    open_ticket(page, server, server.ticket())
    said = page.locator(".sentence .text").all_text_contents()
    page.locator("#reply").fill(said[0])
    page.keyboard.press("Escape")
    page.keyboard.press("i")

    expect(page.locator("#reply")).to_have_value(" ".join(said))


def test_the_focus_is_kept_when_a_draft_is_made_anew(page: Page, server: Server) -> None:
    open_ticket(page, server, server.ticket())

    page.locator("[data-draft]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#reply")).to_be_focused()
    page.keyboard.press("Escape")
    page.locator(".cite").first.focus()
    page.evaluate("document.querySelector('[data-redo]').click()")
    expect(page.locator("[data-status]")).to_have_text("Черновик готов.")

    assert page.evaluate("document.activeElement.closest('#answer, #sources') !== null")


def test_the_editor_stays_where_it_is_while_a_draft_comes_in(page: Page, server: Server) -> None:
    open_ticket(page, server, server.ticket())
    page.locator("#reply").fill("Своё")
    page.evaluate("document.querySelector('.draft').remove()")  # as before it was drafted
    page.locator("#reply").scroll_into_view_if_needed()
    before = page.locator("#reply").bounding_box()
    page.evaluate("document.querySelector('[data-redo]').click()")
    expect(page.locator(".draft")).to_be_visible()

    after = page.locator("#reply").bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) <= 1
    expect(page.locator("#reply")).to_be_focused()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_list_never_leaves_the_screen(server: Server, browser, width: int) -> None:  # type: ignore[no-untyped-def]
    tab = tab_of(browser, server, "vera", width)
    open_ticket(tab, server, server.ticket())
    tab.locator("#reply").fill("Очень длинное начало строки, после которого идёт ")
    tab.keyboard.type("/")
    box = tab.locator("#snippet-list").bounding_box()

    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert sideways(tab) <= 0
    tab.context.close()


@pytest.mark.parametrize("width", [360, 1280, 1920])
def test_the_page_of_snippets_fits_the_screen(server: Server, browser, width: int) -> None:  # type: ignore[no-untyped-def]
    server.company.employ(f"lead{width}", Role.LEAD)
    tab = tab_of(browser, server, f"lead{width}", width)
    tab.goto(f"{server.address}/snippets")

    assert sideways(tab) <= 0
    tab.locator("li", has_text="{имя}! Спасибо").get_by_role("button").click()
    tab.get_by_role("button", name="Вернуть", exact=True).click()
    expect(tab.locator("li.kept h2")).to_have_text("приветствие")
    tab.context.close()
