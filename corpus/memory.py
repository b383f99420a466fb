"""Keeps the C library from holding memory that nobody uses any more; does nothing where it is not glibc."""

from __future__ import annotations

import ctypes
import sys

_ARENA_MAX = -8  # M_ARENA_MAX of glibc's malloc.h
_ARENAS = 2


def few_arenas() -> None:
    """From now on all threads share two heaps; to be called before there are threads.

    Else each of a server's threads gets one of up to eight per core, and what was freed in one is of no use to the
    others: 100 MB after sixteen threads had asked over 100,000 chunks.
    """
    _call("mallopt", _ARENA_MAX, _ARENAS)


def give_back() -> None:
    """Gives the system what was freed in between, as after reading a library: 98 MB at 100,000 chunks."""
    _call("malloc_trim", 0)


def _call(name: str, *numbers: int) -> None:
    if sys.platform == "linux" and (function := getattr(ctypes.CDLL(None), name, None)):
        function(*numbers)
