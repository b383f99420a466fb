"""Lets the threads of several questions share the cores well; the home of threadpoolctl."""

from __future__ import annotations

import sys

from threadpoolctl import threadpool_limits


def one_core_per_question() -> None:
    """From now on a product of matrices in this process uses one thread.

    A server has other questions for the other cores. With BLAS on two threads, which wait for each other by turning
    round, a search over 50,000 chunks cost 60 ms of processor time instead of 37.
    """
    threadpool_limits(limits=1, user_api="blas")


def quick_turns() -> None:
    """From now on a thread that waits for the interpreter waits half a millisecond at most, not five.

    A search leaves it a dozen times, for the model, Chroma, tantivy and the database, and comes back: at 50 searches a
    second over HTTP p95 was 225 ms instead of 321. One search at a time takes as long as before.
    """
    sys.setswitchinterval(0.0005)
