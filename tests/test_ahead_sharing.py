"""An agent asks for a draft that a drafter is making just now, or begins to: it is made once, and both have it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from assistant.ahead.ahead import Ahead, Making, Step
from assistant.ahead.precedence import Precedence
from assistant.assemble import Podskazka, prepared_in
from assistant.nouns import Draft
from corpus.database.ahead.prepared import PreparedDrafts
from corpus.database.desk.tickets import Tickets
from corpus.database.library.shelf import Shelf
from corpus.nouns import Audience, RawText, RedactedText, Ticket
from tests.access import serving as at_work
from tests.llm_server import Model, llm, said, serving
from tests.patience import PATIENCE
from tests.web import SIGNATURE, UNPAID, article, filled, help_centre, visitor
from web.app import build_app

ASKED = "Деньги списали, а заказ 8841 не оплачен. Обновлять страницу заказа?"


@pytest.fixture
def podskazka(tmp_path: Path) -> Iterator[Podskazka]:
    filled(tmp_path, article(*UNPAID), article(*SIGNATURE, product="Уведомления"))
    with help_centre(tmp_path) as opened:
        yield opened


@dataclass
class Slow:
    """A drafter that makes a draft when it is let: `made` counts."""

    podskazka: Podskazka
    begun: threading.Event = field(default_factory=threading.Event)
    may_end: threading.Event = field(default_factory=threading.Event)
    made: int = 0

    def steps(self, ticket: Ticket) -> Iterator[Draft]:
        self.begun.set()
        assert self.may_end.wait(PATIENCE)
        self.made += 1
        yield self.podskazka.assistant.compose(ticket)


class DoneMeanwhile(PreparedDrafts):
    """A drafter is done between two looks: no draft is ready, and then nobody makes one any more."""

    def __init__(self, podskazka: Podskazka) -> None:
        self.podskazka = podskazka
        vars(self).update(vars(prepared_in(podskazka.house)))

    def in_making(self, ticket_id: str) -> bool:
        assert self.podskazka.ahead.step() is Step.MADE
        return super().in_making(ticket_id)


def ahead_with(
    podskazka: Podskazka,
    steps: Callable[[Ticket], Iterator[object]],
    patience: float = 5.0,
    drafts: PreparedDrafts | None = None,
) -> Ahead:
    house = podskazka.house

    def redact(text: str) -> RedactedText:
        return house.redactor.redact(RawText(text)).text

    making = Making(steps, lambda: 10, redact, lambda _ticket, _revision: None, patience)
    drafts = drafts or prepared_in(house)
    return Ahead(drafts, house.tickets, Shelf(house.database, set(Audience)), making, Precedence())


def opened(podskazka: Podskazka) -> str:
    return podskazka.assistant.open(RawText(ASKED)).id


def test_whoever_asks_gets_the_draft_that_is_being_made(podskazka: Podskazka) -> None:
    ticket, slow = opened(podskazka), Slow(podskazka)
    ahead, own = ahead_with(podskazka, slow.steps), list[Draft]()

    def make() -> Draft:
        own.append(podskazka.assistant.draft(ticket))
        return own[-1]

    with ThreadPoolExecutor(2) as threads:
        step = threads.submit(ahead.step)
        assert slow.begun.wait(PATIENCE)
        asked = threads.submit(ahead.draft, ticket, make)
        slow.may_end.set()

        assert step.result() is Step.MADE
        draft = asked.result()
    assert (slow.made, own) == (1, [])
    assert draft.text
    assert ahead.ready(ticket) == draft


def test_a_draft_that_is_done_just_as_one_asks_is_not_made_again(podskazka: Podskazka) -> None:
    ticket = opened(podskazka)
    ahead, own = ahead_with(podskazka, lambda _: iter(()), drafts=DoneMeanwhile(podskazka)), list[Draft]()

    def make() -> Draft:
        own.append(podskazka.assistant.draft(ticket))
        return own[-1]

    assert ahead.draft(ticket, make) == ahead.ready(ticket)
    assert own == []


def test_nobody_waits_for_ever_for_a_drafter_that_was_killed(podskazka: Podskazka) -> None:
    ticket = opened(podskazka)
    assert prepared_in(podskazka.house).claim()
    ahead = ahead_with(podskazka, lambda _: iter(()), patience=0.3)

    draft = ahead.draft(ticket, lambda: podskazka.assistant.draft(ticket))

    assert draft.text


def test_no_drafter_makes_what_an_agent_is_having_made_and_the_agents_draft_is_there_for_all(
    podskazka: Podskazka,
) -> None:
    ticket, ahead = opened(podskazka), podskazka.ahead

    def make() -> Draft:
        assert ahead.step() is Step.NOTHING
        return podskazka.assistant.draft(ticket)

    draft = ahead.draft(ticket, make)

    assert ahead.step() is Step.NOTHING
    ready = ahead.ready(ticket)
    assert ready
    assert (ready.id, ready.text) == (draft.id, draft.text)


def test_what_an_agent_stopped_is_a_drafters_again(podskazka: Podskazka) -> None:
    ticket, ahead = opened(podskazka), podskazka.ahead
    with ahead.asked(ticket):
        assert ahead.step() is Step.NOTHING

    assert ahead.step() is Step.MADE


def test_a_draft_for_what_the_customer_said_before_is_not_shared(podskazka: Podskazka) -> None:
    ticket, ahead = opened(podskazka), podskazka.ahead
    tickets: Tickets = podskazka.house.tickets
    with ahead.asked(ticket) as share:
        draft = podskazka.assistant.draft(ticket)
        tickets.hear(ticket, RedactedText("Уже не надо"))
        share(draft)

    assert ahead.ready(ticket) is None


def test_a_draft_that_was_seen_is_made_anew_when_one_asks_again(podskazka: Podskazka) -> None:
    ticket, ahead = opened(podskazka), podskazka.ahead
    first = ahead.draft(ticket, lambda: podskazka.assistant.draft(ticket))

    second = ahead.draft(ticket, lambda: podskazka.assistant.draft(ticket))

    assert first.id != second.id
    assert replace(first, id="").text == replace(second, id="").text


def test_a_ticket_opened_again_shows_the_draft_that_its_page_had_made(podskazka: Podskazka) -> None:
    path = f"/desk/tickets/{opened(podskazka)}"
    with visitor(build_app(podskazka)) as browser:
        made = browser.post(f"{path}/draft").text
        again = browser.get(path).text

    thumbs = made[made.index("/desk/drafts/") :].partition('"')[0]
    assert thumbs in again


def test_whoever_waits_for_a_drafter_does_not_hold_it_up() -> None:
    precedence = Precedence(patience=30)
    with precedence.somebody_waits(), precedence.stand_aside():
        waited = threading.Thread(target=precedence.give_way)
        waited.start()
        waited.join(PATIENCE)

    assert not waited.is_alive()


@pytest.mark.parametrize(
    ("ahead", "wish", "calls"), [(True, "", 1), (True, "shorter", 2), (False, "", 1)], ids=["the same", "a wish", "own"]
)
def test_a_model_is_not_asked_twice_for_the_same_and_a_wish_is_a_request_of_its_own(
    tmp_path: Path, *, ahead: bool, wish: str, calls: int
) -> None:
    filled(tmp_path, article(*UNPAID))
    with (
        serving(Model(said(("Подождите час и обновите страницу заказа.", [1])))) as model,
        at_work(tmp_path, llm=replace(llm(model), ahead=ahead)) as podskazka,
        visitor(build_app(podskazka)) as browser,
    ):
        ticket = opened(podskazka)
        assert podskazka.ahead.step() is Step.MADE

        page = browser.post(f"/desk/tickets/{ticket}/writing", data={"wish": wish}).text

        assert "event: page" in page
        assert len(model.asked) == calls
