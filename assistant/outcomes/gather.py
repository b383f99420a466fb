"""Reads the facts of a period and makes the report of them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from assistant.outcomes.report import Facts, Report, beginning, report
from assistant.outcomes.settle import Outcomes
from corpus.database.outcomes.fates import FateOfReply, Fates
from corpus.database.outcomes.figures import DeskFigures
from corpus.database.outcomes.opinions import Opinion, Opinions
from ingest.house import House


def read_report(house: House, until: datetime, weeks: int, patience: int = sys.maxsize) -> Report:
    """The report of so many ISO weeks, the last of which holds `until`; fates that are missing are worked out first.

    No more than `patience` of them, a hundred a second: the report says how many replies it had to leave out.

    Where the settings keep agents out of it, nobody is named, neither in figures nor with an opinion.
    """
    since, figures, fates = beginning(until, weeks), DeskFigures(house.database), Fates(house.database)
    Outcomes(fates, house.tickets).settle(patience)
    settled, opinions = fates.since(since), Opinions(house.database).since(since)
    cited = figures.cited([*_drafts(settled), *(each.draft_id for each in opinions)])
    facts = Facts(settled, figures.first_answers(since), figures.handed_over(since), opinions, cited)
    made = replace(report(facts, since, until), missing=fates.missing(since))
    return made if house.settings.report_by_agent else _unnamed(made)


def _drafts(settled: Sequence[FateOfReply]) -> list[str]:
    return [one.fate.draft_id for one in settled if one.fate.draft_id]


def _unnamed(made: Report) -> Report:
    opinions: Sequence[Opinion] = [replace(each, author="") for each in made.opinions]
    return replace(made, agents={}, opinions=opinions)
