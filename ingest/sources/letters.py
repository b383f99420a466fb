"""One mail as a letter: headers, words without quotations, names of what was attached."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from ingest.nouns import Refused, digest_of
from ingest.reading import decoded
from ingest.sources.parts import Parts

_MESSAGE_ID = re.compile(r"<[^<>\s]+>")
_WROTE = re.compile(r"\b(?:wrote|writes|написал|написала|написал\(а\)|пишет)\s*:?\s*$", re.IGNORECASE)
# Without one of these «клиент написал:» is the writer's own sentence.
_DATE_OR_ADDRESS = re.compile(r"\d{1,2}[:.]\d{2}|\b\d{4}\b|\w@\w")
_REST_IS_QUOTED = re.compile(
    r"\W*(?:original message|forwarded message|исходное сообщение|пересылаемое сообщение)\W*|_{20,}\s*", re.IGNORECASE
)
_OUTLOOK_FROM = re.compile(r"\W*(?:from|от|от кого)\W*:", re.IGNORECASE)
_OUTLOOK_NEXT = re.compile(r"\W*(?:sent|date|to|отправлено|дата|кому)\W*:", re.IGNORECASE)
_LONGEST_INTRODUCTION = 300
_ROBOTS = ("noreply", "no-reply", "no_reply", "robot", "wordpress", "form", "site", "webmaster")
_POSTMEN = ("mailer-daemon", "postmaster", "bounce")


@dataclass(frozen=True, slots=True)
class Letter:
    """What one mail says; addresses are in lower case, `answers` the ids of the mails before it."""

    id: str
    answers: tuple[str, ...]
    sender: str
    name: str
    recipients: tuple[str, ...]
    subject: str
    at: datetime | None
    text: str
    automatic: bool


def letter_of(mail: bytes, parts: Parts) -> Letter:
    """The letter in the bytes of a mail; what cannot be read in it is empty."""
    message = email.message_from_bytes(mail)
    name, sender = _sender(message)
    ids = _ids(message, "Message-ID")
    return Letter(
        id=ids[0] if ids else f"<{digest_of(mail)}>",
        answers=(*_ids(message, "References"), *_ids(message, "In-Reply-To")),
        sender=sender,
        name=name,
        recipients=tuple(address for header in ("To", "Cc") for _, address in _people(message, header)),
        subject=" ".join(_decoded_header(message.get("Subject", "")).split()),
        at=_date(message),
        text="\n\n".join(part for part in (unquoted(_words(message, parts)), *_attachments(message)) if part),
        automatic=_is_automatic(message, sender),
    )


def unquoted(text: str) -> str:
    """What the writer of a mail wrote, without the mails quoted in it and the lines that introduce them."""
    kept: list[str] = []
    for line, following in _with_following(text.split("\n")):
        if _REST_IS_QUOTED.fullmatch(line) or (_OUTLOOK_FROM.match(line) and _OUTLOOK_NEXT.match(following)):
            break
        if line.lstrip().startswith(">"):
            # People answer below each quoted question, too: what follows a quotation is theirs again.
            _drop_introduction(kept)
        elif _introduces(line) and _DATE_OR_ADDRESS.search(line) and not following.lstrip().startswith(">"):
            break
        else:
            kept.append(line)
    return "\n".join(kept).strip()


def _introduces(line: str) -> bool:
    # Only its end tells, and of a line with a megabyte of blanks the search would take hours.
    return bool(_WROTE.search(line.rstrip()[-_LONGEST_INTRODUCTION:]))


def _with_following(lines: list[str]) -> list[tuple[str, str]]:
    """Each line with the next one that is not blank."""
    pairs, following = [], ""
    for line in reversed(lines):
        pairs.append((line, following))
        following = line if line.strip() else following
    return pairs[::-1]


def _drop_introduction(kept: list[str]) -> None:
    """Takes "On … wrote:" away from in front of a quotation; mail programs break it over two lines."""
    while kept and not kept[-1].strip():
        kept.pop()
    if not kept or not kept[-1].rstrip().endswith(":"):
        return
    if _DATE_OR_ADDRESS.search(kept[-1]) or _introduces(kept[-1]):
        last = kept.pop()
        if kept and not re.search(r"\d{4}", last) and re.search(r"\b\d{4}\b", kept[-1]):
            kept.pop()


def _sender(message: Message) -> tuple[str, str]:
    people = _people(message, "From") or _people(message, "Sender") or [("", "")]
    answer_to = _people(message, "Reply-To")
    # A form on a website writes in its own name, and says in Reply-To who filled it in.
    return answer_to[0] if answer_to and people[0][1].startswith(_ROBOTS) else people[0]


def _people(message: Message, header: str) -> list[tuple[str, str]]:
    # Parted before it is decoded: an encoded name may hold a comma.
    values = [str(value) for value in message.get_all(header, [])]
    return [(_decoded_header(name), address.casefold()) for name, address in getaddresses(values) if "@" in address]


def _ids(message: Message, header: str) -> list[str]:
    return _MESSAGE_ID.findall(str(message.get(header, "")))


def _decoded_header(value: object) -> str:
    try:
        # typeshed knows only strings, but a header with bare 8-bit letters is a Header.
        pieces = decode_header(value)  # type: ignore[arg-type]
    except HeaderParseError:
        return str(value)
    return "".join(
        piece if isinstance(piece, str) else _text(piece, charset or "") for piece, charset in pieces
    ).strip()


def _text(raw: bytes, charset: str) -> str:
    try:
        return decoded(raw, charset)
    except Refused:
        return ""


def _date(message: Message) -> datetime | None:
    # A broken date is common enough, and the order of the mailbox does as well.
    try:
        at = parsedate_to_datetime(str(message["Date"]))
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold something, without what is inside a mail that is attached whole."""
    payload = message.get_payload()
    if message.get_content_maintype() == "multipart" and isinstance(payload, list):
        for part in payload:
            if isinstance(part, Message):
                yield from _leaves(part)
    else:
        yield message


def _words(message: Message, parts: Parts) -> str:
    plain, html = (_bodies(message, kind) for kind in ("text/plain", "text/html"))
    if any(text.strip() for text in plain):
        return "\n\n".join(plain)
    # The converter makes "> " out of the quotation that HTML marks as a block, so that it is cut like any other.
    return "\n\n".join(parts.plain(f"<html>{page}</html>") for page in html)


def _bodies(message: Message, kind: str) -> list[str]:
    bodies: list[str] = []
    for part in _leaves(message):
        content = part.get_payload(decode=True)
        if part.get_content_type() == kind and not part.get_filename() and isinstance(content, bytes):
            bodies.append(_text(content, part.get_content_charset("")))
    return bodies


def _attachments(message: Message) -> list[str]:
    names = [_decoded_header(name) for part in _leaves(message) if (name := part.get_filename())]
    return [f"[вложение: {name}]" for name in names]


def _is_automatic(message: Message, sender: str) -> bool:
    # "auto-generated" is not among them: help desks mark the agents' own answers so.
    answered_by_itself = str(message.get("Auto-Submitted", "")).casefold().startswith("auto-replied")
    in_bulk = str(message.get("Precedence", "")).casefold() in ("bulk", "junk", "auto_reply")
    report = message.get_content_type() == "multipart/report"
    return answered_by_itself or in_bulk or report or "X-Autoreply" in message or sender.startswith(_POSTMEN)
