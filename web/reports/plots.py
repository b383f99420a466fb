"""The plots of a report: where each bar and line stands. The template draws them, the stylesheet colours them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.outcomes.fate import Fate
from assistant.outcomes.report import Report
from web.reports import words
from web.reports.figures import Minutes, Share, Translate, shown

# matplotlib, which draws the evaluations, would cost every server 40 MB for three plots of a dozen points.
_WIDTH, _HEIGHT = 720.0, 250.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 58.0, 708.0, 14.0, 214.0
_SHOWN_FATES = tuple(fate for fate in Fate if fate is not Fate.NO_DRAFT)
# What stands in two plots has one colour.
_SERIES = {words.FATES[fate]: number for number, fate in enumerate(_SHOWN_FATES, start=1)}
# Minutes that people think in; the axis of waiting is logarithmic, as chats and letters stand on it together.
_WAITS = (1, 5, 15, 60, 240, 1440, 4320, 10080)


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle in the colour of its series (from 1); `said` is what it stands for."""

    x: float
    y: float
    width: float
    height: float
    series: int
    said: str


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a line, and what it stands for."""

    x: float
    y: float
    said: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line in the colour of its series, in pieces where weeks have no figure."""

    series: int
    pieces: tuple[tuple[Point, ...], ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """Bars and lines in a box; ticks are (place, text), the legend (series, text)."""

    name: str
    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    y_ticks: tuple[tuple[float, str], ...]
    x_ticks: tuple[tuple[float, str], ...]
    legend: tuple[tuple[int, str], ...]
    width: float = _WIDTH
    height: float = _HEIGHT
    left: float = _LEFT
    right: float = _RIGHT
    bottom: float = _BOTTOM


def plots(report: Report, said: Translate) -> dict[str, Plot]:
    """What became of drafts, how much of them is accepted and kept, how long customers wait: week by week."""
    return {"drafts": _fates(report, said), "accepted": _accepted(report, said), "answers": _waits(report, said)}


def _fates(report: Report, said: Translate) -> Plot:
    weeks = list(report.weeks)
    most = _above(max((tally.judged for tally in report.weeks.values()), default=0))
    step = (_RIGHT - _LEFT) / max(1, len(weeks))
    bars: list[Bar] = []
    for place, tally in enumerate(report.weeks.values()):
        below = 0
        for series, fate in enumerate(_SHOWN_FATES, start=1):
            count = tally.fates[fate]
            if count:
                low, high = _linear(below, most), _linear(below + count, most)
                about = f"{shown(weeks[place], said)}: {said(words.FATES[fate])}, {count}"
                x, width = round(_LEFT + (place + 0.16) * step, 1), round(step * 0.68, 1)
                bars.append(Bar(x, high, width, round(low - high, 1), series, about))
            below += count
    ticks = tuple((_linear(value, most), f"{value:g}") for value in _steps(most))
    legend = tuple((series, said(words.FATES[fate])) for series, fate in enumerate(_SHOWN_FATES, start=1))
    return Plot("drafts", tuple(bars), (), ticks, _week_ticks(weeks), legend)


def _accepted(report: Report, said: Translate) -> Plot:
    weeks = list(report.weeks)
    shares = {
        words.ACCEPTED: [tally.acceptance for tally in report.weeks.values()],
        words.KEPT: [tally.kept for tally in report.weeks.values()],
        words.FATES[Fate.ABSTAINED]: [tally.abstention for tally in report.weeks.values()],
    }
    heights = {
        name: [(None if value is None else _linear(value, 1), shown(Share(value), said)) for value in values]
        for name, values in shares.items()
    }
    ticks = tuple((_linear(value / 100, 1), f"{value}\u00a0%") for value in range(0, 101, 20))
    return _lined("accepted", weeks, heights, ticks, said)


def _waits(report: Report, said: Translate) -> Plot:
    weeks = list(report.waits_by_week)
    channels = sorted({channel for each in report.waits_by_week.values() for channel in each})[:5]
    medians = {
        channel: [each[channel].median if channel in each else None for each in report.waits_by_week.values()]
        for channel in channels
    }
    known = [value for values in medians.values() for value in values if value is not None]
    top = next((value for value in _WAITS if value >= max(known, default=0)), _WAITS[-1])
    heights = {
        words.CHANNELS.get(channel, channel): [
            (None if value is None else _logarithmic(value, top), shown(Minutes(value), said)) for value in values
        ]
        for channel, values in medians.items()
    }
    ticks = tuple((_logarithmic(value, top), _round(value, said)) for value in _WAITS if value <= max(top, _WAITS[1]))
    return _lined("answers", weeks, heights, ticks, said)


def _lined(
    name: str,
    weeks: Sequence[date],
    heights: Mapping[str, Sequence[tuple[float | None, str]]],
    ticks: tuple[tuple[float, str], ...],
    said: Translate,
) -> Plot:
    """A line a name; each height is (place, what it says), and none where a week has no figure."""
    step = (_RIGHT - _LEFT) / max(1, len(weeks))
    lines, numbers = [], {named: _SERIES.get(named, number) for number, named in enumerate(heights, start=1)}
    for named, places in heights.items():
        pieces: list[list[Point]] = [[]]
        for place, (height, text) in enumerate(places):
            if height is None:
                pieces.append([])
            else:
                about = f"{shown(weeks[place], said)}: {said(named)}, {text}"
                pieces[-1].append(Point(_middle(place, step), height, about))
        lines.append(Line(numbers[named], tuple(tuple(piece) for piece in pieces if piece)))
    legend = tuple((series, said(named)) for named, series in numbers.items())
    return Plot(name, (), tuple(lines), ticks, _week_ticks(weeks), legend)


def _week_ticks(weeks: Sequence[date]) -> tuple[tuple[float, str], ...]:
    """The Mondays, as many as there is room for."""
    step, every = (_RIGHT - _LEFT) / max(1, len(weeks)), math.ceil(len(weeks) / 12)
    return tuple((_middle(place, step), f"{week:%d.%m}") for place, week in enumerate(weeks) if not place % every)


def _middle(place: int, step: float) -> float:
    return round(_LEFT + (place + 0.5) * step, 1)


def _linear(value: float, most: float) -> float:
    return round(_BOTTOM - (_BOTTOM - _TOP) * value / most, 1)


def _logarithmic(minutes: float, most: float) -> float:
    share = math.log(max(minutes, 1)) / math.log(max(most, _WAITS[1]))
    return round(_BOTTOM - (_BOTTOM - _TOP) * min(share, 1), 1)


def _above(count: int) -> int:
    """A round number that is not below a count and can be quartered."""
    rounds = [step * size for size in (1, 10, 100, 1_000, 10_000) for step in (4, 8, 12, 20)]
    return min(value for value in (*rounds, 4 * count) if value >= max(count, 1))


def _steps(most: int) -> list[float]:
    return [most * quarter / 4 for quarter in range(5)]


def _round(minutes: int, said: Translate) -> str:
    """A tick: 5 min, 4 h, 1 d."""
    for size, name in ((1440, "дн"), (60, "ч")):
        if minutes >= size:
            return f"{minutes // size}\u00a0{said(name)}"
    return f"{minutes}\u00a0{said('мин')}"
