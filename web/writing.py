"""The writer at work: a draft streamed into the editor as server-sent events, stoppable, with the agent's wishes."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Generator, Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from assistant.ahead.ahead import Ahead
from assistant.assistant import Assistant
from assistant.drafter import COMPOSER, Asked
from assistant.nouns import Draft
from assistant.writing.prompts import Wish
from assistant.writing.writer import Step
from corpus.errors import PodskazkaError
from web.desk.forms import Editor, ReplyForm
from web.desk.view import DeskView
from web.problems import problem_of
from web.typed import Typed

# Proxies hold back what they think is a page; a stream held back is no stream.
_UNBUFFERED = {"X-Accel-Buffering": "no"}
_NOTHING_YET = b":\n\n"

log = logging.getLogger("podskazka.writing")


class WritingForm(ReplyForm):
    """What stands in the editor, and how it should be written instead."""

    wish: Wish | Literal[""] = ""
    words: Typed = ""

    @property
    def asks(self) -> bool:
        """Whether another text was asked for outright."""
        return bool(self.wish or self.words.strip())

    @property
    def asked(self) -> Asked:
        """As the drafter takes it. What is there already matters only to somebody who wants it otherwise."""
        return Asked(self.wish or None, self.words, self.text if self.asks else "")


class WritingPages:
    """Streams drafts. Events: `sentence` (text, verdict, held, paragraph), then `page` (html) or `failed` (title)."""

    def __init__(self, assistant: Assistant, view: DeskView, ahead: Ahead, *, has_writer: bool) -> None:
        self._assistant, self._view, self._ahead = assistant, view, ahead
        view.pages.lend(writer=has_writer)

    def routes(self, router: APIRouter) -> None:
        """Adds the address."""
        router.add_api_route("/desk/tickets/{ticket_id}/writing", self.write, methods=["POST"], include_in_schema=False)

    def write(self, request: Request, ticket_id: str, form: Annotated[WritingForm, Form()]) -> Response:
        """The sentences as they come, and at the end the page of the ticket with the draft."""
        steps = self._assistant.write(ticket_id, form.asked)
        events = self._events(request, ticket_id, form, steps if form.asks else self._shared(ticket_id, steps))
        return StreamingResponse(_carried(events), media_type="text/event-stream", headers=_UNBUFFERED)

    def _shared(self, ticket_id: str, steps: Iterator[Step]) -> Iterator[Step]:
        """The draft that a drafter is making of this ticket just now, or our own steps, which no drafter repeats."""
        for came in self._ahead.coming(ticket_id):
            yield came
            if came:
                return
        with self._ahead.asked(ticket_id) as share:
            for step in steps:
                if isinstance(step, Draft):
                    share(step)
                yield step

    def _events(
        self, request: Request, ticket_id: str, form: WritingForm, steps: Iterator[Step]
    ) -> Generator[bytes, None, None]:
        try:
            for step in steps:
                if isinstance(step, Draft):
                    page = self._view.ticket(request, ticket_id, _editor(form, step), step)
                    yield _event("page", {"html": bytes(page.body).decode()})
                elif step:
                    said = {"text": step.text, "verdict": step.verdict, "held": step.held, "paragraph": step.paragraph}
                    yield _event("sentence", said)
                else:
                    yield _NOTHING_YET
        except PodskazkaError as error:
            # The answer has begun: its status cannot say any more that something went wrong.
            log.warning("a draft was not written: %s", error)
            yield _event("failed", {"title": problem_of(error).title})


def _editor(form: WritingForm, draft: Draft) -> Editor:
    """The new text, unless an agent wrote in the old one and did not ask for another, or did not get one."""
    stays = form.edited and not (form.asks and draft.writer != COMPOSER)
    if stays:  # with the draft that it was made of: what counts later is what was inserted
        return form.editor
    return form.filled(draft)


def _event(name: str, said: dict[str, Any]) -> bytes:
    return f"event: {name}\ndata: {json.dumps(said, ensure_ascii=False)}\n\n".encode()


async def _carried(events: Generator[bytes, None, None]) -> AsyncIterator[bytes]:
    """Event by event, each made in a thread; who hangs up ends the making."""
    try:
        while (event := await run_in_threadpool(next, events, None)) is not None:
            yield event
    finally:
        events.close()
