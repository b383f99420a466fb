"""The inbox: whoever waits longest stands first, broken promises are seen, everything is found again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from corpus.database.desk.inbox import PAGE, View, Wanted
from corpus.database.desk.work import Reason
from corpus.database.rows import now
from corpus.nouns import Author, Message, RedactedText, Ticket
from tests.desk import ANNA, BORIS, Desk

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def test_whoever_waits_longest_stands_first(desk: Desk) -> None:
    fresh = desk.ticket("Где заказ?")
    old = desk.ticket("Где деньги?", ago=2 * DAY)

    assert desk.shown() == [old, fresh]


def test_a_chat_is_late_after_minutes_and_a_mail_after_a_day(desk: Desk) -> None:
    chat, mail = desk.ticket("Чат", "chat", ago=6 * MINUTE), desk.ticket("Письмо", ago=6 * MINUTE)
    old = desk.ticket("Старое письмо", ago=DAY + MINUTE)

    late = {line.id for line in desk.inbox.lines(Wanted(), ANNA.id) if line.overdue}

    assert late == {chat, old}
    assert mail not in late
    assert desk.inbox.counts(Wanted(), ANNA.id).overdue == 2


def test_broken_promises_can_be_put_first_and_then_who_was_promised_minutes(desk: Desk) -> None:
    mail, chat = desk.ticket("Письмо", ago=60 * MINUTE), desk.ticket("Чат", "chat")
    late = desk.ticket("Поздний чат", "chat", ago=6 * MINUTE)

    urgent = [line.id for line in desk.inbox.lines(Wanted(urgent=True), ANNA.id)]

    assert desk.shown() == [mail, late, chat]
    assert urgent == [late, chat, mail]


def test_an_answered_ticket_breaks_no_promise(desk: Desk) -> None:
    ticket = desk.ticket("Письмо", ago=3 * DAY)
    desk.tickets.reply(ticket, RedactedText("Готово"))

    assert desk.inbox.counts(Wanted(), ANNA.id).overdue == 0
    assert desk.shown(View.SOLVED) == [ticket]
    assert desk.shown() == []


def test_a_customer_who_writes_again_waits_since_then(desk: Desk) -> None:
    ticket = desk.ticket("Письмо", ago=3 * DAY)
    desk.tickets.reply(ticket, RedactedText("Готово"))

    desk.tickets.hear(ticket, RedactedText("Всё ещё не пришли"))

    (line,) = desk.inbox.lines(Wanted(), ANNA.id)
    assert now() - line.since < MINUTE
    assert not line.overdue


def test_mine_free_and_second_line_are_told_apart(desk: Desk) -> None:
    mine, others, free, second = (desk.ticket(text) for text in ("раз", "два", "три", "четыре"))
    desk.work.assign(mine, "", None, ANNA)  # the id of nobody signed in works without a person in the database
    desk.work.hand_over(second, Reason.BANK, ANNA)

    assert desk.shown(View.FREE) == [others, free]
    assert desk.shown(View.SECOND) == [second]
    assert [line.id for line in desk.inbox.lines(Wanted(View.MINE), "")] == [mine]


def test_a_ticket_put_aside_comes_back_by_itself(desk: Desk) -> None:
    asleep, back = desk.ticket("позже"), desk.ticket("уже пора")
    desk.work.snooze(asleep, now() + DAY, ANNA)
    desk.work.snooze(back, now() - MINUTE, ANNA)

    assert desk.shown() == [back]
    assert desk.shown(View.SNOOZED) == [asleep]
    assert desk.inbox.lines(Wanted(View.SNOOZED), ANNA.id)[0].due is None


def test_a_new_message_wakes_a_ticket_that_was_put_aside(desk: Desk) -> None:
    ticket = desk.ticket("позже")
    desk.work.snooze(ticket, now() + DAY, ANNA)

    desk.tickets.hear(ticket, RedactedText("Ответьте наконец"))

    assert desk.shown() == [ticket]


@pytest.mark.parametrize("asked", ["ВОЗВРАТ", "возврата", "вернул возврат", "чек-77", "Ёлка", "елка"])
def test_search_knows_cyrillic_capitals_and_forms_of_words(desk: Desk, asked: str) -> None:
    ticket = desk.ticket("Вернули не тот Возврат, чек-77, ёлка")
    desk.ticket("Другое письмо")

    assert desk.shown(View.ALL, text=asked) == [ticket]


def test_search_reads_replies_notes_and_tags_too(desk: Desk) -> None:
    ticket = desk.ticket("Письмо")
    desk.work.note(ticket, RedactedText("Звонил эквайер"), ANNA)
    desk.work.set_tags(ticket, [RedactedText("вип")])
    desk.tickets.reply(ticket, RedactedText("Сверьте квитанцию"))

    for asked in ("эквайер", "вип", "квитанция"):
        assert desk.shown(View.ALL, text=asked) == [ticket], asked


def test_what_was_noted_here_is_found_after_the_next_import_too(desk: Desk) -> None:
    known = Ticket("mail", RedactedText("Тема"), (Message(Author.CUSTOMER, RedactedText("Где?")),), external_id="7")
    ticket = desk.tickets.keep(known)
    desk.work.note(ticket, RedactedText("Звонил эквайер"), ANNA)

    desk.tickets.keep(known)

    assert desk.shown(View.ALL, text="эквайер") == [ticket]


@pytest.mark.parametrize("asked", ["%", "_", "100%", "\\", "'; DROP TABLE tickets", "   "])
def test_search_takes_signs_of_sql_for_what_they_are(desk: Desk, asked: str) -> None:
    desk.ticket("Обычное письмо")

    assert len(desk.shown(View.ALL, text=asked)) in {0, 1}
    assert len(desk.shown(View.ALL)) == 1


def test_each_filter_says_how_many_stand_behind_it(desk: Desk) -> None:
    desk.ticket("письмо")
    desk.ticket("чат", "chat")
    english = desk.ticket("Where is my money", "chat", "en")
    desk.tickets.reply(english, RedactedText("Here"))

    counts = desk.inbox.counts(Wanted(channel="chat"), ANNA.id)

    assert (counts.views[View.WAITING], counts.views[View.SOLVED], counts.views[View.ALL]) == (1, 1, 2)
    assert counts.channels == {"chat": 1, "mail": 1}
    assert desk.inbox.counts(Wanted(View.ALL), ANNA.id).languages == {"ru": 2, "en": 1}


def test_channel_and_language_narrow_the_list(desk: Desk) -> None:
    desk.ticket("письмо")
    chat, english = desk.ticket("чат", "chat"), desk.ticket("Where is it", "chat", "en")

    assert set(desk.shown(channel="chat")) == {chat, english}
    assert desk.shown(channel="chat", language="en") == [english]


def test_a_long_list_comes_in_pages_and_none_is_left_out(desk: Desk) -> None:
    all_of_them = {desk.ticket(f"письмо {number}") for number in range(PAGE + 3)}

    pages = [desk.inbox.lines(Wanted(page=page), ANNA.id) for page in (1, 2, 3)]

    assert [len(page) for page in pages] == [PAGE, 3, 0]
    assert {line.id for page in pages for line in page} == all_of_them


def test_tickets_that_name_the_same_order_are_found(desk: Desk) -> None:
    first = desk.ticket("Заказ 88412 не оплачен")
    desk.ticket("Заказ 884120 не оплачен")
    second = desk.ticket("Опять пишу про 88412")

    assert [line.id for line in desk.inbox.mentioning(["88412"], second)] == [first]
    assert desk.inbox.mentioning([], second) == []


def test_a_list_shows_who_has_a_ticket_and_since_when_nobody_is_told_of_others(desk: Desk) -> None:
    ticket = desk.ticket("письмо")
    desk.work.assign(ticket, "", None, BORIS)

    (line,) = desk.inbox.lines(Wanted(), ANNA.id)

    assert line.assignee_id == ""
    assert line.assignee == ""
