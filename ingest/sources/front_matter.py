"""The YAML block at the head of a Markdown file: the home of PyYAML."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import yaml

from ingest.nouns import Refused
from ingest.sources.columns import Stated, named, stated, written

_LARGEST = 20_000
_BLOCK = re.compile(r"\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_LOOKS_LIKE_YAML = re.compile(r"[\w\s-]{1,40}:(?:\s|\Z)")
_MEND = "mend the lines between the two ---, for example by quoting the title"


@dataclass(frozen=True, slots=True)
class Header:
    """What a front matter says; an empty one for a file that has none. `body` is the text after it."""

    body: str
    title: str = ""
    stated: Stated = field(default_factory=lambda: stated({}))


def parted(text: str) -> Header:
    """A Markdown text parted into its front matter and its body.

    Raises:
        Refused: when there is a front matter that cannot be read. It may say that the text is for staff only.
    """
    block = _BLOCK.match(text[: _LARGEST + 100])
    # Readmes use --- as a line across the page, too: then what follows is no list of names and values.
    if block is None or not _LOOKS_LIKE_YAML.match(block[1].lstrip()):
        return Header(text)
    row = named(_mapping(block[1]))
    return Header(text[block.end() :], title=written(row.get("title")), stated=stated(row))


def _mapping(block: str) -> dict[str, object]:
    try:
        # A few aliases of aliases make gigabytes out of a line; a header has no use for them.
        if any(getattr(event, "anchor", None) for event in yaml.parse(block, Loader=yaml.SafeLoader)):
            raise Refused("front matter with anchors (&) or aliases (*)", "write the values out")
        value = yaml.safe_load(block)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Refused(f"front matter that is not valid YAML{_line(error)}", _MEND) from error
    if not isinstance(value, dict):
        raise Refused("front matter that is no list of names and values", _MEND)
    return {str(name): item for name, item in value.items()}


def _line(error: Exception) -> str:
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    return f" (line {mark.line + 2})" if mark else ""
