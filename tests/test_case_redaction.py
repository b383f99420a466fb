"""What is told in halves, each of them harmless, cannot be read in the case that puts the conversation together."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.assemble import glance
from corpus.nouns import RawText, State
from ingest.house import open_house, tools
from ingest.nouns import Facts
from ingest.redaction import redacted
from ingest.sources.opening import open_source
from ingest.sync import Sync
from tests.fakes import FakeEmbedder
from tests.test_sync import Watching
from tests.web import UNPAID, article, filled, settings

ANSWER = "Банк покупателя запретил оплату в интернете: попросите покупателя снять лимит в приложении банка."
HALVES = [
    (
        "Оплата не проходит, первая половина номера 4111 1111",
        "Вторая половина номера такая: 1111 1111, что с ней делать?",
    ),
    ("Оплата не проходит, хотя у меня есть код из смс", "482193 не подходит, страница оплаты пишет об отказе"),
    ("Оплата не проходит, начало номера карты 4111 1111", "Дальше на карте стоит 1111 1111, проверьте такой платёж"),
]


def digits_in(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def no_half_is_whole(title: str, text: str) -> None:
    assert "[карта •1111]" in text or "[код]" in text, text
    assert "41111111" not in digits_in(title + text)
    assert "482193" not in title + text


@pytest.mark.parametrize(("first", "second"), HALVES)
def test_the_halves_are_harmless_alone(first: str, second: str) -> None:
    assert redacted(RawText(first)) == first
    assert redacted(RawText(second)) == second


@pytest.mark.parametrize(("first", "second"), HALVES)
def test_an_imported_conversation_makes_a_case_without_what_two_messages_tell(
    first: str, second: str, tmp_path: Path
) -> None:
    says = [("customer", first), ("customer", second), ("agent", ANSWER)]
    messages = [{"from": who, "at": "2026-03-02T10:00:00+03:00", "text": text} for who, text in says]
    row = {"id": "T-1", "channel": "chat", "status": "resolved", "messages": messages}
    (tmp_path / "tickets.jsonl").write_text(json.dumps(row, ensure_ascii=False) + "\n", "utf-8")
    house = open_house(settings(tmp_path / "home"), lambda name: FakeEmbedder())

    with open_source(str(tmp_path / "tickets.jsonl")) as source:
        Sync(tools(house), Facts(), Watching()).run(source)

    (case,) = house.library.all(State.PUBLISHED)
    house.close()
    no_half_is_whole(case.content.title, case.content.text)


@pytest.mark.parametrize(("first", "second"), HALVES)
def test_a_case_proposed_after_a_reply_is_without_what_subject_and_letter_tell(
    first: str, second: str, tmp_path: Path
) -> None:
    filled(tmp_path / "home", article(*UNPAID))
    podskazka = glance(settings(tmp_path / "home"), lambda name: FakeEmbedder())
    ticket = podskazka.assistant.open(RawText(second), RawText(first))

    podskazka.assistant.send(ticket.id, RawText(ANSWER))

    podskazka.close()
    house = open_house(settings(tmp_path / "home"), lambda name: FakeEmbedder())
    (case,) = house.library.all(State.DRAFT)
    house.close()
    no_half_is_whole(case.content.title, case.content.text)
