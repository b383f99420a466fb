"""What agents do with a ticket besides answering it, and what its page says and asks while it is open."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from corpus.database.rows import now
from corpus.errors import Conflicting, Overtaken, PodskazkaError, TypedElsewhere
from web.desk.forms import AssignForm, HandOverForm, LookForm, RestForm, TagsForm, TextForm, UnsentForm
from web.desk.view import DeskView, query_of, wanted_of
from web.problems import TOO_LONG, kept, problem_of
from web.typed import is_blank


class DeskActions:
    """The forms of a ticket. Each leads back to the ticket; nothing typed is lost when it cannot be kept."""

    def __init__(self, view: DeskView) -> None:
        self._view, self._work = view, view.house.work

    def routes(self, router: APIRouter) -> None:
        """Adds the addresses."""
        for name, action in (
            ("assign", self.assign),
            ("snooze", self.snooze),
            ("hand-over", self.hand_over),
            ("note", self.note),
            ("tags", self.tags),
            ("message", self.hear),
            ("unsent", self.keep),
            ("look", self.look),
        ):
            path = f"/desk/tickets/{{ticket_id}}/{name}"
            router.add_api_route(path, action, methods=["POST"], response_class=HTMLResponse, include_in_schema=False)

    def assign(self, request: Request, ticket_id: str, form: Annotated[AssignForm, Form()]) -> Response:
        """Takes a ticket, gives it to a colleague or back to everybody."""
        by = request.state.user
        try:
            self._work.assign(ticket_id, form.holder(by.id), form.held, by)
        except Conflicting:
            return _back(request, ticket_id, "taken")
        return _back(request, ticket_id)

    def snooze(self, request: Request, ticket_id: str, form: Annotated[RestForm, Form()]) -> Response:
        """Puts a ticket aside, or takes it up again."""
        moment = now()
        if form.outdated(moment):  # nobody is to wait a day longer than the button said
            return _back(request, ticket_id, "late")
        try:
            self._work.snooze(ticket_id, form.until(moment), request.state.user)
        except Overtaken:
            return _back(request, ticket_id, "answered")
        return _back(request, ticket_id)

    def hand_over(self, request: Request, ticket_id: str, form: Annotated[HandOverForm, Form()]) -> Response:
        """Hands a ticket to the second line with a reason, or back."""
        by = request.state.user
        if form.problem == "too long":
            return kept(self._view.pages, request, TOO_LONG, form.model_dump())
        try:
            if not is_blank(form.text):
                self._work.note(ticket_id, self._view.redacted(form.text), by)
            if form.back:
                self._work.hand_back(ticket_id, by)
            else:
                self._work.hand_over(ticket_id, form.reason, by)
        except Overtaken:
            return _back(request, ticket_id, "answered")
        except PodskazkaError as error:
            return self._kept(request, error, form)
        return _back(request, ticket_id)

    def note(self, request: Request, ticket_id: str, form: Annotated[TextForm, Form()]) -> Response:
        """Writes something down for colleagues."""
        return self._write(request, ticket_id, form, note=True)

    def hear(self, request: Request, ticket_id: str, form: Annotated[TextForm, Form()]) -> Response:
        """Takes in what the customer wrote further, pasted by hand."""
        return self._write(request, ticket_id, form, note=False)

    def tags(self, request: Request, ticket_id: str, form: Annotated[TagsForm, Form()]) -> Response:
        """Exchanges the tags."""
        self._work.set_tags(ticket_id, [self._view.redacted(tag) for tag in form.each])
        return _back(request, ticket_id)

    def keep(self, request: Request, ticket_id: str, form: Annotated[UnsentForm, Form()]) -> Response:
        """Keeps what stands in the editor until it is sent."""
        if form.problem == "too long":
            return kept(self._view.pages, request, TOO_LONG, form.model_dump())
        if form.leave:
            return _back(request, ticket_id)
        left = form.model_copy(update={"text": ""}) if form.drop else form
        try:
            self._view.keep(ticket_id, left, request.state.user, over=form.drop)
        except TypedElsewhere:
            if form.quiet:  # the page says so itself, and goes on
                return Response(status_code=409)
            return self._view.both_tabs(request, ticket_id, form, sending=False)
        except PodskazkaError as error:
            return self._kept(request, error, form)
        return Response(status_code=204) if form.quiet else _back(request, ticket_id)

    def look(self, request: Request, ticket_id: str, form: Annotated[LookForm, Form()]) -> Response:
        """Says that the page is still open, and what happened since.

        Who else has it open, how far one could read, and which sources of its draft do not stand any more.
        """
        others, seen = self._view.look(request, ticket_id)
        outdated = self._view.outdated(form.draft_id)
        gone = [{"id": one.document_id, "title": one.title, "change": one.change} for one in outdated]
        return JSONResponse({"others": others, "seen": str(seen), "outdated": gone})

    def _write(self, request: Request, ticket_id: str, form: TextForm, *, note: bool) -> Response:
        if form.problem == "too long":
            return kept(self._view.pages, request, TOO_LONG, form.model_dump())
        if form.problem:
            return _back(request, ticket_id, form.problem)
        try:
            text = self._view.redacted(form.text)
            if note:
                self._work.note(ticket_id, text, request.state.user)
            else:
                self._view.house.tickets.hear(ticket_id, text, request.state.user)
        except PodskazkaError as error:
            return self._kept(request, error, form)
        return _back(request, ticket_id, place="talk")

    def _kept(self, request: Request, error: PodskazkaError, form: Any) -> Response:
        return kept(self._view.pages, request, problem_of(error), form.model_dump())


def _back(request: Request, ticket_id: str, said: str = "", place: str = "") -> Response:
    """To the ticket, in the list it was opened from."""
    query = query_of(wanted_of(request), **({"said": said} if said else {}))
    return RedirectResponse(f"/desk/tickets/{ticket_id}{query}{'#' + place if place else ''}", 303)
