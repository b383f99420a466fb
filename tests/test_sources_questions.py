"""Question-and-answer files: each row is a document, whatever the columns are called."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.nouns import Audience, Owner
from ingest.sources.parts import Parts
from tests.raw_files import documents, found, lines, problems, reading


@pytest.fixture(scope="module")
def parts() -> Iterator[Parts]:
    with reading() as made:
        yield made


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_a_table_saved_by_any_office_program_is_read(
    tmp_path: Path, parts: Parts, delimiter: str, encoding: str
) -> None:
    rows = [
        ("Вопрос", "Ответ", "Теги"),
        ("Где деньги?", '"Выплата завтра.\nПроверьте, «Выплаты»; отчёт."', '"выплаты; сроки"'),
    ]
    text = "\r\n".join(delimiter.join(row) for row in rows) + "\r\n"
    (tmp_path / "faq.csv").write_bytes(text.encode(encoding))

    [document] = documents(tmp_path, parts)

    assert document.title == "Где деньги?"
    assert document.text == "Выплата завтра.\nПроверьте, «Выплаты»; отчёт."
    assert document.facts.tags == ("выплаты", "сроки")


@pytest.mark.parametrize("question", ["question", "Вопрос", "query", "TITLE"])
@pytest.mark.parametrize("answer", ["answer", "Ответ", "text", "message", "resolution"])
def test_columns_are_known_under_their_usual_names(tmp_path: Path, parts: Parts, question: str, answer: str) -> None:
    (tmp_path / "faq.jsonl").write_text(lines({question: "Как вернуть?", answer: "В кабинете."}))

    [document] = documents(tmp_path, parts)

    assert (document.title, document.text) == ("Как вернуть?", "В кабинете.")


def test_a_row_says_who_may_read_it_and_whose_problem_it_is(tmp_path: Path, parts: Parts) -> None:
    row = {
        "question": "Лимит?",
        "answer": "Банк.",
        "audience": "Staff",
        "owner": "банк",
        "lang": "ru-RU",
        "section": "A",
    }
    (tmp_path / "faq.jsonl").write_text(lines(row))

    facts = documents(tmp_path, parts)[0].facts

    assert (facts.audience, facts.owner, facts.language, facts.tags) == (Audience.STAFF, Owner.BANK, "ru", ("A",))


def test_a_kind_of_reader_in_the_audience_column_becomes_a_tag(tmp_path: Path, parts: Parts) -> None:
    (tmp_path / "faq.jsonl").write_text(lines({"question": "Где?", "answer": "Тут.", "audience": "payer"}))

    assert documents(tmp_path, parts)[0].facts.tags == ("payer",)
    assert documents(tmp_path, parts)[0].facts.audience is None
    assert problems(tmp_path, parts) == []


def test_an_error_code_is_titled_with_what_it_means(tmp_path: Path, parts: Parts) -> None:
    row = {"code": "D.0051", "message": "Недостаточно средств. Банк отказал.", "friendly_message": "Пополните карту."}
    (tmp_path / "codes.jsonl").write_text(lines(row))

    [document] = documents(tmp_path, parts)

    assert document.external_id == "codes.jsonl#D.0051"
    assert document.title == "D.0051 — Недостаточно средств."
    assert document.text == "Недостаточно средств. Банк отказал.\n\nПополните карту."


def test_what_a_title_leaves_out_of_the_problem_is_told_in_the_text(tmp_path: Path, parts: Parts) -> None:
    row = {"title": "Отказ", "problem": "Не проходит оплата", "resolution": "Пополните карту"}
    (tmp_path / "cases.jsonl").write_text(lines(row))

    assert documents(tmp_path, parts)[0].text == "Не проходит оплата\n\nПополните карту"


def test_a_row_keeps_its_name_when_others_come_before_it(tmp_path: Path, parts: Parts) -> None:
    old, new = {"question": "Старый?", "answer": "Да."}, {"question": "Новый?", "answer": "Да."}
    (tmp_path / "faq.jsonl").write_text(lines(old))
    [before] = documents(tmp_path, parts)
    (tmp_path / "faq.jsonl").write_text(lines(new, old))

    assert before in documents(tmp_path, parts)


@pytest.mark.parametrize("name", ["ivan@mail.ru", "+375 29 123-45-67", "4111-1111-1111-1111", "x" * 100])
def test_an_id_that_may_be_personal_is_not_kept(tmp_path: Path, parts: Parts, name: str) -> None:
    (tmp_path / "faq.jsonl").write_text(lines({"id": name, "question": "Где?", "answer": "Тут."}))

    assert name not in documents(tmp_path, parts)[0].external_id


@pytest.mark.parametrize("name", ["arsenal-001", "4711", "3f0c9a52-7d1e-4b8a-9f43-21c6e07d5a10"])
def test_an_ordinary_id_stays_readable(tmp_path: Path, parts: Parts, name: str) -> None:
    (tmp_path / "faq.jsonl").write_text(lines({"id": name, "question": "Где?", "answer": "Тут."}))

    assert documents(tmp_path, parts)[0].external_id == f"faq.jsonl#{name}"


def test_a_question_with_two_answers_gives_two_documents_and_a_line(tmp_path: Path, parts: Parts) -> None:
    rows = [{"question": "Срок?", "answer": answer} for answer in ("5 дней", "14 дней", "5 дней")]
    (tmp_path / "faq.jsonl").write_text(lines(*rows))

    ids = [document.external_id for document in documents(tmp_path, parts)]

    assert ids[1] == f"{ids[0]}~2"
    assert len(ids) == 2
    assert "used before, with another answer (row 2)" in problems(tmp_path, parts)[0].reason


def test_many_bad_rows_are_one_line_with_a_count(tmp_path: Path, parts: Parts) -> None:
    rows = [{"question": f"Вопрос {number}?", "answer": "" if number % 2 else "Да."} for number in range(100)]
    (tmp_path / "faq.jsonl").write_text(lines(*rows) + "{broken\n")

    assert len(documents(tmp_path, parts)) == 50
    assert [str(problem) for problem in problems(tmp_path, parts)] == [
        "faq.jsonl: a row without an answer (50 times, first in row 2); fill it in, or delete the row",
        "faq.jsonl: not a JSON object (line 101); mend it, or export the file again",
    ]


def test_only_a_line_that_could_not_be_read_hides_what_was_there_before(tmp_path: Path, parts: Parts) -> None:
    (tmp_path / "faq.jsonl").write_text(lines({"question": "А?", "answer": "Б"}, {"question": "В?"}) + "{bro")

    assert [problem.incomplete for problem in problems(tmp_path, parts)] == [True, False]


def test_a_list_of_files_is_one_line_and_not_a_document_each(tmp_path: Path, parts: Parts) -> None:
    (tmp_path / "MANIFEST.jsonl").write_text(lines(*({"path": f"{n}.md", "title": "А", "note": "Б"} for n in range(9))))

    assert [str(each) for each in found(tmp_path, parts)] == [
        "MANIFEST.jsonl: no rows with a question and an answer; "
        "name the columns question and answer, or take the file out of the folder"
    ]


def test_a_json_list_is_read_like_json_lines(tmp_path: Path, parts: Parts) -> None:
    (tmp_path / "faq.json").write_text('{"items": [{"question": "Где?", "answer": "Тут.\\u0000"}]}')

    assert documents(tmp_path, parts)[0].text == "Тут."


def test_an_answer_in_html_becomes_markdown(tmp_path: Path, parts: Parts) -> None:
    row = {"question": "Как?", "answer": "<p>Откройте <b>кабинет</b></p><ul><li>Возвраты</li></ul>"}
    (tmp_path / "faq.jsonl").write_text(lines(row))

    assert documents(tmp_path, parts)[0].text == "Откройте **кабинет**\n\n* Возвраты"


def test_a_table_with_a_column_of_states_is_still_questions(tmp_path: Path, parts: Parts) -> None:
    (tmp_path / "faq.csv").write_text("question,answer,status\nГде?,Тут.,published\n")

    assert documents(tmp_path, parts)[0].title == "Где?"


def test_a_whole_log_in_a_cell_is_read_and_so_is_what_follows(tmp_path: Path, parts: Parts) -> None:
    rows = ["question,answer", "Где ключи?,В кабинете.", f"Что это?,{'код 500; ' * 20_000}", "Когда выплата?,Завтра."]
    (tmp_path / "faq.csv").write_text("\n".join(rows), encoding="utf-8")

    assert len(documents(tmp_path, parts)) == 3
