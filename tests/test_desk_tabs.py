"""One agent, two tabs on one ticket: the second text is not saved over the first, and nobody with one tab is asked."""

from __future__ import annotations

import re

import pytest

from corpus.database.desk.work import Unsent
from corpus.errors import TypedElsewhere
from corpus.nouns import RedactedText
from tests.access import Company
from tests.desk import ANNA, Desk
from tests.test_desk_pages import Agent, editor, opened


def typed(words: str, page: str) -> Unsent:
    return Unsent(RedactedText(words), "", "", 1, page=page)


def fields(page: str) -> dict[str, str]:
    """What the editor's form carries, as it stands on a page."""
    return {name: re.findall(rf'name="{name}" value="(.*?)"', page)[-1] for name in ("seen", "page", "kept", "number")}


def test_a_page_saves_over_its_own_text_and_over_one_that_it_has_shown(desk: Desk) -> None:
    ticket = desk.ticket("Где деньги?")
    desk.work.keep_unsent(ticket, typed("Добрый", "first"), ANNA, read="")
    first = typed("Добрый день", "first")
    desk.work.keep_unsent(ticket, first, ANNA, read="")

    desk.work.keep_unsent(ticket, typed("Добрый день!", "second"), ANNA, read=first.mark)

    left = desk.work.unsent(ticket, ANNA)
    assert left
    assert left.text == "Добрый день!"


@pytest.mark.parametrize("words", ["Текст из второй вкладки", ""])
def test_a_page_does_not_save_over_a_text_that_it_has_not_shown(desk: Desk, words: str) -> None:
    ticket = desk.ticket("Где деньги?")
    desk.work.keep_unsent(ticket, typed("Текст из первой", "first"), ANNA, read="")

    with pytest.raises(TypedElsewhere):
        desk.work.keep_unsent(ticket, typed(words, "second"), ANNA, read="")

    left = desk.work.unsent(ticket, ANNA)
    assert left
    assert left.text == "Текст из первой"


def test_the_same_words_in_two_tabs_are_no_conflict(desk: Desk) -> None:
    ticket = desk.ticket("Где деньги?")
    desk.work.keep_unsent(ticket, typed("Готово", "first"), ANNA, read="")

    desk.work.keep_unsent(ticket, typed("Готово ", "second"), ANNA, read="")

    assert desk.work.unsent(ticket, ANNA) is not None


def test_of_two_tabs_the_second_is_asked_and_both_texts_are_shown(site: Company, vera: Agent) -> None:
    ticket = opened(site)
    first, second = fields(vera.sees(ticket)), fields(vera.sees(ticket))
    vera.does(f"{ticket}/unsent", text="Из первой вкладки", quiet="true", **first)

    quietly = vera.does(f"{ticket}/unsent", text="Из второй вкладки", quiet="true", **second)
    choice = vera.does(f"{ticket}/unsent", text="Из второй вкладки", **second)

    assert (quietly.status_code, choice.status_code) == (409, 409)
    assert "Из первой вкладки" in choice.text
    assert editor(choice.text) == "Из второй вкладки"
    assert editor(vera.sees(ticket)) == "Из первой вкладки"


@pytest.mark.parametrize(("chosen", "stays"), [("over", "Из второй"), ("leave", "Из первой")])
def test_the_chosen_text_stays(site: Company, vera: Agent, chosen: str, stays: str) -> None:
    ticket = opened(site)
    first, second = fields(vera.sees(ticket)), fields(vera.sees(ticket))
    vera.does(f"{ticket}/unsent", text="Из первой", **first)

    vera.does(f"{ticket}/unsent", text="Из второй", **second, **{chosen: "true"})

    assert editor(vera.sees(ticket)) == stays


def test_one_tab_is_never_asked_neither_after_a_reload_nor_after_a_draft(site: Company, vera: Agent) -> None:
    ticket = opened(site)
    page = fields(vera.sees(ticket))
    vera.does(f"{ticket}/unsent", text="Раз", **page)
    drafted = fields(vera.does(f"{ticket}/draft", text="Раз", **page).text)
    assert drafted["page"] == page["page"]

    assert vera.does(f"{ticket}/unsent", text="Раз, два", **drafted).status_code == 303
    assert vera.does(f"{ticket}/unsent", text="Раз, два, три", **fields(vera.sees(ticket))).status_code == 303
    assert vera.does(f"{ticket}/reply", text="Готово", **fields(vera.sees(ticket))).status_code == 303


