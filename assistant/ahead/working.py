"""The drafter that works while a server runs: a draft for each ticket that comes, soon after it came."""

from __future__ import annotations

from time import thread_time

from assistant.ahead.ahead import Ahead, Step
from corpus.worker import Worker

_LOOK_SECONDS = 0.3
# A look reads all tickets that are open: however many there are, it takes a twentieth of a core at most. By its own
# processor time: a look that only waited for its turn beside other work made the next ticket wait for five seconds.
_SHARE = 20
_RECOVERY_SECONDS = 5.0


def drafting_ahead(ahead: Ahead, look: float = _LOOK_SECONDS) -> Worker:
    """Drafts for as long as it works. Several processes may: each ticket is one drafter's."""

    def turn() -> float:
        began = thread_time()
        step = ahead.step(worker.stopping)
        if step is Step.NOTHING:
            return max(look, _SHARE * (thread_time() - began))
        return {Step.NOT_READY: _RECOVERY_SECONDS, Step.NOT_YET: look, Step.FAILED: look}.get(step, 0.0)

    worker = Worker("drafter", turn)
    return worker
