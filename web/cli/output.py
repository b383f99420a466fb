"""What the terminal shows: tables, progress, problems, JSON; the home of rich."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table

from ingest.nouns import Problem

_SHOWN_PROBLEMS = 200


def say(text: str = "") -> None:
    """One line for a person, on standard error, so that standard output stays for results."""
    Console(stderr=True, highlight=False).print(escape(text), soft_wrap=True)


def result(text: str = "") -> None:
    """One line of a result."""
    Console(highlight=False).print(escape(text), soft_wrap=True)


def result_json(value: Any) -> None:
    """A result for programs."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A result as a table."""
    shown = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        shown.add_row(*(escape(str(value)) for value in row))
    Console(highlight=False).print(shown)


class IngestProgress:
    """A bar with counts and time left, and a line for each problem."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False)
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[counts]}"),
        )
        self._bar = Bar(*columns, console=self._console, disable=not self._console.is_terminal)
        self._problems = 0
        self._task = self._bar.add_task("reading", total=None, counts="")

    def __enter__(self) -> IngestProgress:
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bar.stop()
        if self._problems > _SHOWN_PROBLEMS:
            say(f"… and {self._problems - _SHOWN_PROBLEMS} more problems like these")

    def begin(self, source: str, total: int) -> None:
        """So many entries are to be looked at."""
        self._bar.reset(self._task, total=total, description=escape(source), counts="")

    def advance(self, counts: Counter[str]) -> None:
        """One more was looked at."""
        told = (name for name in ("added", "revised", "chunks", "problems") if counts[name])
        shown = ", ".join(f"{counts[name]} {name}" for name in told)
        self._bar.update(self._task, advance=1, counts=escape(shown))

    def problem(self, problem: Problem) -> None:
        """Something was not taken in."""
        self._problems += 1
        if self._problems <= _SHOWN_PROBLEMS:
            self._console.print(f"[yellow]{escape(str(problem))}[/yellow]", soft_wrap=True)
