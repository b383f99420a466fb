"""Signing in with the company's own sign-in: there, and back again."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from corpus.database.access.people import Newcomer, Person, Standing
from corpus.database.audit import COMPANY
from corpus.errors import Conflicting, NotAllowed, NotFound, Unreadable
from corpus.nouns import Role
from corpus.settings import Settings
from web.access.access import Access
from web.access.cookies import Cookie
from web.access.oidc import Begun, Provider, ProviderFailed, Recognised
from web.access.paths import HOME, own_path
from web.access.sign_in import SignIn
from web.access.sign_in_pages import SignInPages, address_of
from web.typed import Typed

_CALLBACK = "/login/oidc/callback"
_MINUTES = 10


class OidcPages:
    """What stands between the sign-in page and the company's provider."""

    def __init__(self, access: Access, settings: Settings, pages: SignInPages) -> None:
        self._access, self._settings, self._pages = access, settings, pages
        self._sign_in = SignIn(access)
        # In the browser of who began it: another one's answer finds nothing to belong to.
        self._cookie = Cookie("podskazka_oidc", settings.is_https, seconds=60 * _MINUTES)

    def routes(self, router: APIRouter) -> None:
        """Adds the addresses."""
        for path, page in (("/login/oidc", self.begin), (_CALLBACK, self.finish)):
            router.add_api_route(path, page, methods=["GET"], response_class=HTMLResponse, include_in_schema=False)

    def begin(self, request: Request, next: Typed = HOME) -> Response:  # noqa: A002 (the address says so)
        """Sends the browser to the provider."""
        begun = Begun.new(own_path(next))
        try:
            response = RedirectResponse(self._provider(request).address(begun), 303)
        except ProviderFailed:
            return self._pages.refused(request, "provider", 502)
        self._cookie.put(response, urlsafe_b64encode(json.dumps(asdict(begun)).encode()).decode())
        return response

    def finish(self, request: Request) -> Response:
        """Lets in whom the provider recognised."""
        provider = self._provider(request)
        try:
            begun = self._begun(request)
            person = self._person(provider.recognise(begun, dict(request.query_params)))
        except ProviderFailed:
            return self._pages.refused(request, "provider", 502)
        except Conflicting:
            return self._pages.refused(request, "taken", 409)
        except NotAllowed as error:
            return self._pages.refused(request, str(error), 403)
        response = self._pages.let_in(request, self._sign_in.enter(person, address_of(request)), begun.after)
        self._cookie.clear(response)
        return response

    def _provider(self, request: Request) -> Provider:
        if self._settings.oidc is None:
            raise NotFound("no company sign-in is set up")
        base = self._settings.public_url or str(request.base_url).rstrip("/")
        return Provider(self._settings.oidc, base + _CALLBACK)

    def _begun(self, request: Request) -> Begun:
        try:
            return Begun(**json.loads(urlsafe_b64decode(self._cookie.read(request))))
        except (ValueError, TypeError) as error:
            raise ProviderFailed("no sign-in was begun in this browser; begin again") from error

    def _person(self, one: Recognised) -> Person:
        """Who it is here. The provider decides on the role, we decide who is shut out."""
        known = self._access.people.of_subject(one.subject)
        if one.role is None:
            if known:
                self._access.sessions.end_all(known.id)
            raise NotAllowed("no role")
        if known is None:
            return self._add(one, one.role)
        if known.standing is Standing.DISABLED:
            raise NotAllowed("disabled")
        if known.role is not one.role:
            self._access.people.set_role(known.id, one.role, COMPANY, even_the_last_admin=True)
        return self._access.people.get(known.id)

    def _add(self, one: Recognised, role: Role) -> Person:
        """Somebody new. A login of the same name is not taken over: it may be somebody else's."""
        try:
            return self._access.people.add(Newcomer(one.login, one.name, role, subject=one.subject), COMPANY)
        except Unreadable:
            subject = one.subject.rpartition("#")[2]
            return self._access.people.add(Newcomer(subject, one.name, role, subject=one.subject), COMPANY)
