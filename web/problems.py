"""What went wrong, said once: as an RFC 9457 problem for programs, as a page for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from corpus.errors import (
    Conflicting,
    DatabaseUnavailable,
    IndexBroken,
    KeyReused,
    ModelChanged,
    ModelNotLoaded,
    NotAllowed,
    NotFound,
    NotSignedIn,
    PodskazkaError,
    TooManyFailures,
    Unreadable,
)
from web.pages import Pages

MEDIA_TYPE = "application/problem+json"
# How the framework refuses one field of more than a megabyte, 170,000 Russian letters in a form.
_BAD_REQUEST, _FIELD_TOO_LARGE = 400, "exceeded maximum size"
_HEADERS = {503: {"Retry-After": "5"}, 429: {"Retry-After": "900"}, 401: {"WWW-Authenticate": "Bearer"}}


@dataclass(frozen=True, slots=True)
class Problem:
    """One RFC 9457 problem: `name` ends its type, `errors` are (JSON pointer, what is wrong there)."""

    status: int
    name: str
    title: str
    detail: str = ""
    errors: Sequence[tuple[str, str]] = ()

    def response(self) -> JSONResponse:
        """The problem for a program."""
        body: dict[str, Any] = {"type": f"urn:podskazka:problem:{self.name}", "title": self.title}
        body["status"] = self.status
        if self.detail:
            body["detail"] = self.detail
        if self.errors:
            body["errors"] = [{"pointer": pointer, "detail": detail} for pointer, detail in self.errors]
        return JSONResponse(body, self.status, self.headers, MEDIA_TYPE)

    @property
    def headers(self) -> dict[str, str]:
        """What else the answer must carry."""
        return _HEADERS.get(self.status, {})


UNKNOWN_HOST = Problem(
    421, "unknown-host", "Unknown host name", "Open this server as localhost, or name it in PODSKAZKA_HOSTS."
)
CROSS_SITE = Problem(403, "cross-site", "Post from another site", "Send this form from Podskazka's own pages.")
SIGNED_OUT = Problem(401, "signed-out", "Nobody is signed in")
TOO_LONG = Problem(413, "too-long", "Too much text at once")
UNEXPECTED = Problem(500, "unexpected", "Unexpected error", "It is in the server's log under this X-Request-Id.")

_OF_ERRORS: dict[type[PodskazkaError], Problem] = {
    NotFound: Problem(404, "not-found", "There is no such thing"),
    Conflicting: Problem(409, "conflict", "Somebody changed the same thing first"),
    KeyReused: Problem(422, "key-reused", "This key belongs to another ticket"),
    NotAllowed: Problem(403, "forbidden", "You may not do this"),
    NotSignedIn: SIGNED_OUT,
    TooManyFailures: Problem(429, "too-many-failures", "Too many failed sign-ins"),
    Unreadable: Problem(422, "unreadable", "The text cannot be taken in"),
    DatabaseUnavailable: Problem(503, "database-unavailable", "The database cannot be reached"),
    ModelNotLoaded: Problem(503, "model-not-loaded", "The embedding model is not there"),
    ModelChanged: Problem(503, "model-changed", "The embedding model is being exchanged"),
    IndexBroken: Problem(503, "index-broken", "The index is being made anew"),
}
_OF_STATUS = {
    404: Problem(404, "not-found", "There is no such address"),
    405: Problem(405, "method-not-allowed", "This address does not take this method"),
    413: TOO_LONG,
}


def problem_of(error: PodskazkaError) -> Problem:
    """The problem that tells of an error, in the error's own words."""
    found = next((problem for kind, problem in _OF_ERRORS.items() if isinstance(error, kind)), UNEXPECTED)
    return replace(found, detail=str(error)) if found is not UNEXPECTED else found


def of_status(status: int, detail: str) -> Problem:
    """The problem that tells of a status the framework chose."""
    if status == _BAD_REQUEST and _FIELD_TOO_LARGE in detail:
        return TOO_LONG
    other = Problem(status, "refused", "The request cannot be answered", detail)
    return _OF_STATUS.get(status, other)


def told(pages: Pages, request: Request, problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """A problem as whoever asked can read it."""
    if for_programs(request):
        response: Response = problem.response()
    else:
        response = pages.render(request, "error.html", problem.status, problem=problem)
    response.headers.update({**problem.headers, **(headers or {})})
    return response


def kept(pages: Pages, request: Request, problem: Problem, fields: Mapping[str, str]) -> Response:
    """It went wrong, and here is what was typed, ready to be sent again."""
    named = {"problem": problem, "fields": fields, "action": request.url.path, "here": "/desk"}
    page = pages.render(request, "kept.html", problem.status, **named)
    page.headers.update(problem.headers)
    return page


def translate_errors(app: FastAPI, pages: Pages, headers_of_all: Mapping[str, str]) -> None:
    """Makes every error that reaches the edge a problem below /api and a page everywhere else."""
    tell = partial(told, pages)

    def named(request: Request, error: PodskazkaError) -> Response:
        return tell(request, problem_of(error))

    def refused(request: Request, error: HTTPException) -> Response:
        return tell(request, of_status(error.status_code, str(error.detail)), dict(error.headers or {}))

    def malformed(request: Request, error: RequestValidationError) -> Response:
        return tell(request, Problem(422, "invalid", "Some values cannot be used", errors=_errors(error)))

    def unexpected(request: Request, error: Exception) -> Response:  # noqa: ARG001 (their signature)
        # Starlette answers this one outside of all middleware, so nobody else puts the headers on.
        return tell(request, UNEXPECTED, {**headers_of_all, "X-Request-Id": request.state.request_id})

    app.exception_handler(PodskazkaError)(named)
    app.exception_handler(HTTPException)(refused)
    app.exception_handler(RequestValidationError)(malformed)
    app.exception_handler(Exception)(unexpected)


def for_programs(request: Request) -> bool:
    """Whether a program asks rather than a person."""
    return request.url.path.startswith("/api/") or request.url.path in {"/healthz", "/readyz"}


def _errors(error: RequestValidationError) -> list[tuple[str, str]]:
    """Where and what, without the value itself: it may be personal, and may not even be encodable."""
    return [("#/" + "/".join(str(step) for step in one["loc"]), str(one["msg"])) for one in error.errors()]
