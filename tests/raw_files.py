"""Makes the files that sources read: real DOCX and PDF bytes, folders, and the parts that read them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.convert import Converter
from ingest.nouns import Found, Problem, RawDocument, RawTicket
from ingest.reading import Reader
from ingest.sources.folder import Folder
from ingest.sources.parts import Parts

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@contextmanager
def reading(ours: tuple[str, ...] = ()) -> Iterator[Parts]:
    """The real reader and converter."""
    with Converter() as converter:
        yield Parts(Reader(), converter, ours)


def found(root: Path, parts: Parts) -> list[Found]:
    """Everything that a folder gives."""
    return [each for entry in Folder(root, parts).entries() for each in entry.read()]


def documents(root: Path, parts: Parts) -> list[RawDocument]:
    return [each for each in found(root, parts) if isinstance(each, RawDocument)]


def tickets(root: Path, parts: Parts) -> list[RawTicket]:
    return [each for each in found(root, parts) if isinstance(each, RawTicket)]


def problems(root: Path, parts: Parts) -> list[Problem]:
    return [each for each in found(root, parts) if isinstance(each, Problem)]


def lines(*rows: object) -> str:
    """Rows as JSONL."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def said(ticket: RawTicket) -> list[tuple[str, str]]:
    """Who said what in a ticket."""
    return [(message.author, str(message.text)) for message in ticket.messages]


def docx(*paragraphs: str, document: str = "", prologue: str = "") -> bytes:
    """A Word file: the first paragraph is a heading; or with this XML as its document."""
    styled = [
        f'<w:p><w:pPr><w:pStyle w:val="{_style(at)}"/></w:pPr>{_run(text)}</w:p>' for at, text in enumerate(paragraphs)
    ]
    body = f'<w:document xmlns:w="{_WORD}"><w:body>{"".join(styled)}</w:body></w:document>'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", _TYPES)
        parts.writestr("_rels/.rels", _RELATIONS)
        parts.writestr("word/document.xml", document or prologue + body)
    return packed.getvalue()


def pdf(text: str, *, encrypted: bool = False) -> bytes:
    """A PDF of one page with one line of Latin text, or none."""
    stream = f"BT /F1 24 Tf 100 700 Td ({text}) Tj ET".encode() if text else b""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(stream), stream),
        b"<</Filter/Standard/V 1/R 2/P -4/O<%b>/U<%b>>>" % (b"41" * 32, b"42" * 32),
    ]
    made, offsets = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        offsets.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    security = b"/Encrypt 6 0 R/ID[<00><00>]" if encrypted else b""
    trailer = b"trailer<</Size 7/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF" % (security, len(made))
    return made + b"xref\n0 7\n0000000000 65535 f \n" + table + trailer


def _style(at: int) -> str:
    return "Normal" if at else "Heading1"


def _run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"
