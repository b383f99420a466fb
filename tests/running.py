"""Runs a real server of the standard library beside a test."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


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
