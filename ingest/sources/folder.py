"""A folder of documents and exports, or one such file: which files there are, and whether they changed."""

from __future__ import annotations

import os
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ingest.nouns import Entry, Found, Problem, Refused, digest_of
from ingest.reading import readable_name
from ingest.sources.files import found_in, is_read
from ingest.sources.mail import mail_tickets
from ingest.sources.parts import Parts, SourceFile

_SYSTEM_NAMES = (".", "~$", "__MACOSX", "Thumbs.db", "desktop.ini")
# Part of each stamp: a better reader makes itself felt in files that did not change.
_EDITION = "1"


@dataclass(frozen=True, slots=True)
class Folder:
    """Everything below a folder (or one file) that can be read: documents, question-answer files, tickets, mail.

    Hidden files, and links that lead out of the folder, are not part of it.
    """

    root: Path
    parts: Parts
    called: str = ""

    @property
    def name(self) -> str:
        """What it is called, or `folder:` and the absolute path."""
        return self.called or f"folder:{readable_name(str(self.root.absolute()))}"

    def entries(self) -> Iterator[Entry]:
        """One entry for each file, and one for all `.eml` files of a folder, as a thread is spread over them.

        Raises:
            Unreadable: when the folder itself is not there or not open to this user.
        """
        if not os.access(self.root, os.R_OK | (os.X_OK if self.root.is_dir() else 0)):
            raise Refused(f"{self.root} is not there, or not open to this user", "check the path and its rights")
        if self.root.is_file():
            yield from self._entries([self._file(self.root, self.root.parent)])
            return
        closed: list[OSError] = []
        left_out: Counter[str] = Counter()
        # Links to folders are not followed: they lead round in circles.
        for folder, subfolders, names in os.walk(self.root, onerror=closed.append):
            subfolders[:] = sorted(name for name in subfolders if not name.startswith(_SYSTEM_NAMES))
            files = [self._file(Path(folder, name), self.root) for name in sorted(names) if self._belongs(folder, name)]
            yield from self._entries(files)
            left_out.update(suffix or "no suffix" for file in files if not _is_taken(suffix := _suffix(file)))
        yield from (self._closed(error) for error in closed)
        if left_out:
            yield _left_out(left_out)

    def _entries(self, files: Sequence[SourceFile]) -> Iterator[Entry]:
        mails = [file for file in files if _suffix(file) == ".eml"]
        if mails:
            external_id = f"{mails[0].external_id.rpartition('/')[0]}/*.eml".removeprefix("/")
            stamp = digest_of(*(f"{file.external_id} {_stamp(file.path)}" for file in mails))
            yield Entry(external_id, stamp, partial(mail_tickets, external_id, mails, self.parts))
        for file in files:
            if is_read(_suffix(file)):
                yield Entry(file.external_id, _stamp(file.path), partial(found_in, file, self.parts))

    def _belongs(self, folder: str, name: str) -> bool:
        if name.startswith(_SYSTEM_NAMES):
            return False
        path = Path(folder, name)
        # realpath, because Path.resolve raises on a link that leads to itself.
        return not path.is_symlink() or Path(os.path.realpath(path)).is_relative_to(self.root.resolve())

    def _file(self, path: Path, root: Path) -> SourceFile:
        # A Mac writes й as two characters in file names; the same file must have the same id everywhere.
        name = unicodedata.normalize("NFC", readable_name(path.relative_to(root).as_posix()))
        return SourceFile(path, name)

    def _closed(self, error: OSError) -> Entry:
        folder = Path(str(error.filename)).relative_to(self.root).as_posix()
        where = f"{readable_name(folder)}/"
        problem = Problem(
            where, "the folder cannot be opened", "give this user the right to read it", passing=True, incomplete=True
        )
        return Entry(where, "", partial(_only, problem))


def _suffix(file: SourceFile) -> str:
    return file.path.suffix.casefold()


def _is_taken(suffix: str) -> bool:
    return suffix == ".eml" or is_read(suffix)


def _stamp(path: Path) -> str:
    # Size and time, as make and rsync do: opening thousands of unchanged files would cost more than it finds.
    try:
        status = path.stat()
    except OSError:
        return ""
    return f"{_EDITION}:{status.st_size}:{status.st_mtime_ns}"


def _left_out(suffixes: Counter[str]) -> Entry:
    kinds = ", ".join(f"{suffix} {count}" for suffix, count in suffixes.most_common(6))
    reason = f"{suffixes.total():,} files of kinds that are not read ({kinds})"
    problem = Problem("other files", reason, "nothing to do, or save their texts as Markdown")
    return Entry("other files", f"{_EDITION}:{kinds}", partial(_only, problem))


def _only(problem: Problem) -> Iterator[Found]:
    yield problem
