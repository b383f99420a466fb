"""Cuts a Markdown document into what can be quoted: sentences, list items, whole procedures, table rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import dropwhile, pairwise

from assistant.drafting.blocks import Item, Listing, blocks, lines, plain
from assistant.drafting.headings import denies
from assistant.drafting.remembered import remembered
from assistant.drafting.splitting import sentences, trimmed
from corpus.nouns import RedactedText
from ingest.markdown import Block, Outline, outline

# A procedure is told whole or not at all; a longer one is no part of a reply.
_MOST_STEPS, _LONGEST_LIST, _SHORT_LIST, _LONGEST_ITEM = 8, 900, 600, 420
_LEANING = re.compile(
    r"(?:эт(?:о|от|а|и|ого|ому|им|их|ой|у)|об этом|он|она|оно|они|их|его|ее|ей|ему|им|так(?:ой|ая|ие|ое|их|ого)?|"
    r"там|туда|оттуда|тогда|поэтому|потому|затем|потом|после (?:этого|нее|него)|до этого|при этом|кроме того|также|еще|"
    r"но|а|и|однако|зато|иначе|втор(?:ой|ая|ое|ую)|трет(?:ий|ья|ье)|дальше|например|то есть|значит|оба|обе|"
    r"остальн\w+|все это|именно|тот|та|те|в (?:этом|таком|том) (?:случае|письме|же)|для этого|с н(?:им|ей|ими)|"
    r"по н(?:ему|ей)|в н(?:ем|ей)|здесь|тут|it|they|this|that|these|those|then|so|but|and|also|however|"
    r"otherwise|he|she|both|such|there)(?!\w)",
    re.IGNORECASE,
)
_LAYOUT = re.compile(
    r"(?<!\w)(?:в\s+таблице|см\.|(?:указан|описан|приведен|приведён|перечислен)\w*\s+(?:ниже|выше)"
    r"|следующ\w+\s+раздел\w*|"
    r"(?:читайте|смотрите)\s+(?:\w+\s+){0,2}(?:описани|раздел|стать)\w*|see\s+(?:below|above)|in\s+the\s+table)(?!\w)",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\w+\s+(?:он|она|оно|они|его|ее|их|ему|ей|им|это|этого|так|it|them|its)(?!\w)", re.IGNORECASE)


class Form(StrEnum):
    """How a quotable piece stood in its document."""

    PROSE = "prose"
    STEPS = "steps"
    LIST = "list"
    ITEM = "item"
    CHECK = "check"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Quotable:
    """A piece that can be quoted as it is, without inline markup.

    `heading` is the nearest heading above it and `section` the range of characters under that heading.
    A piece that `leans` means little without the one before it; one that `opens` is the first under its heading;
    one that is `headed` begins with words in bold that say what it is about; one that is `bound` speaks of the page it
    stands on; one that `begins` begins a paragraph.
    `order` counts from 0 in the document.
    """

    text: RedactedText
    form: Form
    heading: RedactedText
    section: tuple[int, int]
    leans: bool
    opens: bool
    headed: bool
    bound: bool
    begins: bool
    order: int


# A piece as it is read: its form, its text, and whether it begins a paragraph.
_Piece = tuple[Form, RedactedText, bool]


@remembered(30_000)
def quotables(text: RedactedText) -> tuple[Quotable, ...]:
    """All quotable pieces of a document in its order; code, bare headings and what only introduces are left out."""
    structure = outline(text)
    found: list[Quotable] = []
    for heading, start, end in _sections(text, structure):
        opens = True
        for form, piece, begins in _pieces(text, structure, start, end):
            headed, bound = _is_headed(text[start:end], piece), _LAYOUT.search(piece) is not None
            signs = (_leans(piece), opens, headed, bound, begins)
            found.append(Quotable(piece, form, heading, (start, end), *signs, order=len(found)))
            opens = False
    return tuple(found)


def _leans(piece: str) -> bool:
    """Whether a piece speaks of something named before it: «Это …», «Сравните её …»."""
    plain_piece = piece.lstrip('«"(').replace("ё", "е").replace("Ё", "Е")
    return bool(_LEANING.match(plain_piece) or _PRONOUN.match(plain_piece))


def _is_headed(section: str, piece: str) -> bool:
    return f"**{piece[:12]}" in section


def _sections(text: RedactedText, structure: Outline) -> Iterator[tuple[RedactedText, int, int]]:
    starts = [heading.start for heading in structure.headings]
    yield text[0:0], 0, starts[0] if starts else len(text)
    for heading, end in zip(structure.headings, [*starts[1:], len(text)], strict=False):
        yield RedactedText.joined("", (text[low:high] for low, high in heading.words)), heading.start, end


def _pieces(text: RedactedText, structure: Outline, start: int, end: int) -> Iterator[_Piece]:
    """The pieces of one section; its heading is left out."""
    at = start
    if any(heading.start == start for heading in structure.headings):
        at = text.find("\n", start, end) + 1 or end
    tables, after_code = set(structure.tables), False
    for block in sorted({*tables, *structure.literals}, key=lambda block: block.start):
        if start <= block.start < end:
            yield from _by_itself(_running(text[at : max(at, block.start)]), after_code)
            if block in tables:
                yield from ((Form.ROW, row, True) for row in _rows(text, block))
            at, after_code = max(at, block.end), block not in tables
    yield from _by_itself(_running(text[at:end]), after_code)


def _by_itself(pieces: Iterator[_Piece], after_code: bool) -> Iterator[_Piece]:
    """The pieces without those that speak of the code above them: «Здесь возвращаются 4,00 BYN»."""
    return dropwhile(lambda piece: _leans(piece[1]), pieces) if after_code else pieces


def _rows(text: RedactedText, table: Block) -> Iterator[RedactedText]:
    names = _cells(text[table.start : table.head])
    for line in lines(text[table.head : table.end])[1:]:
        cells = _cells(line)
        if len(cells) == len(names) and (len(cells) > 2 or any(map(denies, names))):
            # «пятница — понедельник — вторник» says nothing without the names of the columns.
            named = (RedactedText.joined(": ", pair) for pair in zip(names, cells, strict=True) if pair[1])
            yield _closed(RedactedText.joined(". ", (part[: len(part.rstrip(" .;"))] for part in named)))
        elif any(cells):
            yield _closed(RedactedText.joined(" — ", (cell for cell in cells if cell)))


def _closed(row: RedactedText) -> RedactedText:
    return row if row.endswith((".", "!", "?", "…")) else RedactedText.joined(".", (row, row[:0]))


def _cells(line: RedactedText) -> list[RedactedText]:
    row = trimmed(line)
    bars = [match.start() for match in re.finditer(r"(?<!\\)\|", row)]
    bounds = [*([-1] if bars[:1] != [0] else []), *bars, *([len(row)] if bars[-1:] != [len(row) - 1] else [])]
    return [plain(trimmed(row[low + 1 : high])) for low, high in pairwise(bounds)]


def _running(text: RedactedText) -> Iterator[_Piece]:
    """Paragraphs and lists; a sentence that introduces a list goes with it or is left out."""
    leader: RedactedText | None = None
    for block in blocks(text):
        if isinstance(block, Listing):
            yield from _listed(block, leader)
            leader = None
            continue
        pieces = _glued(block)
        leader = pieces.pop() if pieces and pieces[-1].endswith(":") else None
        yield from ((Form.PROSE, piece, at == 0) for at, piece in enumerate(pieces))


def _listed(listing: Listing, leader: RedactedText | None) -> Iterator[_Piece]:
    together = _together(listing, leader)
    short = len(together) <= _LONGEST_LIST and 1 < len(listing.items) <= _MOST_STEPS and not listing.is_checklist
    if listing.ordered and short:
        yield Form.STEPS, together, True
    elif leader and short and (len(together) <= _SHORT_LIST or all(map(_is_fragment, listing.items[:-1]))):
        yield Form.LIST, together, True
    else:
        # «Мы не принимаем: …» turns every one of its points round.
        before = [leader] if leader and denies(leader) else []
        form = Form.CHECK if listing.is_checklist else Form.ITEM
        for item in listing.items:
            pieces = [RedactedText.joined(" ", (*before, piece)) for piece in _item_pieces(item.text)]
            yield from ((form, piece, at == 0) for at, piece in enumerate(pieces))


def _together(listing: Listing, leader: RedactedText | None) -> RedactedText:
    return RedactedText.joined("\n", (*([leader] if leader else []), *map(_line, listing.items)))


def _line(item: Item) -> RedactedText:
    if item.marker:
        return RedactedText.joined(" ", (item.marker, plain(item.text)))
    return RedactedText.joined("– ", (item.text[0:0], plain(item.text)))


def _is_fragment(item: Item) -> bool:
    """Whether an item is no sentence of its own."""
    bare = plain(item.text)
    return bare.endswith((";", ",")) or (not bare.endswith((".", "!", "?", "…")) and len(bare) < 120)


def _item_pieces(text: RedactedText) -> Iterable[RedactedText]:
    return [plain(text)] if len(text) <= _LONGEST_ITEM else _glued(text)


def _glued(paragraph: RedactedText) -> list[RedactedText]:
    """The sentences of a paragraph; a question, a heading in bold or a single word goes with what follows it."""
    glued: list[RedactedText] = []
    open_end = False
    for sentence in sentences(paragraph):
        piece = plain(sentence)
        if open_end:
            piece = RedactedText.joined(" ", (glued.pop(), piece))
        glued.append(piece)
        open_end = _awaits(sentence) or _opens_quotation(piece)
    return glued


def _opens_quotation(piece: str) -> bool:
    return piece.count("«") > piece.count("»") or piece.count("“") > piece.count("”") or piece.count('"') % 2 == 1


def _awaits(sentence: str) -> bool:
    bold_heading = sentence.startswith("**") and sentence.endswith("**")
    return bold_heading or sentence.endswith("?") or len(sentence.split()) < 2  # «Нет.»
