"""Who goes first: what is done ahead waits as long as somebody waits for an answer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

# On a busy evening somebody is always waiting for something: even then drafts must come, one every few seconds.
_PATIENCE_SECONDS = 2.0


class Precedence:
    """Counts those who wait. Work that nobody waits for asks before each of its steps, so it holds up at most one."""

    def __init__(self, patience: float = _PATIENCE_SECONDS) -> None:
        self._patience = patience
        self._waiting = 0
        self._changed = threading.Condition()

    @contextmanager
    def somebody_waits(self) -> Iterator[None]:
        """As long as the block lasts, somebody waits for what is done in it."""
        with self._changed:
            self._waiting += 1
        try:
            yield
        finally:
            with self._changed:
                self._waiting -= 1
                self._changed.notify_all()

    def give_way(self) -> None:
        """Returns when nobody waits, or when patience is at its end."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting <= 0, self._patience)

    @contextmanager
    def stand_aside(self) -> Iterator[None]:
        """As long as the block lasts, one of those who wait holds up nothing: they wait for what is done ahead."""
        with self._changed:
            self._waiting -= 1
            self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._waiting += 1
