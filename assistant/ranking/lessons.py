"""What ranking has learned from the desk: weights and the query adapter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace

import numpy as np
from numpy.typing import NDArray

from assistant.ranking.signals import Weights
from assistant.recent import Recent
from corpus.database.library.lessons import Lessons


@dataclass(frozen=True, slots=True)
class Learned:
    """What is in use now; the weights that ship and no adapter in a new library."""

    weights: Weights = field(default_factory=Weights)
    adapter: NDArray[np.float32] | None = None


def learned(lessons: Lessons, fingerprint: Callable[[], str]) -> Callable[[], Learned]:
    """Says what is in use for the model that answers; a new lesson counts within a second."""

    def read() -> Learned:
        lesson = lessons.active(fingerprint())
        return Learned(weights_of(lesson.weights), lesson.adapter) if lesson else Learned()

    return Recent(lambda: (fingerprint(), *lessons.revision()), read).value


def weights_of(named: Mapping[str, float]) -> Weights:
    """Weights by name; a name of an older or newer version is passed over."""
    known = {each.name for each in fields(Weights)}
    return replace(Weights(), **{name: value for name, value in named.items() if name in known})
