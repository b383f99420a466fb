"""The structure of a Markdown text as places in it: headings, borders to cut at, tables; the home of markdown-it-py."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

# Strengths of borders: 1 to 6 are headings, then whole blocks, then what is nested in them.
BLOCK = 7
_LINE_END = re.compile(r"\r\n?|\n")
_TAG_OR_WORD = re.compile(r"</?[a-zA-Z][^>\n]{0,200}>|\w")
# What is markup in a heading, not words of it; the text of a link stays, its address goes.
_MARKUP = re.compile(r"^\s*#{1,6}\s|\s#+\s*$|</?\w[^>]*>|!?\[(?=[^\]]*\]\()|\]\([^)]*\)|\{#[^}]*\}|[*`\r\n]+|^\s+|\s+$")
# A longer heading is a paragraph by mistake, and cleaning it must not cost anything.
_LONGEST_HEADING = 300


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its level, where its block starts, and the places of its words without markup."""

    level: int
    start: int
    words: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Border:
    """A place to cut at, the stronger the smaller its strength: a heading's level, BLOCK, or deeper."""

    position: int
    strength: int


@dataclass(frozen=True, slots=True)
class Block:
    """A table, code or HTML; `head` is where its first line ends."""

    start: int
    end: int
    head: int


@dataclass(frozen=True, slots=True)
class Outline:
    """A text's structure in character offsets, each part in the order of the text.

    At `glued` blocks begin that mean little without what stands above them: there is no border.
    """

    headings: tuple[Heading, ...]
    borders: tuple[Border, ...]
    glued: frozenset[int]
    tables: tuple[Block, ...]
    literals: tuple[Block, ...]


def outline(text: str) -> Outline:
    """Where a text (CommonMark with tables) may be cut; broken Markdown and HTML just have fewer borders."""
    return _Reading(text).outline()


def html_of(text: str) -> str:
    """A text as HTML: HTML inside it comes out as text, images as their words, headings start at the second level.

    Links may still lead anywhere: whoever shows it cleans it first.
    """
    parser = MarkdownIt("js-default")
    tokens = parser.parse(text)
    lower = any(token.tag == "h1" for token in tokens)
    for token in tokens:
        if lower and token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
        for child in token.children or ():
            if child.type == "image":
                child.type, child.tag = "text", ""
    html: str = parser.renderer.render(tokens, parser.options, {})
    # A wide table scrolls by itself, also from the keyboard; the page around it stays put.
    return html.replace("<table>", '<div class="scroll" tabindex="0"><table>').replace("</table>", "</table></div>")


class _Reading:
    def __init__(self, text: str) -> None:
        self._text = text
        # The same line ends as markdown-it's own, because its line numbers become places in the original.
        self._lines = [0, *(match.end() for match in _LINE_END.finditer(text)), len(text)]
        self._blocks = [token for token in _parser().parse(text) if token.map and token.type != "inline"]

    def outline(self) -> Outline:
        glued = frozenset(self._glued())
        return Outline(
            headings=tuple(self._heading(token) for token in self._blocks if _is_heading(token)),
            borders=tuple(self._borders(glued)),
            glued=glued,
            tables=tuple(self._block(token) for token in self._blocks if token.type == "table_open"),
            literals=tuple(self._block(token) for token in self._blocks if token.type in _LITERALS),
        )

    def _heading(self, token: Token) -> Heading:
        start, end = self._range(token)
        if token.markup in {"=", "-"}:
            end = self._line(token, 1, -1)
        words, at = [], start
        for markup in (*_MARKUP.finditer(self._text[start : min(end, start + _LONGEST_HEADING)]), None):
            stop = start + markup.start() if markup else min(end, start + _LONGEST_HEADING)
            if stop > at:
                words.append((at, stop))
            at = start + markup.end() if markup else stop
        return Heading(int(token.tag[1]), start, tuple(words))

    def _block(self, token: Token) -> Block:
        return Block(*self._range(token), head=self._line(token, 0, 1))

    def _range(self, token: Token) -> tuple[int, int]:
        return self._line(token, 0), self._line(token, 1)

    def _line(self, token: Token, side: int, shift: int = 0) -> int:
        return self._lines[(token.map or [0, 0])[side] + shift]

    def _borders(self, glued: frozenset[int]) -> Iterator[Border]:
        strengths: dict[int, int] = {}
        for token in self._blocks:
            strengths.setdefault(self._line(token, 0), _strength(token))
        for position in {0, *glued}:
            strengths.pop(position, None)
        return (Border(position, strengths[position]) for position in sorted(strengths))

    def _glued(self) -> Iterator[int]:
        above: Token | None = None
        for token in self._blocks:
            if token.level == 0:
                if above and self._belongs(token, above):
                    yield self._line(token, 0)
                above = token
            elif token.type == "tbody_open":
                yield self._line(token, 0)

    def _belongs(self, token: Token, above: Token) -> bool:
        if above.type == "heading_open":
            return not _is_heading(token) or token.tag > above.tag
        if not self._has_words(*self._range(token)):
            return True
        introduces = above.type == "paragraph_open" and self._text[slice(*self._range(above))].rstrip().endswith(":")
        return introduces and token.type not in {"heading_open", "paragraph_open"}

    def _has_words(self, start: int, end: int) -> bool:
        return any(not match.group().startswith("<") for match in _TAG_OR_WORD.finditer(self._text, start, end))


_LITERALS = frozenset({"fence", "code_block", "html_block"})


def _parser() -> MarkdownIt:
    # Only blocks matter here, so nothing inline is parsed; definitions of links stay text like any other.
    parser = MarkdownIt("commonmark").enable("table").disable("reference")
    parser.core.ruler.disable("inline")
    return parser


def _is_heading(token: Token) -> bool:
    return token.type == "heading_open" and token.level == 0


def _strength(token: Token) -> int:
    return int(token.tag[1]) if _is_heading(token) else BLOCK + token.level
