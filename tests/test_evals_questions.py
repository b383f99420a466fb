"""Questions are read in three forms, and a line that cannot be used is named rather than left out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.errors import Unreadable
from evals.asked.documents import source_of
from evals.asked.questions import ANY, read_questions
from ingest.convert import Converter
from ingest.nouns import RawDocument
from ingest.reading import Reader
from ingest.sources.parts import Parts


def _lines(path: Path, *rows: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows), "utf-8")
    return path


def _beir(folder: Path, qrels: str = "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\n") -> Path:
    _lines(folder / "corpus.jsonl", {"_id": "d1", "title": "Возврат", "text": "Деньги вернутся за 14 дней."})
    _lines(folder / "queries.jsonl", {"_id": "q1", "text": "Когда вернут деньги?"}, {"_id": "q2", "text": "Кеды?"})
    (folder / "qrels.tsv").write_text(qrels)
    return folder


def _squad(path: Path, *texts: str, **question: object) -> Path:
    paragraphs = [
        {"context": text, "qas": [{"id": f"q{number}", "question": "Где чек?", **question}]}
        for number, text in enumerate(texts)
    ]
    path.write_text(json.dumps({"data": [{"title": "Card_payment", "paragraphs": paragraphs}]}), "utf-8")
    return path


def test_a_list_of_paths_gives_each_the_grade_one_and_an_object_gives_its_own(tmp_path: Path) -> None:
    path = _lines(
        tmp_path / "q.jsonl",
        {"id": "1", "query": "как подключить", "relevant": ["a.md", "b.md"], "kind": "typo"},
        {"id": "2", "query": "чек", "relevant": {"a.md": 3, "c.csv#7": 1, "d.md": 0}},
    )

    first, second = read_questions(path)

    assert (first.relevant, first.kind) == ({"a.md": 1, "b.md": 1}, "typo")
    assert (second.relevant, second.kind) == ({"a.md": 3, "c.csv#7": 1}, ANY)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("{не json", "line 2: not valid JSON"),
        ("[1]", "line 2: not a JSON object"),
        ({"id": "2", "relevant": []}, "line 2: a question needs a `query`"),
        ({"query": "чек", "relevant": []}, "line 2: no `id`"),
        ({"id": "1", "query": "чек", "relevant": []}, "line 2: the `id` 1 stands in line 1 already"),
        ({"id": "2", "query": "чек"}, "line 2: `relevant` must be"),
        ({"id": "2", "query": "чек", "relevant": {"a.md": "да"}}, "line 2: `relevant` must be"),
        ({"id": "2", "query": "чек", "relevant": ["a.md", "a.md"]}, "line 2: `relevant` names a document twice"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_with_its_number(tmp_path: Path, row: object, reason: str) -> None:
    path = _lines(tmp_path / "q.jsonl", {"id": "1", "query": "возврат", "relevant": ["a.md"]}, row)

    with pytest.raises(Unreadable, match=reason):
        read_questions(path)


def test_a_file_that_is_not_there_or_holds_no_question_is_refused_by_name(tmp_path: Path) -> None:
    blank = tmp_path / "blank.jsonl"
    blank.write_text("\n\n")

    for path in (tmp_path / "gone.jsonl", blank, tmp_path):
        with pytest.raises(Unreadable, match=path.name):
            read_questions(path)


def test_a_beir_folder_tells_grades_and_a_query_without_judgement_has_nothing_relevant(tmp_path: Path) -> None:
    first, second = read_questions(_beir(tmp_path))

    assert (first.id, str(first.text), first.relevant) == ("q1", "Когда вернут деньги?", {"d1": 2})
    assert second.relevant == {}


@pytest.mark.parametrize(
    ("qrels", "reason"),
    [
        ("q1\td1\t1\nq1 d1 1\n", "line 2: a line needs query id, document id and a whole number"),
        ("q1\td1\t1\nq9\td1\t1\n", "line 2: no query q9"),
        ("q1\td1\t1\nq1\td1\t1\n", "line 2: this query and document stand in line 1 already"),
    ],
)
def test_a_judgement_that_cannot_be_used_is_named_with_its_line(tmp_path: Path, qrels: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_questions(_beir(tmp_path, qrels))


def test_a_paragraph_that_stands_twice_in_a_squad_file_is_one_document_for_both_questions(tmp_path: Path) -> None:
    path = _squad(tmp_path / "squad.json", "Чек приходит на почту.", "Возврат идёт 14 дней.", "Чек приходит на почту.")

    documents = _documents(path)
    questions = read_questions(path)

    assert [str(document.text) for document in documents] == ["Чек приходит на почту.", "Возврат идёт 14 дней."]
    assert documents[0].title == "Card payment"
    assert questions[0].relevant == questions[2].relevant == {documents[0].external_id: 1}


def test_a_squad_question_that_its_paragraph_cannot_answer_has_nothing_relevant(tmp_path: Path) -> None:
    path = _squad(tmp_path / "squad.json", "Чек приходит на почту.", is_impossible=True)

    assert read_questions(path)[0].relevant == {}


def test_json_of_another_form_is_refused_as_questions(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text('{"tickets": []}')

    with pytest.raises(Unreadable, match=r"other\.json: not of the form"):
        read_questions(path)


def test_a_beir_folder_brings_its_documents_with_title_and_text(tmp_path: Path) -> None:
    (document,) = _documents(_beir(tmp_path))

    assert (document.external_id, document.title, document.text) == ("d1", "Возврат", "Деньги вернутся за 14 дней.")


def test_a_beir_document_without_an_id_or_with_one_used_before_is_named_with_its_line(tmp_path: Path) -> None:
    folder = _beir(tmp_path)
    for row, reason in (
        ({"text": "Чек"}, "line 2: a document needs"),
        ({"_id": "d1", "text": "Чек"}, "stands in line 1"),
    ):
        _lines(folder / "corpus.jsonl", {"_id": "d1", "text": "Возврат"}, row)
        with pytest.raises(Unreadable, match=reason):
            _documents(folder)


def _documents(path: Path) -> list[RawDocument]:
    with Converter() as converter:
        source = source_of(path, Parts(Reader(), converter))
        found = [document for entry in source.entries() for document in entry.read()]
    return [document for document in found if isinstance(document, RawDocument)]
