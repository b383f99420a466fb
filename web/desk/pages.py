"""The pages of the Desk on which agents read and draft."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.ahead.ahead import Ahead
from assistant.assistant import Assistant
from corpus.errors import PodskazkaError
from corpus.nouns import RawText
from web.desk.forms import CHANNELS, NewTicketForm, ReplyForm
from web.desk.view import DeskView
from web.problems import kept, problem_of


class DeskPages:
    """What agents see. Nothing an agent typed is ever lost: whatever goes wrong, it comes back in the editor."""

    def __init__(self, assistant: Assistant, view: DeskView, ahead: Ahead) -> None:
        self._assistant, self._view, self._ahead = assistant, view, ahead

    def routes(self, router: APIRouter) -> None:
        """Adds the pages."""
        both, post = ["GET", "HEAD"], ["POST"]
        for path, page, methods in (
            ("/desk", self.overview, both),
            ("/desk/tickets", self.open, post),
            ("/desk/tickets/{ticket_id}", self.ticket, both),
            ("/desk/tickets/{ticket_id}/draft", self.draft, post),
            ("/desk/documents/{document_id}", self.document, both),
        ):
            router.add_api_route(path, page, methods=methods, response_class=HTMLResponse, include_in_schema=False)

    def overview(self, request: Request) -> Response:
        """The inbox, and a form for one more ticket."""
        return self._overview(request, NewTicketForm())

    def open(self, request: Request, form: Annotated[NewTicketForm, Form()]) -> Response:
        """Makes a ticket of what was pasted."""
        if form.problem:
            return self._overview(request, form, form.problem)
        try:
            ticket = self._assistant.open(RawText(form.text), RawText(form.subject), form.channel, request.state.user)
        except PodskazkaError as error:
            return self._kept(request, error, form)
        return RedirectResponse(f"/desk/tickets/{ticket.id}", 303)

    def ticket(self, request: Request, ticket_id: str) -> Response:
        """One conversation, with what its reader had typed before, ready for a draft."""
        return self._view.ticket(request, ticket_id, None)

    def draft(self, request: Request, ticket_id: str, form: Annotated[ReplyForm, Form()]) -> Response:
        """The conversation with a new draft; the editor takes it over unless an agent wrote in it."""
        try:
            draft = self._ahead.draft(ticket_id, lambda: self._assistant.draft(ticket_id))
        except PodskazkaError as error:
            return self._kept(request, error, form)
        # A text of one's own stays with the draft that it was made of: what counts later is what was inserted.
        return self._view.ticket(request, ticket_id, form.editor if form.edited else form.filled(draft), draft)

    def document(self, request: Request, document_id: str) -> Response:
        """One document as agents may read it, whoever else may."""
        return self._view.render(request, "desk_document.html", document=self._view.house.library.get(document_id))

    def _overview(self, request: Request, form: NewTicketForm, problem: str = "") -> Response:
        named: dict[str, Any] = {"form": form, "problem": problem, "channels": CHANNELS, "here": "/desk"}
        return self._view.render(request, "desk.html", 422 if problem else 200, **named)

    def _kept(self, request: Request, error: PodskazkaError, form: NewTicketForm | ReplyForm) -> Response:
        return kept(self._view.pages, request, problem_of(error), form.model_dump())
