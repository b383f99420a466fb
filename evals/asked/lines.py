"""Reads files of an evaluation line by line: whatever cannot be used is an error that names its line."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from corpus.errors import Unreadable
from ingest.nouns import Refused
from ingest.reading import Reader

Row = dict[str, object]


class BadLine(Unreadable):
    """A line of a file cannot be used: an evaluation that leaves lines out measures something else."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(f"{path}, line {line}: {reason}")


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, with their numbers.

    Raises:
        Unreadable: the file is missing, binary or too large; the message names it.
    """
    try:
        for number, line in enumerate(Reader().lines(path), start=1):
            if line.strip():
                yield number, line
    except Refused as refused:
        raise Unreadable(f"{path}: {refused.reason}; {refused.remedy}") from refused


def objects(path: Path) -> Iterator[tuple[int, Row]]:
    """The objects of a JSONL file with their line numbers.

    Raises:
        Unreadable: the file cannot be read, or a line is not a JSON object.
    """
    for number, line in lines(path):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise BadLine(path, number, "not valid JSON; each line must be one JSON object") from error
        if not isinstance(row, dict):
            raise BadLine(path, number, "not a JSON object; each line must be one")
        yield number, row


def cells(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The cells of a tab-separated file with their line numbers; a heading line is left out.

    Raises:
        Unreadable: the file cannot be read.
    """
    for number, line in lines(path):
        row = next(csv.reader([line.rstrip("\r\n")], delimiter="\t", quoting=csv.QUOTE_NONE))
        if number > 1 or not row[-1].strip().isalpha():
            yield number, [cell.strip() for cell in row]


def text_of(row: Mapping[str, object], name: str) -> str:
    """A text in a row; '' when it is not there or not a text."""
    value = row.get(name)
    return value.strip() if isinstance(value, str) else ""
