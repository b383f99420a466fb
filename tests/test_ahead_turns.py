"""Which ticket gets its draft next, and that no two drafters make the same one, whatever dies in between."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest

from assistant.ahead.ahead import Step
from assistant.ahead.working import drafting_ahead
from corpus.database.ahead.prepared import MOST_ATTEMPTS, Claim, PreparedDrafts, Waiting
from corpus.database.connection import Database
from corpus.database.rows import new_id, now
from corpus.nouns import RedactedText
from tests.desk import ANNA, PROMISE, Desk
from tests.patience import eventually

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def drafts(desk: Desk) -> PreparedDrafts:
    return drafts_of(desk.database)


def drafts_of(database: Database, maker: str = "1:composer") -> PreparedDrafts:
    return PreparedDrafts(database, PROMISE, maker)


def waiting(claim: Claim, position: int = 0) -> Waiting:
    return Waiting(new_id(), claim.revision, position, [RedactedText("Здравствуйте!")], {"outcome": "answered"})


def claimed(drafts: PreparedDrafts) -> Claim:
    found = drafts.claim()
    assert found
    return found


def made(drafts: PreparedDrafts) -> str:
    """Makes the next draft; whose it is."""
    claim = claimed(drafts)
    assert drafts.keep(claim, waiting(claim))
    return claim.ticket_id


def test_whoever_was_promised_an_answer_soonest_is_first(desk: Desk, drafts: PreparedDrafts) -> None:
    mail = desk.ticket("Где деньги?", ago=2 * HOUR)
    late_mail = desk.ticket("Где деньги второй день?", ago=2 * DAY)
    chat = desk.ticket("Не проходит оплата", "chat", ago=timedelta(minutes=1))

    assert [made(drafts) for _ in range(3)] == [late_mail, chat, mail]
    assert drafts.claim() is None


def test_a_ticket_that_is_answered_or_rests_needs_no_draft(desk: Desk, drafts: PreparedDrafts) -> None:
    answered, asleep = desk.ticket("Спасибо"), desk.ticket("Подожду до завтра")
    desk.tickets.reply(answered, RedactedText("Пожалуйста"))
    desk.work.snooze(asleep, now() + HOUR, ANNA)

    assert drafts.claim() is None


def test_what_the_customer_writes_further_makes_the_draft_anew(desk: Desk, drafts: PreparedDrafts) -> None:
    ticket = desk.ticket("Где деньги?")
    made(drafts)
    desk.tickets.hear(ticket, RedactedText("Заказ 8841"))

    assert drafts.of(ticket) is None
    assert made(drafts) == ticket
    assert drafts.of(ticket)


def test_a_draft_for_what_the_customer_said_before_is_not_kept(desk: Desk, drafts: PreparedDrafts) -> None:
    ticket = desk.ticket("Где деньги?")
    claim = claimed(drafts)
    desk.tickets.hear(ticket, RedactedText("Заказ 8841"))

    assert not drafts.keep(claim, waiting(claim))
    assert claimed(drafts).revision == claim.revision + 1


def test_a_ticket_is_one_drafters_until_its_lease_ends(desk: Desk, drafts: PreparedDrafts) -> None:
    desk.ticket("Где деньги?")
    first = claimed(drafts)

    assert drafts.claim() is None
    second = drafts.claim(now() + timedelta(minutes=2))  # the first one was killed

    assert second
    assert second.ticket_id == first.ticket_id
    assert not drafts.keep(first, waiting(first))  # it was not: what it made comes too late
    assert drafts.keep(second, waiting(second))


def test_of_many_processes_that_look_at_once_each_ticket_goes_to_one(desk: Desk, tmp_path: Path) -> None:
    tickets = {desk.ticket(f"Где деньги за заказ {number}?") for number in range(20)}
    databases = [Database.open(f"sqlite:///{tmp_path / 'podskazka.db'}") for _ in range(3)]
    taken = list[str]()

    def work(database: Database) -> None:
        drafts = drafts_of(database)
        while claim := drafts.claim():
            taken.append(claim.ticket_id)
            drafts.keep(claim, waiting(claim))

    threads = [threading.Thread(target=work, args=(each,)) for each in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for each in databases:
        each.close()

    assert sorted(taken) == sorted(tickets)


def test_what_fails_is_tried_again_later_and_not_for_ever(desk: Desk, drafts: PreparedDrafts) -> None:
    desk.ticket("Где деньги?")
    moment = now()
    for attempt in range(1, MOST_ATTEMPTS + 1):
        claim = drafts.claim(moment)
        assert claim
        assert claim.attempts == attempt
        drafts.release(claim, moment + HOUR)
        assert drafts.claim(moment + timedelta(minutes=59)) is None
        moment += HOUR

    assert drafts.claim(moment + DAY) is None


def test_a_ticket_that_failed_is_tried_anew_when_its_customer_writes_more(desk: Desk, drafts: PreparedDrafts) -> None:
    ticket = desk.ticket("Где деньги?")
    drafts.release(claimed(drafts), now() + DAY)
    desk.tickets.hear(ticket, RedactedText("Заказ 8841"))

    assert claimed(drafts).attempts == 1


def test_an_index_that_was_not_ready_counts_as_no_attempt(desk: Desk, drafts: PreparedDrafts) -> None:
    desk.ticket("Где деньги?")
    for _ in range(2 * MOST_ATTEMPTS):
        drafts.release(claimed(drafts), counted=False)

    assert claimed(drafts).attempts == 1


def test_another_writer_makes_all_drafts_anew(desk: Desk, drafts: PreparedDrafts) -> None:
    ticket = desk.ticket("Где деньги?")
    made(drafts)
    other = drafts_of(desk.database, "1:openai:qwen3")

    assert other.of(ticket) is None
    assert made(other) == ticket


def test_tickets_without_a_draft_go_before_drafts_that_something_new_might_better(desk: Desk) -> None:
    drafts = drafts_of(desk.database)
    old = desk.ticket("Где деньги?", ago=DAY)
    made(drafts)
    new = desk.ticket("Где чек?")

    order = []
    for _ in range(2):
        claim = drafts.claim(newest=7)
        assert claim
        drafts.keep(claim, waiting(claim, position=7))
        order.append(claim.ticket_id)

    assert order == [new, old]
    assert drafts.claim(newest=7) is None


class Looks:
    """A drafter that makes nothing: each of its looks takes its time, as others are at work, and ends the same."""

    def __init__(self, ending: Step, seconds: float = 0.0) -> None:
        self.ending, self.seconds = ending, seconds
        self.at = list[float]()

    def step(self, is_over: Callable[[], bool]) -> Step:
        sleep(self.seconds)
        self.at.append(monotonic())
        return self.ending


@pytest.mark.parametrize(
    "looks",
    [
        pytest.param(Looks(Step.NOTHING, 0.1), id="a look that only waited: twenty times it would be two seconds"),
        pytest.param(Looks(Step.NOT_YET), id="an index that is put together when a server starts is whole in a moment"),
    ],
)
def test_the_next_look_is_soon(looks: Looks) -> None:
    with drafting_ahead(looks, look=0.01):  # type: ignore[arg-type]
        eventually(lambda: len(looks.at) >= 3)

    assert looks.at[2] - looks.at[0] < 3.5  # after two long rests it would be four seconds
