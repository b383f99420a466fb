"""Whatever is not published for everybody shows in no public answer: not its text, title, tags or names.

Every hidden text carries two words that nobody else uses. Each public address is asked for them; what it answers may
hold them only as often as it repeats two words that were never stored at all, asked for in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.routing import Mount, Route

from assistant.assemble import Podskazka, assemble
from corpus.index.index import Index
from corpus.nouns import Audience, Content, Kind, Owner, RawText, RedactedText, State
from ingest.prepare import prepare
from tests.making import EDITOR, SYNC
from tests.patience import eventually
from tests.web import UNPAID, NarrowEmbedder, add, article, filled, visitor
from tests.web import settings as at
from web.access.doors import DOORS, OPEN
from web.app import build_app

Address = tuple[str, str]


@dataclass(frozen=True)
class Secret:
    """Two words that stand in a hidden text: one to ask by, one that must not come back; and the document's id."""

    known: str
    told: str
    document: str = "0" * 32

    @classmethod
    def new(cls, document: str = "0" * 32) -> Secret:
        return cls(f"zk{_letters()}", f"zt{_letters()}", document)

    @property
    def text(self) -> str:
        return f"{self.known} {self.told}"


def _letters() -> str:
    """A word nobody else has. Letters alone: digits may look like a card number, which is redacted in the echo."""
    return uuid4().hex.translate(str.maketrans("0123456789", "ghijklmnop"))


@dataclass(frozen=True)
class Asked:
    """One request; its parts are filled in with a secret."""

    path: str
    query: dict[str, str] | None = None
    form: dict[str, str] | None = None
    body: dict[str, str | bool] | None = None

    def send(self, client: TestClient, method: str, secret: Secret) -> str:
        """The whole answer, headers included."""
        answer = client.request(
            method,
            self.path.format(secret=secret),
            params=_filled(self.query, secret),
            data=_filled(self.form, secret),
            json=_filled(self.body, secret),
        )
        return f"{answer.status_code}\n{answer.headers}\n{answer.text}"


def _filled(named: dict[str, str] | dict[str, str | bool] | None, secret: Secret) -> dict[str, str] | None:
    if named is None:
        return None
    return {key: value.format(secret=secret) if isinstance(value, str) else value for key, value in named.items()}  # type: ignore[misc]


ONE = "{secret.document}"
# Every public address with what to ask it. One that is not in this table, or the next, fails a test below.
PUBLIC: dict[Address, list[Asked]] = {
    ("GET", "/"): [
        Asked("/"),
        Asked("/", {"q": "{secret.known}"}),
        Asked("/", {"q": "{secret.known} {secret.known}", "typing": "true"}),
        Asked("/", {"q": "как решить {secret.text}"}),
        Asked("/", {"topic": "{secret.text}"}),
        Asked("/", {"lang": "en"}),
    ],
    ("HEAD", "/"): [Asked("/", {"q": "{secret.known}"})],
    ("GET", "/faq/{document_id}"): [Asked(f"/faq/{ONE}"), Asked("/faq/{secret.known}")],
    ("HEAD", "/faq/{document_id}"): [Asked(f"/faq/{ONE}")],
    ("POST", "/faq/{document_id}/feedback"): [Asked(f"/faq/{ONE}/feedback", form={"helpful": "yes"})],
    ("GET", "/api/search"): [
        Asked("/api/search", {"q": "{secret.known}", "limit": "50"}),
        Asked("/api/search", {"q": "{secret.known}", "product": "{secret.text}"}),
        Asked("/api/search", {"q": "{secret.known}", "kind": "case"}),
        Asked("/api/search", {"q": "секрет решение", "language": "ru", "limit": "50"}),
        Asked("/api/search", {"q": "{secret.known}", "limit": "x"}),
    ],
    ("GET", "/api/documents/{document_id}"): [Asked(f"/api/documents/{ONE}"), Asked("/api/documents/{secret.known}")],
    ("POST", "/api/feedback"): [Asked("/api/feedback", body={"document_id": ONE, "helpful": True})],
    ("GET", "/api/docs"): [Asked("/api/docs")],
    ("GET", "/api/openapi.json"): [Asked("/api/openapi.json")],
    ("HEAD", "/api/openapi.json"): [Asked("/api/openapi.json")],
    ("GET", "/login"): [Asked("/login"), Asked("/login", {"next": "/desk/documents/{secret.document}"})],
    ("HEAD", "/login"): [Asked("/login")],
    ("POST", "/login"): [
        Asked("/login", form={"login": "{secret.known}", "next": "/desk/documents/{secret.document}"})
    ],
    ("GET", "/login/oidc"): [Asked("/login/oidc", {"next": "/desk/documents/{secret.document}"})],
    ("GET", "/login/oidc/callback"): [Asked("/login/oidc/callback", {"code": "{secret.known}", "state": ""})],
    ("GET", "/healthz"): [Asked("/healthz")],
    ("GET", "/readyz"): [Asked("/readyz")],
    ("GET", "/static"): [Asked("/static/{secret.known}"), Asked("/static/style.css")],
    ("GET", "(no route)"): [Asked("/{secret.known}"), Asked("/api/{secret.known}")],
}
# What only our own people use: behind the sign-in when there is one, on this machine alone until then.
FOR_AGENTS: set[Address] = {
    (method, name.split(" ")[1])
    for name, door in DOORS.items()
    if door != OPEN
    for method in ((name.split(" ")[0], "HEAD") if name.startswith("GET") else (name.split(" ")[0],))
}


