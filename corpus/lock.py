"""Locks that hold between processes and end with them; the home of filelock."""

from __future__ import annotations

import os
from pathlib import Path

from filelock import FileLock, Timeout


class Held:
    """A lock is held by another process; `by` is its number when it is known."""

    def __init__(self, by: str) -> None:
        self.by = by


class Lock:
    """An exclusive claim, as on a directory, until it is released or the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self._lock = FileLock(path, thread_local=False)
        self._pid = path.with_suffix(".pid")

    @classmethod
    def claim(cls, path: Path) -> Lock | Held:
        """Takes the lock at once, or says who holds it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = cls(path)
        try:
            lock._lock.acquire(blocking=False)
        except Timeout:
            return Held(lock._pid.read_text() if lock._pid.exists() else "of unknown number")
        lock._pid.write_text(str(os.getpid()))
        return lock

    def release(self) -> None:
        """Lets another process in."""
        self._pid.unlink(missing_ok=True)
        self._lock.release()
