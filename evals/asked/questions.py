"""The questions of an evaluation: JSONL, a BEIR folder or SQuAD-form JSON, whichever is given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import Unreadable
from corpus.nouns import RawText
from evals.asked.documents import QUERIES, is_beir, paragraphs
from evals.asked.lines import BadLine, Row, cells, objects, text_of

# The kind of a question whose file tells no kinds.
ANY = "any"
_QRELS = ("qrels.tsv", "qrels/test.tsv", "qrels/dev.tsv")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked and what answers it: name of a document → grade (1 and up); none when nothing does.

    `language` and `audience` (who asks) are '' where the file does not say.
    """

    id: str
    text: RawText
    relevant: Mapping[str, int]
    kind: str = ANY
    language: str = ""
    audience: str = ""


def read_questions(path: Path) -> tuple[Question, ...]:
    """The questions of a file or BEIR folder.

    Raises:
        Unreadable: the path is none of the three forms, or a line is malformed or there twice.
    """
    if path.is_dir() and not is_beir(path):
        raise Unreadable(f"{path}: a folder of questions needs corpus.jsonl, queries.jsonl and qrels.tsv, as BEIR does")
    if path.is_dir():
        found = tuple(_of_beir(path))
    else:
        found = tuple(_of_squad(path) if path.suffix.casefold() == ".json" else _of_jsonl(path))
    if not found:
        raise Unreadable(f"{path}: no questions in it")
    return found


def _of_jsonl(path: Path) -> Iterator[Question]:
    for number, row in _distinct(path, "id"):
        if not text_of(row, "query"):
            raise BadLine(path, number, "a question needs a `query`")
        grades = _grades(path, number, row.get("relevant"))
        yield Question(text_of(row, "id"), RawText(text_of(row, "query")), grades, *_told(row))


def _told(row: Row) -> tuple[str, str, str]:
    """Kind, language and audience, as far as a row names them."""
    language = text_of(row, "language") or text_of(row, "lang")
    return text_of(row, "kind") or ANY, language, text_of(row, "audience")


def _grades(path: Path, number: int, relevant: object) -> dict[str, int]:
    """Names with grades; a list gives each the grade 1, and the grade 0 says that a document is no answer."""
    if isinstance(relevant, list):
        if len(set(map(str, relevant))) < len(relevant):
            raise BadLine(path, number, "`relevant` names a document twice")
        relevant = dict.fromkeys(map(str, relevant), 1)
    if not isinstance(relevant, dict) or not all(type(grade) is int and grade >= 0 for grade in relevant.values()):
        raise BadLine(path, number, "`relevant` must be a list of paths or an object of path and grade (0, 1, 2 …)")
    return {name: grade for name, grade in relevant.items() if grade}


def _of_beir(folder: Path) -> Iterator[Question]:
    path = folder / QUERIES
    rows = dict(_distinct(path, "_id"))
    relevant = _judged(folder, {text_of(row, "_id") for row in rows.values()})
    for number, row in rows.items():
        if not text_of(row, "text"):
            raise BadLine(path, number, "a query needs a `text`")
        metadata = row.get("metadata")
        told = _told(metadata if isinstance(metadata, dict) else {})
        name = text_of(row, "_id")
        yield Question(name, RawText(text_of(row, "text")), relevant.get(name, {}), *told)


def _judged(folder: Path, asked: set[str]) -> dict[str, dict[str, int]]:
    """Query id → document id → grade."""
    path = next((folder / name for name in _QRELS if (folder / name).is_file()), folder / _QRELS[0])
    judged: dict[str, dict[str, int]] = {}
    lines: dict[tuple[str, str], int] = {}
    for number, row in cells(path):
        if len(row) != 3 or not row[2].isdecimal():
            raise BadLine(path, number, "a line needs query id, document id and a whole number, separated by tabs")
        query, document, grade = row
        if query not in asked:
            raise BadLine(path, number, f"no query {query} in {QUERIES}")
        if (before := lines.setdefault((query, document), number)) != number:
            raise BadLine(path, number, f"this query and document stand in line {before} already")
        if int(grade):
            judged.setdefault(query, {})[document] = int(grade)
    return judged


def _of_squad(path: Path) -> Iterator[Question]:
    seen: set[str] = set()
    for paragraph in paragraphs(path):
        for row in paragraph.questions:
            name, text = text_of(row, "id"), text_of(row, "question")
            if not name or not text or name in seen:
                raise Unreadable(f"{path}: question {name or text!r} has no `id`, no `question`, or is there twice")
            seen.add(name)
            # SQuAD 2 marks questions that look answerable from their paragraph and are not.
            answerable = row.get("is_impossible") is not True
            yield Question(name, RawText(text), {paragraph.name: 1} if answerable else {})


def _distinct(path: Path, key: str) -> Iterable[tuple[int, Row]]:
    """The rows of a JSONL file; each must have an id of its own."""
    seen: dict[str, int] = {}
    for number, row in objects(path):
        name = text_of(row, key)
        if not name:
            raise BadLine(path, number, f"no `{key}`")
        if name in seen:
            raise BadLine(path, number, f"the `{key}` {name} stands in line {seen[name]} already")
        seen[name] = number
        yield number, row
