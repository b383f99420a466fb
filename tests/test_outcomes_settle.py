"""Each sent reply gets its fate: the draft that was inserted counts, else what could have been."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from assistant.outcomes.fate import Fate
from assistant.outcomes.settle import Outcomes
from assistant.outcomes.settler import settling
from corpus.database.outcomes.fates import Fates, StoredFate
from corpus.database.outcomes.tables import fates
from ingest.house import open_house
from tests.outcomes import NOW, TEXT, Desk, desk
from tests.patience import eventually
from tests.web import NarrowEmbedder, filled, settings

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Desk]:
    made = desk(tmp_path)
    yield made
    made.database.close()


def outcomes(work: Desk) -> Outcomes:
    return Outcomes(Fates(work.database), work.tickets)


def fate(work: Desk, reply_id: str) -> Fate:
    return outcomes(work).of(reply_id).fate


def test_an_inserted_draft_is_compared_with_what_was_sent(work: Desk) -> None:
    told = outcomes(work).of(work.answered(TEXT.replace("час", "сутки")))

    assert told.fate is Fate.EDITED
    assert told.kept == 14 / 15
    assert [piece.text for piece in told.pieces if piece.how == "dropped"] == ["час"]
    assert [piece.text for piece in told.pieces if piece.how == "added"] == ["сутки"]


def test_a_draft_that_was_offered_and_not_inserted_was_not_used(work: Desk) -> None:
    ticket = work.ticket()
    work.draft(ticket)

    assert fate(work, work.send(ticket, "Совсем другое", at=LATER)) is Fate.NOT_USED


def test_of_several_drafts_the_inserted_one_counts_also_when_another_was_made_later(work: Desk) -> None:
    ticket = work.ticket()
    first = work.draft(ticket)
    work.draft(ticket, NOW + timedelta(minutes=5), text="Новый черновик про другое")

    assert fate(work, work.send(ticket, TEXT, first, LATER)) is Fate.AS_IS


@pytest.mark.parametrize("inserted", [True, False])
def test_where_the_assistant_abstained_the_reply_says_why(work: Desk, inserted: bool) -> None:
    ticket = work.ticket()
    draft = work.draft(ticket, outcome="nothing found")

    reply = work.send(ticket, "Ответ с нуля", draft if inserted else None, LATER)

    outcomes(work).settle()
    kept = Fates(work.database).of(reply)
    assert kept is not None
    assert (kept.fate, kept.reason) == ("abstained", "nothing found")


def test_an_abstention_before_a_draft_is_forgotten(work: Desk) -> None:
    ticket = work.ticket()
    work.draft(ticket, outcome="nothing found")
    work.draft(ticket, NOW + timedelta(minutes=1))

    assert fate(work, work.send(ticket, "Своё", at=LATER)) is Fate.NOT_USED


def test_a_reply_for_which_no_draft_was_asked_is_nobodys_failure(work: Desk) -> None:
    assert fate(work, work.send(work.ticket(), "Сам")) is Fate.NO_DRAFT


def test_a_second_answer_has_its_own_drafts(work: Desk) -> None:
    ticket = work.ticket()
    first = work.send(ticket, TEXT, work.draft(ticket), LATER)
    work.tickets.hear(ticket, work.tickets.get(ticket).messages[0].text)

    second = work.send(ticket, "Ещё раз", at=LATER + timedelta(hours=1))

    assert fate(work, first) is Fate.AS_IS
    assert fate(work, second) is Fate.NO_DRAFT


def test_what_is_missing_is_settled_once_and_kept(work: Desk) -> None:
    for _ in range(3):
        work.answered()

    assert outcomes(work).settle() == 3
    assert outcomes(work).settle() == 0
    with work.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(fates)).scalar_one() == 3


def test_what_is_kept_holds_places_and_no_words(work: Desk) -> None:
    reply = work.answered(TEXT.replace("час", "сутки"))
    outcomes(work).settle()

    with work.database.reading() as connection:
        row = connection.execute(select(fates).where(fates.c.reply_id == reply)).one()

    assert "сутки" not in str(row)
    assert row.chrf == pytest.approx(91.0, abs=5)


def test_a_deleted_ticket_takes_its_fates_along(work: Desk) -> None:
    work.answered()
    outcomes(work).settle()

    with work.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM tickets")
        assert connection.execute(select(func.count()).select_from(fates)).scalar_one() == 0


def test_a_server_settles_by_itself(tmp_path: Path) -> None:
    filled(tmp_path)
    house = open_house(settings(tmp_path), lambda _: NarrowEmbedder())
    reply = Desk(house.database).answered()

    with settling(house, pause=0.05):
        eventually(lambda: Fates(house.database).of(reply) is not None)

    house.close()


def test_a_page_settles_some_and_says_how_many_are_left(work: Desk) -> None:
    for _ in range(3):
        work.answered()

    assert outcomes(work).settle(at_most=2) == 2
    assert Fates(work.database).missing(NOW - timedelta(days=1)) == 1


def test_two_reports_at_once_keep_one_fate(work: Desk) -> None:
    work.answered()
    fates_ = Fates(work.database)
    found = StoredFate(fates_.unsettled(1)[0], None, "no draft")

    fates_.keep([found])
    fates_.keep([found])

    assert fates_.of(found.reply_id) == found
