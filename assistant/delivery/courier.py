"""The courier: takes letters that are due from the queue, brings them out, and tries later what did not arrive."""

from __future__ import annotations

import logging
import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from assistant.delivery.port import Carrier, NotDelivered, Problem
from assistant.delivery.smtp import SmtpCarrier
from assistant.delivery.webhook import WebhookCarrier
from corpus.database.desk.deliveries import Claimed, Deliveries, DeliveryState
from corpus.database.rows import now
from corpus.delivery_settings import Outlet, Webhook
from corpus.worker import Worker

_FIRST_PAUSE = timedelta(seconds=30)
_LONGEST_PAUSE = timedelta(hours=4)
# With these pauses about two days: a mail server that dies on Friday evening may come back on Sunday.
MOST_ATTEMPTS = 24
_LOOK_SECONDS = 2.0
# With a hundred replies in the queue a wrong password must not be tried a hundred times: that locks accounts.
_RECOVERY_SECONDS = 30.0
_OF_SERVER = frozenset({Problem.UNREACHABLE, Problem.SIGN_IN, Problem.UNSAFE})

log_of_courier = logging.getLogger("podskazka.courier")


class Courier:
    """Delivers at least once. Several may run, in one process or in many: each letter is one courier's at a time."""

    def __init__(
        self,
        deliveries: Deliveries,
        carrier: Carrier,
        jitter: Callable[[], float] = random.random,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._deliveries, self._carrier, self._jitter, self._clock = deliveries, carrier, jitter, clock
        self._worker = Worker("courier", self._turn)

    def round(self) -> Counter[str]:
        """Brings out all that is due and says how much went how: `delivered`, `waiting`, `dead`.

        What is wrong with the server ends the round: the others in the queue would only find the same, one by one.
        """
        went: Counter[str] = Counter()
        while not self._worker.stopping() and (claimed := self._deliveries.claim(self._clock())):
            try:
                self._bring(claimed)
            except NotDelivered as error:
                went[self._failed(claimed, error)] += 1
                if error.problem is not Problem.REFUSED:
                    break
            else:
                self._deliveries.delivered(claimed)
                if not went[DeliveryState.DELIVERED.value]:  # the server is back, so nobody waits for the next attempt
                    self._deliveries.hasten([problem.value for problem in _OF_SERVER], self._clock())
                went[DeliveryState.DELIVERED.value] += 1
        return went

    def at_work(self) -> Worker:
        """Delivers in a thread of its own for as long as that works; a letter that is under way is finished first."""
        return self._worker

    def _turn(self) -> float:
        return _RECOVERY_SECONDS if self.round()[DeliveryState.WAITING.value] else _LOOK_SECONDS

    def _bring(self, claimed: Claimed) -> None:
        # So many attempts without a word of how they ended: the courier dies of this letter each time.
        if claimed.attempts > MOST_ATTEMPTS:
            raise NotDelivered(Problem.REFUSED, final=True)
        self._carrier.carry(claimed.letter)

    def _failed(self, claimed: Claimed, error: NotDelivered) -> str:
        again = (
            None if error.final or claimed.attempts >= MOST_ATTEMPTS else self._clock() + self._pause(claimed, error)
        )
        self._deliveries.failed(claimed, error.problem.value, error.code, again)
        state = DeliveryState.WAITING if again else DeliveryState.DEAD
        fields = {"delivery": claimed.id, "attempt": claimed.attempts, "code": error.code, "state": state.value}
        log_of_courier.warning("reply not delivered: %s", error.problem.value, extra={"fields": fields})
        return state.value

    def _pause(self, claimed: Claimed, error: NotDelivered) -> timedelta:
        """Twice as long each time, and by chance up to a half shorter: not everybody comes back at once."""
        longest = min(_FIRST_PAUSE * (1 << min(claimed.attempts - 1, 20)), _LONGEST_PAUSE)
        return max(longest * (1 - self._jitter() / 2), timedelta(seconds=error.after))


def carrier_of(outlet: Outlet) -> Carrier:
    """The carrier that the settings ask for."""
    return WebhookCarrier(outlet) if isinstance(outlet, Webhook) else SmtpCarrier(outlet)
