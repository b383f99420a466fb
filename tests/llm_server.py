"""A chat model's server on this machine: real HTTP, /v1/chat/completions, answers as a test has scripted them."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from corpus.llm_settings import Llm
from tests.serving import listening

Body = dict[str, Any]
_LONG = 60.0


class LineDropped(Exception):
    """The server dies in the midst of an answer."""


@dataclass
class Model:
    """What the server answers, and what it was asked.

    `stalls_after` and `cut_after` are characters of the answer; after the first nothing more comes, after the second
    the line is dropped; after `waits_after` it goes on when `go_on` is set. `unfinished` ends the stream without saying
    that it ends, `broken_after` says an error instead.
    """

    answer: str | Callable[[Body], str] = ""
    status: int = 200
    knows_schemas: bool = True
    stalls_after: int | None = None
    cut_after: int | None = None
    waits_after: int | None = None
    unfinished: bool = False
    broken_after: bool = False
    finish: str = "stop"
    instead: tuple[str, str] | None = None  # another body, and its media type
    pause: float = 0.0
    piece: int = 7  # characters: words and keys come in parts
    url: str = ""
    asked: list[Body] = field(default_factory=list)
    go_on: threading.Event = field(default_factory=threading.Event)
    hung_up: threading.Event = field(default_factory=threading.Event)

    @property
    def told(self) -> str:
        """All that it was told the last time."""
        return "\n".join(message["content"] for message in self.asked[-1]["messages"])

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.post("/v1/chat/completions", response_model=None)
        async def complete(request: Request) -> Response:
            body = await request.json()
            self.asked.append(body)
            if self.status != 200:
                return JSONResponse({"error": {"message": f"no: {body}"}}, self.status, {"retry-after": "0"})
            if "response_format" in body and not self.knows_schemas:
                return JSONResponse({"error": {"message": "response_format is not supported"}}, 400)
            if self.instead:
                return Response(self.instead[0], media_type=self.instead[1])
            text = self.answer if isinstance(self.answer, str) else self.answer(body)
            return StreamingResponse(self._events(text), media_type="text/event-stream")

        return app

    async def _take_time(self, at: int) -> None:
        if self.stalls_after is not None and at >= self.stalls_after:
            await asyncio.sleep(_LONG)
        if self.cut_after is not None and at >= self.cut_after:
            raise LineDropped
        while self.waits_after is not None and at >= self.waits_after and not self.go_on.is_set():
            await asyncio.sleep(0.01)
        await asyncio.sleep(self.pause)

    async def _events(self, text: str) -> AsyncIterator[str]:
        try:
            yield _chunk({"role": "assistant", "content": ""})
            for at in range(0, len(text), self.piece):
                await self._take_time(at)
                yield _chunk({"content": text[at : at + self.piece]})
            if self.stalls_after is not None:
                await asyncio.sleep(_LONG)
            if self.broken_after:
                yield 'data: {"error": {"code": 500, "message": "not the expected format", "type": "server_error"}}\n\n'
            elif not self.unfinished:
                yield _chunk({}, self.finish)
                yield "data: [DONE]\n\n"
        except asyncio.CancelledError:
            self.hung_up.set()
            raise


@contextmanager
def serving(model: Model) -> Iterator[Model]:
    """The model, at its own address."""
    with listening(model.app(), leaving=1) as address:
        model.url = f"{address}/v1"
        yield model


def llm(model: Model, seconds: float = 20.0) -> Llm:
    """The setting that names it."""
    return Llm("openai", "scripted", model.url, "secret", seconds)


def said(*sentences: tuple[str, Sequence[int]]) -> str:
    """An answer of these sentences, each with what it cites."""
    made = [{"text": text, "original": "", "citations": list(cited)} for text, cited in sentences]
    return json.dumps({"sentences": made}, ensure_ascii=False)


def _chunk(delta: dict[str, str], finish: str | None = None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "scripted", "choices": [choice]}
    return f"data: {json.dumps(chunk)}\n\n"
