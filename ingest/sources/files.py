"""One file of a folder to documents and tickets: by its suffix, and for tables and JSON by what is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from ingest.convert import Form
from ingest.nouns import Facts, Found, Problem, Refused, raw_document
from ingest.sources import mail, questions, telegram, tickets_csv, tickets_json
from ingest.sources.columns import Stated, stated
from ingest.sources.front_matter import parted
from ingest.sources.parts import Parts, SourceFile, Tally
from ingest.sources.rows import Rows, csv_rows, json_rows, json_value, jsonl_rows, peeked
from ingest.sources.titles import shortened, title_of

_Read = Callable[[SourceFile, Parts], Iterator[Found]]

NOT_READ: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys((".doc", ".rtf", ".odt", ".pages"), "save it as .docx, PDF or Markdown"),
        **dict.fromkeys((".xls", ".xlsx", ".ods", ".numbers"), "save the sheet as CSV with named columns"),
        **dict.fromkeys((".ppt", ".pptx", ".odp"), "save it as PDF"),
        **dict.fromkeys((".msg", ".pst"), "export the mail as .eml or .mbox"),
        **dict.fromkeys((".zip", ".rar", ".7z", ".gz", ".tar"), "unpack it"),
    }
)


def is_read(suffix: str) -> bool:
    """Whether a file with this suffix gives documents, or at least a line that says what to do with it."""
    return suffix in _READERS or suffix in NOT_READ


def found_in(file: SourceFile, parts: Parts) -> Iterator[Found]:
    """All that is in a file; what cannot be read is a Problem, never an error."""
    suffix = file.path.suffix.casefold()
    try:
        if suffix in NOT_READ:
            raise Refused(f"{suffix} files are not read", NOT_READ[suffix])
        yield from _READERS.get(suffix, _text)(file, parts)
    except Refused as refusal:
        yield refusal.problem(file.external_id)


def _text(file: SourceFile, parts: Parts) -> Iterator[Found]:
    header = parted(parts.reader.text(file.path))
    if not header.body.strip():
        raise Refused("nothing but front matter or blank lines", "fill it or delete it")
    # The text stays as it is, its first heading included: chunking reads the structure.
    title = header.title or title_of(header.body, file.external_id)
    yield raw_document(file.external_id, title, header.body, header.stated.facts)
    yield from _complaints(file, header.stated)


def _complaints(file: SourceFile, told: Stated) -> Iterator[Problem]:
    for complaint in told.complaints:
        yield Problem(file.external_id, f"front matter: {complaint.reason}", complaint.remedy)


def _converted(form: Form) -> _Read:
    def read(file: SourceFile, parts: Parts) -> Iterator[Found]:
        converted = parts.converter.convert(parts.reader.content(file.path), form)
        title = shortened(converted.title) or title_of(converted.text, file.external_id)
        # A page's language is a fact like any other; what no language code is says nothing.
        language = stated({"language": converted.language}).facts.language
        yield raw_document(file.external_id, title, converted.text, Facts(language=language))

    return read


def _lines(file: SourceFile, parts: Parts) -> Iterator[Found]:
    tally = Tally(file.external_id)
    yield from _of_rows(file, jsonl_rows(file, parts.reader, tally), parts, tally)


def _json(file: SourceFile, parts: Parts) -> Iterator[Found]:
    value = json_value(parts.reader.export(file.path))
    # Telegram calls its file result.json, people call it as they like: what is in it decides.
    if isinstance(value, dict) and telegram.is_export(value):
        return telegram.tickets(file, value, parts)
    return _of_rows(file, json_rows(value), parts, Tally(file.external_id))


def _of_rows(file: SourceFile, rows: Rows, parts: Parts, tally: Tally) -> Iterator[Found]:
    first, rows = peeked(rows)
    if any(tickets_json.is_ticket(row) for row in first):
        return tickets_json.tickets(file, rows, parts, tally)
    return questions.documents(file, rows, parts, tally)


def _table(file: SourceFile, parts: Parts) -> Iterator[Found]:
    tally = Tally(file.external_id)
    first, rows = peeked(csv_rows(file, parts.reader, tally))
    if tickets_csv.is_tickets(first):
        return tickets_csv.tickets(file, rows, parts, tally)
    return questions.documents(file, rows, parts, tally)


def _mailbox(file: SourceFile, parts: Parts) -> Iterator[Found]:
    return mail.mailbox_tickets(file, parts)


_READERS: Mapping[str, _Read] = MappingProxyType(
    {
        **dict.fromkeys((".md", ".markdown", ".mdx", ".txt", ".text", ".rst", ".adoc"), _text),
        **dict.fromkeys((".html", ".htm", ".xhtml"), _converted("html")),
        ".pdf": _converted("pdf"),
        ".docx": _converted("docx"),
        **dict.fromkeys((".jsonl", ".ndjson"), _lines),
        ".json": _json,
        **dict.fromkeys((".csv", ".tsv"), _table),
        **dict.fromkeys((".mbox", ".mbx"), _mailbox),
    }
)
