"""What became of each question of a run: enough to compare two runs question by question, and to keep as a baseline."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from evals.metrics import Metrics

Ratio = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Drafted:
    """What the composer made of one question; counts of its draft, all zero where there is none.

    `sentences` leaves greetings and the like out. `chrf` (0 to 100) and `rouge_l` (0 to 1) are None where nobody
    knows what the agent really sent.
    """

    answered: bool
    citations: int = 0
    right_citations: int = 0
    sentences: int = 0
    verified: int = 0
    unsupported_numbers: int = 0
    milliseconds: float = 0.0
    chrf: float | None = None
    rouge_l: float | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """One question and what came of it. `digest` changes with its wording and with what is relevant to it.

    `probability` is the system's own (0 to 1) that it can answer; `outcome` is what it would do: answer, perhaps or
    outside. `found` is None for a question that nothing answers, `public` for one that is not asked on the FAQ side,
    `drafted` where no draft was asked for.
    """

    id: str
    digest: str
    kind: str
    language: str
    audience: str
    probability: float
    outcome: str
    milliseconds: float
    found: Metrics | None = None
    public: Metrics | None = None
    drafted: Drafted | None = None

    @property
    def answerable(self) -> bool:
        """Whether something is relevant to it."""
        return self.found is not None

    @property
    def first_is_right(self) -> bool:
        """Whether the first document is a relevant one."""
        return self.found is not None and self.found.hit_at_1 > 0


def _of_found(name: str) -> Callable[[Result], Ratio | None]:
    return lambda result: None if result.found is None else (getattr(result.found, name), 1)


def _of_draft(above: str, below: str) -> Callable[[Result], Ratio | None]:
    return lambda result: (
        None if result.drafted is None else (getattr(result.drafted, above), getattr(result.drafted, below))
    )


# Every gated figure that is a mean or a share: what a question adds above and below the line, None for nothing.
RATIOS: Mapping[str, Callable[[Result], Ratio | None]] = {
    "hit@1": _of_found("hit_at_1"),
    "hit@5": _of_found("hit_at_5"),
    "MRR": _of_found("mrr"),
    "nDCG@10": _of_found("ndcg_at_10"),
    "citation precision": _of_draft("right_citations", "citations"),
    "verified share": _of_draft("verified", "sentences"),
}


def mean(results: Iterable[Result], ratio: Callable[[Result], Ratio | None]) -> float:
    """The figure over many questions: what all of them add above the line by what they add below; 0.0 for nothing."""
    parts = [part for result in results if (part := ratio(result))]
    below = sum(part[1] for part in parts)
    return sum(part[0] for part in parts) / below if below else 0.0


def metrics_of(found: Sequence[Metrics]) -> Metrics:
    """Means of single questions' figures; zeros for none at all."""
    count = max(1, len(found))
    return Metrics(
        len(found),
        sum(one.hit_at_1 for one in found) / count,
        sum(one.hit_at_5 for one in found) / count,
        sum(one.mrr for one in found) / count,
        sum(one.ndcg_at_10 for one in found) / count,
    )


def grouped(results: Sequence[Result], by: Callable[[Result], str]) -> dict[str, Metrics]:
    """The retrieval figures of the questions that can be answered, for each name that `by` gives."""
    names = sorted({by(result) for result in results if result.found})
    return {name: metrics_of([r.found for r in results if r.found and by(r) == name]) for name in names}


def row_of(result: Result) -> dict[str, Any]:
    """A result as JSON; times are left out, as they tell of the machine and would change with every run."""
    row: dict[str, Any] = _rounded(asdict(result))
    del row["milliseconds"]
    if row["drafted"]:
        del row["drafted"]["milliseconds"]
    return row


def result_of(row: Mapping[str, Any]) -> Result:
    """The result that `row_of` wrote; its times are zero.

    Raises:
        TypeError: the row is of another form.
    """
    given = dict(row)
    found, public, drafted = (given.pop(name, None) for name in ("found", "public", "drafted"))
    return Result(
        **given,
        milliseconds=0.0,
        found=Metrics(**found) if found else None,
        public=Metrics(**public) if public else None,
        drafted=Drafted(**drafted) if drafted else None,
    )


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(each) for name, each in value.items()}
    return round(value, 4) if isinstance(value, float) else value
