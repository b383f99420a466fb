"""Checks a Chroma directory in a process of its own, as a broken one can end the process that opens it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from corpus.errors import IndexBroken
from corpus.index.vectors import VectorIndex
from corpus.nouns import Audience

# The check must end in time for a restart; a directory that takes longer is rebuilt, which always works.
SECONDS = 60
_SAMPLES = 64
# A graph may have lost a node without being broken; a directory after a bad kill has lost most of them.
_FOUND = 0.95


def is_sound(folder: Path) -> bool:
    """Whether a child process could open the directory, reach what it counts and find samples by themselves."""
    command = [sys.executable, "-m", "corpus.index.check", str(folder)]
    try:
        return subprocess.run(command, capture_output=True, timeout=SECONDS, check=False).returncode == 0  # noqa: S603 (our own module)
    except subprocess.TimeoutExpired:
        return False


def _reachable(index: VectorIndex, audience: Audience) -> bool:
    samples = index.sample(audience, _SAMPLES)
    found = sum(id_ in index.nearest(audience, vector, 8) for id_, vector in samples.items())
    if found < _FOUND * len(samples):
        return False
    counted = index.count(audience)
    wide = min(counted, 1000)
    if not samples:
        return counted == 0
    return len(index.nearest(audience, next(iter(samples.values())), wide)) >= _FOUND * wide


def main(folder: Path) -> int:
    """0 when the directory is sound, 1 when it is not."""
    if not folder.is_dir():
        return 1
    try:
        index = VectorIndex.open(folder)
        sound = index.complete and all(_reachable(index, audience) for audience in Audience)
        index.close()
    except IndexBroken:
        return 1
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
