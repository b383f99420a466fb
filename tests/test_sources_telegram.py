"""Telegram Desktop's export: a chat with a customer becomes tickets, one for each conversation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.sources.parts import Parts
from tests.raw_files import found, problems, reading, said, tickets

MONDAY = 1_735_800_000
HOUR = 3600


@pytest.fixture(scope="module")
def parts() -> Iterator[Parts]:
    with reading() as made:
        yield made


def message(number: int, person: int, text: object, hours: float) -> dict[str, object]:
    name = "Ладья" if person == 1 else "Иван"
    at = str(int(MONDAY + hours * HOUR))
    return {
        "id": number,
        "type": "message",
        "from": name,
        "from_id": f"user{person}",
        "text": text,
        "date_unixtime": at,
    }


def chat(*messages: dict[str, object], kind: str = "personal_chat") -> dict[str, object]:
    return {"name": "Иван", "type": kind, "id": 200, "messages": list(messages)}


def account(*chats: dict[str, object]) -> dict[str, object]:
    return {"personal_information": {"user_id": 1}, "chats": {"list": list(chats)}}


def save(folder: Path, export: object) -> None:
    (folder / "result.json").write_text(json.dumps(export, ensure_ascii=False))


@pytest.mark.parametrize("whole", [True, False], ids=["an account", "one chat"])
def test_the_owner_of_the_account_is_the_agent(tmp_path: Path, parts: Parts, whole: bool) -> None:
    talk = chat(message(1, 200, "Где деньги?", 0), message(2, 1, "Придут завтра.", 0.1))
    save(tmp_path, account(talk) if whole else talk)

    [ticket] = tickets(tmp_path, parts)

    assert said(ticket) == [("customer", "Где деньги?"), ("agent", "Придут завтра.")]
    assert (ticket.channel, ticket.resolved) == ("telegram", True)


def test_agents_can_be_named(tmp_path: Path) -> None:
    other = {**message(2, 300, "Придут завтра.", 0.1), "from": "Ирина Поддержка"}
    save(tmp_path, account(chat(message(1, 200, "Где деньги?", 0), other)))

    with reading(("Ирина поддержка",)) as parts:
        [ticket] = tickets(tmp_path, parts)

    assert said(ticket)[1] == ("agent", "Придут завтра.")


def test_a_day_of_silence_begins_a_new_ticket(tmp_path: Path, parts: Parts) -> None:
    save(
        tmp_path,
        chat(
            message(1, 200, "Где деньги?", 0),
            message(2, 1, "Придут завтра.", 23),
            message(3, 200, "А теперь где чек?", 48),
        ),
    )

    first, second = tickets(tmp_path, parts)

    assert (len(first.messages), first.resolved) == (2, True)
    assert (said(second), second.resolved) == ([("customer", "А теперь где чек?")], False)


def test_a_ticket_keeps_its_name_while_the_chat_goes_on(tmp_path: Path, parts: Parts) -> None:
    save(tmp_path, chat(message(1, 200, "Где деньги?", 0)))
    [before] = tickets(tmp_path, parts)
    save(tmp_path, chat(message(1, 200, "Где деньги?", 0), message(2, 1, "Завтра.", 1)))
    [after] = tickets(tmp_path, parts)

    assert before.external_id == after.external_id
    assert before.digest != after.digest
    assert "200" not in before.external_id.partition("#")[2][:3]


def test_a_text_with_links_and_bold_words_is_read_whole(tmp_path: Path, parts: Parts) -> None:
    text = ["Ошибка ", {"type": "bold", "text": "D.0051"}, " на ", {"type": "link", "text": "shop.example"}, "?"]
    save(tmp_path, chat(message(1, 200, text, 0)))

    assert said(tickets(tmp_path, parts)[0]) == [("customer", "Ошибка D.0051 на shop.example?")]


def test_calls_pins_and_pictures_without_words_are_left_out(tmp_path: Path, parts: Parts) -> None:
    service = {"id": 9, "type": "service", "action": "phone_call", "actor": "Иван", "text": "звонок"}
    save(tmp_path, chat(service, message(1, 200, "Где деньги?", 0), message(2, 200, "", 0.1)))

    assert said(tickets(tmp_path, parts)[0]) == [("customer", "Где деньги?")]


def test_groups_are_no_conversation_with_a_customer(tmp_path: Path, parts: Parts) -> None:
    save(tmp_path, account(chat(message(1, 200, "Обсудим клиента", 0), kind="private_supergroup")))

    assert tickets(tmp_path, parts) == []
    assert "a group, channel or bot, left out" in str(problems(tmp_path, parts)[0])


def test_a_chat_in_which_only_we_wrote_is_no_ticket(tmp_path: Path, parts: Parts) -> None:
    save(tmp_path, account(chat(message(1, 1, "Акция!", 0))))

    assert found(tmp_path, parts) == []
