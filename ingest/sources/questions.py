"""Question-and-answer rows, tables of error codes among them: each row is a document."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.nouns import Found, RawDocument, Refused, raw_document
from ingest.sources.columns import first_written, named, row_id, stated, words, written
from ingest.sources.parts import Parts, SourceFile, Tally
from ingest.sources.rows import Row, Rows, peeked
from ingest.sources.titles import shortened

# In order: where a row has several, the first is its title.
QUESTIONS = words(
    "question, вопрос, title, заголовок, название, query, запрос, problem, проблема, subject, "
    "тема вопроса, name, summary"
)
ANSWERS = words(
    "answer, ответ, text, текст, resolution, решение, message, сообщение, friendly message, description, "
    "описание, solution, content, body, meaning, значение, расшифровка, cause, причина, action, "
    "what to do, что делать, advice, совет, explanation, пояснение"
)
CODES = ("code", "код", "error code", "код ошибки", "код ответа")
_IDS = ("id", "номер", "no", "key", "slug")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s")


def documents(file: SourceFile, rows: Rows, parts: Parts, tally: Tally) -> Iterator[Found]:
    """A document for each row that has a question (or code) and an answer; one line for each kind of problem.

    Raises:
        Refused: when no row has both.
    """
    # Looked at before any row is told off: a list of files is one problem, not a thousand rows without answers.
    first, rows = peeked(rows)
    if not any(_question(row) and _answers(row) for row in map(named, first)):
        raise Refused(
            "no rows with a question and an answer",
            "name the columns question and answer, or take the file out of the folder",
        )
    seen: dict[str, int] = {}
    for number, row in rows:
        document = _document(file, named(row), parts, f"row {number}", tally)
        if document and (unique := _unique(document, seen, f"row {number}", tally)):
            yield unique
    yield from tally.problems()


def _document(file: SourceFile, row: Row, parts: Parts, place: str, tally: Tally) -> RawDocument | None:
    question, answers = _question(row), _answers(row)
    if not question or not answers:
        missing = "an answer" if question else "a question"
        tally.note(place, f"a row without {missing}", "fill it in, or delete the row")
        return None
    facts = stated(row)
    for complaint in facts.complaints:
        tally.note(place, complaint.reason, complaint.remedy)
    text = "\n\n".join(part for told in _told(row) if (part := parts.plain(told).strip()))
    name = first_written(row, _IDS) or first_written(row, CODES)
    return raw_document(f"{file.external_id}#{row_id(name, question)}", _title(row, answers), text, facts.facts)


def _question(row: Row) -> str:
    return first_written(row, QUESTIONS) or first_written(row, CODES)


def _told(row: Row) -> list[str]:
    """The text: what the title does not say of the question, and then the answers."""
    asked = [first_written(row, (name,)) for name in QUESTIONS]
    return list(dict.fromkeys([text for text in asked if text][1:] + _answers(row)))


def _answers(row: Row) -> list[str]:
    """What is told, in the order of its columns: a table of codes has the meaning in one and the advice in another."""
    texts = [written(value) for name, value in row.items() if name in ANSWERS]
    return list(dict.fromkeys(text for text in texts if text))


def _title(row: Row, answers: list[str]) -> str:
    """The question; for a code also what it means, because nobody knows the number alone."""
    code, question = first_written(row, CODES), first_written(row, QUESTIONS)
    if not code:
        # A question is a title as it is; some files keep whole letters in that column.
        return question if len(question) <= 300 else shortened(question)
    return f"{code} — {question or shortened(_SENTENCE_END.split(answers[0])[0])}"


def _unique(document: RawDocument, seen: dict[str, int], place: str, tally: Tally) -> RawDocument | None:
    """The document under an id of its own, or None for a row that says the same again."""
    if seen.setdefault(f"{document.external_id} {document.digest}", 0):
        return None
    seen[f"{document.external_id} {document.digest}"] = 1
    # Exports are glued together from pages that overlap: the same row again is nobody's mistake.
    count = seen[document.external_id] = seen.get(document.external_id, 0) + 1
    if count == 1:
        return document
    tally.note(place, "an id or question used before, with another answer", "keep one of them, or give another id")
    name = f"{document.external_id}~{count}"
    return RawDocument(name, document.title, document.text, document.facts, document.digest)
