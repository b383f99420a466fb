"""A sync brings what is new, changed and gone, touches nothing else, and leaves an editor's work alone."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.nouns import Audience, Kind, State
from corpus.settings import Settings
from ingest.house import House, open_house, tools
from ingest.nouns import Facts, Problem, Refused
from ingest.prepare import prepare
from ingest.sources.opening import open_source
from ingest.sync import Sync
from tests.fakes import FakeEmbedder
from tests.making import EDITOR, content


class Watching:
    """Remembers the problems."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def begin(self, source: str, total: int) -> None:
        """Nothing to remember."""

    def advance(self, counts: Counter[str]) -> None:
        """Nothing to remember."""

    def problem(self, problem: Problem) -> None:
        """One more."""
        self.problems.append(problem)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    settings = Settings.read({"PODSKAZKA_HOME": str(tmp_path / "home"), "PODSKAZKA_EMBEDDING_MODEL": "fake"})
    opened = open_house(settings, lambda name: FakeEmbedder())
    yield opened
    opened.close()


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    return folder


def synced(house: House, folder: Path, watching: Watching | None = None, **defaults: Audience) -> Counter[str]:
    with open_source(str(folder)) as source:
        return Sync(tools(house), Facts(**defaults), watching or Watching()).run(source)  # type: ignore[arg-type]


def titles(house: House, state: State = State.PUBLISHED) -> list[str]:
    return [str(document.content.title) for document in house.library.all(state)]


def ticket(number: int, question: str, answer: str, status: str = "resolved") -> str:
    messages = [
        {"from": "customer", "name": "Ольга", "at": "2026-03-02T10:00:00+03:00", "text": question},
        {"from": "note", "name": "Павел", "at": "2026-03-02T10:01:00+03:00", "text": "внутри: клиент VIP-канарейка"},
        {"from": "agent", "name": "Павел", "at": "2026-03-02T10:05:00+03:00", "text": answer},
    ]
    return json.dumps(
        {"id": f"T-{number}", "channel": "mail", "status": status, "messages": messages}, ensure_ascii=False
    )


QUESTION = "Здравствуйте! Оплата прошла, деньги списались, а заказ в магазине так и стоит неоплаченным. Что делать?"
ANSWER = (
    "Здравствуйте! Уведомление не дошло до вашего сайта: файрвол отвечает 403. Добавьте адреса из раздела "
    "«Настройки → Уведомления» в белый список и отправьте уведомление ещё раз из карточки операции."
)


def test_what_a_folder_holds_becomes_documents(house: House, docs: Path) -> None:
    (docs / "refund.md").write_text("# Как вернуть деньги\n\nОткройте «Возвраты».", encoding="utf-8")

    synced(house, docs)

    assert titles(house) == ["Как вернуть деньги"]


def test_what_does_not_say_who_may_read_it_is_for_staff(house: House, docs: Path) -> None:
    (docs / "a.md").write_text("# Без пометки\n\nТекст.", encoding="utf-8")
    (docs / "b.md").write_text("---\naudience: public\n---\n# С пометкой\n\nТекст.", encoding="utf-8")

    synced(house, docs)

    audiences = {str(document.content.title): document.content.audience for document in house.library.all()}
    assert audiences == {"Без пометки": Audience.STAFF, "С пометкой": Audience.PUBLIC}


def test_a_second_run_has_nothing_to_do(house: House, docs: Path) -> None:
    (docs / "refund.md").write_text("# Возврат\n\nТри дня.", encoding="utf-8")
    synced(house, docs)
    before = house.log.latest()

    counts = synced(house, docs)

    assert counts == Counter({"unchanged": 1})
    assert house.log.latest() == before


def test_a_changed_file_becomes_a_new_version(house: House, docs: Path) -> None:
    file = docs / "refund.md"
    file.write_text("# Возврат\n\nТри дня.", encoding="utf-8")
    synced(house, docs)
    file.write_text("# Возврат\n\nПять рабочих дней.", encoding="utf-8")

    synced(house, docs)

    (document,) = house.library.all()
    assert (document.version, "Пять" in document.content.text) == (2, True)


def test_a_file_that_is_gone_stops_answering_and_one_that_is_back_answers_again(house: House, docs: Path) -> None:
    file = docs / "refund.md"
    file.write_text("# Возврат\n\nТри дня.", encoding="utf-8")
    synced(house, docs)

    file.unlink()
    synced(house, docs)
    assert (titles(house), titles(house, State.ARCHIVED)) == ([], ["Возврат"])

    file.write_text("# Возврат\n\nТри дня.", encoding="utf-8")
    synced(house, docs)
    assert titles(house) == ["Возврат"]


def test_a_folder_that_is_not_there_changes_nothing(house: House, docs: Path) -> None:
    (docs / "refund.md").write_text("# Возврат\n\nТри дня.", encoding="utf-8")
    synced(house, docs)
    docs.rename(docs.with_name("elsewhere"))

    with pytest.raises(Refused, match="not there"):
        synced(house, docs)

    assert titles(house) == ["Возврат"]


def test_a_reimport_keeps_an_editors_change_and_shows_the_conflict(house: House, docs: Path) -> None:
    file = docs / "refund.md"
    file.write_text("# Возврат\n\nТри дня.", encoding="utf-8")
    synced(house, docs)
    (document,) = house.library.all()
    house.library.revise(document.id, prepare(content("Возврат", "Правка редактора."), FakeEmbedder()), EDITOR)
    file.write_text("# Возврат\n\nИз файла.", encoding="utf-8")

    counts = synced(house, docs)

    assert counts["conflicts"] == 1
    assert house.library.get(document.id).content.text == "Правка редактора."
    assert [conflict.document_id for conflict in house.library.conflicts()] == [document.id]


