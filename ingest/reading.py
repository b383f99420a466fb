"""From bytes to text: encodings are recognised, and what cannot be read is refused before it costs anything."""

from __future__ import annotations

import codecs
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from ingest.nouns import Refused

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16 LE, whose mark is its first half
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# With how odd each is to meet at all: what decides about a file of one word.
_SINGLE_BYTE = {"cp1251": 0.0, "koi8-r": 1.5, "cp1252": 1.5, "cp866": 2.0}
_SAMPLE = 65536
# Letters from frequent to rare in Russian; then those that only Ukrainian and Belarusian have.
_BY_FREQUENCY = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфёъіїєўґ"
_COMMON_PAIRS = re.compile(
    "(?=(?:ст|но|то|на|ен|ов|ни|ра|во|ко|ро|по|ос|пр|ре|ет|ал|ли|ор|го|ер|ан|ло|не|та|ка|ел|ол|ом|ть|ри|от|ла|да|де|ва"
    "|ат|за|ск|ит|ти|ем|об|ес|ле|ве|те|ся|ны|ог|ин|од|ис|ви|ме|до|ми|ма|оп|ой|ый|ие|ия|ам|из|ак|ум|кл|пл|жа))"
)
_USUAL_SIGNS = "«»—–„“”…№°€\xa0©®±§•’‘"
_WORD = re.compile(r"[^\W\d_]+")
_LOST_BYTE = re.compile(r"[\udc80-\udcff]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff]")
# What Python calls an encoding though it makes no text, or one for names of hosts and source code; what declares it
# declares nonsense.
_NO_TEXT = {"base64", "bz2", "hex", "quopri", "rot-13", "uu", "zlib"} | {
    "idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"
}  # fmt: skip
_SAVE_AS_TEXT = "save it as text in UTF-8, or take it out of the folder"


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads files up to a size: `text_limit` bytes for one text, `export_limit` for an export of many."""

    text_limit: int = 20_000_000
    export_limit: int = 200_000_000

    def text(self, path: Path) -> str:
        """The whole file as clean text with `\\n` line ends.

        Raises:
            Refused: too large (found without reading), empty, binary, not permitted, or gone.
        """
        return decoded(self._bytes(path, self.text_limit))

    def export(self, path: Path) -> str:
        """The whole of an export that cannot be read row by row, by the larger limit.

        Raises:
            Refused: as for `text`.
        """
        return decoded(self._bytes(path, self.export_limit))

    def content(self, path: Path) -> bytes:
        """The bytes of a PDF, DOCX or HTML file, by the larger limit: pictures weigh more than words.

        Raises:
            Refused: as for `text`, except that binary content is fine.
        """
        return self._bytes(path, self.export_limit)

    def lines(self, path: Path) -> Iterator[str]:
        """The lines of an export with their ends, never more than one in memory; broken bytes come as a guess.

        Raises:
            Refused: as for `text`, by the larger limit, or a single line longer than a text may be.
        """
        self._check(path, self.export_limit)
        with _refusals():
            encoding = _head_encoding(path)
            # surrogateescape keeps the bytes of a line in another encoding: exports are often glued from several.
            errors = "surrogateescape" if encoding == "utf-8" else "replace"
            with path.open(encoding=encoding, errors=errors, newline="") as file:
                while line := file.readline(self.text_limit):
                    if len(line) >= self.text_limit:
                        raise Refused("a single line is too long", "split the file into rows")
                    yield cleaned(_repaired(line))

    def raw_lines(self, path: Path) -> Iterator[bytes]:
        """The lines of a mailbox as they are, never more than one in memory.

        Raises:
            Refused: as for `lines`.
        """
        self._check(path, self.export_limit)
        with _refusals(), path.open("rb") as file:
            while line := file.readline(self.text_limit):
                yield line

    def _bytes(self, path: Path, limit: int) -> bytes:
        self._check(path, limit)
        with _refusals():
            return path.read_bytes()

    def _check(self, path: Path, limit: int | None) -> None:
        with _refusals():
            status = path.stat()
        # A named pipe or a device would be read for ever.
        if not stat.S_ISREG(status.st_mode):
            raise Refused("not a regular file", "take it out of the folder")
        if not status.st_size:
            raise Refused("the file is empty", "fill it or delete it")
        if limit is not None and status.st_size > limit:
            size, most = _megabytes(status.st_size), _megabytes(limit)
            raise Refused(f"too large ({size}; at most {most})", "split it, or leave it out")


@contextmanager
def _refusals() -> Iterator[None]:
    """Turns what the file system says into a refusal that says what to do."""
    try:
        yield
    except PermissionError as error:
        raise Refused("no permission to read it", "give this user the right to read it", passing=True) from error
    except FileNotFoundError as error:
        raise Refused("it vanished while being read", "nothing to do, or put it back", gone=True) from error
    except OSError as error:
        why = error.strerror or "the file system failed"
        raise Refused(f"cannot be read ({why})", "check the disk, then run again", passing=True) from error


def decoded(raw: bytes, declared: str = "", *, cut: bool = False) -> str:
    """Clean text out of bytes in UTF-8, UTF-16, UTF-32, cp1251, koi8-r, cp866 or a declared encoding.

    `cut` says that the bytes may end inside a character.

    Raises:
        Refused: when it is no text at all.
    """
    encoding, skip = _encoding(raw, declared)
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    return cleaned(decoder.decode(raw[skip:], final=not cut))


def cleaned(text: str) -> str:
    """The text without characters that no database takes or no eye sees, and with `\\n` as the only line end."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _encoding(raw: bytes, declared: str = "") -> tuple[str, int]:
    for mark, name in _BOMS:
        if raw.startswith(mark):
            return name, len(mark)
    sample = raw[:_SAMPLE]
    if (b"\x00" in sample or b"\x04" in sample) and (wide := _wide(sample)):
        return wide, 0
    # Valid UTF-8 with letters beyond ASCII is never an accident, so it counts more than what a header declares.
    if _share_of_broken_utf8(sample) < 0.05:
        return "utf-8", 0
    if declared and _decodes(sample, declared):
        return declared, 0
    return min(_SINGLE_BYTE, key=lambda name: _SINGLE_BYTE[name] + oddity(sample[:8192].decode(name, "replace"))), 0


