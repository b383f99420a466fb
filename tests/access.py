"""People of a small company, and browsers in which they are signed in, for the tests of access."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.assemble import Podskazka, glance
from corpus.database.access.api_tokens import ApiTokens, NewToken
from corpus.database.access.people import Newcomer, People, Person
from corpus.database.access.sessions import Sessions
from corpus.database.audit import COMMAND_LINE
from corpus.database.connection import Database
from corpus.nouns import Role
from corpus.settings import Settings
from tests.web import UNPAID, NarrowEmbedder, article, filled, settings, visitor
from web.access.doors import Scope
from web.access.passwords import Passwords
from web.app import build_app

PASSWORD = "четыре слова наугад вместе"
COOKIE = "podskazka_session"
TICKET = {"text": "Деньги списали, а заказ не оплачен"}


@dataclass(frozen=True)
class Company:
    """A server over a home of its own, and who works there."""

    podskazka: Podskazka
    document: str

    @cached_property
    def app(self) -> FastAPI:
        """Made when it is needed: a test in a browser has a server of its own."""
        return build_app(self.podskazka)

    @property
    def database(self) -> Database:
        return self.podskazka.house.database

    @property
    def people(self) -> People:
        return People(self.database)

    def employ(self, login: str, role: Role = Role.AGENT) -> Person:
        return self.people.add(Newcomer(login, login.title(), role, hashed()), COMMAND_LINE)

    def browser(self, person: Person | None = None) -> TestClient:
        """A browser, in which somebody has a session already."""
        client = visitor(self.app)
        if person:
            client.cookies.set(COOKIE, Sessions(self.database).open(person.id, "127.0.0.1"), domain="localhost.local")
        return client

    def program(self, person: Person, *scopes: Scope) -> TestClient:
        """A program that sends a token."""
        secret = ApiTokens(self.database).add(NewToken("test", person.id, scopes), COMMAND_LINE)
        return TestClient(
            self.app,
            base_url="http://localhost",
            headers={"Authorization": f"Bearer {secret}"},
            raise_server_exceptions=False,
            follow_redirects=False,
        )


@cache
def hashed(password: str = PASSWORD) -> str:
    """The hash of a password; made once, for it is slow on purpose."""
    return Passwords().hash(password)


@contextmanager
def company(folder: Path, **changed: object) -> Iterator[Company]:
    """A server as the settings with these changes make it."""
    template, document = _template()
    copytree(template.name, folder, dirs_exist_ok=True)
    with serving(folder, **changed) as podskazka:
        yield Company(podskazka, document)


@cache
def _template() -> tuple[TemporaryDirectory[str], str]:
    """A home with one document and its index, made once and copied; and the document's id."""
    folder = TemporaryDirectory()
    document = filled(Path(folder.name), article(*UNPAID))[0]
    with serving(Path(folder.name)):  # fills the index of words
        return folder, document


@contextmanager
def serving(folder: Path, **changed: object) -> Iterator[Podskazka]:
    """The system over what the home holds, with some settings changed."""
    told: Settings = replace(settings(folder), **changed)  # type: ignore[arg-type]
    podskazka = glance(told, lambda _: NarrowEmbedder())
    try:
        yield podskazka
    finally:
        podskazka.close()


def form_token(client: TestClient, page: str = "/desk") -> str:
    """What the forms of a page carry."""
    found = re.search(r'name="form_token" value="(\w+)"', client.get(page).text)
    return found[1] if found else ""


def sign_in(client: TestClient, login: str, password: str = PASSWORD, **more: str):  # type: ignore[no-untyped-def]
    """What the sign-in page answers."""
    return client.post("/login", data={"login": login, "password": password, **more})
