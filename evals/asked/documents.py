"""What an evaluation asks its questions of: a BEIR folder, the paragraphs of a SQuAD-form file, or any folder."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import cast

from corpus.errors import Unreadable
from evals.asked.lines import BadLine, Row, objects, text_of
from ingest.nouns import Entry, Facts, Found, Refused, Source, digest_of, raw_document
from ingest.reading import Reader
from ingest.sources.folder import Folder
from ingest.sources.parts import Parts

CORPUS = "corpus.jsonl"
QUERIES = "queries.jsonl"


def source_of(path: Path, parts: Parts) -> Source:
    """Whatever reads this path: its own form is recognised, everything else is read as `podskazka ingest` would."""
    if is_beir(path):
        return BeirCorpus(path)
    return Paragraphs(path) if is_squad(path) else Folder(path, parts)


@dataclass(frozen=True, slots=True)
class BeirCorpus:
    """The documents of a BEIR folder, each under its own `_id`."""

    root: Path

    @property
    def name(self) -> str:
        """`beir:` and the absolute path."""
        return f"beir:{self.root.absolute()}"

    def entries(self) -> Iterator[Entry]:
        """One entry per document, so that the progress of a long corpus can be seen.

        Raises:
            Unreadable: a line has no `_id`, no text, or an `_id` used before.
        """
        seen: dict[str, int] = {}
        path = self.root / CORPUS
        for number, row in objects(path):
            name, text = text_of(row, "_id"), text_of(row, "text")
            if not name or not (text or text_of(row, "title")):
                raise BadLine(path, number, "a document needs an `_id` and a `text`")
            if name in seen:
                raise BadLine(path, number, f"the `_id` {name} stands in line {seen[name]} already")
            seen[name] = number
            yield _entry(name, text_of(row, "title"), text)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a SQuAD-form file under a name made of its text, and what is asked about it."""

    name: str
    title: str
    text: str
    questions: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """The paragraphs of a SQuAD-form file as documents."""

    path: Path

    @property
    def name(self) -> str:
        """`squad:` and the absolute path."""
        return f"squad:{self.path.absolute()}"

    def entries(self) -> Iterator[Entry]:
        """One entry per paragraph; a paragraph that stands in the file twice is one document.

        Raises:
            Unreadable: the file is not of this form.
        """
        once = {paragraph.name: paragraph for paragraph in paragraphs(self.path)}
        return (_entry(paragraph.name, paragraph.title, paragraph.text) for paragraph in once.values())


def is_beir(path: Path) -> bool:
    """Whether a folder has the two files by which BEIR names documents and queries."""
    return (path / CORPUS).is_file() and (path / QUERIES).is_file()


def is_squad(path: Path) -> bool:
    """Whether a file is JSON of the form {"data": [{"paragraphs": […]}]}."""
    return path.suffix.casefold() == ".json" and path.is_file() and _articles(path) is not None


def paragraphs(path: Path) -> Iterator[Paragraph]:
    """All paragraphs in the order of the file.

    Raises:
        Unreadable: the file is not of this form; the message names the article and paragraph.
    """
    articles = _articles(path)
    if articles is None:
        raise Unreadable(f'{path}: not of the form {{"data": [{{"paragraphs": [{{"context", "qas"}}]}}]}}')
    for number, article in enumerate(articles, start=1):
        for place, paragraph in enumerate(_rows(article.get("paragraphs")), start=1):
            text = text_of(paragraph, "context")
            if not text:
                raise Unreadable(f"{path}: paragraph {place} of article {number} has no `context`")
            # SQuAD writes the title of a Wikipedia page as its address has it.
            title = text_of(article, "title").replace("_", " ")
            yield Paragraph(digest_of(text)[:16], title, text, _rows(paragraph.get("qas")))


def _articles(path: Path) -> tuple[Row, ...] | None:
    try:
        value = json.loads(Reader().export(path))
    except Refused as refused:
        raise Unreadable(f"{path}: {refused.reason}; {refused.remedy}") from refused
    except (ValueError, RecursionError):
        return None
    articles = _rows(value.get("data")) if isinstance(value, Mapping) else ()
    return articles if articles and all("paragraphs" in article for article in articles) else None


def _rows(value: object) -> tuple[Row, ...]:
    return tuple(cast(Row, row) for row in value if isinstance(row, dict)) if isinstance(value, list) else ()


def _entry(name: str, title: str, text: str) -> Entry:
    return Entry(name, "", partial(_read, name, title, text))


def _read(name: str, title: str, text: str) -> Iterator[Found]:
    yield raw_document(name, title, text, Facts())
