"""Owns an index and fills the library without pause, so that the index is written all the time; to be killed."""

from __future__ import annotations

import sys
import time
from itertools import count
from pathlib import Path

from assistant.assemble import assemble
from corpus.database.library.library import Library
from corpus.settings import Settings
from tests.fakes import FakeEmbedder
from tests.making import SYNC, origin, prepared


def settings(home: Path) -> Settings:
    """The settings of the tests' home."""
    return Settings.read({"PODSKAZKA_HOME": str(home), "PODSKAZKA_EMBEDDING_MODEL": "fake"})


def main(home: Path, first: int) -> None:
    """Adds and revises documents until it is killed; says each number that is in."""
    podskazka = assemble(settings(home), lambda name: FakeEmbedder())
    while podskazka.legs.dense.vectors.__class__.__name__ != "VectorIndex":
        time.sleep(0.05)
    library = Library(podskazka.house.database)
    for number in count(first):
        document_id = library.add(prepared(f"Номер {number}", f"Документ слово{number}"), origin(f"{number}"), SYNC)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        if number % 5 == 0:
            library.revise(document_id, prepared(f"Номер {number}", f"Изменён слово{number}"), SYNC)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
