"""The Desk for several agents at once: filters, hand-overs, notes, saved texts, and a clear choice in a conflict."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from corpus.nouns import RawText, RedactedText
from tests.access import Company, form_token
from web.desk import digest


class Agent:
    """Somebody at the Desk, in a browser of their own."""

    def __init__(self, site: Company, login: str) -> None:
        self.person = site.employ(login)
        self.browser: TestClient = site.browser(self.person)
        self._token = form_token(self.browser)

    def sees(self, path: str) -> str:
        return self.browser.get(path).text

    def does(self, path: str, **typed: str) -> Any:
        return self.browser.post(path, data={**typed, "form_token": self._token})

    def seen(self, ticket: str) -> str:
        """How far this agent has read a ticket, as its page says."""
        found = re.search(r'name="seen" value="([0-9.]+)"', self.sees(ticket))
        return found[1] if found else ""


@pytest.fixture
def gleb(site: Company) -> Agent:
    return Agent(site, "gleb")


def opened(site: Company, written: str = "Деньги списали, а заказ 88412 не оплачен", channel: str = "mail") -> str:
    return f"/desk/tickets/{site.podskazka.assistant.open(RawText(written), channel=channel).id}"


def editor(page: str) -> str:
    return page[page.index('<textarea id="reply"') :].split(">", 1)[1].split("</textarea>", maxsplit=1)[0]


def test_a_taken_ticket_is_mine_and_nobody_elses(site: Company, vera: Agent, gleb: Agent) -> None:
    ticket = opened(site)

    vera.does(f"{ticket}/assign", to="me", was="nobody")

    assert ticket in vera.sees("/desk?view=mine")
    assert ticket not in gleb.sees("/desk?view=mine")
    assert ticket not in gleb.sees("/desk?view=free")
    assert "В работе: Vera" in gleb.sees(ticket)


def test_who_comes_second_to_a_ticket_is_told_that_it_is_taken(site: Company, vera: Agent, gleb: Agent) -> None:
    ticket = opened(site)
    vera.does(f"{ticket}/assign", to="me", was="nobody")

    refused = gleb.does(f"{ticket}/assign", to="me", was="nobody")

    assert "взял кто-то другой" in gleb.sees(refused.headers["location"])
    assert "В работе: Vera" in gleb.sees(ticket)


def test_a_hand_over_leaves_its_reason_and_a_note_for_the_second_line(site: Company, vera: Agent) -> None:
    ticket = opened(site)

    vera.does(f"{ticket}/hand-over", reason="bank", text="Лимит, карта 4111 1111 1111 1111")

    page = vera.sees(ticket)
    assert "надо писать в банк" in page
    assert "Лимит, карта [карта •1111]" in page
    assert ticket in vera.sees("/desk?view=second")


def test_a_snoozed_ticket_leaves_the_list_until_it_is_woken(site: Company, vera: Agent) -> None:
    ticket = opened(site)

    vera.does(f"{ticket}/snooze", rest="week")
    assert ticket not in vera.sees("/desk")
    assert ticket in vera.sees("/desk?view=snoozed")
    vera.does(f"{ticket}/snooze", rest="wake")

    assert ticket in vera.sees("/desk")


def test_tags_are_shown_and_lead_to_their_tickets(site: Company, vera: Agent) -> None:
    ticket = opened(site)

    vera.does(f"{ticket}/tags", tags="#ВИП,  возврат , возврат")

    assert vera.sees(ticket).count('class="badge quiet" href="/desk?view=all&amp;q=') == 2
    assert ticket in vera.sees("/desk?view=all&q=вип")


def test_an_empty_note_is_not_kept_and_the_page_says_so(site: Company, vera: Agent) -> None:
    ticket = opened(site)

    led = vera.does(f"{ticket}/note", text="  ").headers["location"]

    assert "Пустой текст не сохраняется" in vera.sees(led)


def test_what_was_typed_is_there_again_and_only_for_its_author(site: Company, vera: Agent, gleb: Agent) -> None:
    ticket = opened(site)

    kept = vera.does(f"{ticket}/unsent", text="Здравствуйте! Проверяю", seen=vera.seen(ticket), quiet="true")

    assert kept.status_code == 204
    assert editor(vera.sees(ticket)) == "Здравствуйте! Проверяю"
    assert "то, что вы набрали раньше" in vera.sees(ticket)
    assert editor(gleb.sees(ticket)) == ""


def test_a_draft_nobody_touched_is_not_kept_as_if_it_had_been_typed(site: Company, vera: Agent) -> None:
    ticket = opened(site)

    vera.does(f"{ticket}/unsent", text="Черновик", drafted=digest("Черновик"), seen=vera.seen(ticket))

    assert editor(vera.sees(ticket)) == ""


def test_a_saved_text_that_arrives_behind_its_own_reply_is_not_unsent(site: Company, vera: Agent) -> None:
    ticket = opened(site)
    seen = vera.seen(ticket)
    vera.does(f"{ticket}/reply", text="Готово, деньги вернутся", seen=seen)

    vera.does(f"{ticket}/unsent", text="Готово, деньги вернутся", seen=seen, quiet="true")

    assert editor(vera.sees(ticket)) == ""


def test_a_saved_text_has_no_card_number_in_it(site: Company, vera: Agent) -> None:
    ticket = opened(site)

    vera.does(f"{ticket}/unsent", text="Ваша карта 4111 1111 1111 1111", seen=vera.seen(ticket))

    assert editor(vera.sees(ticket)) == "Ваша карта [карта •1111]"


def test_a_text_is_out_of_date_when_the_customer_writes_more(site: Company, vera: Agent) -> None:
    ticket = opened(site)
    vera.does(f"{ticket}/unsent", text="Подождите час", seen=vera.seen(ticket))
    assert 'id="outdated"' not in vera.sees(ticket)

    vera.does(f"{ticket}/message", text="Уже прошёл час, карта 4111 1111 1111 1111")

    page = vera.sees(ticket)
    assert 'id="outdated"' in page
    assert editor(page) == "Подождите час"
    assert "карта [карта •1111]" in page


def test_the_second_of_two_agents_sees_both_texts_and_loses_nothing(site: Company, vera: Agent, gleb: Agent) -> None:
    ticket = opened(site)
    both_saw = vera.seen(ticket), gleb.seen(ticket)
    vera.does(f"{ticket}/reply", text="Ответ Веры", seen=both_saw[0])

    choice = gleb.does(f"{ticket}/reply", text="Ответ Глеба, длинный", seen=both_saw[1])

    assert choice.status_code == 409
    assert "Ответ Веры" in choice.text
    assert editor(choice.text) == "Ответ Глеба, длинный"
    assert editor(gleb.sees(ticket)) == "Ответ Глеба, длинный"
    assert "Ответ Глеба" not in vera.sees(ticket)


def test_after_the_choice_the_second_answer_goes_out_too(site: Company, vera: Agent, gleb: Agent) -> None:
    ticket = opened(site)
    seen = gleb.seen(ticket)
    vera.does(f"{ticket}/reply", text="Ответ Веры", seen=seen)
    choice = gleb.does(f"{ticket}/reply", text="Дополнение Глеба", seen=seen).text

    sent = gleb.does(
        f"{ticket}/reply", text="Дополнение Глеба", seen=re.findall(r'name="seen" value="(.+?)"', choice)[0]
    )

    assert sent.status_code == 303
    assert vera.sees(ticket).index("Ответ Веры") < vera.sees(ticket).index("Дополнение Глеба")


def test_after_the_choice_the_second_text_can_be_dropped(site: Company, vera: Agent, gleb: Agent) -> None:
    ticket = opened(site)
    seen = gleb.seen(ticket)
    vera.does(f"{ticket}/reply", text="Ответ Веры", seen=seen)
    gleb.does(f"{ticket}/reply", text="Лишнее", seen=seen)

    gleb.does(f"{ticket}/unsent", text="Лишнее", seen=seen, drop="true")

    assert "Лишнее" not in gleb.sees(ticket)


def test_nobody_answers_past_what_the_customer_wrote_meanwhile(site: Company, vera: Agent) -> None:
    ticket = opened(site)
    seen = vera.seen(ticket)
    site.podskazka.house.tickets.hear(ticket.rpartition("/")[2], RedactedText("Уже не надо"))

    choice = vera.does(f"{ticket}/reply", text="Подождите", seen=seen)

    assert choice.status_code == 409
    assert "Клиент написал ещё" in choice.text
    assert "Уже не надо" in choice.text
    assert editor(choice.text) == "Подождите"


def test_sending_can_lead_straight_to_the_next_ticket(site: Company, vera: Agent) -> None:
    first, second = opened(site, "Первое письмо"), opened(site, "Второе письмо")

    led = vera.does(f"{first}/reply", text="Готово", seen=vera.seen(first), then="next").headers["location"]

    assert led.startswith(second)
    assert "Ответ сохранён. Это следующее обращение." in vera.sees(led)
    last = vera.does(f"{second}/reply", text="Готово", seen=vera.seen(second), then="next").headers["location"]
    assert "Других обращений в этом списке нет" in vera.sees(last)


def test_the_filter_stays_while_one_works_through_a_list(site: Company, vera: Agent) -> None:
    ticket = opened(site, channel="chat")

    assert f'{ticket}?view=all&amp;channel=chat"' in vera.sees("/desk?view=all&channel=chat")
    assert (
        vera.does(f"{ticket}/note?view=all&channel=chat", text="х")
        .headers["location"]
        .startswith(f"{ticket}?view=all&channel=chat")
    )


def test_who_else_has_a_ticket_open_is_said(site: Company, vera: Agent, gleb: Agent) -> None:
    ticket = opened(site)
    vera.sees(ticket)

    assert "<strong data-names>Vera</strong>" in gleb.sees(ticket)
    told = vera.does(f"{ticket}/look").json()

    assert told["others"] == ["Gleb"]
    assert told["seen"] == vera.seen(ticket)


def test_other_tickets_about_the_same_order_are_named(site: Company, vera: Agent) -> None:
    first, second = opened(site, "Заказ 88412 не оплачен"), opened(site, "Снова про заказ 88412")

    page = vera.sees(second)

    assert "Другие обращения с этими номерами" in page
    assert f'href="{first}"' in page
    assert 'data-copy-text="88412"' in page


def test_a_filter_that_finds_nothing_can_be_taken_off(site: Company, vera: Agent) -> None:
    opened(site)

    page = vera.sees("/desk?q=кроссовки&channel=telegram&language=en")

    assert "Ничего не нашлось" in page
    assert '<a href="/desk">Сбросить поиск и фильтры</a>' in page


def test_what_stands_in_another_list_is_not_said_to_be_nowhere(site: Company, vera: Agent) -> None:
    opened(site)

    page = vera.sees("/desk?view=solved&q=88412")

    assert 'href="/desk?view=all&amp;q=88412">Найдено в других списках: 1</a>' in page


@pytest.mark.parametrize(
    "query", ["view=none", "page=0", "page=9999999999", "page=x", "page=²", "q=%00", "channel=%27", "state=gone"]
)
def test_a_wrong_address_shows_a_list_all_the_same(site: Company, vera: Agent, query: str) -> None:
    assert vera.browser.get(f"/desk?{query}").status_code == 200


def test_without_people_the_desk_asks_nobody_whose_a_ticket_is(site: Company) -> None:
    browser = site.browser()
    ticket = opened(site)

    page = browser.get(ticket).text

    assert "Взять себе" not in page
    assert "view=mine" not in page
    assert browser.post(f"{ticket}/look").json()["others"] == []
    assert browser.post(f"{ticket}/unsent", data={"text": "Моё"}).status_code == 303
    assert editor(browser.get(ticket).text) == "Моё"


def test_a_ticket_can_be_read_while_nothing_can_be_written(site: Company, vera: Agent) -> None:
    ticket = opened(site)
    with site.database.writing() as connection:
        connection.execute(text("ALTER TABLE presence RENAME TO gone"))

    assert vera.browser.get(ticket).status_code == 200


def test_what_cannot_be_stored_comes_back_to_its_author(site: Company, vera: Agent) -> None:
    ticket = opened(site)
    with site.database.writing() as connection:
        connection.execute(text("ALTER TABLE notes RENAME TO gone"))

    refused = vera.does(f"{ticket}/note", text="Банк ответит завтра")

    assert refused.status_code == 503
    assert "Банк ответит завтра" in refused.text
