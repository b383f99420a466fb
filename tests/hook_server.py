"""A small webhook receiver on this machine: real HTTP, real TLS; it answers as it is told to."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.running import running


@dataclass(frozen=True)
class Posted:
    """One request."""

    target: str
    headers: Message
    body: bytes


@dataclass
class HookServer:
    """`statuses` are answered first, one a request; then 204."""

    statuses: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    stalls: bool = False
    hangs_up: bool = False
    certificate: ssl.SSLContext | None = None
    port: int = 0
    posted: list[Posted] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


class _Answer(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        at = self.server.at
        at.posted.append(Posted(self.path, self.headers, self.rfile.read(int(self.headers["Content-Length"]))))
        if at.stalls:
            at.over.wait(30)
        if at.stalls or at.hangs_up:
            self.close_connection = True
            return
        self.send_response_only(at.statuses.pop(0) if at.statuses else 204)
        for name, value in at.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *said: object) -> None:
        """Nobody reads it."""


class _Server(ThreadingHTTPServer):
    def __init__(self, at: HookServer) -> None:
        self.at = at
        super().__init__(("127.0.0.1", at.port), _Answer)

    def finish_request(self, request, client_address) -> None:  # type: ignore[no-untyped-def]
        # The handshake belongs into the thread of its connection: a client that breaks it off stops no other.
        if self.at.certificate:
            request = self.at.certificate.wrap_socket(request, server_side=True)
        try:
            super().finish_request(request, client_address)
        finally:
            request.close()

    def handle_error(self, request, client_address) -> None:  # type: ignore[no-untyped-def]
        """The test sees what its client saw."""


@contextmanager
def hook_server(at: HookServer | None = None) -> Iterator[HookServer]:
    """A receiver at work."""
    at = at or HookServer()
    server = _Server(at)
    at.port = server.server_address[1]
    with running(server, at.over):
        yield at
