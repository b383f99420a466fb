"""Agents take tickets, put them aside, hand them over, note things; two agents never overwrite each other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from corpus.database.access.people import Newcomer, People
from corpus.database.audit import COMMAND_LINE, AuditLog
from corpus.database.desk.inbox import Wanted
from corpus.database.desk.tables import presence
from corpus.database.desk.work import Reason, Unsent
from corpus.database.rows import now
from corpus.errors import Conflicting, NotFound, Overtaken
from corpus.nouns import Actor, Author, Message, RawText, RedactedText, Role, Ticket, TicketState
from tests.desk import ANNA, BORIS, Desk, leave_a_ticket_from_before_the_inbox


@pytest.fixture
def ticket(desk: Desk) -> str:
    return desk.ticket("Где деньги?", "chat")


def employed(desk: Desk, login: str) -> Actor:
    return People(desk.database).add(Newcomer(login, login.title(), Role.AGENT), COMMAND_LINE).actor


def typed(words: str, messages: int = 1) -> Unsent:
    return Unsent(RedactedText(words), "", "", messages)


def test_a_ticket_is_taken_given_on_and_given_back(desk: Desk, ticket: str) -> None:
    vera, gleb = employed(desk, "vera"), employed(desk, "gleb")

    desk.work.assign(ticket, vera.id, None, vera)
    desk.work.assign(ticket, gleb.id, vera.id, vera)
    assert desk.work.of(ticket).assignee == "Gleb"
    desk.work.assign(ticket, None, gleb.id, gleb)

    assert desk.work.of(ticket).assignee_id is None


def test_of_two_who_take_a_ticket_one_gets_it_and_the_other_is_told(desk: Desk, ticket: str) -> None:
    vera, gleb = employed(desk, "vera"), employed(desk, "gleb")
    desk.work.assign(ticket, vera.id, None, vera)

    with pytest.raises(Conflicting):
        desk.work.assign(ticket, gleb.id, None, gleb)

    assert desk.work.of(ticket).assignee_id == vera.id


def test_nobody_is_given_a_ticket_who_does_not_work_here(desk: Desk, ticket: str) -> None:
    gone = employed(desk, "gone")
    People(desk.database).disable(gone.id, COMMAND_LINE)

    for somebody in ("nobody", gone.id):
        with pytest.raises(Conflicting):
            desk.work.assign(ticket, somebody, None, ANNA)


def test_a_hand_over_has_a_reason_frees_the_ticket_and_can_be_taken_back(desk: Desk, ticket: str) -> None:
    vera = employed(desk, "vera")
    desk.work.assign(ticket, vera.id, None, vera)

    desk.work.hand_over(ticket, Reason.BANK, vera)
    handed = desk.work.of(ticket)
    desk.work.hand_back(ticket, vera)

    assert (handed.second_line, handed.reason, handed.assignee_id) == (True, "bank", None)
    assert not desk.work.of(ticket).second_line


def test_everything_agents_do_stands_in_the_audit_log_without_a_word_of_customers(desk: Desk, ticket: str) -> None:
    desk.work.snooze(ticket, now() + timedelta(hours=1), ANNA)
    desk.work.snooze(ticket, None, ANNA)
    desk.work.hand_over(ticket, Reason.MONEY, ANNA)

    deeds = AuditLog(desk.database).newest()

    assert [deed.verb for deed in deeds] == ["handed over", "woken", "snoozed"]
    assert "деньги" not in str([deed.details for deed in deeds])


def test_notes_stand_in_their_order_with_their_author(desk: Desk, ticket: str) -> None:
    desk.work.note(ticket, RedactedText("Пишем в банк"), ANNA)
    desk.work.note(ticket, RedactedText("Банк ответил"), BORIS)

    assert [(note.author, note.text) for note in desk.work.of(ticket).notes] == [
        ("Анна", "Пишем в банк"),
        ("Борис", "Банк ответил"),
    ]


def test_a_raw_text_cannot_become_a_note(desk: Desk, ticket: str) -> None:
    with pytest.raises(Exception, match="redact"):
        desk.work.note(ticket, RawText("карта 4111 1111 1111 1111"), ANNA)  # type: ignore[arg-type]


def test_tags_are_exchanged_as_a_whole(desk: Desk, ticket: str) -> None:
    desk.work.set_tags(ticket, [RedactedText("возврат"), RedactedText("вип")])
    desk.work.set_tags(ticket, [RedactedText("вип")])

    assert desk.work.of(ticket).tags == ("вип",)


def test_everybody_has_an_unsent_text_of_their_own(desk: Desk, ticket: str) -> None:
    desk.work.keep_unsent(ticket, typed("от Анны"), ANNA)
    desk.work.keep_unsent(ticket, typed("от Бориса"), BORIS)
    desk.work.keep_unsent(ticket, typed("от Анны, длиннее"), ANNA)

    kept = desk.work.unsent(ticket, ANNA), desk.work.unsent(ticket, BORIS)

    assert [one.text for one in kept if one] == ["от Анны, длиннее", "от Бориса"]


def test_an_emptied_text_is_forgotten_and_a_sent_one_too(desk: Desk, ticket: str) -> None:
    desk.work.keep_unsent(ticket, typed("передумала"), ANNA)
    desk.work.keep_unsent(ticket, typed("  "), ANNA)
    assert desk.work.unsent(ticket, ANNA) is None

    desk.work.keep_unsent(ticket, typed("ответ"), ANNA)
    desk.work.keep_unsent(ticket, typed("ответ Бориса"), BORIS)
    desk.tickets.reply(ticket, RedactedText("ответ"), by=ANNA)

    assert desk.work.unsent(ticket, ANNA) is None
    assert desk.work.unsent(ticket, BORIS) is not None


def test_who_has_a_ticket_open_is_seen_and_forgotten_after_a_minute(desk: Desk, ticket: str) -> None:
    assert desk.work.look(ticket, ANNA) == []
    assert desk.work.look(ticket, BORIS) == ["Анна"]

    with desk.database.writing() as connection:
        connection.execute(update(presence).values(seen_at=now() - timedelta(seconds=61)))

    assert desk.work.look(ticket, BORIS) == []


def test_the_second_of_two_who_saw_the_same_is_refused_and_the_first_is_kept(desk: Desk, ticket: str) -> None:
    seen = desk.work.of(ticket).revision
    desk.tickets.reply(ticket, RedactedText("Первый"), by=ANNA, seen=seen)

    with pytest.raises(Overtaken):
        desk.tickets.reply(ticket, RedactedText("Второй"), by=BORIS, seen=seen)

    assert [reply.text for reply in desk.tickets.replies(ticket)] == ["Первый"]


def test_of_many_who_send_at_once_exactly_one_gets_through(desk: Desk, ticket: str) -> None:
    seen, together, sent = desk.work.of(ticket).revision, threading.Barrier(6), list[int]()

    def send(number: int) -> None:
        together.wait()
        try:
            desk.tickets.reply(ticket, RedactedText(f"Ответ {number}"), seen=seen)
            sent.append(number)
        except Overtaken:
            pass

    agents = [threading.Thread(target=send, args=(number,)) for number in range(6)]
    for agent in agents:
        agent.start()
    for agent in agents:
        agent.join()

    assert len(sent) == 1
    assert [reply.text for reply in desk.tickets.replies(ticket)] == [f"Ответ {sent[0]}"]


def test_nobody_answers_past_a_message_they_have_not_read(desk: Desk, ticket: str) -> None:
    seen = desk.work.of(ticket).revision
    desk.tickets.hear(ticket, RedactedText("Уже не надо, деньги пришли"))

    with pytest.raises(Overtaken):
        desk.tickets.reply(ticket, RedactedText("Ждите"), seen=seen)


def test_whoever_has_read_everything_may_answer_once_more(desk: Desk, ticket: str) -> None:
    desk.tickets.reply(ticket, RedactedText("Первый"))
    desk.tickets.reply(ticket, RedactedText("Дополнение"), seen=desk.work.of(ticket).revision)

    assert len(desk.tickets.replies(ticket)) == 2


def test_a_ticket_brought_up_to_date_by_a_sync_wakes_only_when_its_customer_wrote(desk: Desk) -> None:
    first = Message(Author.CUSTOMER, RedactedText("Где деньги?"), now())
    known = Ticket("mail", RedactedText("Тема"), (first,), source="crm", external_id="7")
    ticket = desk.tickets.keep(known)
    before = desk.work.of(ticket).revision

    desk.tickets.keep(known)
    assert desk.work.of(ticket).revision == before
    more = Message(Author.CUSTOMER, RedactedText("И чек тоже"), now())
    desk.tickets.keep(Ticket("mail", RedactedText("Тема"), (first, more), source="crm", external_id="7"))

    assert desk.work.of(ticket).revision == before + 1
    assert desk.tickets.get(ticket).state is TicketState.OPEN


def test_an_answer_given_elsewhere_must_be_read_before_one_is_given_here(desk: Desk) -> None:
    first = Message(Author.CUSTOMER, RedactedText("Где деньги?"), now())
    ticket = desk.tickets.keep(Ticket("mail", RedactedText(""), (first,), source="crm", external_id="7"))
    seen = desk.work.of(ticket).revision
    answer = Message(Author.AGENT, RedactedText("Уже вернули"), now())
    desk.tickets.keep(
        Ticket("mail", RedactedText(""), (first, answer), TicketState.SOLVED, source="crm", external_id="7")
    )

    with pytest.raises(Overtaken):
        desk.tickets.reply(ticket, RedactedText("Ждите"), seen=seen)


@pytest.mark.parametrize("verb", ["note", "assign", "snooze", "hand over", "look", "of", "tags", "unsent"])
def test_an_unknown_ticket_is_not_found(desk: Desk, verb: str) -> None:
    done: dict[str, Callable[[], object]] = {
        "note": lambda: desk.work.note("none", RedactedText("х"), ANNA),
        "assign": lambda: desk.work.assign("none", None, None, ANNA),
        "snooze": lambda: desk.work.snooze("none", None, ANNA),
        "hand over": lambda: desk.work.hand_over("none", Reason.OTHER, ANNA),
        "look": lambda: desk.work.look("none", ANNA),
        "of": lambda: desk.work.of("none"),
        "tags": lambda: desk.work.set_tags("none", [RedactedText("х")]),
        "unsent": lambda: desk.work.keep_unsent("none", typed("х"), ANNA),
    }

    with pytest.raises(NotFound):
        done[verb]()


def test_tickets_from_before_the_inbox_are_in_it(tmp_path: Path) -> None:
    leave_a_ticket_from_before_the_inbox(f"sqlite:///{tmp_path / 'podskazka.db'}")

    renewed = Desk(tmp_path)

    assert renewed.shown(text="возврат") == ["t"]
    assert renewed.inbox.lines(Wanted(), ANNA.id)[0].overdue
    renewed.database.close()
