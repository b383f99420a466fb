"""From what a person types to a source: a path or a web address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.convert import Converter
from ingest.nouns import Source
from ingest.reading import Reader
from ingest.sources.fetching import Fetcher
from ingest.sources.folder import Folder
from ingest.sources.pages import Pages
from ingest.sources.parts import Parts


@contextmanager
def open_source(place: str, ours: tuple[str, ...] = (), called: str = "") -> Iterator[Source]:
    """The source at a path or an `http(s)://` address, for as long as it is read.

    `ours` are mail domains, addresses or names of the support side of conversations. `called` names a folder
    that is not always at the same path.
    """
    with Converter() as converter:
        parts = Parts(Reader(), converter, ours)
        if place.startswith(("http://", "https://")):
            yield Pages(place, parts, Fetcher())
        else:
            yield Folder(Path(place), parts, called)
