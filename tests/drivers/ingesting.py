"""Takes in a folder with the fake model, as `podskazka ingest` does, and says each entry that is done; to be killed."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from corpus.settings import Settings
from ingest.house import open_house, tools
from ingest.nouns import Facts, Problem
from ingest.sources.opening import open_source
from ingest.sync import Sync
from tests.fakes import FakeEmbedder


class Acknowledging:
    """Says after each entry how many documents are in."""

    def begin(self, source: str, total: int) -> None:
        """Nothing is in yet."""

    def advance(self, counts: Counter[str]) -> None:
        """So many documents are in, for good."""
        sys.stdout.write(f"{counts['added']}\n")
        sys.stdout.flush()

    def problem(self, problem: Problem) -> None:
        """Nothing that this program is about."""


def main(home: Path, folder: str) -> None:
    """Runs one sync to its end."""
    settings = Settings.read({"PODSKAZKA_HOME": str(home), "PODSKAZKA_EMBEDDING_MODEL": "fake"})
    house = open_house(settings, lambda name: FakeEmbedder())
    with open_source(folder, ()) as source:
        Sync(tools(house), Facts(), Acknowledging()).run(source)
    house.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
