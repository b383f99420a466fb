"""What works in the background goes on after it failed, and stops when it is asked to."""

from __future__ import annotations

import logging
import threading

import pytest

from corpus.errors import DatabaseUnavailable
from corpus.worker import Worker
from tests.patience import eventually


class Turns:
    """Turns that fail as they are told, then do well."""

    def __init__(self, *failures: Exception) -> None:
        self._failures = list(failures)
        self.done = 0

    def __call__(self) -> float:
        """One turn."""
        if self._failures:
            raise self._failures.pop(0)
        self.done += 1
        return 0.01


def test_turns_are_taken_until_it_is_stopped() -> None:
    turns = Turns()

    with Worker("clock", turns):
        eventually(lambda: turns.done > 2)

    assert "clock" not in {thread.name for thread in threading.enumerate()}


def test_a_database_that_is_away_is_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    turns = Turns(DatabaseUnavailable("the database is locked"))

    with Worker("clock", turns, recovery=0.01):
        eventually(lambda: turns.done)

    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [
        (logging.WARNING, "the clock waits for the database: the database is locked")
    ]


@pytest.mark.worker_fails
def test_a_failure_that_nobody_foresaw_is_told_and_does_not_end_the_work(caplog: pytest.LogCaptureFixture) -> None:
    turns = Turns(KeyError("a defect"), KeyError("again"))

    with Worker("clock", turns, recovery=0.01):
        eventually(lambda: turns.done)

    assert [record.getMessage() for record in caplog.records] == ["the clock failed and begins anew"] * 2
    assert all(record.exc_info for record in caplog.records)


@pytest.mark.worker_fails
def test_each_failure_in_a_row_is_waited_for_twice_as_long_as_the_one_before() -> None:
    worker = Worker("clock", Turns(*[KeyError("a defect")] * 9), recovery=5.0)

    waited = [worker.take_turn() for _ in range(10)]

    assert waited == [5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 300.0, 300.0, 300.0, 0.01]


def test_a_long_turn_can_see_that_it_should_end() -> None:
    def turn() -> float:
        eventually(worker.stopping)
        return 0.0

    worker = Worker("clock", turn)
    worker.start()
    assert not worker.stopping()

    worker.stop()

    assert worker.stopping()


@pytest.mark.worker_fails
@pytest.mark.parametrize("failure", [DatabaseUnavailable("the database is locked"), KeyError("a defect")])
def test_it_is_failing_from_a_turn_that_failed_until_one_that_did_not(failure: Exception) -> None:
    worker = Worker("clock", Turns(failure))
    at_first = worker.is_failing

    worker.take_turn()
    afterwards = worker.is_failing
    worker.take_turn()

    assert (at_first, afterwards, worker.is_failing) == (False, True, False)
