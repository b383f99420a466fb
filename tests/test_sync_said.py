"""What is said for a whole source counts when it is said otherwise, and bad rows and numbers do no harm."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.nouns import Audience, State
from ingest.house import House
from tests.making import EDITOR
from tests.test_sync import ANSWER, QUESTION, docs, house, synced, ticket, titles  # noqa: F401 (fixtures)


def audiences(house: House) -> set[Audience]:  # noqa: F811
    return {document.content.audience for document in house.library.all()}


def test_what_was_published_by_mistake_is_for_staff_when_that_is_said(house: House, docs: Path) -> None:  # noqa: F811
    (docs / "limits.md").write_text("# Лимиты\n\nНе для клиентов.", encoding="utf-8")
    (docs / "limits.csv").write_text("question,answer\nКакой лимит?,Тысяча.\n", encoding="utf-8")
    synced(house, docs, audience=Audience.PUBLIC)

    synced(house, docs, audience=Audience.STAFF)

    assert audiences(house) == {Audience.STAFF}
    assert len(house.library.all()) == 2


def test_what_was_said_holds_as_long_as_nothing_else_is_said(house: House, docs: Path) -> None:  # noqa: F811
    (docs / "refund.md").write_text("# Возврат\n\nТри дня.", encoding="utf-8")
    (docs / "faq.csv").write_text("question,answer\nКогда выплата?,Завтра.\n", encoding="utf-8")
    synced(house, docs, audience=Audience.PUBLIC)
    before = house.log.latest()

    assert synced(house, docs) == {"unchanged": 2}
    assert synced(house, docs, audience=Audience.PUBLIC) == {"unchanged": 2}

    assert audiences(house) == {Audience.PUBLIC}
    assert house.log.latest() == before


def test_a_comma_too_many_takes_no_answer_away(house: House, docs: Path) -> None:  # noqa: F811
    table = docs / "faq.csv"
    table.write_text("question,answer\nГде ключи?,Откройте кабинет.\nКогда выплата?,Завтра.\n", encoding="utf-8")
    synced(house, docs)
    table.write_text("question,answer\nГде ключи?,Откройте, кабинет.\nКогда выплата?,Завтра.\n", encoding="utf-8")

    synced(house, docs)

    assert titles(house) == ["Где ключи?", "Когда выплата?"]


def test_a_case_that_nobody_published_hides_no_ticket_that_says_the_same(house: House, docs: Path) -> None:  # noqa: F811
    (docs / "tickets.jsonl").write_text(ticket(1, QUESTION, ANSWER), encoding="utf-8")
    synced(house, docs)
    (first,) = house.library.all()
    house.library.unpublish(first.id, EDITOR)
    (docs / "more.jsonl").write_text(ticket(2, QUESTION, ANSWER), encoding="utf-8")

    synced(house, docs)

    assert len(titles(house)) == 1
    assert titles(house, State.DRAFT) == [str(first.content.title)]


def test_a_number_by_which_a_helpdesk_calls_its_channel_is_not_kept(house: House, docs: Path) -> None:  # noqa: F811
    row = json.loads(ticket(1, QUESTION, ANSWER)) | {"channel": "WhatsApp +375 29 123-45-67"}
    (docs / "tickets.jsonl").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")

    synced(house, docs)

    (document,) = house.library.all()
    kept = house.tickets.get(document.origin.ticket_id or "")
    assert kept.channel == "whatsapp [телефон]"


@pytest.mark.parametrize("never", ["0001-01-01T00:00:00+03:00", "9999-12-31T23:59:59-05:00"])
def test_a_date_that_means_never_stops_nothing(house: House, docs: Path, never: str) -> None:  # noqa: F811
    row = json.loads(ticket(1, QUESTION, ANSWER))
    row["messages"][0]["at"] = never
    (docs / "tickets.jsonl").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")

    synced(house, docs)

    assert len(titles(house)) == 1


def test_more_duplicates_than_a_statement_takes_are_forgotten(house: House, docs: Path) -> None:  # noqa: F811
    (docs / "tickets.jsonl").write_text(f"{ticket(1, QUESTION, ANSWER)}\n{ticket(2, QUESTION, ANSWER)}", "utf-8")
    synced(house, docs)
    (case,) = house.library.all()

    house.sources.ungroup(case.origin.source, case.origin.entry, [str(number) for number in range(260_000)])

    assert house.sources.grouped(case.id) == 0
