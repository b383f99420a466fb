"""The admin's pages: our people with their roles and passwords, and the audit log."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel

from corpus.database.access.people import Newcomer, Person
from corpus.errors import Conflicting, Unreadable
from corpus.nouns import Role
from web.access.access import Access
from web.access.passwords import made_up
from web.pages import Pages
from web.typed import Typed

_LISTED = 200


class NewPersonForm(BaseModel):
    """What an admin types to let somebody in; the password is made here, so that nobody chooses it for others."""

    login: Typed = ""
    name: Typed = ""
    role: Role = Role.AGENT


class PeoplePages:
    """People in, out, and what they may do."""

    def __init__(self, access: Access, pages: Pages) -> None:
        self._access, self._pages = access, pages

    def routes(self, router: APIRouter) -> None:
        """Adds the pages."""
        both, post = ["GET", "HEAD"], ["POST"]
        one = "/people/{person_id}"
        for path, page, methods in (
            ("/people", self.overview, both),
            ("/people", self.add, post),
            ("/people/audit", self.audit, both),
            (f"{one}/role", self.set_role, post),
            (f"{one}/password", self.reset_password, post),
            (f"{one}/disable", self.disable, post),
            (f"{one}/enable", self.enable, post),
        ):
            router.add_api_route(path, page, methods=methods, response_class=HTMLResponse, include_in_schema=False)

    def overview(self, request: Request) -> Response:
        """Everybody, and a form for one more."""
        return self._overview(request)

    def add(self, request: Request, form: Annotated[NewPersonForm, Form()]) -> Response:
        """Lets somebody in and shows their password, this once."""
        password = made_up()
        new = Newcomer(form.login, form.name, form.role, self._access.passwords.hash(password))
        try:
            person = self._access.people.add(new, request.state.user)
        except Unreadable:
            return self._overview(request, form, "bad login", 422)
        except Conflicting:
            return self._overview(request, form, "taken", 409)
        return self._with_password(request, person, password)

    def set_role(self, request: Request, person_id: str, role: Annotated[Role, Form()]) -> Response:
        """Lets somebody do more or less."""
        try:
            self._access.people.set_role(person_id, role, request.state.user)
        except Conflicting:
            return self._overview(request, problem="last admin", status=409)
        return RedirectResponse(f"/people#person-{person_id}", 303)

    def reset_password(self, request: Request, person_id: str) -> Response:
        """Gives somebody a new password, shows it this once, and ends their sessions."""
        person, password = self._access.people.get(person_id), made_up()
        self._access.people.set_password(person.id, self._access.passwords.hash(password), request.state.user)
        return self._with_password(request, person, password)

    def disable(self, request: Request, person_id: str) -> Response:
        """Shuts somebody out at once."""
        try:
            self._access.people.disable(person_id, request.state.user)
        except Conflicting:
            return self._overview(request, problem="last admin", status=409)
        return RedirectResponse(f"/people#person-{person_id}", 303)

    def enable(self, request: Request, person_id: str) -> Response:
        """Lets somebody in again."""
        self._access.people.enable(person_id, request.state.user)
        return RedirectResponse(f"/people#person-{person_id}", 303)

    def audit(self, request: Request) -> Response:
        """Who did what, newest first."""
        names = {person.id: person.login for person in self._access.people.all()}
        deeds = self._access.audit.newest(_LISTED)
        return self._pages.render(request, "audit.html", deeds=deeds, names=names)

    def _with_password(self, request: Request, person: Person, password: str) -> Response:
        return self._overview(request, made={"person": person, "password": password})

    def _overview(
        self,
        request: Request,
        form: NewPersonForm | None = None,
        problem: str = "",
        status: int = 200,
        made: dict[str, Any] | None = None,
    ) -> Response:
        named: dict[str, Any] = {"form": form or NewPersonForm(), "problem": problem, "made": made, "here": "/people"}
        people = self._access.people.all()
        return self._pages.render(request, "people.html", status, people=people, roles=list(Role), **named)
