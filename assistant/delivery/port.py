"""The port through which replies leave: what a carrier promises, and how it says that it could not."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Protocol

from corpus.database.desk.deliveries import Letter
from corpus.errors import PodskazkaError

# A server that says nothing for so long is as good as none.
SILENCE_SECONDS = 20.0
# One attempt in all, however slowly the server talks; well below the lease in corpus/database/desk/deliveries.py.
ATTEMPT_SECONDS = 120.0


class Problem(StrEnum):
    """Why a letter did not arrive, in words that quote no server."""

    UNREACHABLE = "unreachable"
    BUSY = "busy"
    SIGN_IN = "sign-in"
    UNSAFE = "unsafe"
    REFUSED = "refused"


class NotDelivered(PodskazkaError):
    """A letter did not arrive. `final`: sending the same again cannot help. `after`: seconds the server asks to wait.

    It keeps the kind and the number only: what servers say may quote addresses, passwords or the letter.
    """

    def __init__(self, problem: Problem, code: int | None = None, *, final: bool = False, after: int = 0) -> None:
        self.problem, self.code, self.final, self.after = problem, code, final, after
        super().__init__(f"not delivered: {problem}{f' ({code})' if code else ''}")


class Carrier(Protocol):
    """Takes letters to one outside system."""

    def carry(self, letter: Letter) -> None:
        """Returns when the other side has taken the letter over.

        The same letter may be brought twice (a connection may break after it was taken and before that was said):
        its key lets the other side tell.

        Raises:
            NotDelivered: it has not, or did not say so.
        """


@contextmanager
def at_most(seconds: float, cut: Callable[[], object]) -> Iterator[None]:
    """Cuts the line when it takes longer: time-outs of sockets begin anew with every byte."""
    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
