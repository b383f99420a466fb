"""Who is asking: a person by the cookie of their session, a program by its token, or whoever sits at this machine."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest
from hmac import new as hmac

from fastapi import Request

from corpus.database.access.api_tokens import ApiTokens
from corpus.database.access.attempts import Attempts
from corpus.database.access.people import People
from corpus.database.access.sessions import Sessions
from corpus.database.audit import AuditLog
from corpus.database.connection import Database
from corpus.nouns import Actor, Role
from corpus.settings import Settings
from web.access.cookies import Cookie
from web.access.doors import ALONE, MAY, Permission
from web.access.passwords import Passwords

LOCAL = Actor("", "", Role.AGENT)
_COOKIE = "podskazka_session"


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever asks, what they may do, the scopes of their token if they came with one, the secret of their session."""

    actor: Actor
    permissions: frozenset[Permission]
    scopes: frozenset[str] | None = None
    session: str = field(default="", repr=False)

    @property
    def form_token(self) -> str:
        """What forms of this session carry. It cannot be made from what the database holds."""
        return hmac(self.session.encode(), b"form", sha256).hexdigest() if self.session else ""

    def sent(self, form_token: str) -> bool:
        """Whether a form is from one of our pages in this session."""
        return compare_digest(self.form_token.encode(), form_token.encode())


class Access:
    """The parts of coming in, over one database."""

    def __init__(self, database: Database, settings: Settings, passwords: Passwords | None = None) -> None:
        self.people, self.sessions, self.tokens = People(database), Sessions(database), ApiTokens(database)
        self.attempts, self.audit = Attempts(database), AuditLog(database)
        self.passwords = passwords or Passwords()
        self.cookie = Cookie(_COOKIE, secure=settings.is_https)
        self._on_this_machine = settings.is_private and settings.oidc is None
        self._closed = False
        self.has_oidc = settings.oidc is not None

    def caller(self, request: Request) -> Caller | None:
        """Who asks; None when nobody known does. A token that is shown decides alone, or its mistakes would hide."""
        kind, _, secret = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return self._program(secret.strip())
        if (session := self.cookie.read(request)) and (actor := self.sessions.actor(session)):
            return Caller(actor, MAY[actor.role], session=session)
        return Caller(LOCAL, ALONE) if self.is_alone() else None

    def is_alone(self) -> bool:
        """Whether no sign-in is set up: nobody was added, and only this machine can ask."""
        if self._on_this_machine and not self._closed:
            self._closed = self.people.exist()  # people are never deleted: once there, always there
        return self._on_this_machine and not self._closed

    def _program(self, secret: str) -> Caller | None:
        found = self.tokens.find(secret)
        return Caller(found[0], MAY[found[0].role], scopes=found[1]) if found else None
