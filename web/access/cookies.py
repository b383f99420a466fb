"""The cookie of a session: unreadable to scripts, never sent along by other sites' posts, https only where there is."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response

from corpus.database.access.sessions import LONGEST


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie of ours. Over https its name binds it to this very host; a browser refuses such a name over http."""

    called: str
    secure: bool
    seconds: int = int(LONGEST.total_seconds())

    @property
    def name(self) -> str:
        """How the browser knows it."""
        return f"__Host-{self.called}" if self.secure else self.called

    def read(self, request: Request) -> str:
        """What the browser sent, or an empty text."""
        return request.cookies.get(self.name, "")

    def put(self, response: Response, value: str) -> None:
        """Gives it to the browser."""
        response.set_cookie(
            self.name, value, max_age=self.seconds, path="/", secure=self.secure, httponly=True, samesite="lax"
        )

    def clear(self, response: Response) -> None:
        """Takes it back."""
        response.delete_cookie(self.name, path="/", secure=self.secure, httponly=True, samesite="lax")
