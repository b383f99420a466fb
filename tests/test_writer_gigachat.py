"""GigaChat writes drafts through its own client: its door, its tokens, its stream; a server here plays Sber's part."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from fastapi import FastAPI, Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from corpus.llm_settings import Llm
from tests.llm_server import Model, said, serving
from tests.writing import ASKED, GREETING, LATE, REFUND, TOLD, TRUE, desk

ANSWER = said((GREETING, ()), (TRUE, [1]))
PLAIN = f"{GREETING}\n{TRUE} [1]"
WRITTEN = "gigachat:GigaChat-2 ru-1"
SECONDS = 3.0


@dataclass
class Sber(Model):
    """A model behind GigaChat's door; `keys` were shown to the door, `tokens` to the model."""

    keys: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)

    def app(self) -> FastAPI:
        app = super().app()

        @app.post("/oauth")
        async def door(request: Request) -> dict[str, Any]:
            self.keys.append(request.headers["authorization"])
            return {"access_token": "for-half-an-hour", "expires_at": 32_503_680_000_000}

        app.add_middleware(Noting, tokens=self.tokens)
        return app


class Noting:
    """Notes what was shown to the model; FastAPI's own kind of middleware would make an end of a dropped line."""

    def __init__(self, app: ASGIApp, tokens: list[str]) -> None:
        self._app, self._tokens = app, tokens

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("path", "").endswith("/chat/completions"):
            self._tokens.append(Headers(scope=scope).get("authorization", ""))
        await self._app(scope, receive, send)


def llm(url: str, key: str = "") -> Llm:
    return Llm("gigachat", "GigaChat-2", url, key, SECONDS)


def test_sentences_are_streamed_under_a_schema_and_checked() -> None:
    with serving(Sber(ANSWER)) as model, desk(llm(model.url)) as opened:
        steps = opened.steps(ASKED, [REFUND])

    assert [str(step.text) for step in steps[:2]] == [GREETING, TRUE]
    assert steps[-1].writer == WRITTEN
    (asked,) = model.asked
    assert asked["stream"] is True
    assert asked["model"] == "GigaChat-2"
    assert asked["response_format"]["type"] == "json_schema"
    assert "sentences" in asked["response_format"]["schema"]["properties"]


def test_a_model_that_knows_no_schemas_is_asked_for_plain_text() -> None:
    with serving(Sber(PLAIN, knows_schemas=False)) as model, desk(llm(model.url)) as opened:
        made = opened.draft()

    assert made.writer == WRITTEN
    assert made.text == f"{GREETING}\n\n{TRUE}"
    assert ["response_format" in asked for asked in model.asked] == [True, False]


def test_the_key_opens_the_door_and_the_model_sees_the_token_only(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(Sber(ANSWER)) as model:
        monkeypatch.setenv("GIGACHAT_AUTH_URL", model.url.removesuffix("/v1") + "/oauth")
        monkeypatch.setenv("GIGACHAT_BASE_URL", model.url)
        with desk(llm("", "authorization-key")) as opened:
            writers = [opened.draft().writer for _ in range(2)]

    assert writers == [WRITTEN] * 2
    assert set(model.keys) == {"Basic authorization-key"}
    assert set(model.tokens) == {"Bearer for-half-an-hour"}


def test_a_server_of_ones_own_is_shown_the_key_and_no_other_door_is(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(Sber(ANSWER)) as model, serving(Sber()) as elsewhere:
        monkeypatch.setenv("GIGACHAT_AUTH_URL", elsewhere.url.removesuffix("/v1") + "/oauth")
        with desk(llm(model.url, "own-key")) as opened:
            assert opened.draft().writer == WRITTEN

    assert model.tokens == ["Bearer own-key"]
    assert elsewhere.keys == []


@pytest.mark.parametrize(
    "model",
    [
        Sber(status=401),
        Sber(status=429),
        Sber(status=500),
        Sber(ANSWER, cut_after=60),
        Sber(ANSWER, stalls_after=60),
        Sber(instead=("<html>nginx</html>", "text/html")),
        Sber(instead=("data: {\n\n", "text/event-stream")),
        Sber(instead=('data: {"choices": null}\n\ndata: [DONE]\n\n', "text/event-stream")),
    ],
)
def test_when_it_fails_the_composers_draft_is_shown(model: Sber) -> None:
    with serving(model), desk(llm(model.url)) as opened:
        made, composed = opened.draft(), opened.composed()

    assert made.reason.startswith(LATE if model.status == 200 else TOLD)
    assert replace(made, reason=composed.reason) == composed


def test_what_the_server_says_in_its_error_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO), serving(Sber(status=500)) as model, desk(llm(model.url)) as opened:
        opened.draft()  # the server repeats what it was asked

    assert "the model did not answer: ServerError" in caplog.text
    assert "возврат" not in caplog.text
