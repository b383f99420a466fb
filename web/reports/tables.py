"""The tables of a report, for the page, the CSV and the command line alike. They hold no text of any customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.outcomes.fate import Fate
from assistant.outcomes.report import Report, Tally, Use, Waits
from corpus.database.outcomes.figures import Cited
from corpus.database.outcomes.opinions import Opinion
from web.reports import words
from web.reports.figures import Cell, Link, Minutes, Points, Share, Translate


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under their heads, each as many cells as there are heads; the first cell names its row."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def tables(report: Report, said: Translate) -> dict[str, Table]:
    """All tables by name, in the reader's words. Where agents are kept out of it, theirs is not among them."""
    made = [
        _table("drafts", said, (words.WEEK, *_TALLY), [(week, *_tally(one)) for week, one in report.weeks.items()]),
        _table("answers", said, (words.WEEK, words.CHANNEL, *_WAITS), _waits_rows(report, said)),
        _reasons("abstentions", said, words.ABSTENTIONS, report.abstentions),
        _reasons("hand-overs", said, words.HAND_OVERS, report.hand_overs),
        _table("documents", said, _DOCUMENT_HEADS, [_document_row(use, said) for use in report.documents]),
        _table("opinions", said, _OPINION_HEADS, [_opinion_row(one, report, said) for one in report.opinions]),
    ]
    if report.agents:
        rows = [
            (name or said(words.ANYBODY), *_tally(one), *_waits(wait)) for name, (one, wait) in report.agents.items()
        ]
        made.insert(2, _table("agents", said, (words.AGENT, *_TALLY, *_WAITS), rows))
    return {table.name: table for table in made}


_TALLY = (words.REPLIES, *words.FATES.values(), words.ACCEPTED, words.KEPT, "chrF")
_WAITS = (words.FIRST_ANSWERS, words.MEDIAN, words.NINETIETH)
_DOCUMENT_HEADS = (
    *(words.DOCUMENT, words.REPLIES, words.ACCEPTED, words.KEPT),
    *(words.HELPED, *words.FAULTS.values()),
)
_OPINION_HEADS = (words.WHEN, words.AGENT, words.HELPED, words.REASON, words.COMMENT, words.DOCUMENT, words.DRAFT)


def _table(name: str, said: Translate, heads: Sequence[str], rows: Sequence[tuple[Cell, ...]]) -> Table:
    return Table(name, tuple(said(head) for head in heads), tuple(rows))


def _tally(one: Tally) -> tuple[Cell, ...]:
    counts = (one.fates[fate] for fate in Fate)
    return sum(one.fates.values()), *counts, Share(one.acceptance), Share(one.kept), Points(one.chrf)


def _waits(one: Waits) -> tuple[Cell, ...]:
    return one.count, Minutes(one.median), Minutes(one.ninetieth)


def _waits_rows(report: Report, said: Translate) -> list[tuple[Cell, ...]]:
    return [
        (week, said(words.CHANNELS[channel]) if channel in words.CHANNELS else channel, *_waits(one))
        for week, by_channel in report.waits_by_week.items()
        for channel, one in by_channel.items()
    ]


def _reasons(name: str, said: Translate, named: Mapping[str, str], counts: Mapping[date, Mapping[str, int]]) -> Table:
    """A column a reason; one that has no name of its own yet gets a column too."""
    unnamed = {reason: reason for each in counts.values() for reason in each if reason not in named}
    reasons = {**named, **unnamed}
    rows: list[tuple[Cell, ...]] = [
        (week, sum(each.values()), *(each.get(reason, 0) for reason in reasons)) for week, each in counts.items()
    ]
    return _table(name, said, (words.WEEK, words.TOTAL, *reasons.values()), rows)


def _document_row(use: Use, said: Translate) -> tuple[Cell, ...]:
    faults = (use.faults.get(fault, 0) for fault in words.FAULTS)
    tally = (use.tally.judged, Share(use.tally.acceptance), Share(use.tally.kept))
    return _document(use.document, said), *tally, use.helpful, *faults


def _opinion_row(one: Opinion, report: Report, said: Translate) -> tuple[Cell, ...]:
    fault = said(words.FAULTS[one.fault.value if one.fault else ""]) if not one.helpful else ""
    documents = "; ".join(_document(each, said).text for each in report.cited.get(one.draft_id, ()))
    ticket = Link(one.draft_id[:8], f"/desk/tickets/{one.ticket_id}")
    helped = said(words.YES if one.helpful else words.NO)
    return f"{one.at.astimezone():%Y-%m-%d %H:%M}", one.author, helped, fault, str(one.comment), documents, ticket


def _document(document: Cited, said: Translate) -> Link:
    """A document by its title; a case, whose title would be a customer's words, by its number."""
    title = document.title or f"{said(words.OF_CASE)} {document.document_id[:8]}"
    return Link(title, f"/desk/documents/{document.document_id}")
