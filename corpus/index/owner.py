"""One process owns the index directory; a second one is refused at once."""

from __future__ import annotations

from pathlib import Path

from corpus.errors import IndexOwned
from corpus.lock import Held, Lock


def own(folder: Path) -> Lock:
    """The ownership of the index directory.

    Raises:
        IndexOwned: another process has it.
    """
    lock = Lock.claim(folder / "owner.lock")
    if isinstance(lock, Held):
        raise IndexOwned(
            f"the index in {folder} belongs to process {lock.by}; stop it first, or set PODSKAZKA_HOME to another "
            "folder. What other commands write to the database reaches its search by itself"
        )
    return lock
