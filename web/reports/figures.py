"""How a figure of a report is written: for people on the page, for a spreadsheet in the CSV."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

NONE = "–"
_HOUR, _DAY = 60, 24 * 60
# A cell that begins like this would be run as a formula (OWASP, «CSV Injection»).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, 0 to 1; None of nothing."""

    value: float | None


@dataclass(frozen=True, slots=True)
class Points:
    """A score from 0 to 100."""

    value: float | None


@dataclass(frozen=True, slots=True)
class Minutes:
    """A time that somebody waited."""

    value: float | None


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads somewhere."""

    text: str
    address: str


Cell = str | int | date | Share | Points | Minutes | Link
Translate = Callable[[str], str]


def unit(cell: Cell, language: str) -> str:
    """What a column of such cells is counted in, in a spreadsheet."""
    return {Share: "%", Minutes: "мин" if language == "ru" else "min"}.get(type(cell), "")


def shown(cell: Cell, said: Translate) -> str:
    """A cell for a person."""
    if isinstance(cell, date):
        return f"{cell:%d.%m}–{cell + timedelta(days=6):%d.%m}"
    if isinstance(cell, Share):
        return NONE if cell.value is None else f"{100 * cell.value:.0f}\u00a0%"
    if isinstance(cell, Points):
        return NONE if cell.value is None else f"{cell.value:.0f}"
    if isinstance(cell, Minutes):
        return NONE if cell.value is None else _waited(cell.value, said)
    return cell.text if isinstance(cell, Link) else str(cell)


def plain(cell: Cell, decimal: str) -> str:
    """A cell for a spreadsheet: a bare number with this decimal sign, or a text that it will not run."""
    if isinstance(cell, Share | Points | Minutes):
        factor = 100 if isinstance(cell, Share) else 1
        return "" if cell.value is None else f"{factor * cell.value:.1f}".replace(".", decimal)
    if isinstance(cell, date):
        return week(cell)
    return harmless(cell.text if isinstance(cell, Link) else str(cell))


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def week(monday: date) -> str:
    """The ISO week of a Monday: `2026-W47`."""
    year, number, _ = monday.isocalendar()
    return f"{year}-W{number:02}"


def _waited(minutes: float, said: Translate) -> str:
    whole = round(minutes)
    if minutes < 1:
        return f"<\u00a01\u00a0{said('мин')}"
    if whole < _HOUR:
        return f"{whole}\u00a0{said('мин')}"
    days = whole >= 2 * _DAY
    large, small, names = (_DAY, _HOUR, ("дн", "ч")) if days else (_HOUR, 1, ("ч", "мин"))
    parts = zip((whole // large, whole % large // small), names, strict=True)
    return " ".join(f"{count}\u00a0{said(name)}" for count, name in parts if count)
