"""Works out what became of drafts while a server runs, so that no report has to wait for it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.outcomes.settle import Outcomes
from corpus.database.outcomes.fates import Fates
from corpus.errors import DatabaseUnavailable
from ingest.house import House

# A reply takes some milliseconds of a core: a few at once, then a breath, and no agent notices a backlog of thousands.
_FEW, _BREATH_SECONDS, _PAUSE_SECONDS = 20, 1.0, 20.0

log_of_settler = logging.getLogger("podskazka.outcomes")


@contextmanager
def settling(house: House, pause: float = _PAUSE_SECONDS) -> Iterator[None]:
    """Settles in a thread of its own until the block ends. Several processes may: they come to the same."""
    stop = threading.Event()
    arguments = (Outcomes(Fates(house.database), house.tickets), stop, pause)
    thread = threading.Thread(target=_work, args=arguments, name="settler", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _work(outcomes: Outcomes, stop: threading.Event, pause: float) -> None:
    while not stop.is_set():
        wait = pause
        try:
            if outcomes.settle(_FEW):
                wait = min(pause, _BREATH_SECONDS)
        except DatabaseUnavailable as error:  # nothing is lost: what is missing now is missing the next time
            log_of_settler.warning("what became of drafts was not worked out: %s", error)
        stop.wait(wait)
