"""`podskazka report`."""

from __future__ import annotations

from typing import Any

import click

from assistant.outcomes.gather import read_report
from assistant.outcomes.report import Report, Tally, Waits
from corpus.database.rows import now
from corpus.settings import Settings
from ingest.house import open_house
from web.cli.output import result, result_json, table
from web.i18n import languages
from web.reports.csv_text import csv_text
from web.reports.figures import shown, week
from web.reports.tables import tables

TABLES = ("drafts", "answers", "agents", "abstentions", "hand-overs", "documents", "opinions")


@click.command("report")
@click.option("--weeks", type=click.IntRange(1, 520), default=8, show_default=True, help="How far to look back.")
@click.option("--table", "name", type=click.Choice(TABLES), default="drafts", show_default=True, help="Which table.")
@click.option("--csv", "as_csv", is_flag=True, help="Print that table as CSV.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def report(*, weeks: int, name: str, as_csv: bool, as_json: bool) -> None:
    """How drafts did: accepted, edited, not used, abstained; how fast customers were answered.

    Weeks are ISO weeks in this server's time zone. The README says how each figure is counted.
    """
    house = open_house(Settings.read())
    try:
        found = read_report(house, now(), weeks)
    finally:
        house.close()
    if as_json:
        result_json(as_dict(found))
        return
    said = languages()["en"].texts.gettext
    wanted = tables(found, said).get(name)
    if wanted is None:
        result("nothing is counted by agent: PODSKAZKA_REPORT_BY_AGENT=no, or nobody has answered yet")
    elif as_csv:
        click.echo(csv_text(wanted, "en"), nl=False)
    else:
        table(wanted.heads, [[shown(cell, said) for cell in row] for row in wanted.rows])


def as_dict(found: Report) -> dict[str, Any]:
    """The figures for programs; times in minutes, shares from 0 to 1."""
    return {
        "overall": {**_tally(found.total), "first_answer": _waits(found.waits)},
        "weeks": {week(monday): _tally(one) for monday, one in found.weeks.items()},
        "first_answers": {
            week(monday): {channel: _waits(one) for channel, one in by_channel.items()}
            for monday, by_channel in found.waits_by_week.items()
        },
        "abstentions": {week(monday): dict(counts) for monday, counts in found.abstentions.items()},
        "hand_overs": {week(monday): dict(counts) for monday, counts in found.hand_overs.items()},
        "agents": {name: {**_tally(one), "first_answer": _waits(by)} for name, (one, by) in found.agents.items()},
        "documents": [
            {"id": use.document.document_id, **_tally(use.tally), "helpful": use.helpful, "faults": dict(use.faults)}
            for use in found.documents
        ],
    }


def _tally(one: Tally) -> dict[str, Any]:
    counts = {fate.value.replace(" ", "_"): count for fate, count in one.fates.items()}
    shares = {"acceptance": one.acceptance, "kept": one.kept, "chrf": one.chrf, "abstention": one.abstention}
    return {"replies": sum(counts.values()), **counts, **{name: _rounded(value) for name, value in shares.items()}}


def _waits(one: Waits) -> dict[str, Any]:
    return {"n": one.count, "median_minutes": _rounded(one.median), "p90_minutes": _rounded(one.ninetieth)}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
