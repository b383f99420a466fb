"""Signing in with a login and a password, and changing one's own; both count failures."""

from __future__ import annotations

from corpus.database.access.people import Person, Standing
from corpus.database.audit import SOMEBODY
from corpus.errors import NotFound
from corpus.nouns import Actor
from web.access.access import Access


class SignIn:
    """The verbs of the sign-in page."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def with_password(self, login: str, password: str, address: str) -> str | None:
        """The secret of a new session, or None when login and password do not belong together.

        Raises:
            TooManyFailures: this login or this address failed too often.
        """
        attempt = self._access.attempts.begin(login, address)
        person = self._known(login)
        if not self._is(person, password) or person is None:
            self._failed(person)
            return None
        self._access.attempts.succeeded(attempt)
        self._keep_strong(person, password)
        return self.enter(person, address)

    def enter(self, person: Person, address: str) -> str:
        """Opens a session for somebody who has been recognised, and writes it down."""
        secret = self._access.sessions.open(person.id, address)
        self._access.audit.write(person.actor, "signed in", "user", person.id)
        return secret

    def change_password(self, actor: Actor, now: str, new: str, address: str) -> str | None:
        """Exchanges one's own password and ends all one's sessions; the secret of a new one, or None if `now` is wrong.

        Raises:
            TooManyFailures: the old one was guessed at too often.
            WeakPassword: the new one is too easy to guess.
        """
        person = self._access.people.get(actor.id)
        attempt = self._access.attempts.begin(person.login, address)
        if not self._is(person, now):
            self._failed(person)
            return None
        self._access.attempts.succeeded(attempt)
        self._access.people.set_password(person.id, self._access.passwords.hash(new, person.login), actor)
        return self.enter(person, address)

    def _known(self, login: str) -> Person | None:
        try:
            return self._access.people.named(login)
        except NotFound:
            return None

    def _is(self, person: Person | None, password: str) -> bool:
        """Whether it is them. The hash is computed for nobody and for the disabled too: time tells nothing."""
        right = self._access.passwords.right(person.password_hash if person else None, password)
        return right and person is not None and person.standing is Standing.ACTIVE

    def _failed(self, person: Person | None) -> None:
        # What was typed as a login is not written down: now and then it is a password.
        self._access.audit.write(SOMEBODY, "sign-in failed", "user", person.id if person else "")

    def _keep_strong(self, person: Person, password: str) -> None:
        stored = person.password_hash
        if stored and self._access.passwords.outdated(stored):
            self._access.people.rehash(person.id, stored, self._access.passwords.hash_again(password))
