"""Exported tickets as CSV, one row a message or one row a ticket.

One row a message: ticket, from (customer, agent or note), text; and if there are: at, name, status, subject, channel,
private, and the columns of facts. One row a ticket: question, answer, and status or channel.
"""

from __future__ import annotations

from collections.abc import Iterator

from ingest.nouns import Found
from ingest.sources.columns import first_written, named, words
from ingest.sources.messages import ROLE_COLUMNS
from ingest.sources.parts import Parts, SourceFile, Tally
from ingest.sources.rows import Row, Rows
from ingest.sources.tickets_json import ticket_of

_TICKETS = words(
    "ticket, ticket id, conversation, conversation id, thread, case, case id, request id, dialog, тикет, "
    "номер тикета, номер обращения, диалог, заявка, номер заявки, номер, id"
)
_TEXTS = ("text", "message", "body", "content", "текст", "сообщение")
_ASKED = words(
    "question, customer message, request, problem, description, вопрос, запрос, проблема, обращение, "
    "сообщение клиента, описание, text, текст, message, сообщение"
)
_ANSWERED = words(
    "answer, reply, resolution, solution, agent message, agent reply, ответ, решение, ответ оператора, ответ поддержки"
)
_STATUSES = ("status", "state", "статус", "состояние")
_CHANNELS = ("channel", "канал")
_LIVES = frozenset(
    words(
        "new, open, pending, on hold, solved, resolved, closed, done, новый, новая, открыт, открыта, "
        "в работе, решен, решена, решено, закрыт, закрыта, закрыто"
    )
)


def is_tickets(rows: list[Row]) -> bool:
    """Whether the first rows of a table are tickets or their messages rather than questions and answers."""
    return any(_is_message(row) or _is_whole_ticket(row) for row in map(named, rows))


def tickets(file: SourceFile, rows: Rows, parts: Parts, tally: Tally) -> Iterator[Found]:
    """A ticket for each row, or for all rows with the same ticket number; one line for each kind of problem."""
    # By number and not by neighbours: exports sorted by time mix the tickets of a day.
    gathered: dict[str, tuple[int, Row]] = {}
    for number, row in ((number, named(row)) for number, row in rows):
        if not _is_message(row):
            gathered[f"row {number}"] = number, _whole_ticket(row)
            continue
        ticket = first_written(row, _TICKETS)
        _, whole = gathered.setdefault(f"ticket {ticket}", (number, {**row, "id": ticket, "messages": []}))
        _add_message(whole, row)
    for number, whole in gathered.values():
        if found := ticket_of(file, whole, parts, f"row {number}", tally):
            yield found
    yield from tally.problems()


def _is_message(row: Row) -> bool:
    return bool(first_written(row, _TICKETS) and first_written(row, ROLE_COLUMNS) and first_written(row, _TEXTS))


def _is_whole_ticket(row: Row) -> bool:
    if not first_written(row, _ASKED) or not any(name in row for name in _ANSWERED):
        return False
    # A table of questions and answers may have a status, too: then it says draft or published.
    status = first_written(row, _STATUSES).casefold().replace("ё", "е")
    return status in _LIVES or any(name in row for name in _CHANNELS)


def _add_message(whole: Row, row: Row) -> None:
    messages = whole["messages"]
    if isinstance(messages, list):
        messages.append(row)
    # An export repeats the ticket's state in each row, as it was then: the last one is how it ended.
    whole.update({name: row[name] for name in _STATUSES if row.get(name)})


def _whole_ticket(row: Row) -> Row:
    asked = {"from": "customer", "text": first_written(row, _ASKED)}
    answered = {"from": "agent", "text": first_written(row, _ANSWERED)}
    known = {name: value for name, value in row.items() if name not in ("description", "ticket")}
    return {**known, "id": first_written(row, _TICKETS), "messages": [asked, answered]}
