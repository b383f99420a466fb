"""A table as CSV that Excel opens with a double click."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from web.reports.figures import Cell, Link, plain, unit
from web.reports.tables import Table

# Excel reads UTF-8 only behind this sign.
MARK = "\ufeff"


def csv_text(table: Table, language: str) -> str:
    """The table: `;` and decimal commas for Russian, where Excel would read 1.12 as the first of December."""
    between, decimal = (";", ",") if language == "ru" else (",", ".")
    written = io.StringIO()
    rows = csv.writer(written, delimiter=between, lineterminator="\r\n")
    rows.writerow([head for cells in _heads(table, language) for head in cells])
    rows.writerows([[part for cell in row for part in _parts(cell, decimal)] for row in table.rows])
    return written.getvalue()


def _heads(table: Table, language: str) -> list[list[str]]:
    """The head of each column with its unit; what leads somewhere has a column for the address too."""
    firsts: Sequence[Cell] = table.rows[0] if table.rows else [""] * len(table.heads)
    address = "Адрес" if language == "ru" else "Address"
    return [
        [head, address] if isinstance(cell, Link) else [", ".join(filter(None, (head, unit(cell, language))))]
        for head, cell in zip(table.heads, firsts, strict=True)
    ]


def _parts(cell: Cell, decimal: str) -> list[str]:
    return [plain(cell, decimal), cell.address] if isinstance(cell, Link) else [plain(cell, decimal)]


def for_excel(table: Table, language: str) -> bytes:
    """The same as Excel wants it."""
    return (MARK + csv_text(table, language)).encode()
