"""Exported tickets: who wrote what, when, in the shapes that help desks export; notes between colleagues never."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.nouns import Owner
from ingest.nouns import RawTicket
from ingest.sources.parts import Parts
from tests.raw_files import found, lines, problems, reading, said, tickets

SECRET = "между нами: клиент скандальный"
ASKED, ANSWERED = "Деньги списаны, заказ не оплачен", "Поправьте адрес уведомлений"
TALK = [("customer", ASKED), ("agent", ANSWERED)]


@pytest.fixture(scope="module")
def parts() -> Iterator[Parts]:
    with reading(("ladya.example",)) as made:
        yield made


def only(folder: Path, row: object, parts: Parts) -> RawTicket:
    """The one ticket that a row gives."""
    (folder / "tickets.jsonl").write_text(lines(row))
    [ticket] = tickets(folder, parts)
    return ticket


def test_a_channel_that_somebody_described_at_length_is_cut_to_what_the_tables_take(
    tmp_path: Path, parts: Parts
) -> None:
    messages = [{"from": "customer", "text": ASKED}, {"from": "agent", "text": ANSWERED}]
    row = {"id": "7", "channel": "Форма на странице оплаты, версия 2", "status": "resolved", "messages": messages}

    assert only(tmp_path, row, parts).channel == "форма на странице оплаты, версия"


def test_our_own_form_is_read_whole(tmp_path: Path, parts: Parts) -> None:
    row = {
        "id": "M-1001",
        "channel": "mail",
        "status": "resolved",
        "subject": "заказы висят",
        "language": "ru",
        "product": "Модуль WooCommerce",
        "owner": "merchant",
        "tags": ["уведомления"],
        "messages": [
            {"from": "customer", "name": "Наталья", "at": "2025-09-02T10:14:00+03:00", "text": ASKED},
            {"from": "note", "name": "Ирина", "text": SECRET},
            {"from": "agent", "name": "Ирина", "at": "2025-09-02T10:41:00+03:00", "text": ANSWERED},
        ],
    }

    ticket = only(tmp_path, row, parts)

    assert (ticket.external_id, ticket.channel, ticket.subject) == ("tickets.jsonl#M-1001", "mail", "заказы висят")
    assert said(ticket) == TALK
    assert ticket.resolved
    assert (ticket.facts.owner, ticket.facts.product) == (Owner.MERCHANT, "Модуль WooCommerce")
    assert ticket.messages[0].at == datetime(2025, 9, 2, 7, 14, tzinfo=UTC)


@pytest.mark.parametrize("status", ["resolved", "Closed", "SOLVED", "решён", "Закрыто"])
def test_a_ticket_that_is_done_counts_as_resolved(tmp_path: Path, parts: Parts, status: str) -> None:
    row = {"id": "1", "status": status, "messages": [{"from": "customer", "text": ASKED}]}

    assert only(tmp_path, row, parts).resolved


@pytest.mark.parametrize("status", ["open", "pending", "new", "reopened", "в работе", "unresolved", "not closed"])
def test_a_ticket_that_is_not_done_is_not_resolved(tmp_path: Path, parts: Parts, status: str) -> None:
    row = {"id": "1", "status": status, "closed_at": "2025-01-01", "messages": [{"from": "customer", "text": ASKED}]}

    assert not only(tmp_path, row, parts).resolved


def test_a_ticket_without_a_status_is_not_resolved_and_the_summary_says_why(tmp_path: Path, parts: Parts) -> None:
    assert not only(tmp_path, {"id": "1", "messages": [{"from": "customer", "text": ASKED}]}, parts).resolved
    assert "add a status such as resolved" in str(problems(tmp_path, parts)[0])


def test_a_zendesk_export_knows_people_by_number(tmp_path: Path, parts: Parts) -> None:
    row = {
        "id": 42,
        "status": "solved",
        "via": {"channel": "email"},
        "requester_id": 100,
        "description": ASKED,
        "comments": [
            {"author_id": 100, "public": True, "plain_body": ASKED, "created_at": "2025-01-02T10:00:00Z"},
            {"author_id": 7, "public": False, "plain_body": SECRET, "created_at": "2025-01-02T10:01:00Z"},
            {"author_id": -1, "public": True, "plain_body": "Ticket was merged"},
            {
                "author_id": 7,
                "public": True,
                "html_body": f"<div>{ANSWERED}</div>",
                "created_at": "2025-01-02T10:05:00Z",
            },
        ],
    }

    ticket = only(tmp_path, row, parts)

    assert said(ticket) == TALK
    assert (ticket.channel, ticket.external_id) == ("email", "tickets.jsonl#42")


def test_a_chatwoot_export_knows_people_by_direction(tmp_path: Path, parts: Parts) -> None:
    row = {
        "id": 5,
        "status": "resolved",
        "messages": [
            {
                "content": ASKED,
                "message_type": 0,
                "private": False,
                "created_at": 1735800000,
                "sender": {"name": "Иван"},
            },
            {"content": SECRET, "message_type": 1, "private": True, "created_at": 1735800100},
            {"content": "Conversation was assigned", "message_type": 2, "created_at": 1735800150},
            {
                "content": ANSWERED,
                "message_type": 1,
                "private": False,
                "created_at": 1735800200,
                "sender": {"type": "user"},
            },
        ],
    }

    ticket = only(tmp_path, row, parts)

    assert said(ticket) == TALK
    assert ticket.messages[0].name == "Иван"


def test_an_intercom_export_keeps_the_first_words_apart(tmp_path: Path, parts: Parts) -> None:
    row = {
        "id": "9",
        "state": "closed",
        "source": {"type": "conversation", "body": f"<p>{ASKED}</p>", "author": {"type": "user"}},
        "conversation_parts": {
            "conversation_parts": [
                {"part_type": "note", "body": f"<p>{SECRET}</p>", "author": {"type": "admin"}},
                {"part_type": "assignment", "body": None, "author": {"type": "bot"}},
                {"part_type": "comment", "body": f"<p>{ANSWERED}</p>", "author": {"type": "admin", "name": "Ирина"}},
            ]
        },
    }

    assert said(only(tmp_path, row, parts)) == TALK


def test_a_freshdesk_export_knows_people_by_who_came_in(tmp_path: Path, parts: Parts) -> None:
    row = {
        "id": 3,
        "status": 5,
        "description_text": ASKED,
        "conversations": [
            {"incoming": False, "private": True, "body_text": SECRET},
            {"incoming": False, "private": False, "body_text": ANSWERED},
        ],
    }

    ticket = only(tmp_path, row, parts)

    assert said(ticket) == TALK
    assert ticket.resolved


def test_a_conversation_by_roles_is_read(tmp_path: Path, parts: Parts) -> None:
    row = {
        "status": "closed",
        "messages": [{"role": "user", "content": ASKED}, {"role": "assistant", "content": ANSWERED}],
    }

    assert said(only(tmp_path, row, parts)) == TALK


@pytest.mark.parametrize(
    "mark",
    [
        {"from": "note"},
        {"from": "internal_note"},
        {"from": "agent", "type": "note"},
        {"from": "agent", "type": "internalNote"},
        {"from": "agent", "private": True},
        {"from": "agent", "private": "yes"},
        {"from": "agent", "is_internal": 1},
        {"from": "agent", "isPrivate": "true"},
        {"from": "agent", "public": False},
        {"from": "agent", "public": "false"},
        {"from": "agent", "public": None},
        {"from": "agent", "visibility": "private"},
        {"from": "agent", "kind": "Внутренний комментарий"},
        {"from": "agent", "тип": "служебная заметка"},
        {"role": "staff", "message_type": "note"},
        {"from": "начальник смены"},
        {"name": "Ирина"},
    ],
    ids=str,
)
def test_what_colleagues_note_for_each_other_never_enters(
    tmp_path: Path, parts: Parts, mark: dict[str, object]
) -> None:
    messages = [{"from": "customer", "text": ASKED}, {**mark, "text": SECRET}]

    ticket = only(tmp_path, {"id": "1", "status": "closed", "messages": messages}, parts)

    assert said(ticket) == [("customer", ASKED)]
    assert SECRET not in str(found(tmp_path, parts))


def test_a_shop_called_notebook_is_no_note(tmp_path: Path, parts: Parts) -> None:
    row = {
        "status": "closed",
        "requester_id": "Internet-Notebook",
        "messages": [{"from": "Internet-Notebook", "text": ASKED}],
    }

    assert said(only(tmp_path, row, parts)) == [("customer", ASKED)]


def test_messages_come_in_the_order_of_their_times(tmp_path: Path, parts: Parts) -> None:
    messages = [
        {"from": "agent", "text": ANSWERED, "at": "02.01.2025 10:05"},
        {"from": "customer", "text": ASKED, "at": "2025-01-02 10:00:00"},
    ]

    assert said(only(tmp_path, {"status": "closed", "messages": messages}, parts)) == TALK


def test_a_ticket_in_which_no_customer_speaks_is_counted_and_left_out(tmp_path: Path, parts: Parts) -> None:
    (tmp_path / "t.jsonl").write_text(
        lines({"id": "1", "status": "closed", "messages": [{"from": "agent", "text": "А"}]})
    )

    [problem] = found(tmp_path, parts)

    assert "a ticket without a message from a customer (row 1)" in str(problem)


def test_one_broken_line_costs_one_ticket(tmp_path: Path, parts: Parts) -> None:
    row = {"id": "1", "status": "closed", "messages": [{"from": "customer", "text": ASKED}]}
    (tmp_path / "t.jsonl").write_text(lines(row) + '{"id": "2", "messages": [\n' + lines({**row, "id": "3"}))

    assert [ticket.external_id for ticket in tickets(tmp_path, parts)] == ["t.jsonl#1", "t.jsonl#3"]


def test_a_json_export_with_all_tickets_in_a_list_is_read(tmp_path: Path, parts: Parts) -> None:
    row = {"id": "1", "status": "closed", "messages": [{"from": "customer", "text": ASKED}]}
    (tmp_path / "export.json").write_text(json.dumps({"tickets": [row], "count": 1}))

    assert [ticket.external_id for ticket in tickets(tmp_path, parts)] == ["export.json#1"]


def test_a_table_with_a_row_for_each_message_becomes_tickets(tmp_path: Path, parts: Parts) -> None:
    (tmp_path / "t.csv").write_bytes(
        (
            "Номер обращения;Статус;Канал;Кто;Дата;Сообщение;Внутреннее\r\n"
            f"17;в работе;почта;клиент;02.01.2025 10:00;{ASKED};нет\r\n"
            f"18;открыт;чат;клиент;02.01.2025 10:01;Где чек?;нет\r\n"
            f"17;в работе;почта;оператор;02.01.2025 10:02;{SECRET};да\r\n"
            f"17;решён;почта;оператор;02.01.2025 10:05;{ANSWERED};нет\r\n"
        ).encode("cp1251")
    )

    first, second = tickets(tmp_path, parts)

    assert (first.external_id, first.channel, first.resolved) == ("t.csv#17", "почта", True)
    assert said(first) == TALK
    assert (second.external_id, second.resolved) == ("t.csv#18", False)


def test_a_table_with_a_row_for_each_ticket_becomes_tickets(tmp_path: Path, parts: Parts) -> None:
    (tmp_path / "t.csv").write_text(f'id,status,subject,description,resolution\n7,Closed,Оплата,"{ASKED}",{ANSWERED}\n')

    [ticket] = tickets(tmp_path, parts)

    assert (ticket.external_id, ticket.subject, ticket.resolved) == ("t.csv#7", "Оплата", True)
    assert said(ticket) == TALK


def test_a_changed_status_changes_the_digest(tmp_path: Path, parts: Parts) -> None:
    row = {"id": "1", "status": "open", "messages": [{"from": "customer", "text": ASKED}]}

    assert only(tmp_path, row, parts).digest != only(tmp_path, {**row, "status": "closed"}, parts).digest
