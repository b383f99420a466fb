"""What an open page does not know yet: the ticket was answered, a colleague left. Nobody's work gets stuck by it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from corpus.database.access.people import Newcomer, People
from corpus.database.audit import COMMAND_LINE, AuditLog
from corpus.database.desk.inbox import View
from corpus.database.desk.work import Reason
from corpus.database.rows import now
from corpus.errors import Overtaken
from corpus.nouns import Actor, RedactedText, Role
from tests.access import Company, company
from tests.desk import ANNA, Desk
from tests.test_desk_pages import Agent, opened
from web.desk.forms import Rest, RestForm
from web.i18n import languages
from web.markdown import Rendering
from web.pages import environment


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Company]:
    with company(tmp_path) as opened:
        yield opened


def employed(desk: Desk) -> Actor:
    People(desk.database).add(Newcomer("chief", "Chief", Role.ADMIN), COMMAND_LINE)
    return People(desk.database).add(Newcomer("vera", "Vera", Role.AGENT), COMMAND_LINE).actor


def test_an_answered_ticket_is_neither_handed_over_nor_put_aside_unseen(desk: Desk) -> None:
    ticket = desk.ticket("Где деньги?")
    desk.tickets.reply(ticket, RedactedText("В пути."))

    with pytest.raises(Overtaken):
        desk.work.hand_over(ticket, Reason.BANK, ANNA)
    with pytest.raises(Overtaken):
        desk.work.snooze(ticket, now() + timedelta(hours=1), ANNA)

    assert not desk.work.of(ticket).second_line
    assert desk.work.of(ticket).snoozed_until is None


def test_who_hands_over_what_was_answered_meanwhile_is_told_and_keeps_the_note(site: Company) -> None:
    vera, gleb = Agent(site, "vera"), Agent(site, "gleb")
    ticket = opened(site)
    gleb.does(f"{ticket}/reply", text="Деньги вернутся завтра.", seen=gleb.seen(ticket))

    told = vera.does(f"{ticket}/hand-over", reason="bank", text="Спросите про лимит")

    page = vera.sees(told.headers["location"])
    assert "на обращение ответили, поэтому оно не передано" in page
    assert "Спросите про лимит" in page


def test_what_a_colleague_held_who_lost_access_waits_for_somebody_else(desk: Desk) -> None:
    vera, held = employed(desk), desk.ticket("Где деньги?")
    desk.work.assign(held, vera.id, None, vera)

    People(desk.database).disable(vera.id, COMMAND_LINE)

    assert desk.shown(View.FREE) == [held]
    assert AuditLog(desk.database).newest()[0].details == {"tickets": "1"}


def test_a_ticket_of_a_colleague_who_left_is_nobodys_when_its_customer_writes_again(desk: Desk) -> None:
    vera, held = employed(desk), desk.ticket("Где деньги?")
    desk.work.assign(held, vera.id, None, vera)
    desk.tickets.reply(held, RedactedText("В пути."))

    People(desk.database).disable(vera.id, COMMAND_LINE)
    desk.tickets.hear(held, RedactedText("Их всё нет"))

    assert desk.shown(View.FREE) == [held]


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server whose clocks were put back an hour on 25 October 2026."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("berlin")
@pytest.mark.parametrize(
    ("rest", "comes"), [("morning", "25 09:00"), ("three days", "27 09:00"), ("evening", "25 18:00")]
)
def test_a_ticket_put_aside_until_the_morning_comes_at_nine_when_the_clocks_have_changed(
    rest: Rest, comes: str
) -> None:
    at_night = datetime(2026, 10, 24, 21, 30, tzinfo=UTC)

    until = RestForm(rest=rest).until(at_night)

    assert until is not None
    assert f"{until.astimezone():%d %H:%M}" == comes


@pytest.mark.usefixtures("berlin")
@pytest.mark.parametrize(
    ("code", "hour", "said"),
    [
        ("ru", 17, "до 18:00"),
        ("ru", 18, "до завтра, 18:00"),
        ("ru", 23, "до завтра, 18:00"),
        ("en", 19, "until tomorrow, 18:00"),
    ],
)
def test_a_button_says_tomorrow_when_this_evening_is_over(code: str, hour: int, said: str) -> None:
    moment = datetime(2026, 3, 2, hour, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)
    label = environment(languages()[code], Rendering()).from_string(
        '{% import "_words.html" as words with context %}{{ words.rest("evening", until, now) }}'
    )

    assert label.render(until=RestForm(rest="evening").until(moment), now=moment).strip() == said


def test_every_button_says_when_the_ticket_comes_back(site: Company) -> None:
    page = Agent(site, "vera").sees(opened(site))

    assert len(re.findall(r'name="rest" value="[a-z ]+" title="Вернётся .*?в \d\d:\d\d"', page)) == 5


@pytest.mark.usefixtures("berlin")
@pytest.mark.parametrize(
    ("rest", "shown", "clicked", "outdated"),
    [
        ("evening", "2026-03-02 17:50", "2026-03-02 17:59", False),
        ("evening", "2026-03-02 17:50", "2026-03-02 18:05", True),
        ("evening", "2026-03-02 19:00", "2026-03-03 10:00", False),  # «завтра» is today by now, the hour is the same
        ("morning", "2026-03-02 17:50", "2026-03-02 23:59", False),
        ("morning", "2026-03-02 17:50", "2026-03-03 00:01", True),
        ("hour", "2026-03-02 17:50", "2026-03-02 18:05", False),
        ("three days", "2026-03-02 17:50", "2026-03-03 10:00", False),
    ],
)
def test_a_button_means_the_hour_that_it_named(rest: Rest, shown: str, clicked: str, outdated: bool) -> None:
    made, moment = (datetime.fromisoformat(at).astimezone(UTC) for at in (shown, clicked))

    assert RestForm(rest=rest, shown=str(int(made.timestamp()))).outdated(moment) is outdated


def test_an_hour_that_went_by_on_an_open_page_is_offered_anew(site: Company) -> None:
    vera, ticket = Agent(site, "vera"), opened(site)
    yesterday = str(int((now() - timedelta(days=1)).timestamp()))

    led = vera.does(f"{ticket}/snooze", rest="evening", shown=yesterday).headers["location"]

    page = vera.sees(led)
    assert "этот срок прошёл" in page
    assert "Отложено: вернётся" not in page
    shown = re.findall(r'name="shown" value="(\d+)"', page)[0]
    assert "said=" not in vera.does(f"{ticket}/snooze", rest="evening", shown=shown).headers["location"]
    assert "Отложено: вернётся" in vera.sees(ticket)


@pytest.mark.parametrize("shown", ["", "вчера", "9" * 30])
def test_a_page_that_does_not_say_when_it_was_made_puts_aside_from_now(shown: str) -> None:
    assert not RestForm(rest="evening", shown=shown).outdated(now())
