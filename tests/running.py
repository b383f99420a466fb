"""Runs a real server of the standard library beside a test; ports that nobody else gets."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache


@contextmanager
def running(server: socketserver.BaseServer, over: threading.Event) -> Iterator[None]:
    """The server at work in a thread of its own; `over` is set before it ends, for answers that wait for it."""
    with server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield
        finally:
            over.set()
            server.shutdown()
            thread.join()


def free_port() -> int:
    """A port that nobody listens on, and that nobody is given who does not ask for this very one."""
    held = socket.socket()
    # With this a server can listen there beside the socket that holds it: on Linux only listeners exclude each other.
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind(("127.0.0.1", 0))
    _held().append(held)
    port: int = held.getsockname()[1]
    return port


@cache
def _held() -> list[socket.socket]:
    """What holds the ports until the run is over."""
    return []
