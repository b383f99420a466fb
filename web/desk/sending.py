"""How a reply leaves the editor: what its author has not read yet is shown first, and they choose."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.assistant import Assistant
from corpus.database.desk.tickets import Reply
from corpus.database.library.cited import mark_of
from corpus.errors import Conflicting, Overtaken, PodskazkaError
from corpus.nouns import RawText
from web.desk.forms import ReplyForm
from web.desk.view import DeskView, query_of, wanted_of
from web.problems import kept, problem_of


class DeskSending:
    """Takes in replies. A reply goes out once, and never past what happened while it was being written."""

    def __init__(self, assistant: Assistant, view: DeskView) -> None:
        self._assistant, self._view = assistant, view

    def routes(self, router: APIRouter) -> None:
        """Adds the address."""
        path = "/desk/tickets/{ticket_id}/reply"
        router.add_api_route(path, self.send, methods=["POST"], response_class=HTMLResponse, include_in_schema=False)

    def send(self, request: Request, ticket_id: str, form: Annotated[ReplyForm, Form()]) -> Response:
        """Sends what stands in the editor, unless something happened that its author has not read."""
        if form.problem:
            return self._view.ticket(request, ticket_id, replace(form.editor, problem=form.problem), status=422)
        try:
            return self._asked_first(request, ticket_id, form) or self._sent(request, ticket_id, form)
        except Overtaken:
            # Sent twice at the same moment, its second copy is overtaken by the first.
            return self._repeated(request, ticket_id, form) or self._overtaken(request, ticket_id, form)
        except Conflicting:
            return self._view.ticket(request, ticket_id, replace(form.editor, problem="conflict"), status=409)
        except PodskazkaError as error:
            return kept(self._view.pages, request, problem_of(error), form.model_dump())

    def _asked_first(self, request: Request, ticket_id: str, form: ReplyForm) -> Response | None:
        """What its author has to know before a reply goes out; None when there is nothing."""
        if repeated := self._repeated(request, ticket_id, form):
            return repeated
        if self._view.typed_elsewhere(ticket_id, form, request.state.user):
            return self._view.both_tabs(request, ticket_id, form, sending=True)
        outdated = self._view.outdated(form.draft_id)
        if (mark := mark_of(outdated)) != form.sources and outdated:
            self._view.keep(ticket_id, form, request.state.user, over=True)
            more = {"outdated": outdated, "sources": mark, "seen": form.seen}
            return self._view.choice(request, ticket_id, form, "choice_sources.html", **more)
        return None

    def _sent(self, request: Request, ticket_id: str, form: ReplyForm) -> Response:
        seen, by = form.read.revision if form.read else None, request.state.user
        after = _After(self._view, request, ticket_id, form)
        # As the last that this page saved: what it saved before may still be on its way, and must not come back.
        self._view.keep(ticket_id, form, by, over=True)
        reply = self._assistant.send(ticket_id, RawText(form.text), form.draft_id or None, by=by, seen=seen)
        return after.sent(reply)

    def _repeated(self, request: Request, ticket_id: str, form: ReplyForm) -> Response | None:
        """The answer to a reply that is there already; None when it is a new one, or meant to go out once more."""
        replies, text = self._view.house.tickets.replies(ticket_id), self._view.redacted(form.text)
        said = [reply.text == text and reply.author == request.state.user.name for reply in replies]
        # The same form once more: sent twice in a hurry, or after «Back» to the page as it was.
        if any(said[form.read.replies if form.read else -1 :]):
            return _After(self._view, request, ticket_id, form).already()
        # A page that the browser asked for anew knows of the reply, and has its text in the editor all the same.
        if said and said[-1] and not form.again:
            return self._view.choice(
                request, ticket_id, form, "choice_repeated.html", replies=replies[-1:], seen=form.seen
            )
        return None

    def _overtaken(self, request: Request, ticket_id: str, form: ReplyForm) -> Response:
        # The tab may be closed before anything is chosen.
        self._view.keep(ticket_id, form, request.state.user, over=True)
        return self._view.choice(request, ticket_id, form)


class _After:
    """Where one gets when a reply is out: to its ticket, or to the one that came after it in the list before."""

    def __init__(self, view: DeskView, request: Request, ticket_id: str, form: ReplyForm) -> None:
        self._view, self._path, self._wanted = view, f"/desk/tickets/{ticket_id}", wanted_of(request)
        self._goes_on = form.then == "next"
        # Before it is sent: afterwards the ticket does not stand in its list any more.
        self._next = view.next_of(request, ticket_id) if self._goes_on else None

    def sent(self, reply: Reply) -> Response:
        """After a reply that went out now."""
        if not self._goes_on:
            return RedirectResponse(f"{self._path}{query_of(self._wanted)}#sent", 303)
        # Whether it leaves is not known yet: the page that comes next looks when it is read.
        queued = reply.id if self._view.house.deliveries.of_reply(reply.id) else ""
        return self._led("sent" if self._next else "last", sent=queued)

    def already(self) -> Response:
        """After one that had gone out before."""
        return self._led(f"already {'next' if self._next else 'last'}" if self._goes_on else "already")

    def _led(self, said: str, **named: str) -> Response:
        path = f"/desk/tickets/{self._next.id}" if self._next else self._path
        return RedirectResponse(f"{path}{query_of(self._wanted, said=said, **named)}", 303)
