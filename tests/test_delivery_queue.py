"""A reply is kept first and leaves when it can: nothing is lost, nothing is sent by two at once, nobody is pestered."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from corpus.database.audit import COMMAND_LINE, AuditLog
from corpus.database.desk.deliveries import LEASE, Deliveries, DeliveryState
from corpus.database.desk.tickets import Reply, Tickets
from corpus.errors import Conflicting, DatabaseUnavailable, NotFound
from corpus.nouns import RedactedText
from tests.mail_server import CUT, MailServer, mail_server
from tests.patience import eventually
from tests.posting import Post, by_mail
from tests.running import free_port


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    made = Post(tmp_path)
    yield made
    made.database.close()


def test_a_sent_reply_waits_in_the_queue_until_the_mail_server_has_it(post: Post) -> None:
    reply = post.send()
    with mail_server() as server:
        assert post.of(reply).state is DeliveryState.WAITING

        went = post.courier(by_mail(server.port)).round()

    assert went == {"delivered": 1}
    assert post.of(reply).state is DeliveryState.DELIVERED
    assert "Деньги вернутся" in server.mails[0].parsed.get_content()


def test_what_has_arrived_is_not_sent_again(post: Post) -> None:
    post.send()
    with mail_server() as server:
        courier = post.courier(by_mail(server.port))
        courier.round()
        post.clock.turn(days=3)

        assert courier.round() == {}
    assert len(server.mails) == 1


def test_a_ticket_typed_in_by_hand_has_no_way_back_and_waits_for_nothing(post: Post) -> None:
    reply = post.send(reply_to="")

    assert post.deliveries.of_reply(reply.id) is None
    assert post.deliveries.claim(post.clock()) is None


def test_a_reply_that_is_refused_puts_nothing_into_the_queue(post: Post) -> None:
    reply = post.send()

    with pytest.raises(Conflicting):
        post.tickets.reply(reply.ticket_id, reply.text, "Борис")

    assert post.deliveries.counts()[DeliveryState.WAITING] == 1


def test_a_reply_is_not_kept_if_it_cannot_be_queued(post: Post) -> None:
    first = post.send()

    def breaks(connection: Any, reply: Reply) -> None:
        raise DatabaseUnavailable("the disk is full")

    breaking = Tickets(post.database, breaks)
    post.tickets.hear(first.ticket_id, RedactedText("Так когда?"))

    with pytest.raises(DatabaseUnavailable):
        breaking.reply(first.ticket_id, RedactedText("Завтра"), "Анна")

    assert [reply.text for reply in post.tickets.replies(first.ticket_id)] == [first.text]


def test_a_dead_mail_server_is_asked_less_and_less_often(post: Post) -> None:
    reply, courier = post.send(), post.courier(by_mail(free_port()))
    pauses = []
    for _ in range(4):
        assert courier.round() == {"waiting": 1}
        pauses.append(post.of(reply).due_at - post.clock())
        post.clock.at = post.of(reply).due_at

    assert pauses == [timedelta(seconds=seconds) for seconds in (30, 60, 120, 240)]
    assert post.of(reply).problem == "unreachable"


def test_nobody_waits_longer_than_four_hours_for_the_next_attempt(post: Post) -> None:
    reply, courier = post.send(), post.courier(by_mail(free_port()))
    for _ in range(15):
        courier.round()
        pause = post.of(reply).due_at - post.clock()
        post.clock.at = post.of(reply).due_at

    assert pause == timedelta(hours=4)


def test_chance_spreads_the_attempts(post: Post) -> None:
    reply = post.send()

    post.courier(by_mail(free_port()), jitter=lambda: 1.0).round()

    assert post.of(reply).due_at - post.clock() == timedelta(seconds=15)


def test_it_is_not_tried_before_its_time(post: Post) -> None:
    post.send()
    courier = post.courier(by_mail(free_port()))
    courier.round()
    post.clock.turn(seconds=29)

    assert courier.round() == {}


def test_after_about_two_days_it_is_left_to_people(post: Post) -> None:
    reply, courier, began = post.send(), post.courier(by_mail(free_port()), jitter=lambda: 0.5), post.clock()
    while post.of(reply).state is DeliveryState.WAITING:
        post.clock.at = max(post.clock(), post.of(reply).due_at)
        courier.round()

    assert post.of(reply).state is DeliveryState.DEAD
    assert timedelta(hours=40) < post.clock() - began < timedelta(hours=56)


def test_a_mail_server_that_comes_back_gets_all_that_waited(post: Post) -> None:
    replies, port = [post.send(), post.send()], free_port()
    courier = post.courier(by_mail(port))
    for _ in range(6):
        post.clock.turn(hours=5)
        courier.round()
        courier.round()
    assert all(post.of(reply).due_at > post.clock() for reply in replies)
    post.send()
    with mail_server(MailServer(port)) as server:
        assert courier.round() == {"delivered": 3}

    assert len(server.mails) == 3


@pytest.mark.parametrize("fault", [CUT, "535 who are you", "421 too many connections"])
def test_what_is_wrong_with_the_server_is_not_found_out_once_per_letter(post: Post, fault: str) -> None:
    for _ in range(5):
        post.send()
    with mail_server(MailServer(answers={"HELLO": fault})) as server:
        assert post.courier(by_mail(server.port)).round() == {"waiting": 1}
    assert server.connections == 1


def test_a_letter_that_the_server_does_not_want_holds_up_no_other(post: Post) -> None:
    for _ in range(3):
        post.send()
    with mail_server(MailServer(answers={"TEXT": "554 this looks like spam"})) as server:
        assert post.courier(by_mail(server.port)).round() == {"dead": 3}


def test_a_courier_that_died_is_overtaken_when_its_lease_has_ended(post: Post) -> None:
    reply = post.send()
    assert post.deliveries.claim(post.clock())
    with mail_server() as server:
        courier = post.courier(by_mail(server.port))
        assert courier.round() == {}
        post.clock.turn(seconds=LEASE.total_seconds())

        assert courier.round() == {"delivered": 1}
    assert post.of(reply).attempts == 2


def test_a_letter_of_which_couriers_die_is_left_to_people(post: Post) -> None:
    reply = post.send()
    for _ in range(24):
        assert post.deliveries.claim(post.clock())
        post.clock.turn(minutes=6)
    with mail_server() as server:
        assert post.courier(by_mail(server.port)).round() == {"dead": 1}

    assert server.connections == 0
    assert post.of(reply).state is DeliveryState.DEAD


def test_who_was_overtaken_cannot_put_off_what_another_courier_sends(post: Post) -> None:
    reply = post.send()
    slow = post.deliveries.claim(post.clock())
    post.clock.turn(minutes=6)
    assert slow
    assert post.deliveries.claim(post.clock())

    post.deliveries.failed(slow, "busy", 451, post.clock() + timedelta(hours=4))

    assert post.of(reply).problem == ""
    assert post.deliveries.claim(post.clock()) is None


def test_eight_couriers_send_forty_replies_once_each(post: Post, tmp_path: Path) -> None:
    replies = [post.send(f"Ответ {number}") for number in range(40)]
    desks = [Post(tmp_path) for _ in range(8)]  # each with connections of its own, as processes have them
    with mail_server() as server:
        threads = [threading.Thread(target=desk.courier(by_mail(server.port)).round) for desk in desks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    for desk in desks:
        desk.database.close()
    sent = sorted(mail.parsed["Message-ID"] for mail in server.mails)
    assert sent == sorted(f"<{reply.id}@example.com>" for reply in replies)


def test_a_courier_at_work_sends_by_itself_and_stops_when_asked(post: Post) -> None:
    with mail_server() as server:
        courier = post.courier(by_mail(server.port))
        with courier.at_work():
            reply = post.send()
            eventually(lambda: post.of(reply).state is DeliveryState.DELIVERED)

    assert post.of(reply).state is DeliveryState.DELIVERED
    assert "courier" not in {thread.name for thread in threading.enumerate()}


def test_a_dead_letter_can_be_sent_again_and_the_log_says_who_did(post: Post) -> None:
    reply = post.send()
    with mail_server(MailServer(answers={"TEXT": "554 spam"})) as server:
        post.courier(by_mail(server.port)).round()
        server.answers.clear()

        post.deliveries.retry(post.of(reply).id, COMMAND_LINE)
        post.courier(by_mail(server.port)).round()

    assert post.of(reply).state is DeliveryState.DELIVERED
    assert AuditLog(post.database).newest()[0].verb == "delivery retried"


def test_all_dead_letters_can_be_sent_again_at_once(post: Post) -> None:
    replies = [post.send(), post.send()]
    with mail_server(MailServer(answers={"TEXT": "554 spam"})) as server:
        post.courier(by_mail(server.port)).round()

    assert post.deliveries.retry_dead(COMMAND_LINE) == 2
    assert {post.of(reply).state for reply in replies} == {DeliveryState.WAITING}


def test_what_somebody_gave_up_is_not_sent(post: Post) -> None:
    reply = post.send()
    post.deliveries.give_up(post.of(reply).id, COMMAND_LINE)
    with mail_server() as server:
        assert post.courier(by_mail(server.port)).round() == {}
    assert post.of(reply).state is DeliveryState.GIVEN_UP


def test_what_has_arrived_can_neither_be_given_up_nor_sent_again(post: Post) -> None:
    reply = post.send()
    with mail_server() as server:
        post.courier(by_mail(server.port)).round()

    for verb in (post.deliveries.give_up, post.deliveries.retry):
        with pytest.raises(Conflicting):
            verb(post.of(reply).id, COMMAND_LINE)
    with pytest.raises(NotFound):
        post.deliveries.retry("none", COMMAND_LINE)


def test_what_arrived_while_somebody_gave_it_up_counts_as_arrived(post: Post) -> None:
    reply = post.send()
    claimed = post.deliveries.claim(post.clock())
    assert claimed
    post.deliveries.give_up(post.of(reply).id, COMMAND_LINE)

    post.deliveries.delivered(claimed)

    assert post.of(reply).state is DeliveryState.DELIVERED


def test_what_has_not_left_is_listed_the_dead_first(post: Post) -> None:
    post.send(subject="Ждёт")
    with mail_server(MailServer(answers={"TEXT": "554 spam"})) as server:
        post.courier(by_mail(server.port)).round()
    post.send(subject="Новое")

    assert [one.subject for one in post.deliveries.undelivered()] == ["Ждёт", "Новое"]


def test_what_the_server_said_is_kept_and_logged_nowhere(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    reply = post.send()
    with mail_server(MailServer(answers={"TEXT": "554 mail to anna@client.example refused"})) as server:
        post.courier(by_mail(server.port)).round()

    said = caplog.text + json.dumps([record.__dict__.get("fields") for record in caplog.records])
    assert post.of(reply).code == 554
    assert "refused" in caplog.text
    assert "anna@client" not in said


def test_a_second_process_sees_the_same_queue(post: Post) -> None:
    post.send()
    other = Deliveries(post.database)

    assert post.deliveries.claim(post.clock())
    assert other.claim(post.clock()) is None
