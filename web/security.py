"""What keeps browsers of strangers out: headers, known host names, no posts from other sites, loopback only."""

from __future__ import annotations

import re
from ipaddress import ip_address

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corpus.errors import BadSetting
from web.problems import CROSS_SITE, UNKNOWN_HOST, Problem

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: with it a browser sends «Origin: null» with our own forms, which the check below refuses.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN_FETCHES = frozenset({"same-origin", "none"})
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^:\[\]@/\s]+)(?::\d{1,5})?", re.IGNORECASE)


def require_loopback(host: str) -> None:
    """Lets a server listen on this machine only: until there is a sign-in, whoever reaches the Desk may read it.

    Raises:
        BadSetting: other machines could reach this address.
    """
    try:
        alone = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        alone = False
    if not alone:
        raise BadSetting(f"PODSKAZKA_HOST={host}: other machines could read the Desk; set 127.0.0.1, ::1 or localhost")


class SafeHeaders:
    """Puts the security headers on every response, and keeps pages with tickets out of caches."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on and completes the answer."""

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers.setdefault("Cache-Control", "no-cache" if scope["path"].startswith("/static/") else "no-store")
            await send(message)

        await self._app(scope, receive, send_safely if scope["type"] == "http" else send)


class Doorkeeper:
    """Answers only to the names of this machine, and takes posts only from its own pages or from programs.

    A web page elsewhere can point its own name at 127.0.0.1 (DNS rebinding) or post a form here; neither may work.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, or refuses it."""
        refusal = _refusal(scope["method"], Headers(scope=scope)) if scope["type"] == "http" else None
        if refusal:
            await refusal.response()(scope, receive, send)
        else:
            await self._app(scope, receive, send)


class BoundedBody:
    """Stops reading a request that is larger than anything one can mean: nobody's memory is to be filled."""

    def __init__(self, app: ASGIApp, largest: int) -> None:
        self._app, self._largest = app, largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on; reading too much of it is an error that the application tells in its own way."""
        read = 0

        async def receive_some() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._largest:
                raise HTTPException(413)
            return message

        await self._app(scope, receive_some if scope["type"] == "http" else receive, send)


def _refusal(method: str, headers: Headers) -> Problem | None:
    hosts = headers.getlist("host")
    if len(hosts) != 1 or not _is_ours(hosts[0]):
        return UNKNOWN_HOST
    if method in _SAFE_METHODS:
        return None
    # Programs send neither header; every browser of today sends at least one of them with a post.
    origin = headers.get("origin")
    foreign_origin = origin is not None and origin not in {f"http://{hosts[0]}", f"https://{hosts[0]}"}
    foreign_fetch = headers.get("sec-fetch-site", "none") not in _OWN_FETCHES
    return CROSS_SITE if foreign_origin or foreign_fetch else None


def _is_ours(host: str) -> bool:
    name = _HOST.fullmatch(host)
    return name is not None and name[1].lower() in _LOOPBACK_NAMES
