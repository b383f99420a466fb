"""Rows out of JSONL, JSON and CSV files, read one by one: a broken row costs a row."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from ingest.nouns import Refused
from ingest.reading import Reader, cleaned
from ingest.sources.parts import SourceFile, Tally

Row = dict[str, object]
Rows = Iterator[tuple[int, Row]]

_LISTS = ("tickets", "conversations", "items", "results", "data", "payload", "rows")


def peeked(rows: Rows, count: int = 20) -> tuple[list[Row], Rows]:
    """The first rows to look at, and all rows again."""
    first = list(islice(rows, count))
    return [row for _, row in first], chain(first, rows)


def jsonl_rows(file: SourceFile, reader: Reader, tally: Tally) -> Rows:
    """The objects of a JSONL file with their line numbers.

    Raises:
        Refused: when the file cannot be read.
    """
    for number, line in enumerate(reader.lines(file.path), start=1):
        if not line.strip():
            continue
        value = _json(line)
        if isinstance(value, dict):
            yield number, value
        else:
            tally.note(f"line {number}", "not a JSON object", "mend it, or export the file again", incomplete=True)


def json_value(text: str) -> object:
    """What a JSON file holds.

    Raises:
        Refused: when it is not valid.
    """
    value = _json(text)
    if value is None:
        raise Refused("not valid JSON", "export the file again")
    return value


def json_rows(value: object) -> Rows:
    """The objects of a JSON list, or of the one list that an export wraps in an object."""
    if isinstance(value, dict):
        value = next((value[name] for name in _LISTS if isinstance(value.get(name), list)), [value])
    rows = value if isinstance(value, list) else []
    return ((number, row) for number, row in enumerate(rows, start=1) if isinstance(row, dict))


def csv_rows(file: SourceFile, reader: Reader, tally: Tally) -> Rows:
    """The rows of a CSV file by column name, with their line numbers; separated by comma, semicolon or tab.

    Raises:
        Refused: when the file cannot be read, or a quote in it is never closed.
    """
    lines = reader.lines(file.path)
    # Not csv.Sniffer: it finds a delimiter in the commas of Russian sentences.
    header = next((line for line in lines if line.strip()), "")
    delimiter = max(",;\t", key=header.count)
    names = next(csv.reader([header], delimiter=delimiter), [])
    csv.field_size_limit(reader.text_limit)  # a ticket may hold a whole log
    table = csv.reader(lines, delimiter=delimiter)
    while (cells := _next_cells(table)) is not None:
        # A cell too many means that a text was split at its own commas: every column after it is wrong.
        if len(cells) > len(names):
            where, remedy = f"line {table.line_num + 1}", "put cells with separators in quotes"
            tally.note(where, "more cells than columns", remedy, incomplete=True)
        elif any(cell.strip() for cell in cells):
            yield table.line_num + 1, dict(zip(names, cells, strict=False))


def _next_cells(table: Any) -> list[str] | None:
    try:
        cells: list[str] | None = next(table, None)
    except csv.Error as error:
        where = f"near line {table.line_num + 1}"
        raise Refused(f"the table breaks off {where}", "look for a quote that is never closed") from error
    return cells


def _json(text: str) -> object:
    """The value, its strings without what no database takes; None for what is not valid."""
    # A number of 5,000 digits is a ValueError, and 100,000 brackets are a RecursionError.
    try:
        return json.loads(text, object_hook=_clean_strings)
    except (ValueError, RecursionError):
        return None


def _clean_strings(row: dict[str, object]) -> dict[str, object]:
    # JSON may write a NUL or half a surrogate pair as an escape, which no check of the file's bytes can see.
    return {name: cleaned(value) if isinstance(value, str) else value for name, value in row.items()}
