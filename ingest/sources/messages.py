"""Which parts of an exported conversation customer and agent wrote to each other, as help desks mark them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ingest.nouns import Author
from ingest.sources.columns import column_name, words, written

_ROLES: dict[str, Author] = {
    **dict.fromkeys(("customer", "client", "user", "requester", "end user", "contact", "visitor", "lead"), "customer"),
    **dict.fromkeys(("buyer", "payer", "merchant", "shopper", "incoming", "in", "inbound"), "customer"),
    **dict.fromkeys(("клиент", "покупатель", "плательщик", "торговец", "мерчант", "пользователь"), "customer"),
    **dict.fromkeys(("заказчик", "входящее"), "customer"),
    **dict.fromkeys(("agent", "support", "operator", "staff", "admin", "assistant", "teammate", "manager"), "agent"),
    **dict.fromkeys(("outgoing", "out", "outbound", "исходящее"), "agent"),
    **dict.fromkeys(("оператор", "агент", "поддержка", "сотрудник", "менеджер", "специалист"), "agent"),
}
# Chatwoot numbers them; 2 is what its own machinery did, 3 a form that it sent.
_DIRECTIONS: dict[str, Author | None] = {
    **dict.fromkeys(("0", "incoming"), "customer"),
    **dict.fromkeys(("1", "outgoing"), "agent"),
    **dict.fromkeys(("2", "3", "activity", "template"), None),
}
ROLE_COLUMNS = words(
    "from, role, author type, sender type, author role, sender, author, direction, от, от кого, автор, "
    "кто, отправитель, роль, направление"
)
_IDENTITIES = ("author id", "sender id", "from email", "author email", "from")
_PRIVATE = ("private", "is private", "internal", "is internal", "note", "is note", "внутреннее", "служебное", "скрытое")
_PUBLIC = ("public", "is public", "публичное")
_TYPES = ("type", "kind", "message type", "part type", "comment type", "visibility", "event", "category")
_TYPES_RUSSIAN = ("тип", "вид", "видимость")
# Whole words where they could be part of others: a shop may be called Notebook or Internet.
_NOTE = re.compile(r"\b(?:notes?\b|internal|private|hidden|staff only|заметк|внутренн|служебн|приватн|скрыт)")
_MACHINES = ("system", "bot", "activity", "template", "event", "система", "бот", "робот")
_NO = ("", "0", "0.0", "false", "no", "none", "null", "нет", "ложь", "-")


def says_yes(value: object) -> bool:
    """Whether a cell such as true, 1, "yes" or a date says yes."""
    return str(value if value is not None else "").strip().casefold() not in _NO


def is_private(message: Mapping[str, object]) -> bool:
    """Whether the columns of a message mark it as an internal note. In doubt it is one."""
    if any(says_yes(message.get(name)) for name in _PRIVATE):
        return True
    # "public": null is no promise that a customer has seen it.
    if any(name in message and not says_yes(message[name]) for name in _PUBLIC):
        return True
    return any(_NOTE.search(word) for word in _words(message))


def is_automatic(message: Mapping[str, object]) -> bool:
    """Whether the help desk itself wrote it."""
    return _word(message.get("message type")) in ("2", "3") or any(word in _MACHINES for word in _words(message))


def author_of(message: Mapping[str, object], requesters: frozenset[str]) -> Author | None:
    """Who wrote a message, or None when it is not plainly a customer or an agent.

    `requesters` are the ids and addresses of the ticket's customer, where an export names people by these.
    """
    direction = _word(message.get("message type"))
    if direction in _DIRECTIONS:
        return _DIRECTIONS[direction]
    if "incoming" in message:
        return "customer" if says_yes(message["incoming"]) else "agent"
    # Only known words count: a name, a shift or a team in these columns might be a colleague's note.
    roles = (_ROLES.get(_word(message[name])) for name in ROLE_COLUMNS if name in message)
    return next((role for role in roles if role), None) or _by_identity(message, requesters)


def _by_identity(message: Mapping[str, object], requesters: frozenset[str]) -> Author | None:
    identities = {written(message.get(name)).casefold() for name in _IDENTITIES} - {""}
    if not identities or not requesters:
        return None
    # Zendesk gives its own automatic comments the author -1.
    return "customer" if identities & requesters else None if "-1" in identities else "agent"


def _words(message: Mapping[str, object]) -> list[str]:
    return [_word(message[name]) for name in (*_TYPES, *_TYPES_RUSSIAN, *ROLE_COLUMNS) if message.get(name) is not None]


def _word(value: object) -> str:
    """The word in a cell, or the type of the person in it, as in {"author": {"type": "admin"}}."""
    if isinstance(value, dict):
        value = value.get("type") or value.get("role")
    return column_name(written(value))