def test_sending_from_one_tab_does_not_silently_drop_what_was_typed_in_the_other(site: Company, vera: Agent) -> None:
    ticket = opened(site)
    first, second = fields(vera.sees(ticket)), fields(vera.sees(ticket))
    vera.does(f"{ticket}/unsent", text="Длинный ответ из первой вкладки", **first)

    choice = vera.does(f"{ticket}/reply", text="Короткий из второй", **second)

    assert choice.status_code == 409
    assert "Длинный ответ из первой вкладки" in choice.text
    assert vera.does(f"{ticket}/reply", text="Короткий из второй", **second, over="true").status_code == 303


def test_what_one_typed_before_pages_were_told_apart_can_be_continued(site: Company, vera: Agent) -> None:
    ticket = opened(site)
    vera.does(f"{ticket}/unsent", text="Набрано давно", seen=vera.seen(ticket))

    assert vera.does(f"{ticket}/unsent", text="Набрано давно и дальше", **fields(vera.sees(ticket))).status_code == 303


@pytest.mark.parametrize("later", ["Добрый день, проверяю", ""])
def test_an_older_save_of_a_page_that_arrives_late_does_not_undo_a_later_one(
    site: Company, vera: Agent, later: str
) -> None:
    ticket = opened(site)
    page = fields(vera.sees(ticket))
    vera.does(f"{ticket}/unsent", text=later, quiet="true", **{**page, "number": "3"})

    late = vera.does(f"{ticket}/unsent", text="Добрый", quiet="true", **{**page, "number": "2"})

    assert late.status_code == 204  # its page has nothing to do about it
    assert editor(vera.sees(ticket)) == later


def test_a_save_that_arrives_behind_the_reply_of_its_page_does_not_come_back(site: Company, vera: Agent) -> None:
    ticket = opened(site)
    page = fields(vera.sees(ticket))
    vera.does(f"{ticket}/reply", text="Деньги вернутся завтра", **{**page, "number": "2"})

    vera.does(f"{ticket}/unsent", text="Деньги верн", quiet="true", **{**page, "number": "1"})

    assert editor(vera.sees(ticket)) == ""


def test_what_one_types_after_going_back_to_a_page_that_was_sent_is_kept(site: Company, vera: Agent) -> None:
    ticket = opened(site)
    page = fields(vera.sees(ticket))
    vera.does(f"{ticket}/reply", text="Деньги вернутся завтра", **{**page, "number": "2"})

    vera.does(f"{ticket}/unsent", text="И ещё одно", quiet="true", **{**page, "number": "3"})

    assert editor(vera.sees(ticket)) == "И ещё одно"


@pytest.mark.parametrize("number", ["", "завтра", "9" * 40, "-1"])
def test_a_page_that_counts_nothing_saves_as_ever(site: Company, vera: Agent, number: str) -> None:
    ticket = opened(site)
    page = {**fields(vera.sees(ticket)), "number": number}
    vera.does(f"{ticket}/unsent", text="Раз", **page)

    vera.does(f"{ticket}/unsent", text="Раз, два", **page)

    assert editor(vera.sees(ticket)) == "Раз, два"


def test_a_choice_goes_on_counting_where_its_page_was(site: Company, vera: Agent) -> None:
    ticket = opened(site)
    first, second = fields(vera.sees(ticket)), {**fields(vera.sees(ticket)), "number": "7"}
    vera.does(f"{ticket}/unsent", text="Из первой", **first)

    choice = vera.does(f"{ticket}/unsent", text="Из второй", **second)

    assert fields(choice.text)["number"] == "7"


def test_a_text_that_was_emptied_in_one_tab_is_in_no_other_ones_way(desk: Desk) -> None:
    ticket = desk.ticket("Где деньги?")
    desk.work.keep_unsent(ticket, typed("", "first"), ANNA, read="")

    desk.work.keep_unsent(ticket, typed("Текст из второй", "second"), ANNA, read="")

    left = desk.work.unsent(ticket, ANNA)
    assert left
    assert left.text == "Текст из второй"