@dataclass(frozen=True)
class House:
    """The whole system with its index at work, and somebody outside."""

    podskazka: Podskazka
    app: FastAPI
    client: TestClient

    def caught_up(self) -> None:
        """Waits until search has seen every change."""
        index = self.podskazka.legs
        assert isinstance(index, Index)
        eventually(lambda: not index.health().behind)

    def add(self, content: Content, state: State = State.PUBLISHED) -> str:
        return add(self.podskazka.house, content, state)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home: Path = tmp_path_factory.mktemp("home")
    filled(home, article(*UNPAID), article("Решение", "Секрет прост: подождите час."))
    podskazka = assemble(at(home), lambda _: NarrowEmbedder())
    app = build_app(podskazka)
    with visitor(app) as client:
        yield House(podskazka, app, client)
    podskazka.close()


Way = Callable[[House, str, Secret], Secret]


def with_secret(field: str, secret: Secret, audience: Audience) -> Content:
    """A content that holds the secret in one field; its words say nothing else that is rare."""
    plain = Content(
        RedactedText("Решение проблемы"),
        RedactedText("Секрет прост: подождите час."),
        Kind.CASE if audience is Audience.STAFF else Kind.ARTICLE,
        audience,
        "ru",
        product="Платежи",
        owner=Owner.US,
    )
    said: dict[str, dict[str, Any]] = {
        "title": {"title": RedactedText(f"Решение {secret.text}")},
        "text": {"text": RedactedText(f"Решение такое. Секрет: {secret.text}.")},
        "heading": {"text": RedactedText(f"Решение.\n\n## {secret.text}\n\nСекрет прост.")},
        "code": {"text": RedactedText(f"Решение.\n\n```\n{secret.text}\n```")},
        "product": {"product": secret.text},
        "module": {"module": secret.text, "versions": f">={secret.told}"},
        "tags": {"tags": (secret.known, secret.told)},
    }
    return replace(plain, **said[field])


def staff(house: House, field: str, secret: Secret) -> Secret:
    return replace(secret, document=house.add(with_secret(field, secret, Audience.STAFF)))


def unfinished(house: House, field: str, secret: Secret) -> Secret:
    return replace(secret, document=house.add(with_secret(field, secret, Audience.PUBLIC), State.DRAFT))


def made_staff(house: House, field: str, secret: Secret) -> Secret:
    document = house.add(with_secret(field, secret, Audience.PUBLIC))
    house.caught_up()
    hidden = prepare(with_secret(field, secret, Audience.STAFF), NarrowEmbedder())
    house.podskazka.house.library.revise(document, hidden, EDITOR)
    return replace(secret, document=document)


def written_over(house: House, field: str, secret: Secret) -> Secret:
    """Public still, but without the secret: only an old version holds it."""
    document = house.add(with_secret(field, secret, Audience.PUBLIC))
    house.caught_up()
    clean = prepare(with_secret(field, Secret.new(), Audience.PUBLIC), NarrowEmbedder())
    house.podskazka.house.library.revise(document, clean, EDITOR)
    return secret


