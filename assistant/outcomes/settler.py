"""Works out what became of drafts while a server runs, so that no report has to wait for it."""

from __future__ import annotations

from assistant.outcomes.settle import Outcomes
from corpus.database.outcomes.fates import Fates
from corpus.worker import Worker
from ingest.house import House

# A reply takes some milliseconds of a core: a few at once, then a breath, and no agent notices a backlog of thousands.
_FEW, _BREATH_SECONDS, _PAUSE_SECONDS = 20, 1.0, 20.0


def settling(house: House, pause: float = _PAUSE_SECONDS) -> Worker:
    """Settles for as long as it works. Several processes may: they come to the same."""
    outcomes = Outcomes(Fates(house.database), house.tickets)
    return Worker("settler", lambda: min(pause, _BREATH_SECONDS) if outcomes.settle(_FEW) else pause)
