"""What a lead reads is counted as the README says: by ISO week, abstentions in the denominator, nobody's words."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from assistant.outcomes.fate import Fate
from assistant.outcomes.gather import read_report
from assistant.outcomes.report import Report, beginning, monday
from corpus.database.desk.work import DeskWork, Reason
from corpus.database.outcomes.opinions import Fault, Opinions
from corpus.nouns import Actor, RedactedText, Role
from ingest.house import House, open_house
from tests.outcomes import NOW, TEXT, Desk
from tests.web import NarrowEmbedder, filled, settings

ANNA = Actor("a", "Анна", Role.AGENT)
WEEK = timedelta(weeks=1)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    filled(tmp_path)
    made = open_house(settings(tmp_path), lambda _: NarrowEmbedder())
    yield made
    made.close()


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house.database)


@pytest.fixture(autouse=True)
def _in_minsk() -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Europe/Minsk"
    time.tzset()
    yield
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


def made(house: House, weeks: int = 4) -> Report:
    return read_report(house, NOW, weeks)


def test_acceptance_is_what_was_inserted_and_kept_of_all_that_was_asked_for(house: House, desk: Desk) -> None:
    desk.answered()  # as it is
    desk.answered(TEXT.replace("час", "сутки"))  # edited
    desk.answered("Магазин ещё не узнал. Совсем другие слова здесь стоят теперь, их писал агент сам.")  # rewritten
    desk.answered("Ответ с нуля", outcome="nothing found")  # abstained
    desk.send(desk.ticket(), "Не спрашивали")  # no draft was asked for

    total = made(house).total

    assert total.judged == 4
    assert total.acceptance == 2 / 4
    assert total.abstention == 1 / 4
    assert total.fates[Fate.NO_DRAFT] == 1


def test_kept_and_chrf_are_means_over_inserted_drafts_only(house: House, desk: Desk) -> None:
    desk.answered()
    desk.answered(TEXT.replace("час", "сутки"))
    desk.answered("Ответ с нуля", outcome="outside")

    total = made(house).total

    assert total.kept == pytest.approx((1 + 14 / 15) / 2)
    assert total.chrf is not None
    assert 90 < total.chrf < 100


def test_weeks_follow_each_other_also_where_nothing_happened(house: House, desk: Desk) -> None:
    desk.answered()
    desk.answered(at=NOW - 2 * WEEK)

    weeks = made(house).weeks

    assert list(weeks) == [date(2026, 10, 26), date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16)]
    assert [tally.judged for tally in weeks.values()] == [0, 1, 0, 1]


def test_a_week_begins_on_monday_by_the_servers_clock(house: House, desk: Desk) -> None:
    assert monday(datetime(2026, 11, 15, 20, 59, tzinfo=UTC)) == date(2026, 11, 9)  # Sunday 23:59 in Minsk
    assert monday(datetime(2026, 11, 15, 21, 0, tzinfo=UTC)) == date(2026, 11, 16)  # Monday 00:00 in Minsk
    assert beginning(NOW, 1) == datetime(2026, 11, 15, 21, tzinfo=UTC)


def test_what_is_older_than_the_period_is_left_out(house: House, desk: Desk) -> None:
    desk.answered(at=NOW - 4 * WEEK)

    assert made(house).total.judged == 0
    assert made(house, 5).total.judged == 1


def test_first_answers_have_a_median_and_a_ninetieth_percentile_by_channel(house: House, desk: Desk) -> None:
    for minutes in range(1, 12):
        desk.answered(minutes=minutes)
    desk.answered(minutes=600, channel="mail")

    waits = made(house).waits_by_week[date(2026, 11, 16)]

    assert (waits["chat"].count, waits["chat"].median, waits["chat"].ninetieth) == (11, 6, 10)
    assert (waits["mail"].count, waits["mail"].median, waits["mail"].ninetieth) == (1, 600, 600)


def test_only_the_first_answer_of_a_ticket_counts_as_such(house: House, desk: Desk) -> None:
    ticket = desk.ticket(NOW - timedelta(minutes=30))
    desk.send(ticket, at=NOW - timedelta(minutes=20))
    desk.tickets.hear(ticket, RedactedText("Ещё вопрос"))
    desk.send(ticket, at=NOW)

    assert (made(house).waits.count, made(house).waits.median) == (1, 10)


def test_reasons_of_abstentions_and_hand_overs_are_counted(house: House, desk: Desk) -> None:
    desk.answered("Ответ с нуля", outcome="outside", at=datetime.now(UTC))
    work, ticket = DeskWork(house.database), desk.ticket()
    work.hand_over(ticket, Reason.BANK, ANNA)
    work.hand_back(ticket, ANNA)
    work.hand_over(ticket, Reason.MONEY, ANNA)

    report = read_report(house, datetime.now(UTC), 1)

    assert list(report.abstentions.values()) == [{"outside": 1}]
    assert list(report.hand_overs.values()) == [{"bank": 1, "money": 1}]


def test_each_document_answers_for_the_drafts_that_cite_it(house: House, desk: Desk) -> None:
    today = datetime.now(UTC)
    desk.answered(at=today)
    desk.answered("Совсем другой ответ, в нём нет ничего из того, что предлагали раньше", at=today)
    draft = desk.draft(desk.ticket())
    Opinions(house.database).keep(draft, ANNA, helpful=False, fault=Fault.OUTDATED, comment=RedactedText("Поправить"))

    (use,) = read_report(house, today + timedelta(minutes=1), 2).documents

    assert use.document.document_id == desk.document
    assert (use.tally.judged, use.tally.acceptance) == (2, 0.5)
    assert (use.helpful, dict(use.faults)) == (0, {"outdated": 1})


def test_who_thinks_again_of_a_draft_replaces_what_they_thought(house: House, desk: Desk) -> None:
    opinions, draft = Opinions(house.database), desk.draft(desk.ticket())
    opinions.keep(draft, ANNA, helpful=False, fault=Fault.WRONG, comment=RedactedText(""))
    opinions.keep(draft, ANNA, helpful=True, fault=None, comment=RedactedText(""))
    opinions.keep(draft, replace(ANNA, id="b", name="Борис"), helpful=False, fault=None, comment=RedactedText(""))

    found = opinions.since(NOW - 52 * WEEK)

    assert sorted((each.author, each.helpful) for each in found) == [("Анна", True), ("Борис", False)]


def test_agents_stand_in_the_report_with_their_own_figures(house: House, desk: Desk) -> None:
    desk.answered(author="Анна", minutes=2)
    desk.answered("Совсем другой ответ, ничего не взято", author="Борис", minutes=8)

    agents = made(house).agents

    assert agents["Анна"][0].acceptance == 1
    assert agents["Борис"][0].acceptance == 0
    assert agents["Борис"][1].median == 8


def test_a_setting_keeps_agents_out_of_the_report(house: House, desk: Desk) -> None:
    desk.answered(author="Анна")
    draft = desk.draft(desk.ticket())
    Opinions(house.database).keep(draft, ANNA, helpful=True, fault=None, comment=RedactedText(""))

    report = read_report(replace(house, settings=replace(house.settings, report_by_agent=False)), NOW, 4)

    assert report.total.judged == 1
    assert "Анна" not in str(report)


def test_an_empty_desk_has_an_empty_report(house: House) -> None:
    report = made(house)

    assert (report.total.judged, report.total.acceptance, report.waits.median) == (0, None, None)
    assert len(report.weeks) == 4
