"""A real server over an application, for what a test client cannot do: hang up, or be asked by a browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from tests.patience import eventually


@contextmanager
def listening(app: FastAPI, leaving: int | None = 2) -> Iterator[str]:
    """The application at an address of its own; at its end it waits for open answers, for so many seconds at most."""
    told = uvicorn.Config(app, port=0, log_config=None, access_log=False, timeout_graceful_shutdown=leaving)
    server = uvicorn.Server(told)
    thread = threading.Thread(target=server.run)
    thread.start()
    # Also when a test fails: a thread that serves on would keep the whole run from ending.
    try:
        eventually(lambda: server.started)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
