"""A passage on its way to whoever asked: its scores, and the one that is shown for copies of a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace

import numpy as np

from assistant.nouns import Passage, Scores
from assistant.ranking.candidates import Candidates
from corpus.database.library.shelf import ShelvedChunk


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage that may be shown, and how well its document fits the version and the codes that were named."""

    passage: Passage
    fit: float

    def text(self) -> str:
        """What it says."""
        return self.passage.text

    def worth(self) -> tuple[float, int]:
        """Of copies, the one of most worth is shown."""
        # Of documents of about one length, the better one is the one that was found first.
        return self.fit, len(self.passage.document.content.text).bit_length()


def passage(chunk: ShelvedChunk, scores: Scores) -> Passage:
    """A chunk as it was found."""
    return Passage(chunk.id, chunk.document, chunk.heading, chunk.text, scores)


def scores(found: Candidates, at: int, total: np.float32) -> Scores:
    """The scores of one candidate."""
    return Scores(
        total=float(total),
        dense=float(found.cosine[at]),
        title=float(found.title_cosine[at]),
        words=float(found.words[at]),
        alike=float(found.alike[at]),
        title_alike=float(found.title_alike[at]),
    )


def standing_for(group: Sequence[Shown]) -> Passage:
    """The passage that is shown for copies of one text, with the best scores of any of them."""
    if len(group) == 1:
        return group[0].passage
    first, *others = (each.passage for each in group)
    scores = [each.passage.scores for each in group]
    best = Scores(*(max(values) for values in zip(*map(astuple, scores), strict=True)))
    return replace(first, scores=best, copies=tuple(each.document for each in others))
