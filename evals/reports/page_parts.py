"""Tables and figures of a report's page: text in, HTML out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

STYLE = """
td p { margin: 0; } td p + p, summary + p { margin-top: .5rem; } td.text { min-width: 11rem; overflow-wrap: anywhere; }
td.word, td.worse, td.better { white-space: nowrap; } thead th.number { text-align: right; white-space: normal; }
.wide { margin-bottom: 1.5rem; } figure .wide { margin: 0; } figure svg { min-width: 34rem; }
.worse { color: var(--series-2); font-weight: 600; } .better { color: var(--series-3); }
"""
# Longer texts open on a click.
_LONG = 160


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is no figure: running text that needs room, or a word with a mark of its own."""

    text: str
    mark: str = "text"


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table that scrolls by itself on a narrow page; the first cell names its row; what is no Cell is a figure."""
    listed = list(rows)
    figures = [not isinstance(cell, Cell) for cell in listed[0]] if listed else [False] * len(heads)
    classes = ["number" if figure else "text" for figure in [False, *figures[1:]]]
    head = "".join(
        f'<th scope="col" class="{name}">{escape(text)}</th>' for text, name in zip(heads, classes, strict=True)
    )
    body = "".join(f"<tr>{_cells(row)}</tr>\n" for row in listed)
    # Outside the table, as a caption would be as wide as the table and scroll away with it.
    return f"""<p class="soft">{escape(caption)}</p>
<div class="wide" tabindex="0" role="region" aria-label="{escape(caption)}"><table>
<thead><tr>{head}</tr></thead>
<tbody>{body}</tbody></table></div>
"""


def plot(svg: str, caption: str) -> str:
    """A plot with its caption, which is also what a screen reader says."""
    described = svg.replace("<svg", f'<svg role="img" aria-label="{escape(caption)}"', 1)
    return f"""<figure><div class="wide" tabindex="0" role="region" aria-label="{escape(caption)}">{described}</div>
<figcaption>{escape(caption)}.</figcaption></figure>
"""


def _cells(row: Sequence[object]) -> str:
    """The first cell names the row unless it is a long text; figures stand to the right."""
    first, *others = row
    begin = _cell(first) if isinstance(first, Cell) else f'<th scope="row">{escape(str(first))}</th>'
    return begin + "".join(map(_cell, others))


def _cell(value: object) -> str:
    if not isinstance(value, Cell):
        return f'<td class="number">{escape(str(value))}</td>'
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in value.text.split("\n\n"))
    if len(value.text) > _LONG:
        beginning = escape(value.text[:_LONG].rsplit(" ", 1)[0])
        paragraphs = f"<details><summary>{beginning} …</summary>{paragraphs}</details>"
    return f'<td class="{value.mark}">{paragraphs}</td>'
