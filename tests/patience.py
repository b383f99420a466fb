"""Waits for what comes true a moment later."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 20.0
# For what other processes have to start for: on a busy machine that alone takes a dozen seconds.
_LONG = 60.0


def eventually(promise: Callable[[], object], seconds: float = _LONG) -> None:
    """Returns as soon as it is true.

    Raises:
        AssertionError: it was not true in time.
    """
    deadline = time.monotonic() + seconds
    while not promise():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.02)
