"""Telegram Desktop's result.json: personal chats become tickets, a new one after a day of silence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from corpus.nouns import RawText
from ingest.nouns import Author, Facts, Found, RawMessage, RawTicket, digest_of
from ingest.sources.columns import words, written
from ingest.sources.conversation import answered, moment, raw_ticket
from ingest.sources.parts import Parts, SourceFile, Tally

_SILENCE = timedelta(hours=24)
_TYPES = words(
    "personal_chat, bot_chat, saved_messages, private_group, private_supergroup, public_supergroup, "
    "private_channel, public_channel"
)
_Chat = dict[str, object]


def is_export(value: object) -> bool:
    """Whether a JSON file is an export of Telegram Desktop, of one chat or of an account."""
    return isinstance(value, dict) and bool(_chats(value) or (value.get("type") in _TYPES and "messages" in value))


def tickets(file: SourceFile, export: dict[str, object], parts: Parts) -> Iterator[Found]:
    """A ticket for each stretch of a personal chat without 24 hours of silence in it."""
    tally = Tally(file.external_id)
    owner = _owner(export)
    for number, chat in enumerate(_chats(export) or [export], start=1):
        if chat.get("type") != "personal_chat":
            tally.note(f"chat {number}", "a group, channel or bot, left out", "export personal chats only")
        else:
            yield from _stretches(file, chat, _agents(chat, owner, parts.ours))
    yield from tally.problems()


def _stretches(file: SourceFile, chat: _Chat, agents: frozenset[str]) -> Iterator[RawTicket]:
    stretch: list[RawMessage] = []
    first, last = "", None
    for identity, message in _spoken(chat, agents):
        if last and message.at and message.at - last > _SILENCE:
            yield from _ticket(file, first, stretch)
            stretch = []
        first = first if stretch else identity
        last = message.at or last
        stretch.append(message)
    yield from _ticket(file, first, stretch)


def _ticket(file: SourceFile, name: str, messages: Sequence[RawMessage]) -> Iterator[RawTicket]:
    if any(message.author == "customer" for message in messages):
        external_id, resolved = f"{file.external_id}#{name}", answered(messages)
        yield raw_ticket(external_id, "telegram", "", messages, Facts(), resolved=resolved)


def _spoken(chat: _Chat, agents: frozenset[str]) -> Iterator[tuple[str, RawMessage]]:
    """The messages with text, each with a name for itself that does not show whose chat it is."""
    for message in _listed(chat):
        if text := _text(message.get("text")).strip():
            # The number of a chat is that of a person's account, and does not belong into a stored name.
            identity = digest_of(chat.get("id"), message.get("id"))[:16]
            author: Author = "agent" if agents & {_person(message), _name(message).casefold()} else "customer"
            at = moment(message.get("date_unixtime") or message.get("date"))
            yield identity, RawMessage(author, RawText(_name(message)), RawText(text), at)


def _listed(chat: _Chat) -> list[_Chat]:
    messages = chat.get("messages")
    listed = messages if isinstance(messages, list) else []
    return [message for message in listed if isinstance(message, dict) and message.get("type") == "message"]


def _text(text: object) -> str:
    """Telegram writes a text with links or bold words as a list of strings and marked pieces."""
    pieces = text if isinstance(text, list) else [text]
    words = (piece.get("text") if isinstance(piece, dict) else piece for piece in pieces)
    return "".join(word for word in words if isinstance(word, str))


def _agents(chat: _Chat, owner: str, ours: tuple[str, ...]) -> frozenset[str]:
    """Ids and names on our side: those given, and the account's owner, or whoever is not the other person."""
    given = {name.casefold().lstrip("@") for name in ours}
    if owner:
        return frozenset({owner, *given})
    people = {_person(message): _name(message) for message in _listed(chat)}
    # Exported alone, a chat does not say whose account it was; but its own id is that of the other person.
    customer = written(chat.get("id"))
    if customer in people:
        return frozenset(({*people} - {customer}) | given)
    # Old versions of the program numbered chats in another way: then the chat's name is the other person's.
    others = {person for person, name in people.items() if name != written(chat.get("name"))}
    return frozenset(others | given)


def _person(message: _Chat) -> str:
    # "user200" since 2021, 200 before.
    return written(message.get("from_id")).removeprefix("user")


def _name(message: _Chat) -> str:
    return written(message.get("from"))


def _owner(export: dict[str, object]) -> str:
    person = export.get("personal_information")
    return written(person.get("user_id")) if isinstance(person, dict) else ""


def _chats(export: dict[str, object]) -> list[_Chat]:
    chats = export.get("chats")
    listed = chats.get("list") if isinstance(chats, dict) else None
    return [chat for chat in listed if isinstance(chat, dict)] if isinstance(listed, list) else []
