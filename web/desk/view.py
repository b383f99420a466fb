"""What every page of the Desk shows beside its own matter, and a ticket put together for reading."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response

from assistant.ahead.ahead import Ahead
from assistant.nouns import Draft
from corpus.database.access.people import People, Person, Standing
from corpus.database.desk.inbox import PAGE, Line, View, Wanted
from corpus.database.desk.tickets import Reply
from corpus.database.desk.work import Note, Progress, Reason, Unsent
from corpus.database.library.cited import CitedSources, Outdated
from corpus.database.rows import new_id, now
from corpus.errors import DatabaseUnavailable
from corpus.nouns import Actor, Author, Message, Owner, RawText, RedactedText, Ticket
from ingest.house import House
from web.desk.forms import RESTS, Editor, ReplyForm, RestForm, Seen, digest
from web.desk.found import numbers, own_numbers
from web.health import Condition
from web.pages import Pages
from web.typed import LONGEST_QUESTION, typed


@dataclass(frozen=True, slots=True)
class Entry:
    """One part of a conversation as it is read: a message, a reply that was sent from here, or a note."""

    kind: str
    text: RedactedText
    who: str = ""
    at: datetime | None = None
    reply: Reply | None = None
    last_reply: bool = False


class DeskView:
    """Renders the Desk over one house."""

    def __init__(self, house: House, condition: Callable[[], Condition], pages: Pages, ahead: Ahead) -> None:
        self.house, self._condition, self.pages, self._ahead = house, condition, pages, ahead
        self._people, self._cited = People(house.database), CitedSources(house.database)

    def render(self, request: Request, template: str, status: int = 200, **named: Any) -> Response:
        """A page of the Desk with its inbox."""
        wanted, actor = wanted_of(request), request.state.user
        asked_for: dict[str, Any] = {"wanted": wanted, "query": query_of(wanted), "views": list(View), "page_of": PAGE}
        asked_for |= {"explicit": bool(request.query_params), "asked": partial(query_of, wanted)}
        asked_for |= {"lines": self.house.inbox.lines(wanted, actor.id)}
        asked_for |= {"counts": self.house.inbox.counts(wanted, actor.id), "condition": self._condition()}
        return self.pages.render(request, template, status, **{"now": now(), "me": actor, **asked_for, **named})

    def ticket(
        self, request: Request, ticket_id: str, editor: Editor | None, draft: Draft | None = None, status: int = 200
    ) -> Response:
        """One ticket; without an editor, with the draft that is ready and what its reader had typed before."""
        ticket, replies, progress = self._read(ticket_id)
        reader = request.state.user
        if editor is None:
            draft = self._ahead.ready(ticket_id, progress.revision)
            editor = self._restored(ticket, reader, draft)
        found = numbers(message.text for message in ticket.messages)
        named: dict[str, Any] = {"ticket": ticket, "replies": replies, "draft": draft, "progress": progress}
        named |= {"editor": editor, "others": self._others(request, ticket_id)}
        named |= {"outdated": self.outdated(editor.draft_id)}
        named |= {"conversation": conversation(ticket, replies, progress.notes)}
        named |= {"seen": seen(ticket, replies, progress), "line": self.house.inbox.line(ticket_id)}
        named |= {"numbers": found, "related": self.house.inbox.mentioning(own_numbers(found), ticket_id)}
        named |= {
            "reasons": list(Reason),
            "rests": {rest: RestForm(rest=rest).until(now()) for rest in RESTS},
            "people": self.colleagues() if reader.id else {},
        }
        named |= {"said": request.query_params.get("said", ""), "just_sent": request.query_params.get("sent", "")[:32]}
        named |= {"here": f"/desk/tickets/{ticket.id}"}
        return self.render(request, "ticket.html", status, **named)

    def look(self, request: Request, ticket_id: str) -> tuple[list[str], Seen]:
        """Who else has a ticket open, and how far it could be read by now; whoever asks has it open too."""
        return self._others(request, ticket_id), seen(*self._read(ticket_id))

    def outdated(self, draft_id: str) -> list[Outdated]:
        """The documents cited by a draft that do not stand as they did."""
        return self._cited.outdated(draft_id[:32]) if draft_id else []

    def next_of(self, request: Request, ticket_id: str) -> Line | None:
        """The ticket that comes after this one in the list it was opened from."""
        return following(self.house.inbox.lines(wanted_of(request), request.state.user.id), ticket_id)

    def choice(
        self, request: Request, ticket_id: str, form: ReplyForm, template: str = "desk_choice.html", **more: Any
    ) -> Response:
        """Both texts side by side: what is typed, and what was answered or what the customer wrote meanwhile.

        A page of another matter shows `more` instead, and still says with its `seen` how far its reader had read.
        """
        ticket, replies, progress = self._read(ticket_id)
        read = form.read
        newer = replies[read.replies :] if read else replies[-1:]
        heard = ticket.messages[read.messages :] if read else ()
        named: dict[str, Any] = {"ticket": ticket, "form": form, "replies": newer, "messages": heard}
        named |= {"seen": seen(ticket, replies, progress), "here": f"/desk/tickets/{ticket.id}"}
        return self.render(request, template, 409, **{**named, **more})

    def both_tabs(self, request: Request, ticket_id: str, form: ReplyForm, *, sending: bool) -> Response:
        """What its author typed here, and what they typed in another tab: one of the two stays."""
        left = self.house.work.unsent(ticket_id, request.state.user)
        return self.choice(request, ticket_id, form, "choice_tabs.html", left=left, sending=sending, seen=form.seen)

    def typed_elsewhere(self, ticket_id: str, form: ReplyForm, by: Actor) -> bool:
        """Whether sending this would lose what its author typed in another tab."""
        left = self.house.work.unsent(ticket_id, by)
        typed = Unsent(self.redacted(form.text), "", "", 0, None, form.page)
        return left is not None and not form.over and typed.would_lose(left, form.kept)

    def keep(self, ticket_id: str, form: ReplyForm, by: Actor, *, over: bool = False) -> None:
        """Keeps what stands in the editor, redacted as it would be sent; an untouched draft needs no keeping.

        Raises:
            TypedElsewhere: they saved another text from another tab; `over` replaces it.
        """
        text, ticket = self.redacted(form.text if form.edited else ""), self.house.tickets.get(ticket_id)
        read = form.read or Seen(0, len(ticket.messages), 0)
        # Saved while one types, it may arrive behind the reply itself: what was sent is not unsent.
        replies = self.house.tickets.replies(ticket_id)
        if any(reply.text == text for reply in (*replies[read.replies :], *replies[-1:])):
            text = RedactedText()
        typed = Unsent(text, form.draft_id[:32], form.drafted[:64], read.messages, None, form.page[:32], form.nth)
        self.house.work.keep_unsent(ticket_id, typed, by, None if over or form.over else form.kept)

    def redacted(self, text: str) -> RedactedText:
        """What was typed, without personal data."""
        return self.house.redactor.redact(RawText(text)).text

    def colleagues(self) -> Mapping[str, Person]:
        """Who may be given a ticket, by id."""
        return {person.id: person for person in self._people.all() if person.standing is Standing.ACTIVE}

    def _read(self, ticket_id: str) -> tuple[Ticket, list[Reply], Progress]:
        tickets = self.house.tickets
        # The revision first: what is read after it can only be newer, and then sending asks once too often.
        progress = self.house.work.of(ticket_id)
        return tickets.get(ticket_id), tickets.replies(ticket_id), progress

    def _others(self, request: Request, ticket_id: str) -> list[str]:
        reader = request.state.user
        try:
            return self.house.work.look(ticket_id, reader) if reader.id else []
        except DatabaseUnavailable:  # it cannot be written just now; reading a ticket must not wait for that
            return []

    def _restored(self, ticket: Ticket, reader: Actor, draft: Draft | None) -> Editor:
        left, page = self.house.work.unsent(ticket.id, reader), new_id()
        if left is None:
            return Editor(draft.text, draft.id, digest(draft.text), page=page) if draft else Editor(page=page)
        outdated, kept = left.messages < len(ticket.messages), left.mark
        return Editor(left.text, left.draft_id, left.drafted, "", left.saved_at, outdated, page, kept)


def seen(ticket: Ticket, replies: list[Reply], progress: Progress) -> Seen:
    """How far somebody has read who sees this."""
    return Seen(progress.revision, len(ticket.messages), len(replies))


def conversation(ticket: Ticket, replies: list[Reply], notes: tuple[Note, ...]) -> list[Entry]:
    """Messages, replies and notes in the order of time; a message without a time stays behind the one before it."""
    entries, at = list[tuple[datetime, Entry]](), ticket.opened_at or now()
    for message in ticket.messages:
        at = max(at, message.at or at)
        entries.append((at, _said(message)))
    for reply in replies:
        entry = Entry("reply", reply.text, reply.author, reply.sent_at, reply, last_reply=reply is replies[-1])
        entries.append((reply.sent_at, entry))
    entries += [(note.at, Entry("note", note.text, note.author, note.at)) for note in notes]
    return [entry for _, entry in sorted(entries, key=lambda pair: pair[0])]


def _said(message: Message) -> Entry:
    return Entry("customer" if message.author is Author.CUSTOMER else "agent", message.text, at=message.at)


def wanted_of(request: Request) -> Wanted:
    """Which tickets an address asks for; what it says wrongly it does not say."""
    said = request.query_params
    view = said.get("view") or {"open": "waiting", "solved": "solved"}.get(said.get("state", ""), "")
    page = said.get("page", "")
    return Wanted(
        view=View(view) if view in set(View) else View.WAITING,
        channel=typed(said.get("channel", ""))[:32],
        language=typed(said.get("language", ""))[:8],
        owner=owner if (owner := said.get("owner", "")) in set(Owner) else "",
        text=typed(said.get("q", ""))[:LONGEST_QUESTION],
        urgent=said.get("urgent") == "1",
        page=int(page) if page.isascii() and page.isdigit() and 1 <= int(page[:6]) == int(page) else 1,
    )


def query_of(wanted: Wanted, **changed: Any) -> str:
    """The end of an address that asks for the same tickets, or with something changed."""
    said = {"view": wanted.view.value, "channel": wanted.channel, "language": wanted.language}
    said |= {"owner": wanted.owner, "q": wanted.text, "urgent": "1" if wanted.urgent else "", "page": str(wanted.page)}
    said |= {name: str(value) for name, value in changed.items()}
    plain = {"view": View.WAITING.value, "page": "1"}
    kept = {name: value for name, value in said.items() if value and value != plain.get(name)}
    return f"?{urlencode(kept)}" if kept else ""


def following(lines: list[Line], ticket_id: str) -> Line | None:
    """The ticket after this one in the list, else the first that is another one: the oldest must not be passed over."""
    ids = [line.id for line in lines]
    behind = lines[ids.index(ticket_id) + 1 :] if ticket_id in ids else []
    return next((line for line in (*behind, *lines) if line.id != ticket_id), None)
