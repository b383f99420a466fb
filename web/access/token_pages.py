"""The admin's page of API tokens."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel

from corpus.database.access.api_tokens import NewToken
from corpus.database.access.people import Standing
from corpus.database.rows import now
from corpus.errors import NotFound
from web.access.access import Access
from web.access.doors import Scope
from web.pages import Pages
from web.typed import Typed

DAYS = (30, 90, 365, 0)


class NewTokenForm(BaseModel):
    """What an admin says of a new token; 0 days is without an end."""

    name: Typed = ""
    person: Typed = ""
    scopes: list[Scope] = []
    days: Literal["30", "90", "365", "0"] = "365"


class TokenPages:
    """Tokens made and revoked."""

    def __init__(self, access: Access, pages: Pages) -> None:
        self._access, self._pages = access, pages

    def routes(self, router: APIRouter) -> None:
        """Adds the pages."""
        shown: dict[str, Any] = {"response_class": HTMLResponse, "include_in_schema": False}
        router.add_api_route("/people/tokens", self.overview, methods=["GET", "HEAD"], **shown)
        router.add_api_route("/people/tokens", self.add, methods=["POST"], **shown)
        router.add_api_route("/people/tokens/{token_id}/revoke", self.revoke, methods=["POST"], **shown)

    def overview(self, request: Request) -> Response:
        """Every token, and a form for one more."""
        return self._overview(request, NewTokenForm())

    def add(self, request: Request, form: Annotated[NewTokenForm, Form()]) -> Response:
        """Makes a token and shows it, this once."""
        if not form.scopes or not form.name.strip():
            return self._overview(request, form, "incomplete")
        try:
            person = self._access.people.get(form.person)
        except NotFound:
            return self._overview(request, form, "incomplete")
        until = now() + timedelta(days=int(form.days)) if form.days != "0" else None
        new = NewToken(form.name, person.id, form.scopes, until)
        return self._overview(request, NewTokenForm(), secret=self._access.tokens.add(new, request.state.user))

    def revoke(self, request: Request, token_id: str) -> Response:
        """Ends a token."""
        self._access.tokens.revoke(token_id, request.state.user)
        return RedirectResponse("/people/tokens", 303)

    def _overview(self, request: Request, form: NewTokenForm, problem: str = "", secret: str = "") -> Response:
        people = [person for person in self._access.people.all() if person.standing is Standing.ACTIVE]
        named: dict[str, Any] = {"form": form, "problem": problem, "secret": secret, "here": "/people/tokens"}
        named |= {"tokens": self._access.tokens.all(), "people": people, "scopes": list(Scope), "days": DAYS}
        return self._pages.render(request, "tokens.html", 422 if problem else 200, now=now(), **named)
