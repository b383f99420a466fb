"""What a lead reads: how drafts did, why there were none, how fast customers were answered. Counting only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import fmean, median, quantiles
from typing import TypeVar

from assistant.outcomes.fate import Fate
from assistant.outcomes.settle import kept_of
from corpus.database.outcomes.fates import FateOfReply
from corpus.database.outcomes.figures import Cited, FirstAnswer, HandedOver
from corpus.database.outcomes.opinions import Opinion

Key = TypeVar("Key")
One = TypeVar("One")


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything of a period that a report counts. `cited` are the documents of each draft."""

    fates: Sequence[FateOfReply]
    first_answers: Sequence[FirstAnswer]
    handed_over: Sequence[HandedOver]
    opinions: Sequence[Opinion]
    cited: Mapping[str, Sequence[Cited]]


@dataclass(frozen=True, slots=True)
class Tally:
    """How so many replies came to be. `kept` (0 to 1) and `chrf` (0 to 100) are means over inserted drafts."""

    fates: Mapping[Fate, int]
    kept: float | None
    chrf: float | None

    @property
    def judged(self) -> int:
        """Replies for which a draft was asked, abstentions included."""
        return sum(count for fate, count in self.fates.items() if fate is not Fate.NO_DRAFT)

    @property
    def accepted(self) -> int:
        """Those whose draft was inserted and at least 60 % kept."""
        return self.fates[Fate.AS_IS] + self.fates[Fate.EDITED]

    @property
    def acceptance(self) -> float | None:
        """The share of accepted ones, abstentions in the denominator; None where no draft was asked for."""
        return self.accepted / self.judged if self.judged else None

    @property
    def abstention(self) -> float | None:
        """The share for which there was no draft to offer."""
        return self.fates[Fate.ABSTAINED] / self.judged if self.judged else None


@dataclass(frozen=True, slots=True)
class Waits:
    """How long customers waited for their first answer, in minutes; the 90th percentile is interpolated."""

    count: int
    median: float | None
    ninetieth: float | None


@dataclass(frozen=True, slots=True)
class Use:
    """A document, how the drafts did that cite it, and what agents thought of them: helpful ones, then faults."""

    document: Cited
    tally: Tally
    helpful: int
    faults: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a period; every mapping by week has the same weeks, in order, named by their Monday.

    `missing` replies were not compared with their drafts yet.
    """

    total: Tally
    waits: Waits
    weeks: Mapping[date, Tally]
    waits_by_week: Mapping[date, Mapping[str, Waits]]
    abstentions: Mapping[date, Mapping[str, int]]
    hand_overs: Mapping[date, Mapping[str, int]]
    agents: Mapping[str, tuple[Tally, Waits]]
    documents: tuple[Use, ...]
    opinions: Sequence[Opinion]
    cited: Mapping[str, Sequence[Cited]]
    missing: int = 0


def monday(moment: datetime) -> date:
    """The Monday of a moment's ISO week, in this server's time zone."""
    day = moment.astimezone().date()
    return day - timedelta(days=day.weekday())


def beginning(until: datetime, weeks: int) -> datetime:
    """The first moment of a period of so many ISO weeks, the last of which holds `until`."""
    first = monday(until) - timedelta(weeks=weeks - 1)
    # Read without a zone, a moment is taken in this server's own, summer time of that day included.
    return datetime(first.year, first.month, first.day).astimezone()


def report(facts: Facts, since: datetime, until: datetime) -> Report:
    """Counts what there is between two moments."""
    weeks = _weeks(since, until)
    fates = _grouped((monday(one.sent_at), one) for one in facts.fates)
    answers = _grouped((monday(one.answered_at), one) for one in facts.first_answers)
    abstained = _grouped((monday(one.sent_at), one.fate.reason) for one in facts.fates if one.fate.reason)
    handed_over = _grouped((monday(one.at), one.reason) for one in facts.handed_over)
    return Report(
        total=tally(facts.fates),
        waits=_waits(facts.first_answers),
        weeks={week: tally(fates.get(week, [])) for week in weeks},
        waits_by_week={week: _by_channel(answers.get(week, [])) for week in weeks},
        abstentions={week: Counter(abstained.get(week, [])) for week in weeks},
        hand_overs={week: Counter(handed_over.get(week, [])) for week in weeks},
        agents=_by_agent(facts),
        documents=_by_document(facts),
        opinions=facts.opinions,
        cited=facts.cited,
    )


def tally(found: Sequence[FateOfReply]) -> Tally:
    """Counts replies by their fate."""
    counts = Counter(Fate(one.fate.fate) for one in found)
    inserted = [(kept, one.fate.chrf) for one in found if (kept := kept_of(one.fate)) is not None]
    return Tally(
        {fate: counts[fate] for fate in Fate},
        fmean(kept for kept, _ in inserted) if inserted else None,
        fmean(overlap or 0.0 for _, overlap in inserted) if inserted else None,
    )


def _waits(found: Sequence[FirstAnswer]) -> Waits:
    minutes = [one.minutes for one in found]
    if not minutes:
        return Waits(0, None, None)
    ninetieth = quantiles(minutes, n=10, method="inclusive")[8] if len(minutes) > 1 else minutes[0]
    return Waits(len(minutes), median(minutes), ninetieth)


def _by_channel(found: Sequence[FirstAnswer]) -> dict[str, Waits]:
    grouped = _grouped((one.channel, one) for one in found)
    return {channel: _waits(grouped[channel]) for channel in sorted(grouped)}


def _by_agent(facts: Facts) -> dict[str, tuple[Tally, Waits]]:
    """Whoever a reply names, those who answered most first."""
    fates = _grouped((one.author, one) for one in facts.fates)
    answers = _grouped((one.author, one) for one in facts.first_answers)
    names = sorted(fates, key=lambda name: (-len(fates[name]), name))
    return {name: (tally(fates[name]), _waits(answers.get(name, []))) for name in names}


def _by_document(facts: Facts) -> tuple[Use, ...]:
    """Each document that an inserted or judged draft cites, those used most first."""
    known = {one.document_id: one for each in facts.cited.values() for one in each}
    fates = _grouped((one.document_id, fate) for fate in facts.fates for one in _documents(facts, fate.fate.draft_id))
    thought = _grouped((one.document_id, each) for each in facts.opinions for one in _documents(facts, each.draft_id))
    uses = [
        Use(
            document,
            tally(fates.get(id_, [])),
            sum(one.helpful for one in thought.get(id_, [])),
            Counter(one.fault.value if one.fault else "" for one in thought.get(id_, []) if not one.helpful),
        )
        for id_, document in known.items()
    ]
    return tuple(sorted(uses, key=lambda use: (-use.tally.judged, use.document.document_id)))


def _documents(facts: Facts, draft_id: str | None) -> Sequence[Cited]:
    return facts.cited.get(draft_id, ()) if draft_id else ()


def _grouped(pairs: Iterable[tuple[Key, One]]) -> dict[Key, list[One]]:
    found: dict[Key, list[One]] = {}
    for key, one in pairs:
        found.setdefault(key, []).append(one)
    return found


def _weeks(since: datetime, until: datetime) -> list[date]:
    first, last = monday(since), monday(until)
    return [first + timedelta(weeks=number) for number in range((last - first).days // 7 + 1)]
