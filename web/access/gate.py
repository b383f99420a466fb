"""Lets in who may come in: every request passes here before anything else reads it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

from corpus.errors import NotAllowed, NotSignedIn, PodskazkaError
from web.access.access import Access, Caller
from web.access.doors import OPEN, Door, passes
from web.access.forms import typed_in
from web.access.paths import login_address
from web.pages import Pages
from web.problems import SIGNED_OUT, Problem, for_programs, kept, of_status, problem_of, told

_READS = frozenset({"GET", "HEAD"})
_FORBIDDEN = 403


class Gate:
    """Finds the door of each request and who asks; leaves `user` (an Actor) and `caller` in the request's state."""

    def __init__(self, app: ASGIApp, access: Access, pages: Pages, doors: Mapping[str, Door]) -> None:
        self._app, self._access, self._pages, self._doors = app, access, pages, doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, or answers in its place."""
        request = Request(scope, receive) if scope["type"] == "http" else None
        refusal = await self._refusal(request) if request else None
        await (refusal or self._app)(scope, receive, send)

    async def _refusal(self, request: Request) -> Response | None:
        route = _route(request.scope)
        door = self._doors.get(name_of(route, request.method)) if route else OPEN
        if door == OPEN:
            await self._recognize(request, route)
            return None
        request.scope["route"] = route  # the log names it, however this ends
        try:
            caller = await run_in_threadpool(self._access.caller, request)
            if caller:
                request.state.caller, request.state.user = caller, caller.actor
            _require(door, caller)
        except PodskazkaError as error:
            return await self._told(request, problem_of(error))
        return None

    async def _recognize(self, request: Request, route: BaseRoute | None) -> None:
        """Whoever is signed in and opens an address that does not exist is shown the way back to the Desk."""
        if route is None and request.method in _READS and not for_programs(request):
            with suppress(PodskazkaError):  # who asks does not matter enough to fail
                request.state.caller = await run_in_threadpool(self._access.caller, request)

    async def _told(self, request: Request, problem: Problem) -> Response:
        """A program is told, a reader is sent to the sign-in, and what somebody typed comes back to them."""
        try:
            fields = {} if request.method in _READS else await typed_in(request)
        except HTTPException as unread:
            return told(self._pages, request, of_status(unread.status_code, str(unread.detail)))
        if fields and problem.status != _FORBIDDEN:
            return kept(self._pages, request, problem, fields)
        if problem.name == SIGNED_OUT.name and not for_programs(request):
            return RedirectResponse(login_address(request), 303)
        return told(self._pages, request, problem)


def name_of(route: BaseRoute, method: str) -> str:
    """How the table calls an address: `GET /desk/tickets/{ticket_id}`."""
    return f"{'GET' if method in _READS else method} {getattr(route, 'path', '')}"


def _require(door: Door | None, caller: Caller | None) -> None:
    if caller is None:
        raise NotSignedIn("sign in, or send an API token: Authorization: Bearer pod_…")
    if not passes(door, caller.permissions, caller.scopes):
        lacking = (
            f"; the token needs the scope {door.scope}" if door and door.scope and caller.scopes is not None else ""
        )
        raise NotAllowed(f"the role {caller.actor.role} may not do this{lacking}")


def _route(scope: Scope) -> BaseRoute | None:
    """The route that will answer, found as the router finds it."""
    return next((one for one in scope["app"].routes if one.matches(scope)[0] is Match.FULL), None)
