"""The JSON API: the same verbs as the pages, for programs."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Header, Query, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.security import HTTPBearer

from assistant.ahead.ahead import Ahead
from assistant.assistant import Assistant
from assistant.faq import Faq
from corpus.database.desk.deliveries import Deliveries
from corpus.database.desk.tickets import Reply, Tickets
from corpus.nouns import Actor, Filters, Kind, RawText, TicketState
from web.api_found import DocumentJson, FoundJson, document_json, found_json
from web.api_models import (
    DraftJson,
    NewFeedback,
    NewReply,
    NewTicket,
    ProblemJson,
    ReplyJson,
    TicketJson,
    draft_json,
    reply_json,
    ticket_json,
)
from web.pages import Pages
from web.problems import MEDIA_TYPE
from web.typed import LONGEST_QUESTION, Typed

OPENAPI = "/api/openapi.json"
_BEARER = "An API token, as `podskazka token add` prints it. None is needed on a machine where nobody signs in."
Question = Annotated[
    Typed,
    Query(
        max_length=LONGEST_QUESTION,
        description="The question in the asker's own words. An empty one finds nothing.",
        examples=["деньги списались, а заказ не оплачен"],
    ),
]
AsTyped = Annotated[
    bool,
    Query(
        description="Take every word as typed. Otherwise a question in the wrong keyboard layout, in Latin letters or "
        "with typos is read as what it seems to mean where that finds more; the answer's read_as says so.",
        examples=[True],
    ),
]
Facet = Annotated[Typed | None, Query(max_length=200, description="Only documents of this one.")]


IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=200,
        pattern=r"^[!-~]+$",
        description="Your own name of this ticket, best a UUID: sent again within 48 hours, it gives the ticket that "
        "is there already. With another ticket it is refused.",
        examples=["0b0f6f3e-7f5c-4c39-9b1e-5f8f4b3b1a77"],
    ),
]


class PublicApi:
    """What anybody may ask: built with the FAQ alone, so that no staff text is in reach."""

    def __init__(self, faq: Faq) -> None:
        self._faq = faq

    def routes(self, router: APIRouter) -> None:
        """Adds the addresses."""
        told: dict[str, Any] = {"tags": ["public"], "responses": _problems(404, 422, 503)}
        router.add_api_route("/api/search", self.search, summary="Search public documents", **told)
        router.add_api_route("/api/documents/{document_id}", self.document, summary="Read a public document", **told)
        router.add_api_route(
            "/api/feedback",
            self.judge,
            methods=["POST"],
            status_code=204,
            response_class=Response,
            summary="Say whether a document helped",
            **told,
        )

    def search(
        self,
        q: Question = "",
        kind: Kind | None = None,
        product: Facet = None,
        language: Facet = None,
        limit: Annotated[int, Query(ge=1, le=50, description="How many documents at most.")] = 10,
        as_typed: AsTyped = False,
    ) -> FoundJson:
        """The best passage of each of the best public documents, best first, and whether they answer the question."""
        filters = Filters(kind=kind, product=product, language=language)
        return found_json(self._faq.find(RawText(q), filters, limit, as_typed=as_typed))

    def document(self, document_id: str) -> DocumentJson:
        """A published public document. A staff document is as unknown here as none at all."""
        return document_json(self._faq.document(document_id))

    def judge(self, feedback: NewFeedback) -> None:
        """Keeps what a reader thinks of a document, for its editors."""
        self._faq.judge(feedback.document_id, feedback.helpful, RawText(feedback.question), RawText(feedback.comment))


class DeskApi:
    """What agents' programs do: put tickets in, get drafts out, send replies."""

    def __init__(self, assistant: Assistant, tickets: Tickets, ahead: Ahead, deliveries: Deliveries) -> None:
        self._assistant, self._tickets, self._ahead, self._deliveries = assistant, tickets, ahead, deliveries

    def routes(self, router: APIRouter) -> None:
        """Adds the addresses."""
        told: dict[str, Any] = {"tags": ["desk"], "responses": _problems(401, 403, 404, 409, 422, 503)}
        # For the description only: web/access/gate.py lets in, before anything here is asked.
        told["dependencies"] = [Depends(HTTPBearer(auto_error=False, scheme_name="token", description=_BEARER))]
        one = "/api/tickets/{ticket_id}"
        new: dict[str, Any] = {"methods": ["POST"], "status_code": 201}
        router.add_api_route("/api/tickets", self.open, summary="Open a ticket", **new, **told)
        router.add_api_route("/api/tickets", self.newest, summary="List the newest tickets", **told)
        router.add_api_route(one, self.ticket, summary="Read a ticket", **told)
        router.add_api_route(f"{one}/draft", self.draft, summary="Draft a reply", **new, **told)
        router.add_api_route(f"{one}/reply", self.send, summary="Send a reply", **new, **told)

    def open(
        self, request: Request, new: NewTicket, response: Response, idempotency_key: IdempotencyKey = None
    ) -> TicketJson:
        """Stores what a customer wrote, without personal data, and returns the ticket as it was stored."""
        by, key = request.state.user, RawText(idempotency_key) if idempotency_key else None
        text, subject, reply_to = RawText(new.text), RawText(new.subject), RawText(new.reply_to)
        ticket = self._assistant.open(text, subject, new.channel, by, reply_to, key)
        response.headers["Location"] = f"/api/tickets/{ticket.id}"
        return ticket_json(ticket)

    def newest(
        self,
        state: TicketState | None = None,
        limit: Annotated[int, Query(ge=1, le=200, description="How many at most.")] = 50,
    ) -> list[TicketJson]:
        """The newest tickets, each with its messages."""
        return [ticket_json(ticket) for ticket in self._tickets.newest(state, limit)]

    def ticket(self, ticket_id: str) -> TicketJson:
        """One ticket with its messages, what was sent in it, and how far that has come."""
        ticket = self._tickets.get(ticket_id)
        return ticket_json(ticket, [self._sent(reply) for reply in self._tickets.replies(ticket_id)])

    def draft(self, ticket_id: str) -> DraftJson:
        """A proposed reply: sentences with citations and verdicts. No evidence gives a reason instead of a draft.

        The first time it is the one that was made when the ticket came, if there is one; asked again, another one.
        """
        ready = self._ahead.ready(ticket_id, unseen=True)
        return draft_json(ready or self._ahead.draft(ticket_id, lambda: self._assistant.draft(ticket_id)))

    def send(self, request: Request, ticket_id: str, new: NewReply) -> ReplyJson:
        """Keeps the reply and marks the ticket solved; a ticket can be answered once."""
        by: Actor = request.state.user
        return self._sent(self._assistant.send(ticket_id, RawText(new.text), new.draft_id, new.author, by))

    def _sent(self, reply: Reply) -> ReplyJson:
        return reply_json(reply, self._deliveries.of_reply(reply.id))


def add_reference(app: FastAPI, pages: Pages) -> None:
    """Adds a page that lists the API's addresses: the framework's own one loads its parts from a stranger's server."""

    def reference(request: Request) -> HTMLResponse:
        base = str(request.base_url).rstrip("/")
        return pages.render(request, "api.html", api=app.openapi(), openapi=OPENAPI, base=base)

    app.add_api_route("/api/docs", reference, include_in_schema=False, response_class=HTMLResponse)


def _problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    content = {MEDIA_TYPE: {"schema": ProblemJson.model_json_schema()}}
    return {status: {"description": "Problem (RFC 9457)", "content": content} for status in statuses}
