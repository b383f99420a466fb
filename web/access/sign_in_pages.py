"""The sign-in page, signing out, and one's own account."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from corpus.errors import TooManyFailures
from web.access.access import Access, Caller
from web.access.passwords import SHORTEST, WeakPassword
from web.access.paths import HOME, own_path
from web.access.sign_in import SignIn
from web.pages import Pages
from web.problems import problem_of
from web.typed import Typed


class SignInPages:
    """What one sees before the Desk, and of oneself."""

    def __init__(self, access: Access, pages: Pages) -> None:
        self._access, self._pages = access, pages
        self._sign_in = SignIn(access)

    def routes(self, router: APIRouter) -> None:
        """Adds the pages."""
        both, post = ["GET", "HEAD"], ["POST"]
        for path, page, methods in (
            ("/login", self.show, both),
            ("/login", self.enter, post),
            ("/logout", self.leave, post),
            ("/account", self.account, both),
            ("/account/password", self.change_password, post),
        ):
            router.add_api_route(path, page, methods=methods, response_class=HTMLResponse, include_in_schema=False)

    def show(self, request: Request, next: Typed = HOME) -> Response:  # noqa: A002 (the address says so)
        """The form, or straight on for whoever is in already."""
        if self._access.caller(request):
            return RedirectResponse(own_path(next), 303)
        return self._form(request, next)

    def enter(
        self,
        request: Request,
        login: Annotated[Typed, Form()] = "",
        password: Annotated[str, Form()] = "",
        next: Annotated[Typed, Form()] = HOME,  # noqa: A002
    ) -> Response:
        """Lets in whoever knows the password, always with a new session."""
        try:
            session = self._sign_in.with_password(login, password, address_of(request))
        except TooManyFailures as error:
            page = self._form(request, next, login, "throttled", 429)
            page.headers.update(problem_of(error).headers)
            return page
        if session is None:
            return self._form(request, next, login, "wrong", 401)
        return self.let_in(request, session, next)

    def let_in(self, request: Request, session: str, after: str) -> Response:
        """On to the page that was asked for, with the new session; one that was there before ends."""
        self._access.sessions.end(self._access.cookie.read(request))
        response = RedirectResponse(own_path(after), 303)
        self._access.cookie.put(response, session)
        return response

    def refused(self, request: Request, problem: str, status: int) -> Response:
        """The form again, and why there was no way in without it."""
        return self._form(request, HOME, "", problem, status)

    def leave(self, request: Request) -> Response:
        """Ends the session here and on the server."""
        caller: Caller = request.state.caller
        self._access.sessions.end(caller.session)
        self._access.audit.write(caller.actor, "signed out", "user", caller.actor.id)
        response = RedirectResponse("/login", 303)
        self._access.cookie.clear(response)
        return response

    def account(self, request: Request, changed: str = "") -> Response:
        """Who one is, and a form for a new password."""
        return self._account(request, "changed" if changed else "")

    def change_password(
        self,
        request: Request,
        password: Annotated[str, Form()] = "",
        new: Annotated[str, Form()] = "",
        again: Annotated[str, Form()] = "",
    ) -> Response:
        """Exchanges one's password; every other session of it ends."""
        if new != again:
            return self._account(request, "different", 422)
        try:
            session = self._sign_in.change_password(request.state.user, password, new, address_of(request))
        except TooManyFailures:
            return self._account(request, "throttled", 429)
        except WeakPassword as error:
            return self._account(request, error.why, 422)
        if session is None:
            return self._account(request, "wrong", 422)
        response = RedirectResponse("/account?changed=1", 303)
        self._access.cookie.put(response, session)
        return response

    def _form(self, request: Request, after: str, login: str = "", problem: str = "", status: int = 200) -> Response:
        named: dict[str, Any] = {"next": own_path(after), "login": login, "problem": problem, "here": "/login"}
        return self._pages.render(request, "login.html", status, oidc=self._access.has_oidc, **named)

    def _account(self, request: Request, problem: str, status: int = 200) -> Response:
        person = self._access.people.get(request.state.user.id)
        named: dict[str, Any] = {"person": person, "problem": problem, "shortest": SHORTEST, "here": "/account"}
        return self._pages.render(request, "account.html", status, **named)


def address_of(request: Request) -> str:
    """Where a request comes from; behind a proxy, what the proxy says."""
    return request.client.host if request.client else ""
