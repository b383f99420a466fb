"""What a text is called when nobody said: its first heading, its first line, or its file's name."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(.*)")
_UNDERLINE = re.compile(r"\s{0,3}(?:=+|-+)\s*")
_MARKUP = (
    (re.compile(r"!\[[^\]]{0,300}\]\([^)]{0,500}\)"), ""),
    (re.compile(r"\[([^\]]{0,300})\]\([^)]{0,500}\)"), r"\1"),
    (re.compile(r"\[([^\]]{0,300})\]\[[^\]]{0,100}\]"), r"\1"),
    (re.compile(r"<[^<>]{0,500}>"), ""),
    (re.compile(r"\{[#:.][^{}]{0,100}\}"), ""),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!|<>-])"), r"\1"),
    (re.compile(r"[*`]|(?<!\w)_+|_+(?!\w)"), ""),
    (re.compile(r"\s+"), " "),
)
# Every folder has a README: its folder's name tells more.
_NAMELESS = frozenset(("readme", "index", "changelog", "main", "doc", "docs", "about"))
_LONGEST = 150


def title_of(text: str, path: str) -> str:
    """The first heading of a Markdown text outside code, else its first line, else the name of its file."""
    # A heading further down is that of a part, and a text may be one line of megabytes.
    lines = text[:20_000].split("\n")
    return _first_heading(lines) or _first_line(lines) or _file_title(path)


def shortened(title: str) -> str:
    """A title without markup, cut at a word when it is too long."""
    for pattern, replacement in _MARKUP:
        title = pattern.sub(replacement, title)
    title = title.strip(" \t#=-–—|:")
    return title if len(title) <= _LONGEST else title[:_LONGEST].rpartition(" ")[0] + "…"


def _first_heading(lines: list[str]) -> str:
    in_code = False
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        # In shell scripts and PHP a line with # is a comment.
        in_code ^= bool(_FENCE.match(line))
        heading = _HEADING.match(line)
        underlined = line.strip() and not heading and len(following.strip()) > 2 and _UNDERLINE.fullmatch(following)
        if not in_code and (heading or underlined) and (title := shortened(heading[1] if heading else line)):
            return title
    return ""


def _first_line(lines: list[str]) -> str:
    return next((title for line in lines if (title := shortened(line))), "")


def _file_title(path: str) -> str:
    file = PurePosixPath(path)
    named_after = file.parent if file.stem.casefold() in _NAMELESS and file.parent.name else file
    return re.sub(r"[_\-+]+", " ", named_after.stem).strip() or path
