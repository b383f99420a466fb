"""Makes a sound Chroma directory ready: the one on disk when a child process finds it sound, else a new one."""

from __future__ import annotations

import shutil
from pathlib import Path

from corpus.database.library.changes import ChangeLog
from corpus.index.check import is_sound
from corpus.index.legs import fill, follow
from corpus.index.vectors import VectorIndex


class VectorFolders:
    """The Chroma directories of one index folder, numbered for each model; a broken one is set aside."""

    def __init__(self, folder: Path, log: ChangeLog) -> None:
        self._folder = folder
        self._log = log

    def ready(self, fingerprint: str) -> VectorIndex:
        """An opened index that is sound and up to date.

        Raises:
            IndexBroken: not even a new one could be made, as with a full disk.
        """
        newest = self._newest(fingerprint)
        if newest and is_sound(newest):
            index = VectorIndex.open(newest)
            if self._log.holds(index.position):
                follow(index, self._log, fingerprint)
                return index
            index.close()
        if newest:
            self.set_aside(newest)
        return self.rebuilt(fingerprint)

    def rebuilt(self, fingerprint: str) -> VectorIndex:
        """A new index, filled from the database; nothing is embedded."""
        index = VectorIndex.open(self._folder / f"{fingerprint}-{self._next()}")
        fill(index, self._log, fingerprint)
        return index

    def set_aside(self, broken: Path) -> None:
        """Keeps the last broken directory for whoever wants to look, out of the way."""
        aside = self._folder / "set-aside"
        shutil.rmtree(aside, ignore_errors=True)
        broken.rename(aside)

    def sweep(self, fingerprint: str) -> None:
        """Deletes the directories that the newest one of the active model has replaced."""
        newest = self._newest(fingerprint)
        for folder in self._numbered():
            if folder != newest:
                shutil.rmtree(folder, ignore_errors=True)

    def _newest(self, fingerprint: str) -> Path | None:
        own = [folder for folder in self._numbered() if folder.name.rsplit("-", 1)[0] == fingerprint]
        return max(own, key=_number, default=None)

    def _next(self) -> int:
        return max((_number(folder) for folder in self._numbered()), default=0) + 1

    def _numbered(self) -> list[Path]:
        found = self._folder.iterdir() if self._folder.is_dir() else ()
        return [folder for folder in found if folder.name.rsplit("-", 1)[-1].isdigit()]


def _number(folder: Path) -> int:
    return int(folder.name.rsplit("-", 1)[-1])
