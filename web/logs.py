"""Structured logs without personal data: one JSON line per request, errors as their kind and place only."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from time import perf_counter
from traceback import extract_tb
from typing import Any, TextIO
from uuid import uuid4

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUEST_ID = "X-Request-Id"
_UNROUTED = "(no route)"

log = logging.getLogger("podskazka.web")


class RequestLog:
    """Writes method, route template, status, time and id of each request; never the path or query as they came."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on and writes its line."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status, request_id = perf_counter(), 500, uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id

        async def send_noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID] = request_id
            await send(message)

        try:
            await self._app(scope, receive, send_noting)
        finally:
            fields = {"method": _method(scope), "route": _route(scope), "status": status}
            fields |= {"milliseconds": round(1000 * (perf_counter() - began), 1), "request_id": request_id}
            log.info("request", extra={"fields": fields})


class JsonLines(logging.Formatter):
    """One JSON object a line. Of an exception it keeps kind and places: its message may quote what people wrote."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["places"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}" for frame in extract_tb(record.exc_info[2])
            ]
        return json.dumps(line, ensure_ascii=False, default=str)


def write_json_lines(stream: TextIO = sys.stderr) -> None:
    """Sends every log of this process, libraries' warnings included, to the stream as JSON lines."""
    lines = logging.StreamHandler(stream)
    lines.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[lines], force=True)
    logging.getLogger("podskazka").setLevel(logging.INFO)
    logging.getLogger("uvicorn.error").setLevel(logging.INFO)


def _method(scope: Scope) -> str:
    """Methods may be any word; only known ones are worth a line."""
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    return scope["method"] if scope["method"] in known else "(other)"


def _route(scope: Scope) -> str:
    return getattr(scope.get("route"), "path", _UNROUTED)
