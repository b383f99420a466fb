"""How good rankings are, in the literature's measures: the home of ir-measures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

import ir_measures
from ir_measures import RR, Qrel, ScoredDoc, Success, nDCG

_MEASURES = {"hit_at_1": Success @ 1, "hit_at_5": Success @ 5, "mrr": RR, "ndcg_at_10": nDCG @ 10}


@dataclass(frozen=True, slots=True)
class Ranking:
    """What a search gave for one question, names best first, and what it should have given: name → grade."""

    id: str
    relevant: Mapping[str, int]
    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class Metrics:
    """Means over `n` questions, each from 0 to 1."""

    n: int
    hit_at_1: float
    hit_at_5: float
    mrr: float
    ndcg_at_10: float

    def as_dict(self) -> dict[str, float]:
        """The same by name, rounded to what 1,000 questions can tell apart."""
        return {name: round(value, 4) for name, value in asdict(self).items()}


def measure(rankings: Sequence[Ranking]) -> Metrics:
    """Means over rankings that each have something relevant; zeros for none at all."""
    if not rankings:
        return Metrics(0, 0.0, 0.0, 0.0, 0.0)
    judged = [Qrel(ranking.id, name, grade) for ranking in rankings for name, grade in ranking.relevant.items()]
    found = ir_measures.calc_aggregate(_MEASURES.values(), judged, list(_run(rankings)))
    return Metrics(len(rankings), **{name: float(found[measure]) for name, measure in _MEASURES.items()})


def each(rankings: Sequence[Ranking]) -> dict[str, Metrics]:
    """The same for every question alone, by its id; their means are what `measure` gives."""
    judged = [Qrel(ranking.id, name, grade) for ranking in rankings for name, grade in ranking.relevant.items()]
    values = {ranking.id: dict.fromkeys(_MEASURES.values(), 0.0) for ranking in rankings}
    if rankings:
        for one in ir_measures.iter_calc(_MEASURES.values(), judged, list(_run(rankings))):
            values[one.query_id][one.measure] = float(one.value)
    return {
        question: Metrics(1, **{name: found[measure] for name, measure in _MEASURES.items()})
        for question, found in values.items()
    }


def first_relevant(ranking: Ranking) -> int | None:
    """The rank, from 1, of the first relevant name; None when none was found."""
    return next((rank for rank, name in enumerate(ranking.names, start=1) if name in ranking.relevant), None)


def _run(rankings: Sequence[Ranking]) -> Iterator[ScoredDoc]:
    for ranking in rankings:
        for place, name in enumerate(ranking.names):
            # Ranks as scores: the library orders equal scores by name, and ours may be equal.
            yield ScoredDoc(ranking.id, name, -float(place))
