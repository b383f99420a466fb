"""Finds damaged files of a words index by the checksums that tantivy writes at their ends, before it reads them."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from corpus.errors import IndexBroken

# A file ends with its footer (JSON with the `crc` of all before it), the footer's length and this number.
_MAGIC = 1337
_TAIL = 8
_BLOCK = 1 << 20


def damaged(plane: Path) -> Iterator[str]:
    """The names of the files in use whose bytes are not those that were written; none where there is no index.

    Raises:
        IndexBroken: the list of files in use cannot be read.
    """
    meta = plane / "meta.json"
    if meta.exists():
        yield from (path.name for path in _in_use(meta) if not _sound(path))


def _in_use(meta: Path) -> Iterator[Path]:
    """What a process that was killed has left half-written is not in use, and no damage."""
    try:
        segments = json.loads(meta.read_bytes())["segments"]
        for segment in segments:
            name, deletes = str(segment["segment_id"]).replace("-", ""), segment["deletes"]
            yield from (path for path in sorted(meta.parent.glob(f"{name}.*")) if path.suffix != ".del")
            if deletes:
                yield meta.parent / f"{name}.{deletes['opstamp']}.del"
    except (ValueError, KeyError, TypeError) as error:
        raise IndexBroken(f"the words index cannot be opened: {meta.name} is damaged: {error}") from error


def _sound(path: Path) -> bool:
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _TAIL))
        length, magic = (int.from_bytes(file.read(4), "little") for _ in range(2))
        body = size - _TAIL - length
        if magic != _MAGIC or body < 0:
            return False
        file.seek(body)
        try:
            written = json.loads(file.read(length))["crc"]
        except (ValueError, KeyError, TypeError):
            return False
        return bool(written == _checksum(file, body))


def _checksum(file: BinaryIO, length: int) -> int:
    file.seek(0)
    found = 0
    while length > 0 and (block := file.read(min(_BLOCK, length))):
        found = zlib.crc32(block, found)
        length -= len(block)
    return found