def test_a_broken_file_is_one_line_and_stops_nothing(house: House, docs: Path) -> None:
    (docs / "a.docx").write_bytes(b"PK\x03\x04 not really a document")
    (docs / "b.md").write_text("# Хорошая статья\n\nТекст.", encoding="utf-8")
    (docs / "empty.md").write_text("", encoding="utf-8")
    watching = Watching()

    synced(house, docs, watching)

    assert titles(house) == ["Хорошая статья"]
    assert sorted(problem.where for problem in watching.problems) == ["a.docx", "empty.md"]
    assert all(problem.reason and problem.remedy for problem in watching.problems)


def test_a_file_that_breaks_later_keeps_what_it_taught(house: House, docs: Path) -> None:
    file = docs / "refund.md"
    file.write_text("# Возврат\n\nТри дня.", encoding="utf-8")
    synced(house, docs)
    file.write_bytes(b"\x00\x01\x02" * 100)

    synced(house, docs)

    assert titles(house) == ["Возврат"]


def test_a_resolved_ticket_becomes_a_staff_case_linked_to_its_conversation(house: House, docs: Path) -> None:
    (docs / "tickets.jsonl").write_text(ticket(1, QUESTION, ANSWER), encoding="utf-8")

    synced(house, docs, audience=Audience.PUBLIC)

    (case,) = house.library.all()
    assert (case.content.kind, case.content.audience) == (Kind.CASE, Audience.STAFF)
    assert "белый список" in case.content.text
    assert case.origin.ticket_id
    assert len(house.tickets.get(case.origin.ticket_id).messages) == 2


@pytest.mark.sqlite
def test_an_internal_note_never_enters(house: House, docs: Path, tmp_path: Path) -> None:
    (docs / "tickets.jsonl").write_text(ticket(1, QUESTION, ANSWER), encoding="utf-8")

    synced(house, docs)
    house.close()

    stored = b"".join(path.read_bytes() for path in (tmp_path / "home").rglob("*") if path.is_file())
    assert "белый список".encode() in stored
    assert "VIP-канарейка".encode() not in stored


def test_an_open_ticket_does_not_enter(house: House, docs: Path) -> None:
    (docs / "tickets.jsonl").write_text(ticket(1, QUESTION, ANSWER, status="open"), encoding="utf-8")

    counts = synced(house, docs)

    assert titles(house) == []
    assert counts["unresolved tickets"] == 1


def test_a_ticket_without_an_answer_is_kept_out_and_counted(house: House, docs: Path) -> None:
    (docs / "tickets.jsonl").write_text(ticket(1, QUESTION, "Спасибо за обращение!"), encoding="utf-8")

    counts = synced(house, docs)

    assert titles(house) == []
    assert counts["tickets without a usable answer"] == 1


def test_near_identical_tickets_are_one_case(house: House, docs: Path) -> None:
    lines = [ticket(1, QUESTION, ANSWER), ticket(2, QUESTION + " Спасибо.", ANSWER)]
    (docs / "tickets.jsonl").write_text("\n".join(lines), encoding="utf-8")

    counts = synced(house, docs)

    (case,) = house.library.all()
    assert counts["near-identical tickets"] == 1
    assert house.sources.grouped(case.id) == 1


def test_when_the_kept_ticket_goes_its_twin_takes_its_place(house: House, docs: Path) -> None:
    (docs / "a.jsonl").write_text(ticket(1, QUESTION, ANSWER), encoding="utf-8")
    (docs / "b.jsonl").write_text(ticket(2, QUESTION, ANSWER), encoding="utf-8")
    synced(house, docs)
    assert len(titles(house)) == 1

    (docs / "a.jsonl").unlink()
    synced(house, docs)

    assert len(titles(house)) == 1
    (case,) = house.library.all(State.PUBLISHED)
    assert case.origin.entry == "b.jsonl"


def test_a_card_number_in_a_title_that_is_cut_is_not_kept_in_part(house: House, docs: Path) -> None:
    (docs / "a.txt").write_text("слово " * 22 + "4111 1111 1111 1111 и ещё слова\n\nТекст.", encoding="utf-8")

    synced(house, docs)

    (document,) = house.library.all()
    assert document.content.title.endswith("слово…")


def test_a_card_number_spread_over_tags_is_not_kept(house: House, docs: Path) -> None:
    row = {"question": "Как вернуть?", "answer": "Через кабинет.", "tags": "возврат,4539,1488,0343,6467"}
    (docs / "faq.jsonl").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")

    synced(house, docs)

    (document,) = house.library.all()
    assert document.content.tags == ("возврат", "[карта •6467]")


@pytest.mark.sqlite
def test_card_numbers_do_not_reach_the_disk(house: House, docs: Path, tmp_path: Path) -> None:
    question = QUESTION + " Карта 4111 1111 1111 1111, телефон +375 29 123-45-67."
    (docs / "tickets.jsonl").write_text(ticket(1, question, ANSWER), encoding="utf-8")

    synced(house, docs)
    house.close()

    stored = b"".join(path.read_bytes() for path in (tmp_path / "home").rglob("*") if path.is_file())
    assert "[карта •1111]".encode() in stored
    assert b"4111 1111" not in stored
    assert b"123-45-67" not in stored
