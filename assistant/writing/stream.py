"""Carries a model's answer from its event loop to whoever reads it: piece by piece, within a time, stoppable."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, Protocol

from corpus.errors import PodskazkaError
from corpus.nouns import RedactedText

# How soon it is noticed that nobody reads any more.
_HEARTBEAT = 0.25

log = logging.getLogger("podskazka.writing")


class Unanswered(PodskazkaError):
    """The model's server is dead, too slow, overloaded, or answered something that is no chat completion."""


class ErrorTold(Unanswered):
    """The model's server said itself that something is wrong, before its answer or in the midst of it."""


class SchemaRefused(PodskazkaError):
    """The server does not know JSON schemas; asked without one it may answer."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an answer as it comes in; `finish` says how it ended, in the last piece only."""

    text: str
    finish: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """All that a model is told: only redacted texts leave the house. `schema` holds the answer to a form."""

    system: RedactedText
    user: RedactedText
    schema: Mapping[str, Any] | None = None

    @property
    def messages(self) -> Sequence[tuple[str, str]]:
        """As LangChain takes them."""
        return [("system", self.system), ("human", self.user)]


class Chat(Protocol):
    """A chat model; assistant/writing/models.py opens it."""

    def pieces(self, question: Question) -> AsyncIterator[Piece]:
        """The answer piece by piece.

        Raises:
            Unanswered: there is none; ErrorTold when the server says so itself.
            SchemaRefused: there would be one without a schema.
        """

    async def close(self) -> None:
        """Hangs up."""


class Wire:
    """Asks a chat model from any thread. Its connections belong to one event loop, which a thread of its own runs."""

    def __init__(self, open_chat: Callable[[], Chat]) -> None:
        self._open_chat = open_chat
        self._lock = Lock()
        self._chat: Chat | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="writer", daemon=True)
        self._thread.start()

    def ask(self, question: Question, seconds: float) -> Iterator[Piece | None]:
        """The answer piece by piece, None while nothing comes; a reader who goes away ends it.

        Raises:
            Unanswered: no whole answer came within so many seconds.
            SchemaRefused: there would be one without a schema.
        """
        come: SimpleQueue[Piece | PodskazkaError | None] = SimpleQueue()
        carrying = asyncio.run_coroutine_threadsafe(_carry(self._opened(), question, seconds, come), self._loop)
        try:
            # Asked before the queue is looked at: what was put in before the end is still read.
            while (ended := carrying.done(), piece := _next(come))[1] is not _END:
                if isinstance(piece, PodskazkaError):
                    raise piece
                if ended and piece is None:
                    log.warning("the model did not answer: %s", type(carrying.exception()).__name__)
                    raise Unanswered("the model's client broke down")
                yield piece
        finally:
            carrying.cancel()

    def close(self) -> None:
        """Hangs up."""
        asyncio.run_coroutine_threadsafe(_wind_up(self._chat), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _opened(self) -> Chat:
        with self._lock:
            self._chat = self._chat or self._open_chat()
            return self._chat


_END = Piece("", "end of the queue")


def _next(come: SimpleQueue[Piece | PodskazkaError | None]) -> Piece | PodskazkaError | None:
    try:
        return come.get(timeout=_HEARTBEAT)
    except Empty:
        return None


async def _wind_up(chat: Chat | None) -> None:
    """Ends what is still carried, and hangs up."""
    going = asyncio.all_tasks() - {asyncio.current_task()}
    for task in going:
        task.cancel()
    await asyncio.gather(*going, return_exceptions=True)
    if chat:
        await chat.close()
    loop = asyncio.get_running_loop()
    await loop.shutdown_asyncgens()
    await loop.shutdown_default_executor()


async def _carry(
    chat: Chat, question: Question, seconds: float, come: SimpleQueue[Piece | PodskazkaError | None]
) -> None:
    try:
        async with asyncio.timeout(seconds), aclosing(chat.pieces(question)) as pieces:  # type: ignore[type-var]
            async for piece in pieces:
                come.put(piece)
        come.put(_END)
    except TimeoutError:
        come.put(Unanswered("the model took too long"))
    except PodskazkaError as error:
        come.put(error)