def withdrawn(verb: str) -> Way:
    def hide(house: House, field: str, secret: Secret) -> Secret:
        document = house.add(with_secret(field, secret, Audience.PUBLIC))
        house.caught_up()
        getattr(house.podskazka.house.library, verb)(document, SYNC)
        return replace(secret, document=document)

    return hide


def in_a_ticket(house: House, field: str, secret: Secret) -> Secret:
    """What a customer and an agent wrote to each other, and the case that is proposed of it."""
    assistant = house.podskazka.assistant
    ticket = assistant.open(RawText(f"Решение проблемы {secret.text}?"), RawText(secret.text))
    assistant.draft(ticket.id)
    assistant.send(ticket.id, RawText(f"Здравствуйте! Секрет такой: {secret.text}. Подождите час и обновите страницу."))
    return replace(secret, document=ticket.id)


WAYS = [staff, unfinished, made_staff, written_over, *map(withdrawn, ("unpublish", "archive", "remove")), in_a_ticket]
# Every link to a document carries the question back; how many links there are depends on chance among equals.
ECHO = re.compile(r'\?q=[^"]*(?=")')
FIELDS = ["title", "text", "heading", "code", "product", "module", "tags"]


def leaks(house: House, secret: Secret) -> list[str]:
    """Answers that hold more of the secret than of two words that were never stored."""
    found, control = [], Secret.new()
    for (method, _), asked in PUBLIC.items():
        for one in asked:
            answer = ECHO.sub("", one.send(house.client, method, secret))
            nothing = ECHO.sub("", one.send(house.client, method, control))
            counts = answer.count(secret.known), answer.count(secret.told)
            if counts != (nothing.count(control.known), nothing.count(control.told)):
                found.append(f"{method} {one}")
    return found


def hidden_and_sought(house: House, hidings: Sequence[tuple[Way, str]]) -> None:
    secrets = [way(house, field, Secret.new()) for way, field in hidings]

    at_once = [leak for secret in secrets for leak in leaks(house, secret)]
    house.caught_up()
    later = [leak for secret in secrets for leak in leaks(house, secret)]

    assert (at_once, later) == ([], [])


generated = given(st.lists(st.tuples(st.sampled_from(WAYS), st.sampled_from(FIELDS)), min_size=1, max_size=3))
quietly: dict[str, Any] = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@generated
@settings(max_examples=10, **quietly)
def test_a_hidden_text_shows_in_no_public_answer(house: House, hidings: list[tuple[Way, str]]) -> None:
    hidden_and_sought(house, hidings)


@pytest.mark.slow
@generated
@settings(max_examples=150, **quietly)
def test_no_hidden_text_shows_in_ten_thousand_public_answers(house: House, hidings: list[tuple[Way, str]]) -> None:
    hidden_and_sought(house, hidings)


@pytest.mark.parametrize("field", ["title", "text", "heading", "code", "product", "module"])
def test_the_same_text_does_show_while_it_is_public(house: House, field: str) -> None:
    secret = Secret.new()
    content = with_secret(field, secret, Audience.PUBLIC)
    # Of copies of one text one is shown, and the tests above leave some of it behind.
    own_words = RedactedText(f"{content.text}\n\n{' '.join(_letters() for _ in range(12))}")
    house.add(replace(content, text=own_words))
    house.caught_up()

    assert leaks(house, secret), "a test that cannot see a public text would not see a leak either"


def test_every_address_is_either_tested_here_or_for_agents_only(house: House) -> None:
    known: set[Address] = set()
    for route in house.app.routes:
        assert isinstance(route, Route | Mount)
        methods = {"GET"} if isinstance(route, Mount) else route.methods or set()
        known |= {(method, route.path) for method in methods}

    assert known - FOR_AGENTS == PUBLIC.keys() - {("GET", "(no route)")}


def test_a_staff_document_cannot_be_told_from_none(house: House) -> None:
    secret = staff(house, "text", Secret.new())
    answers = [house.client.get(f"/api/documents/{one}") for one in (secret.document, "0" * 32)]

    assert [answer.status_code for answer in answers] == [404, 404]
    first, second = (answer.json() | {"detail": ""} for answer in answers)
    assert first == second