def oddity(text: str) -> float:
    """How little a text looks like Russian, Ukrainian, Belarusian or English: the smaller, the better.

    cp1251 and koi8-r both turn any bytes into Cyrillic letters. Which ones are frequent, follow each other
    and stand in upper case decides, as on a few words nothing else can.
    """
    signs = sum(_sign_oddity(character) for character in text if character > "\x7f" and not character.isalpha())
    return signs + sum(_word_oddity(word) for word in _WORD.findall(text))


def _sign_oddity(character: str) -> float:
    return 3.0 if character in _USUAL_SIGNS else 9.0


def _word_oddity(word: str) -> float:
    lower = word.lower()
    letters = sum(_letter_oddity(letter) for letter in lower if letter > "\x7f")
    pairs = list(pairwise(word))
    mixed_case = sum(first.islower() and second.isupper() for first, second in pairs)
    mixed_script = sum((first > "\u03ff") != (second > "\u03ff") for first, second in pairs)
    common = len(_COMMON_PAIRS.findall(lower))
    impossible_start = lower[0] in "ьъы"
    shouting = 0.6 * len(word) if word.isupper() else 0.0
    return letters + shouting + 5 * mixed_case + 5 * mixed_script + 4 * impossible_start - 1.5 * common


def _letter_oddity(letter: str) -> float:
    rank = _BY_FREQUENCY.find(letter)
    return 2 + 0.13 * rank if rank >= 0 else 6.5


def _wide(sample: bytes) -> str | None:
    """The UTF-16 that a sample with NUL bytes or Cyrillic high bytes is in, if any."""
    for name, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        # In Latin and Cyrillic text every second byte is 0 or 4; in a binary file it is anything.
        if sum(byte in (0, 4) for byte in high) > 0.8 * len(high):
            return name
    if b"\x00" in sample:
        raise Refused("binary content, not text", _SAVE_AS_TEXT)
    return None


def _share_of_broken_utf8(sample: bytes) -> float:
    high = sum(byte >= 0x80 for byte in sample)
    # The sample may end inside a character: up to three bytes there are no fault.
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(sample)
    return text.count("\ufffd") / high if high else 0.0


def _decodes(sample: bytes, encoding: str) -> bool:
    try:
        if codecs.lookup(encoding).name in _NO_TEXT:
            return False
        codecs.getincrementaldecoder(encoding)().decode(sample)
    except (LookupError, UnicodeError):
        return False
    return True


def _head_encoding(path: Path) -> str:
    with path.open("rb") as file:
        return _encoding(file.read(_SAMPLE))[0]


def _repaired(line: str) -> str:
    if not _LOST_BYTE.search(line):
        return line
    return decoded(line.replace("\x00", "").encode("utf-8", "surrogateescape"))


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.0f} MB" if size >= 1_000_000 else f"{size:,} bytes"


def readable_name(path: str) -> str:
    """A file name as text, also when its bytes are no UTF-8."""
    return decoded(os.fsencode(path))
