"""The drafter that works while a server runs: a draft for each ticket that comes, soon after it came."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import thread_time

from assistant.ahead.ahead import Ahead, Step
from corpus.errors import DatabaseUnavailable

_LOOK_SECONDS = 0.3
# A look reads all tickets that are open: however many there are, it takes a twentieth of a core at most. By its own
# processor time: a look that only waited for its turn beside other work made the next ticket wait for five seconds.
_SHARE = 20
_RECOVERY_SECONDS = 5.0

log_of_ahead = logging.getLogger("podskazka.ahead")


@contextmanager
def drafting_ahead(ahead: Ahead, look: float = _LOOK_SECONDS) -> Iterator[None]:
    """Drafts in a thread of its own until the block ends. Several processes may: each ticket is one drafter's."""
    stop = threading.Event()
    thread = threading.Thread(target=_work, args=(ahead, stop, look), name="drafter", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _work(ahead: Ahead, stop: threading.Event, look: float) -> None:
    while not stop.is_set():
        began = thread_time()
        try:
            step = ahead.step(stop.is_set)
        except DatabaseUnavailable as error:  # what is missing now is missing the next time
            log_of_ahead.warning("no draft can be made ahead: %s", error)
            step = Step.NOT_READY
        if step is Step.NOTHING:
            stop.wait(max(look, _SHARE * (thread_time() - began)))
        elif step is Step.NOT_READY:
            stop.wait(_RECOVERY_SECONDS)
        elif step in {Step.NOT_YET, Step.FAILED}:
            stop.wait(look)
