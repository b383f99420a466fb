"""The plots stand where their figures are, and a week without figures leaves a gap instead of a zero."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assistant.outcomes.fate import Fate
from assistant.outcomes.report import Report, Tally, Waits
from web.reports.plots import Plot, plots
from web.reports.words import FATES

FIRST = date(2026, 9, 28)
NONE: dict[Fate, int] = dict.fromkeys(Fate, 0)


def report(*weeks: Tally, minutes: tuple[float | None, ...] = ()) -> Report:
    days = [FIRST + timedelta(weeks=number) for number in range(max(len(weeks), len(minutes)))]
    waited = [{"chat": Waits(1, one, one)} if one is not None else {} for one in minutes]
    return Report(
        total=Tally(NONE, None, None),
        waits=Waits(0, None, None),
        weeks=dict(zip(days, weeks, strict=False)),
        waits_by_week=dict(zip(days, waited, strict=False)),
        abstentions={},
        hand_overs={},
        agents={},
        documents=(),
        opinions=(),
        cited={},
    )


def week(kept: float | None = None, **counts: int) -> Tally:
    return Tally({**NONE, **{Fate[name.upper()]: count for name, count in counts.items()}}, kept, None)


def drawn(name: str, *weeks: Tally, minutes: tuple[float | None, ...] = ()) -> Plot:
    return plots(report(*weeks, minutes=minutes), str)[name]


def test_the_bars_of_a_week_stand_on_each_other_and_are_as_high_as_their_counts() -> None:
    low, high = drawn("drafts", week(as_is=3, abstained=1)).bars

    assert low.height == pytest.approx(3 * high.height, abs=0.5)
    assert high.y + high.height == pytest.approx(low.y, abs=0.2)


def test_replies_without_a_question_for_a_draft_are_no_bar() -> None:
    assert drawn("drafts", week(no_draft=5)).bars == ()


def test_a_week_without_figures_parts_the_line() -> None:
    accepted = drawn("accepted", week(1.0, as_is=1), week(), week(0.5, edited=1)).lines[0]

    assert [len(piece) for piece in accepted.pieces] == [1, 1]


def test_what_stands_in_two_plots_has_one_colour() -> None:
    found = plots(report(week(as_is=1)), str)
    colours = [{text: series for series, text in found[name].legend} for name in ("drafts", "accepted")]

    assert colours[0][FATES[Fate.ABSTAINED]] == colours[1][FATES[Fate.ABSTAINED]]


@pytest.mark.parametrize("minutes", [0.0, 1.0, 59.0, 1_441.0, 1_000_000.0])
def test_every_wait_stays_inside_its_plot(minutes: float) -> None:
    plot = drawn("answers", minutes=(minutes,))

    assert all(0 <= point.y <= plot.bottom for line in plot.lines for piece in line.pieces for point in piece)


@pytest.mark.parametrize("count", [0, 1, 5, 37, 999, 123_456, 99_999_999])
def test_an_axis_reaches_over_the_highest_bar(count: int) -> None:
    plot = drawn("drafts", week(edited=count))

    assert all(bar.y >= 0 for bar in plot.bars)
    assert all(float(text) == int(float(text)) for _, text in plot.y_ticks)


def test_a_year_of_weeks_has_as_many_dates_as_there_is_room_for() -> None:
    assert len(drawn("drafts", *(week() for _ in range(52))).x_ticks) <= 12
