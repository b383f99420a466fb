"""What was learned is kept, put to use and taken back; what it is learned from is what was really sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import event

from assistant.ranking.lessons import Learned
from assistant.ranking.probe import embedded
from assistant.ranking.signals import Weights
from corpus.database.connection import Database
from corpus.database.desk.tickets import StoredDraft, StoredSentence, Tickets
from corpus.database.library.lessons import Lesson, Lessons
from corpus.database.library.library import Library
from corpus.database.library.records import Records
from corpus.nouns import Author, Message, RedactedText, Ticket
from tests.fakes import FakeEmbedder
from tests.making import EDITOR, SYNC, answered, database, origin, prepared

MODEL = "fake-1"


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Database]:
    made = database(tmp_path)
    yield made
    made.close()


@pytest.fixture
def lessons(kept: Database) -> Lessons:
    return Lessons(kept)


def lesson(dense: float = 1.0, *, model: str = MODEL, good: bool = True) -> Lesson:
    return Lesson(model, 400, {"hit@1": 0.6}, good, {"dense": dense})


def text(written: str) -> RedactedText:
    return RedactedText(written)


def a_ticket(kept: Database, *said: tuple[Author, str], subject: str = "") -> str:
    messages = tuple(Message(author, text(words)) for author, words in said)
    return Tickets(kept).keep(Ticket("mail", text(subject), messages))


def test_a_new_library_has_learned_nothing(lessons: Lessons) -> None:
    assert lessons.active(MODEL) is None
    assert lessons.revert(MODEL) is None
    assert (list(lessons.quoted()), lessons.questions(), lessons.helpful()) == ([], {}, [])


def test_the_newest_lesson_that_was_kept_is_in_use(lessons: Lessons) -> None:
    lessons.keep(lesson(1.0))
    newest = lessons.keep(lesson(2.0))
    lessons.keep(lesson(3.0, good=False))  # it was no better, and is on record only

    active = lessons.active(MODEL)

    assert active is not None
    assert (active.id, active.weights, active.pairs, active.figures) == (newest, {"dense": 2.0}, 400, {"hit@1": 0.6})


def test_a_lesson_of_another_model_is_not_in_use(lessons: Lessons) -> None:
    lessons.keep(lesson(model="another-model"))

    assert lessons.active(MODEL) is None


def test_taking_a_lesson_back_brings_the_one_before_into_use_again(lessons: Lessons) -> None:
    lessons.keep(lesson(1.0))
    lessons.keep(lesson(2.0))

    taken_back = lessons.revert(MODEL)

    before = lessons.active(MODEL)
    assert taken_back is not None
    assert before is not None
    assert (taken_back.weights, before.weights) == ({"dense": 2.0}, {"dense": 1.0})


def test_taking_back_every_lesson_leaves_what_ships(lessons: Lessons) -> None:
    lessons.keep(lesson(1.0))
    lessons.keep(lesson(9.0, model="another-model"))

    lessons.revert(MODEL)

    assert lessons.active(MODEL) is None
    assert lessons.revert(MODEL) is None
    assert lessons.active("another-model") is not None


def test_an_adapter_comes_back_as_it_was_kept(lessons: Lessons) -> None:
    adapter = np.random.default_rng(1).standard_normal((384, 384)).astype(np.float32)
    lessons.keep(Lesson(MODEL, 1, {}, True, {}, adapter.T))  # not contiguous, as training may leave it

    active = lessons.active(MODEL)

    assert active is not None
    assert active.adapter is not None
    assert np.array_equal(active.adapter, adapter.T)


def test_whoever_keeps_what_was_learned_notices_lessons_and_reverts(lessons: Lessons) -> None:
    seen = [lessons.revision()]

    for _ in range(2):
        lessons.keep(lesson())
        seen.append(lessons.revision())
    for _ in range(2):
        lessons.revert(MODEL)
        seen.append(lessons.revision())

    assert len(set(seen)) == 5


def test_a_reply_makes_no_running_search_read_its_lesson_again(kept: Database, lessons: Lessons) -> None:
    document_id = Library(kept).add(prepared("Возврат"), origin("1"), SYNC)
    before = lessons.revision()

    answered(kept, "Где деньги?", "Три дня.", f"{document_id}:1:1")

    assert lessons.revision() == before


@pytest.mark.sqlite
def test_to_see_whether_there_is_a_new_lesson_no_reply_and_no_adapter_is_read(kept: Database, lessons: Lessons) -> None:
    asked: list[str] = []
    event.listen(kept._engine, "before_cursor_execute", lambda _, __, statement, *___: asked.append(statement))

    lessons.revision()

    with kept.reading() as connection:
        steps = [
            row.detail for each in tuple(asked) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {each}")
        ]
    assert steps == ["SCAN lessons USING COVERING INDEX ix_lessons_reverted_at"]


def test_only_what_was_sent_is_quoted(kept: Database, lessons: Lessons) -> None:
    document_id = Library(kept).add(prepared("Возврат"), origin("1"), SYNC)
    ticket_id = answered(kept, "Где деньги?", "Возврат идёт три дня.", f"{document_id}:1:1")
    unsent = a_ticket(kept, (Author.CUSTOMER, "А мои?"))
    sentence = StoredSentence(text("Никто этого не послал."), "verified", (f"{document_id}:1:1",))
    Tickets(kept).keep_draft(StoredDraft(unsent, "composer", "answered", text(""), (sentence,)))

    quoted = list(lessons.quoted())

    sent = text("Возврат идёт три дня.")
    assert [(q.ticket_id, q.sentence, q.document_id, q.reply) for q in quoted] == [(ticket_id, sent, document_id, sent)]


def test_a_sentence_is_quoted_with_the_reply_as_the_agent_sent_it(kept: Database, lessons: Lessons) -> None:
    document_id = Library(kept).add(prepared("Возврат"), origin("1"), SYNC)
    ticket_id, tickets = a_ticket(kept, (Author.CUSTOMER, "Где деньги?")), Tickets(kept)
    proposed = StoredSentence(text("Возврат идёт три дня."), "verified", (f"{document_id}:1:1",))
    draft_id = tickets.keep_draft(StoredDraft(ticket_id, "composer", "answered", text(""), (proposed,)))

    tickets.reply(ticket_id, text("Посмотрим и напишем."), "Анна", draft_id)

    assert [(each.sentence, each.reply) for each in lessons.quoted()] == [
        ("Возврат идёт три дня.", "Посмотрим и напишем.")
    ]


def test_a_reply_without_a_draft_quotes_nothing(kept: Database, lessons: Lessons) -> None:
    ticket_id = a_ticket(kept, (Author.CUSTOMER, "Где деньги?"))

    Tickets(kept).reply(ticket_id, text("Деньги в пути."), "Анна")

    assert list(lessons.quoted()) == []
    assert lessons.questions() == {ticket_id: "Где деньги?"}


def test_nothing_is_learned_from_a_document_that_no_longer_answers(kept: Database, lessons: Lessons) -> None:
    library = Library(kept)
    document_id = library.add(prepared("Возврат"), origin("1"), SYNC)
    answered(kept, "Где деньги?", "Три дня.", f"{document_id}:1:1")
    Records(kept).judged(document_id, True, text("где деньги"), text(""))

    library.unpublish(document_id, EDITOR)

    assert (list(lessons.quoted()), lessons.helpful()) == ([], [])


def test_a_citation_of_an_older_version_still_says_which_document_answered(kept: Database, lessons: Lessons) -> None:
    library = Library(kept)
    document_id = library.add(prepared("Возврат"), origin("1"), SYNC)
    answered(kept, "Где деньги?", "Три дня.", f"{document_id}:1:1")

    library.revise(document_id, prepared("Возврат", "Новый текст."), EDITOR)

    assert [each.document_id for each in lessons.quoted()] == [document_id]


def test_the_question_of_a_ticket_is_its_subject_and_the_customers_first_message(
    kept: Database, lessons: Lessons
) -> None:
    said = (
        (Author.AGENT, "Здравствуйте!"),
        (Author.CUSTOMER, "Деньги списали, заказ не оплачен."),
        (Author.AGENT, "Какой номер заказа?"),
        (Author.CUSTOMER, "Номер 17."),
    )
    ticket_id = a_ticket(kept, *said, subject="Оплата")
    a_ticket(kept, (Author.CUSTOMER, "На это никто не ответил."))

    Tickets(kept).reply(ticket_id, text("Проверили, всё дошло."), "Анна")

    assert lessons.questions() == {ticket_id: "Оплата\nДеньги списали, заказ не оплачен."}


def test_what_helped_a_reader_is_learned_from_and_what_did_not_is_not(kept: Database, lessons: Lessons) -> None:
    document_id = Library(kept).add(prepared("Возврат"), origin("1"), SYNC)
    records = Records(kept)

    records.judged(document_id, True, text("где мои деньги"), text(""))
    records.judged(document_id, False, text("как подключить ерип"), text("не то"))
    records.judged(document_id, True, text(""), text("спасибо"))  # found without a search

    assert [(p.question, p.document_id) for p in lessons.helpful()] == [(text("где мои деньги"), document_id)]


def test_an_adapter_moves_the_question_and_leaves_it_of_unit_length() -> None:
    embedder, question = FakeEmbedder(), text("где мои деньги")
    plain = embedder.embed_question(question)
    adapter = np.random.default_rng(2).standard_normal((384, 384)).astype(np.float32) / 50

    vectors = embedded(question, embedder, adapter)

    wanted = plain + plain @ adapter
    assert np.allclose(vectors.moved, wanted / np.linalg.norm(wanted), atol=1e-6)
    assert vectors.moved.dtype == np.float32
    assert np.array_equal(vectors.asked, plain)


@pytest.mark.parametrize("adapter", [None, np.zeros((384, 384), np.float32), np.ones((768, 768), np.float32)])
def test_without_an_adapter_that_fits_the_question_stays_where_it_is(adapter: np.ndarray | None) -> None:
    embedder, question = FakeEmbedder(), text("где мои деньги")

    assert np.allclose(embedded(question, embedder, adapter).moved, embedder.embed_question(question), atol=1e-6)


def test_nothing_learned_means_the_weights_that_ship() -> None:
    assert (Learned().adapter, Learned().weights) == (None, Weights())
