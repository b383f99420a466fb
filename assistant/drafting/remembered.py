"""Remembers what was worked out from a text: the same documents and sentences answer ticket after ticket."""

from __future__ import annotations

from collections.abc import Callable, Sized
from hashlib import blake2b
from threading import Lock
from typing import Any, TypeVar

from cachetools import LRUCache, cached

_Text = TypeVar("_Text", bound=str)
_Made = TypeVar("_Made")


def remembered(most: int) -> Callable[[Callable[[_Text], _Made]], Callable[[_Text], _Made]]:
    """Makes a function of one text work each text out once, as long as it is asked about now and then.

    What it gives must not be changed by anybody. `most` is how many results are kept, a list counting as many as it has
    elements. Texts are known by their digests: none is kept in memory for this.
    """
    lock = Lock()

    def remembering(function: Callable[[_Text], _Made]) -> Callable[[_Text], _Made]:
        cache: LRUCache[bytes, Any] = LRUCache(most, getsizeof=_size)
        return cached(cache, key=_digest, lock=lock)(function)

    return remembering


def _size(made: object) -> int:
    return 1 + len(made) if isinstance(made, Sized) else 1


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
