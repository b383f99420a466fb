"""The Desk: tickets, drafts with their evidence, replies."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, get_args

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel

from assistant.assistant import Assistant
from assistant.nouns import Draft
from corpus.database.library import Library
from corpus.database.tickets import Tickets
from corpus.errors import Conflicting, PodskazkaError
from corpus.nouns import RawText, TicketState
from web.health import Condition
from web.pages import Pages
from web.problems import kept, problem_of
from web.typed import LONGEST_SUBJECT, LONGEST_TEXT, Typed

_LISTED = 60
Channel = Literal["mail", "chat", "telegram", "phone", "form"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)


class NewTicketForm(BaseModel):
    """What an agent types to open a ticket."""

    text: Typed = ""
    subject: Typed = ""
    channel: Channel = "mail"

    @property
    def problem(self) -> str:
        """Why no ticket can be made of it, or an empty text."""
        return _problem(self.text, self.subject)


class ReplyForm(BaseModel):
    """What stands in the editor. `drafted` is the digest of the draft it was filled with."""

    text: Typed = ""
    draft_id: Typed = ""
    drafted: Typed = ""

    @property
    def problem(self) -> str:
        """Why it cannot be sent, or an empty text."""
        return _problem(self.text)

    @property
    def edited(self) -> bool:
        """Whether an agent wrote something of their own."""
        return bool(self.text.strip()) and digest(self.text) != self.drafted


@dataclass(frozen=True, slots=True)
class Editor:
    """The editor of a reply: its text, the draft it came from, that draft's digest, and why it was not sent."""

    text: str = ""
    draft_id: str = ""
    drafted: str = ""
    problem: str = ""


class DeskPages:
    """What agents see. Nothing an agent typed is ever lost: whatever goes wrong, it comes back in the editor."""

    def __init__(
        self,
        assistant: Assistant,
        tickets: Tickets,
        library: Library,
        condition: Callable[[], Condition],
        pages: Pages,
    ) -> None:
        self._assistant, self._tickets, self._library = assistant, tickets, library
        self._condition, self._pages = condition, pages

    def routes(self, router: APIRouter) -> None:
        """Adds the pages."""
        both, post = ["GET", "HEAD"], ["POST"]
        for path, page, methods in (
            ("/desk", self.overview, both),
            ("/desk/tickets", self.open, post),
            ("/desk/tickets/{ticket_id}", self.ticket, both),
            ("/desk/tickets/{ticket_id}/draft", self.draft, post),
            ("/desk/tickets/{ticket_id}/reply", self.send, post),
            ("/desk/documents/{document_id}", self.document, both),
        ):
            router.add_api_route(path, page, methods=methods, response_class=HTMLResponse, include_in_schema=False)

    def overview(self, request: Request, state: TicketState | None = None) -> Response:
        """The newest tickets, and a form for one more."""
        return self._overview(request, NewTicketForm(), state)

    def open(self, request: Request, form: Annotated[NewTicketForm, Form()]) -> Response:
        """Makes a ticket of what was pasted."""
        if form.problem:
            return self._overview(request, form, None, form.problem)
        try:
            ticket = self._assistant.open(RawText(form.text), RawText(form.subject), form.channel, request.state.user)
        except PodskazkaError as error:
            return self._kept(request, error, form)
        return RedirectResponse(f"/desk/tickets/{ticket.id}", 303)

    def ticket(self, request: Request, ticket_id: str) -> Response:
        """One conversation, ready for a draft."""
        return self._ticket(request, ticket_id, Editor())

    def draft(self, request: Request, ticket_id: str, form: Annotated[ReplyForm, Form()]) -> Response:
        """The conversation with a new draft; the editor takes it over unless an agent wrote in it."""
        try:
            draft = self._assistant.draft(ticket_id)
        except PodskazkaError as error:
            return self._kept(request, error, form)
        text = form.text if form.edited else draft.text
        return self._ticket(request, ticket_id, Editor(text, draft.id, digest(draft.text)), draft)

    def send(self, request: Request, ticket_id: str, form: Annotated[ReplyForm, Form()]) -> Response:
        """Sends what stands in the editor."""
        editor = Editor(form.text, form.draft_id, form.drafted, form.problem)
        if form.problem:
            return self._ticket(request, ticket_id, editor, status=422)
        try:
            self._assistant.send(ticket_id, RawText(form.text), form.draft_id or None, by=request.state.user)
        except Conflicting:
            return self._ticket(request, ticket_id, replace(editor, problem="conflict"), status=409)
        except PodskazkaError as error:
            return self._kept(request, error, form)
        return RedirectResponse(f"/desk/tickets/{ticket_id}#sent", 303)

    def document(self, request: Request, document_id: str) -> Response:
        """One document as agents may read it, whoever else may."""
        named: dict[str, Any] = {"document": self._library.get(document_id), "state": None}
        return self._pages.render(request, "desk_document.html", **named, **self._beside())

    def _overview(
        self, request: Request, form: NewTicketForm, state: TicketState | None, problem: str = ""
    ) -> Response:
        named: dict[str, Any] = {
            "form": form,
            "state": state,
            "problem": problem,
            "channels": CHANNELS,
            "here": "/desk",
        }
        return self._pages.render(request, "desk.html", 422 if problem else 200, **named, **self._beside(state))

    def _ticket(
        self, request: Request, ticket_id: str, editor: Editor, draft: Draft | None = None, status: int = 200
    ) -> Response:
        ticket, replies = self._tickets.get(ticket_id), self._tickets.replies(ticket_id)
        named: dict[str, Any] = {"ticket": ticket, "replies": replies, "draft": draft, "editor": editor, "state": None}
        here = f"/desk/tickets/{ticket.id}"
        return self._pages.render(request, "ticket.html", status, here=here, **named, **self._beside())

    def _kept(self, request: Request, error: PodskazkaError, form: NewTicketForm | ReplyForm) -> Response:
        return kept(self._pages, request, problem_of(error), form.model_dump())

    def _beside(self, state: TicketState | None = None) -> dict[str, Any]:
        """What every Desk page shows beside its own matter."""
        return {"tickets": self._tickets.newest(state, _LISTED), "condition": self._condition()}


def digest(text: str) -> str:
    """Tells whether a draft was edited, however its line ends and borders came through a form."""
    return hashlib.sha256("\n".join(text.split("\n")).strip().encode()).hexdigest()


def _problem(text: str, subject: str = "") -> str:
    if not text.strip():
        return "empty"
    return "too long" if len(text) > LONGEST_TEXT or len(subject) > LONGEST_SUBJECT else ""
