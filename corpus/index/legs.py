"""What every leg of the index can do: take in changes and remember how far it got."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from corpus.database.library.changes import START, Change, ChangeLog, Entry

BATCH = 500


class Leg(Protocol):
    """A copy of the library that one way of searching reads."""

    @property
    def position(self) -> Change:
        """The last change taken in."""
        ...

    def replace(self, document_ids: Sequence[str], entries: Sequence[Entry], position: Change) -> None:
        """Drops all chunks of these documents, takes in the entries, and is then at this position."""
        ...


def follow(leg: Leg, log: ChangeLog, fingerprint: str) -> int:
    """Takes in all that is new; how many documents that were. What it does twice gives the same."""
    applied = 0
    while changes := log.after(leg.position, BATCH):
        ids = list(dict.fromkeys(change.document_id for change in changes))
        leg.replace(ids, log.entries(ids, fingerprint), changes[-1])
        applied += len(ids)
    return applied


def fill(leg: Leg, log: ChangeLog, fingerprint: str) -> int:
    """Takes in everything that answers, without embedding anything, then what came meanwhile; how many chunks."""
    position = log.latest()
    filled = 0
    for entries in log.everything(fingerprint):
        # The position moves at the very end: a fill that was killed is started again from nothing.
        leg.replace(list({entry.document_id for entry in entries}), entries, START)
        filled += len(entries)
    leg.replace([], [], position)
    follow(leg, log, fingerprint)
    return filled


class PositionFile:
    """Remembers on disk how far a leg got and in what format; written whole or not at all."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> tuple[Change, int]:
        """The last change taken in and the format; START and 0 when nothing was written or it cannot be read."""
        try:
            found = json.loads(self._path.read_text())
            return Change(int(found["change"]), str(found["document"])), int(found["format"])
        except (OSError, ValueError, KeyError, TypeError):
            return START, 0

    def write(self, position: Change, kind: int) -> None:
        """Replaces what was written."""
        new = self._path.with_suffix(".new")
        with new.open("w") as file:
            json.dump({"change": position.id, "document": position.document_id, "format": kind}, file)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._path)
