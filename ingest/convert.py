"""PDF, DOCX and HTML to Markdown, in a child process with limits, so that no file can hang or kill a run."""

from __future__ import annotations

import io
import json
import math
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Timer
from types import TracebackType
from typing import IO, Literal, Self, cast

from ingest.nouns import Refused
from ingest.reading import cleaned, decoded

Form = Literal["pdf", "docx", "html"]

_OLE = b"\xd0\xcf\x11\xe0"
_PICTURE = re.compile(r"!\[[^\]\n]{0,500}\]\(data:[^)\n]{0,500}\)")
_BLANK_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")
_UNREADABLE = re.compile(r"\(cid:\d+\)")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.ASCII)
_SAVE_AGAIN = "open it and save it again, or save it as text"


@dataclass(frozen=True, slots=True)
class Converted:
    """A converted file: Markdown, and what the file itself calls its title and language ('' when it does not)."""

    text: str
    title: str = ""
    language: str = ""


class Converter:
    """Converts files one after the other in one child process, which is replaced when it hangs, dies or grows.

    For one thread; close it, or use it in a `with`.
    `seconds` and `memory` (bytes) are for one file; `largest` is the most characters one file may give.
    """

    def __init__(self, seconds: float = 60, memory: int = 1_500_000_000, largest: int = 20_000_000) -> None:
        self._seconds = seconds
        self._memory = memory
        self._largest = largest
        self._child: subprocess.Popen[bytes] | None = None
        self._complaints: IO[bytes] | None = None
        self._converted = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        self.close()

    def convert(self, content: bytes, form: Form, charset: str = "") -> Converted:
        """The content as Markdown; for HTML without navigation, scripts and forms.

        Raises:
            Refused: protected by a password, a bomb, broken, without text, or over a limit.
        """
        _check(content, form)
        if form == "html":
            content = decoded(content, charset or _declared_charset(content)).encode()
        answer = self._ask(content, {"form": form, "size": len(content), "most": self._largest})
        text = _BLANK_LINES.sub("\n\n", _PICTURE.sub("", cleaned(answer["text"]))).strip()
        # A font without a table of its letters gives (cid:12) for each of them.
        if not _UNREADABLE.sub("", text).strip():
            raise _without_text(form)
        if len(text) > self._largest:
            raise Refused("gives too much text", "split it, or leave it out")
        return Converted(text, cleaned(answer["title"]).strip(), answer["language"])

    def close(self) -> None:
        """Ends the child process; the next file starts another."""
        if self._child:
            self._child.kill()
            self._child.communicate()
        if self._complaints:
            self._complaints.close()
        self._child = self._complaints = None

    def _ask(self, content: bytes, order: dict[str, str | int]) -> dict[str, str]:
        child = self._running()
        late = Event()
        # Killing the child ends every wait, in whichever pipe it is: no select, no thread that stays behind.
        alarm = Timer(self._seconds, _end, (child, late))
        alarm.start()
        try:
            answer = _exchange(child, json.dumps(order).encode() + b"\n" + content)
        finally:
            alarm.cancel()
        if answer is None:
            raise self._death(late.is_set())
        self._rest()
        return answer

    def _rest(self) -> None:
        """Replaces the child now and then, so that what one file left in memory is not held against another."""
        self._converted += 1
        if self._converted % 100 == 0:
            self.close()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None:
            self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the child
            limits = (str(self._memory), str(2 * math.ceil(self._seconds)))
            paths = os.pathsep.join([str(Path(__file__).resolve().parents[1]), *sys.path])
            self._child = subprocess.Popen(  # noqa: S603 - our own module, no shell
                [sys.executable, "-P", "-W", "ignore", "-m", "ingest.convert_child", *limits],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._complaints,
                env={"PYTHONPATH": paths, "LC_ALL": "C.UTF-8"},  # and no keys for what a document might run
            )
        return self._child

    def _death(self, late: bool) -> Refused:
        """Why the child died, told by its last words."""
        words = _tail(self._complaints)
        self.close()
        if late:
            return Refused(f"converting took more than {self._seconds:g} s", "split it, or save it as text")
        if "MemoryError" in words or "bad_alloc" in words:
            return Refused("converting needs too much memory", "split it, or save it as text")
        if "Password" in words or "Encrypt" in words:
            return _protected()
        return Refused(f"broken or not what its name says ({_last_name(words)})", _SAVE_AGAIN)


def _end(child: subprocess.Popen[bytes], late: Event) -> None:
    late.set()
    child.kill()


def _exchange(child: subprocess.Popen[bytes], order: bytes) -> dict[str, str] | None:
    orders, answers = cast(IO[bytes], child.stdin), cast(IO[bytes], child.stdout)
    try:
        orders.write(order)
        orders.flush()
        line = answers.readline()
    except BrokenPipeError:
        return None
    answer: dict[str, str] | None = json.loads(line) if line.endswith(b"\n") else None
    return answer


def _tail(complaints: IO[bytes] | None) -> str:
    if complaints is None:
        return ""
    complaints.seek(max(0, complaints.seek(0, os.SEEK_END) - 4000))
    return complaints.read().decode("utf-8", "replace")


def _last_name(words: str) -> str:
    last = words.strip().rpartition("\n")[2].partition(":")[0].rpartition(".")[2]
    return last if last.isidentifier() else "the converter crashed"


def _check(content: bytes, form: Form) -> None:
    if form == "docx":
        _check_docx(content)
    if form == "pdf" and b"%PDF-" not in content[:1024]:
        # Readers look for the mark in the first kilobyte only, and some mail programs put a line before it.
        raise Refused("not a PDF, whatever its name says", _SAVE_AGAIN)


def _check_docx(content: bytes) -> None:
    # Office keeps an encrypted DOCX inside the old compound format, and its streams are named in UTF-16.
    if content.startswith(_OLE):
        raise _protected() if "EncryptedPackage".encode("utf-16-le") in content else _old_word()
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError) as error:
        raise Refused("not a DOCX, or cut short", _SAVE_AGAIN) from error
    if any(part.flag_bits & 1 for part in parts):
        raise _protected()
    unpacked = sum(part.file_size for part in parts)
    # Text shrinks to a tenth and pictures hardly at all; what grows a hundredfold was made to.
    if unpacked > 200_000_000 or unpacked > 10_000_000 + 100 * len(content):
        raise Refused(f"unpacks to {unpacked / 1_000_000:,.0f} MB, as a zip bomb does", "leave it out")


def _declared_charset(page: bytes) -> str:
    declared = _CHARSET.search(page[:2048])
    return declared[1].decode("ascii") if declared else ""


def _protected() -> Refused:
    return Refused("protected by a password", "save a copy without a password")


def _old_word() -> Refused:
    return Refused("an old Word file under a new name", "open it in Word and save it as .docx")


def _without_text(form: Form) -> Refused:
    if form == "pdf":
        return Refused("no text in it, so probably scanned pages", "recognise the text (OCR) and save it again")
    return Refused("no text in it", "nothing to do, or leave it out")
