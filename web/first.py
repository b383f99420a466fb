"""Says that somebody waits: as long as a request is answered, nothing is done ahead beside it."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.ahead.precedence import Precedence

# These cost nothing, and a probe that asks every second is nobody who waits.
_FREE = ("/static/", "/healthz", "/readyz")


class First:
    """Gives every request precedence over drafts that nobody has asked for yet."""

    def __init__(self, app: ASGIApp, precedence: Precedence) -> None:
        self._app, self._precedence = app, precedence

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, and counts it until its answer has ended."""
        if scope["type"] != "http" or scope["path"].startswith(_FREE):
            await self._app(scope, receive, send)
            return
        with self._precedence.somebody_waits():
            await self._app(scope, receive, send)
