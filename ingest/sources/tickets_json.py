"""Exported tickets as JSON: our own form, and the usual shapes of Zendesk, Chatwoot, Intercom and Freshdesk.

Our form: {"id", "channel", "status", "subject", "language", "product", "module", "owner", "tags",
"messages": [{"from": "customer" | "agent" | "note", "name", "at", "text"}]}.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from corpus.nouns import RawText
from ingest.nouns import Found, RawMessage, RawTicket
from ingest.sources.columns import first_written, named, row_id, stated, words, written
from ingest.sources.conversation import in_time, moment, raw_ticket
from ingest.sources.messages import author_of, is_automatic, is_private, says_yes
from ingest.sources.parts import Parts, SourceFile, Tally
from ingest.sources.rows import Row, Rows

_LISTS = ("messages", "comments", "conversations", "conversation parts", "replies", "thread", "сообщения")
_TEXTS = ("plain body", "body text", "text", "content", "body", "message", "html body", "текст", "сообщение")
_OPENINGS = ("description text", "plain description", "description")
_NAMES = ("name", "author name", "from name", "display name", "имя")
_TIMES = ("at", "created at", "date", "sent at", "timestamp", "time", "дата", "время")
_STATUSES = ("status", "state", "статус", "состояние")
_ENDINGS = ("resolved", "is resolved", "closed at", "resolved at", "solved at")
_RESOLVED = frozenset(
    words(
        "resolved, closed, solved, done, completed, fixed, решен, решено, решена, закрыт, закрыто, закрыта, "
        "выполнен, выполнено, завершен, завершено, завершена, 4, 5"
    )
)  # 4 and 5 are how Freshdesk says resolved and closed
_NO_STATUS = ("a ticket without a status, so not taken as resolved", "add a status such as resolved")
_NO_CUSTOMER = ("a ticket without a message from a customer", "say who wrote what: customer or agent")
_NOBODY = ("a message of neither customer nor agent, left out", "say who wrote it: customer, agent or note")


def is_ticket(row: Row) -> bool:
    """Whether a row is a conversation rather than a question with its answer."""
    return any(isinstance(named(row).get(name), list | dict) for name in (*_LISTS, "ticket"))


def tickets(file: SourceFile, rows: Rows, parts: Parts, tally: Tally) -> Iterator[Found]:
    """A ticket for each row that has a conversation; one line for each kind of problem."""
    for number, row in rows:
        if ticket := ticket_of(file, row, parts, f"row {number}", tally):
            yield ticket
    yield from tally.problems()


def ticket_of(file: SourceFile, row: Row, parts: Parts, place: str, tally: Tally) -> RawTicket | None:
    """The ticket in one row, or None, with a note why, when no customer speaks in it.

    Internal notes, and messages that neither customer nor agent wrote, end here.
    """
    row = _unwrapped(row)
    messages = in_time(list(_spoken(row, parts, place, tally)))
    if not any(message.author == "customer" for message in messages):
        tally.note(place, *_NO_CUSTOMER)
        return None
    if not any(name in row for name in (*_STATUSES, *_ENDINGS)):
        # Said aloud, because a whole export without a status column would otherwise vanish without a word.
        tally.note(place, *_NO_STATUS)
    told = stated(row)
    for complaint in told.complaints:
        tally.note(place, complaint.reason, complaint.remedy)
    name = row_id(first_written(row, ("id", "ticket id", "number", "номер")), messages[0].text)
    subject = first_written(row, ("subject", "title", "тема", "topic"))
    external_id = f"{file.external_id}#{name}"
    return raw_ticket(external_id, _channel(row), subject, messages, told.facts, resolved=is_resolved(row))


def is_resolved(row: Mapping[str, object]) -> bool:
    """Whether a ticket's columns say that it is resolved or closed; what says nothing is not."""
    # A reopened ticket keeps the date on which it was closed the first time, so the status goes first.
    status = first_written(row, _STATUSES).casefold().replace("ё", "е")
    return status in _RESOLVED if status else any(says_yes(row.get(name)) for name in _ENDINGS)


def _unwrapped(row: Row) -> Row:
    """The row by plain column names, without the envelope that some exports put the ticket into."""
    row = named(row)
    inner = row.pop("ticket", None)
    return {**named(inner), **row} if isinstance(inner, dict) else row


def _spoken(row: Row, parts: Parts, place: str, tally: Tally) -> Iterator[RawMessage]:
    requesters = _requesters(row)
    opening = parts.plain(_opening(row)).strip()
    # Freshdesk and Intercom keep the customer's first words apart; Zendesk repeats them as the first comment.
    if opening and all(_text(message, parts) != opening for message in _listed(row)):
        yield RawMessage("customer", RawText(), RawText(opening), moment(first_written(row, _TIMES)))
    for message in _listed(row):
        # Here the notes end: nothing after this line ever sees one.
        if is_private(message) or is_automatic(message) or not (text := _text(message, parts)):
            continue
        if author := author_of(message, requesters):
            yield RawMessage(author, RawText(_name(message)), RawText(text), moment(first_written(message, _TIMES)))
        else:
            tally.note(place, *_NOBODY)


def _opening(row: Row) -> str:
    source = row.get("source")
    first = written(source.get("body")) if isinstance(source, dict) else ""
    return first_written(row, _OPENINGS) or first


def _listed(row: Row) -> list[Row]:
    value = next((row[name] for name in _LISTS if isinstance(row.get(name), list | dict)), [])
    if isinstance(value, dict):  # Intercom: {"conversation_parts": {"conversation_parts": […]}}
        value = next((inner for inner in value.values() if isinstance(inner, list)), [])
    return [named(message) for message in value if isinstance(message, dict)] if isinstance(value, list) else []


def _requesters(row: Row) -> frozenset[str]:
    person = next((row[name] for name in ("requester", "customer") if isinstance(row.get(name), dict)), {})
    columns = ("requester id", "customer id", "requester email", "customer email")
    ids = [written(row.get(name)) for name in columns]
    inner = [written(person.get(name)) for name in ("id", "email")] if isinstance(person, dict) else []
    return frozenset(identity.casefold() for identity in (*ids, *inner) if identity)


def _text(message: Row, parts: Parts) -> str:
    return parts.plain(first_written(message, _TEXTS)).strip()


def _name(message: Row) -> str:
    people = (message.get(column) for column in ("sender", "author", "from"))
    inner = next((named(person) for person in people if isinstance(person, dict)), {})
    return first_written(message, _NAMES) or first_written(inner, _NAMES)


def _channel(row: Row) -> str:
    value = next((row[name] for name in ("channel", "via", "source", "канал") if row.get(name)), "")
    if isinstance(value, dict):
        value = value.get("channel") or value.get("type")
    return written(value).casefold()
