"""Learns from the desk: trains on what agents cited, judges that on unseen questions, keeps it if it is better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from assistant.learning.examples import examples
from assistant.learning.judging import judged
from assistant.learning.pairs import Asked
from assistant.learning.training import trained
from assistant.ranking.signals import Weights
from assistant.retrieve import Retriever
from corpus.database.library.lessons import Lesson, Lessons

# With fewer questions a fold of the judging would hold a handful.
FEWEST = 40
# The gain must be larger than so many of its standard errors: chance alone gives that once in twenty times.
_SURELY = 1.64


@dataclass(frozen=True, slots=True)
class Outcome:
    """What learning came to. `before` and `after` are MRR of the search on `judged` questions not learned from."""

    questions: int
    usable: int
    before: float = 0.0
    after: float = 0.0
    kept: bool = False
    reason: str = ""
    judged: int = 0


def learn(asked: Sequence[Asked], retriever: Retriever, lessons: Lessons, fingerprint: str) -> Outcome:
    """Trains an adapter and weights, keeps them when they win, and writes down what it did either way.

    `retriever` must search as it ships. When a lesson is in use, the new one is judged against what the old one's
    share of the questions, the oldest ones, would have taught.
    """
    usable = examples(asked, retriever)
    if len(usable.all) < FEWEST:
        reason = f"{len(usable.all)} questions with a known answer are too few to learn from; {FEWEST} are needed"
        return Outcome(len(asked), len(usable.all), reason=reason)
    old = lessons.active(fingerprint)
    since = old.made_at if old else None
    known_to_old = sum(each.at <= since for each in asked) if since else 0
    found = judged(asked, usable, retriever, known_to_old)
    kept = found.gain > _SURELY * found.error
    known = trained(usable, Weights())
    before, after = float(found.before.mean()), float(found.after.mean())
    figures = {"mrr_before": before, "mrr_after": after}
    lessons.keep(
        Lesson(fingerprint, len(usable.all), figures, kept, asdict(known.weights), known.adapter if kept else None)
    )
    reason = "" if kept else "it would not be better for questions that it has not seen; nothing was changed"
    return Outcome(len(asked), len(usable.all), before, after, kept, reason, len(found.after))
