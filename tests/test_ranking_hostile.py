"""Whatever is typed, and whatever changes meanwhile, a search answers soon and shows only what it may."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.nouns import Audience
from tests.making import EDITOR
from tests.searching import VISITORS, Desk, open_desk

# Ten times what it takes here: a bound against hanging, not a measurement.
SECONDS = 8.0
HOSTILE = {
    "100 kB of one sentence": "возврат денег за заказ " * 4500,
    "100 kB of different words": " ".join(f"слово{number}" for number in range(9000)),
    "one word of 100 kB": "а" * 100_000,
    "100 kB of signs": "?!" * 50_000,
    "100 kB in the other layout": "djpdhfn ltytu " * 7000,
    "letters with 50,000 accents": "и\u0306" * 50_000,
    "thousands of codes": " ".join(f"F.{number:04d}" for number in range(5000)),
    "signs of control": "воз\x00врат\x01\x7f\x1b[31m",
    "half of a letter": "возврат \ud800",
    "signs that cannot be seen": "\ufeff\u200b\u202eвозврат",
    "a query of the words leg": 'возврат" OR stems:* AND (NOT [a TO z]) \\ ~9 ^5',
    "an expression": "(((((а+)+)+)+)+)$ возврат",
    "what redaction leaves": "[карта •1234] [телефон] [почта] [CVV] [IBAN] [код] [паспорт] [УНП]",
    "pictures": "😀🧾💳",
    "markup": "<script>alert(1)</script> ' OR 1=1; DROP TABLE documents; --",
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("question", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_question_is_only_words(desk: Desk, question: str) -> None:
    desk.add("Возврат", "Возврат за три дня.")
    began = time.process_time()

    found = desk.find(question)

    assert {passage.document.content.title for passage in found.passages} <= {"Возврат"}
    assert found.degraded == ()
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize("question", ["", " ", "\u00a0", " ?!… ", "\x00\x01", "—", "§±!@#$%^&*()"])
def test_a_question_without_words_finds_nothing(desk: Desk, question: str) -> None:
    desk.add("Возврат")

    assert desk.find(question).passages == ()


def test_an_empty_library_finds_nothing(desk: Desk) -> None:
    assert desk.find("возврат").passages == ()
    assert desk.find("djpdhfn").read_as is None


def test_the_only_document_answers_whatever_is_asked(desk: Desk) -> None:
    desk.add("Возврат", "Возврат за три дня.")

    assert desk.titles("возврат") == desk.titles("refund") == ["Возврат"]


def test_a_library_that_lost_its_last_document_finds_nothing(desk: Desk) -> None:
    document_id = desk.add("Возврат")
    assert desk.titles("возврат") == ["Возврат"]

    desk.library.remove(document_id, EDITOR)
    desk.catch_up()

    assert desk.titles("возврат") == []


def test_agents_search_on_while_documents_come_change_and_go(desk: Desk) -> None:
    kept = [desk.add(f"Возврат {number}", f"Возврат денег, случай {number}.") for number in range(8)]
    desk.add("Регламент", "Возврат денег согласует дежурный.", Audience.STAFF)
    desk.find("возврат")
    failures: list[BaseException] = []
    seen: list[str] = []
    over = threading.Event()

    def search(question: str) -> None:
        while not over.is_set():
            try:
                seen.extend(desk.titles(question, VISITORS))
            except BaseException as error:  # noqa: BLE001 (whatever it is, the test says it)
                failures.append(error)
                return

    threads = [threading.Thread(target=search, args=(question,)) for question in ("возврат денег", "djpdhfn ltytu")]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 2.5
    for number in range(200):
        document_id = kept[number % len(kept)]
        desk.library.unpublish(document_id, EDITOR)
        desk.catch_up()
        desk.revise(document_id, f"Возврат {number % 8}", f"Возврат денег, правка {number}.")
        desk.library.publish(document_id, EDITOR)
        desk.catch_up()
        if time.monotonic() > deadline:
            break
    over.set()
    for thread in threads:
        thread.join()

    assert failures == []
    assert seen
    assert "Регламент" not in seen
    assert len(desk.titles("возврат денег", VISITORS)) == len(kept)
