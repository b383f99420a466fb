"""What keeps browsers of strangers out: headers, known host names, no posts from other sites, nobody unknown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corpus.errors import BadSetting
from corpus.settings import Settings
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


def require_safe_place(settings: Settings, has_admin: bool) -> None:
    """Lets a server listen to other machines only when it is known who may come in and by which names it is called.

    Raises:
        BadSetting: it may not; the message says what to run or to set.
    """
    if settings.is_private:
        return
    if not has_admin:
        raise BadSetting(
            "other machines could read the Desk, and there is no admin yet: run "
            "`podskazka user add LOGIN --role admin`, or unset PODSKAZKA_HOST, PODSKAZKA_HOSTS and PODSKAZKA_PUBLIC_URL"
        )
    if not settings.hosts and not settings.public_url:
        raise BadSetting(
            f"PODSKAZKA_HOST={settings.host}: say by which names people reach this server, for example "
            "PODSKAZKA_HOSTS=help.example.com"
        )


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
    `hosts` are more names, without ports; `public_url` is how browsers see a server behind a proxy.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = (), public_url: str = "") -> None:
        public_host = urlsplit(public_url).hostname
        self._app, self._origin = app, public_url
        self._names = _LOOPBACK_NAMES | set(hosts) | ({_as_in_header(public_host)} if public_host else set())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, or refuses it."""
        refusal = self._refusal(scope["method"], Headers(scope=scope)) if scope["type"] == "http" else None
        if refusal:
            await refusal.response()(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _refusal(self, method: str, headers: Headers) -> Problem | None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._is_ours(hosts[0]):
            return UNKNOWN_HOST
        if method in _SAFE_METHODS:
            return None
        # Programs send neither header; every browser of today sends at least one of them with a post.
        origin = headers.get("origin")
        own_origins = {f"http://{hosts[0]}", f"https://{hosts[0]}", self._origin or None}
        foreign_origin = origin is not None and origin not in own_origins
        foreign_fetch = headers.get("sec-fetch-site", "none") not in _OWN_FETCHES
        return CROSS_SITE if foreign_origin or foreign_fetch else None

    def _is_ours(self, host: str) -> bool:
        name = _HOST.fullmatch(host)
        return name is not None and name[1].lower() in self._names


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


def _as_in_header(host: str) -> str:
    return f"[{host}]" if ":" in host else host
