"""Work that goes on in a thread of its own while a server runs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from types import TracebackType

from corpus.errors import DatabaseUnavailable

_FIRST_RECOVERY_SECONDS, _LONGEST_RECOVERY_SECONDS = 5.0, 300.0

log_of_workers = logging.getLogger("podskazka.worker")


class Worker:
    """Takes turns until it is stopped, and outlives a turn that fails.

    A thread that ended with it would take a promise along: what is withdrawn would be found for ever, replies would
    stay in their queue, and nobody would know before the next start.
    """

    def __init__(
        self,
        name: str,
        turn: Callable[[], float],
        recovery: float = _FIRST_RECOVERY_SECONDS,
        held_up: Callable[[], bool] = lambda: False,
    ) -> None:
        """`turn` does what there is to do and returns after how many seconds to look again.

        `held_up` is whether it does not get on, of a turn that gets over that itself.
        """
        self.name, self._turn, self._recovery, self._held_up = name, turn, recovery, held_up
        self._failures, self._failed = 0, False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)

    def start(self) -> None:
        """Begins with the first turn."""
        self._thread.start()

    def stop(self) -> None:
        """Returns when the turn that is under way has ended; there is no further one."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    @property
    def is_failing(self) -> bool:
        """Whether its last turn failed; a turn that is under way is not known yet."""
        return self._failed or self._held_up()

    def stopping(self) -> bool:
        """Whether a long turn should come to its end."""
        return self._stop.is_set()

    def __enter__(self) -> Worker:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _work(self) -> None:
        while not self._stop.is_set():
            self._stop.wait(self.take_turn())

    def take_turn(self) -> float:
        """One turn, whatever comes of it; how many seconds to wait after it."""
        try:
            pause = self._turn()
        except DatabaseUnavailable as error:  # nothing is lost: what is missing now is missing the next time
            log_of_workers.warning("the %s waits for the database: %s", self.name, error)
            self._failed = True
            return self._recovery
        except Exception:  # beyond this there is only the end of the thread
            log_of_workers.exception("the %s failed and begins anew", self.name)
            self._failures, self._failed = self._failures + 1, True
            return min(self._recovery * float(2 ** min(self._failures - 1, 10)), _LONGEST_RECOVERY_SECONDS)
        self._failures, self._failed = 0, False
        return pause
