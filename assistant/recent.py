"""Keeps what was read from the database until it changed there; asks at most once a second."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

from corpus.errors import DatabaseUnavailable

Value = TypeVar("Value")

# An editor's change must act within 2 s.
_SECONDS = 1.0


class Recent(Generic[Value]):
    """A value and the revision it was read at."""

    def __init__(self, revision: Callable[[], object], read: Callable[[], Value]) -> None:
        self._revision, self._read = revision, read
        self._asked = -_SECONDS
        self._known: tuple[object, Value] | None = None

    def value(self) -> Value:
        """The value as it was at most a second ago; the last known one while the database cannot be read."""
        if self._known is None or monotonic() - self._asked >= _SECONDS:
            self._asked = monotonic()
            self._refresh()
        assert self._known is not None  # noqa: S101 (refreshed above, or the error went up)
        return self._known[1]

    def _refresh(self) -> None:
        try:
            revision = self._revision()
            if self._known is None or self._known[0] != revision:
                self._known = (revision, self._read())
        except DatabaseUnavailable:
            if self._known is None:
                raise
