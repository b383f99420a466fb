"""A reply goes out once: sent twice in a hurry or again after «Back», it is told that it is there already."""

from __future__ import annotations

import re
import threading

from corpus.nouns import RedactedText
from tests.access import Company
from tests.test_desk_pages import Agent, editor, opened


def sent(site: Company, ticket: str) -> list[str]:
    return [reply.text for reply in site.podskazka.house.tickets.replies(ticket.rpartition("/")[2])]


def test_the_same_form_sent_twice_sends_once_and_says_so(site: Company, vera: Agent) -> None:
    ticket = opened(site)
    form = {"text": "Деньги вернутся, карта 4111 1111 1111 1111", "seen": vera.seen(ticket)}
    vera.does(f"{ticket}/reply", **form)

    again = vera.does(f"{ticket}/reply", **form)

    assert again.status_code == 303
    assert "Этот ответ уже отправлен: второй раз он не ушёл." in vera.sees(again.headers["location"])
    assert len(sent(site, ticket)) == 1


def test_the_same_form_sent_many_times_at_once_sends_once(site: Company, vera: Agent) -> None:
    ticket = opened(site)
    form, statuses = {"text": "Деньги вернутся", "seen": vera.seen(ticket)}, list[int]()

    def send() -> None:
        statuses.append(vera.does(f"{ticket}/reply", **form).status_code)

    clicks = [threading.Thread(target=send) for _ in range(4)]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()

    assert statuses == [303] * 4
    assert len(sent(site, ticket)) == 1


def test_a_reply_that_a_newly_read_page_offers_again_is_sent_again_only_on_purpose(site: Company, vera: Agent) -> None:
    ticket = opened(site)
    vera.does(f"{ticket}/reply", text="Деньги вернутся", seen=vera.seen(ticket))
    form = {"text": "Деньги вернутся", "seen": vera.seen(ticket)}

    asked = vera.does(f"{ticket}/reply", **form)

    assert asked.status_code == 409
    assert "Этот ответ уже отправлен" in asked.text
    assert len(sent(site, ticket)) == 1
    assert vera.does(f"{ticket}/reply", **form, again="true").status_code == 303
    assert len(sent(site, ticket)) == 2


def test_going_back_from_the_question_leaves_no_text_of_a_reply_that_is_out(site: Company, vera: Agent) -> None:
    ticket = opened(site)
    vera.does(f"{ticket}/reply", text="Деньги вернутся", seen=vera.seen(ticket))

    vera.does(f"{ticket}/unsent", text="Деньги вернутся", seen=vera.seen(ticket))

    assert editor(vera.sees(ticket)) == ""


def test_a_reply_sent_twice_on_the_way_to_the_next_ticket_still_leads_there(site: Company, vera: Agent) -> None:
    ticket, other = opened(site), opened(site, "Второе письмо")
    form = {"text": "Готово", "seen": vera.seen(ticket), "then": "next"}
    vera.does(f"{ticket}/reply", **form)

    led = vera.does(f"{ticket}/reply", **form).headers["location"]

    assert led.startswith(other)
    assert re.search(r"второй раз он не ушёл\.\s+Это следующее обращение\.", vera.sees(led))


def test_the_same_words_of_a_colleague_are_still_shown_before_one_answers_too(site: Company, vera: Agent) -> None:
    ticket, gleb = opened(site), Agent(site, "gleb")
    seen = vera.seen(ticket)
    gleb.does(f"{ticket}/reply", text="Готово", seen=seen)

    choice = vera.does(f"{ticket}/reply", text="Готово", seen=seen)

    assert choice.status_code == 409
    assert "На это обращение уже ответили" in choice.text


def test_another_text_after_a_reply_is_an_answer_of_its_own(site: Company, vera: Agent) -> None:
    ticket = opened(site)
    vera.does(f"{ticket}/reply", text="Готово", seen=vera.seen(ticket))
    site.podskazka.house.tickets.hear(ticket.rpartition("/")[2], RedactedText("Не работает"))

    vera.does(f"{ticket}/reply", text="Проверили ещё раз, готово", seen=vera.seen(ticket))

    assert sent(site, ticket) == ["Готово", "Проверили ещё раз, готово"]
