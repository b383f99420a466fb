"""What ranking has learned from the desk: weights, the query adapter, and how often documents were cited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace

import numpy as np
from numpy.typing import NDArray

from assistant.ranking.signals import Weights
from assistant.recent import Recent
from corpus.database.lessons import Lessons


@dataclass(frozen=True, slots=True)
class Learned:
    """What is in use now; the weights that ship, no adapter and no citations in a new library."""

    weights: Weights = field(default_factory=Weights)
    adapter: NDArray[np.float32] | None = None
    cited: Mapping[str, int] = field(default_factory=dict)


def learned(lessons: Lessons, fingerprint: Callable[[], str]) -> Callable[[], Learned]:
    """Says what is in use for the model that answers; a new lesson or reply counts within a second."""

    def read() -> Learned:
        lesson = lessons.active(fingerprint())
        cited = Counter(document for _, document in {(each.ticket_id, each.document_id) for each in lessons.quoted()})
        if lesson is None:
            return Learned(cited=cited)
        return Learned(weights_of(lesson.weights), lesson.adapter, cited)

    return Recent(lambda: (fingerprint(), *lessons.revision()), read).value


def weights_of(named: Mapping[str, float]) -> Weights:
    """Weights by name; a name of an older or newer version is passed over."""
    known = {each.name for each in fields(Weights)}
    return replace(Weights(), **{name: value for name, value in named.items() if name in known})
