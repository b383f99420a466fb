"""Measures searches one at a time in a process that owns the index as a server does; run as a program by the bench."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.assemble import Podskazka, assemble
from corpus.errors import IndexBroken
from corpus.index.exact import ExactVectors
from corpus.index.index import Index
from corpus.index.plane import Plane
from corpus.index.words import key
from corpus.nouns import Audience, Filters, RawText
from corpus.settings import Settings
from evals.bench.questions import Questions, take

WARM_UP = 20
LIMIT = 10
_CHROMA_SECONDS = 3600.0
# The same cosine computed in another order may differ in the last bits; it is no other neighbour for that.
_TIE = 1e-6


@dataclass(frozen=True, slots=True)
class Alone:
    """Milliseconds of each question by what was measured; recall@10 of Chroma by plane.

    `processor` has the mean milliseconds of processor time: they stay the same when others work on the machine.
    """

    milliseconds: dict[str, list[float]]
    processor: dict[str, float] = field(default_factory=dict)
    recall: dict[str, float] = field(default_factory=dict)
    recall_questions: int = 0


def measure_alone(podskazka: Podskazka, questions: Questions, rounds: int) -> Alone:
    """Asks `rounds` questions on each side, one at a time, embeds as many alone, and compares Chroma with the truth.

    Raises:
        IndexBroken: Chroma does not come up, so that what a server runs on cannot be measured.
    """
    _wait_for_chroma(podskazka)
    stream = questions.stream()
    faq, assistant, embedder = podskazka.faq, podskazka.assistant, podskazka.legs.dense.embedder
    calls: dict[str, Callable[[str], object]] = {
        # What a search writes down for the editors belongs to the server's answer, which is measured over HTTP.
        "public": lambda text: faq.find(RawText(text), Filters(), LIMIT, record=False),
        "staff": lambda text: assistant.find(RawText(text), Audience.STAFF, Filters(), LIMIT),
        "embedding": embedder.embed_question,
    }
    milliseconds, processor = {}, {}
    for name, call in calls.items():
        milliseconds[name], processor[name] = _timed(call, take(stream, WARM_UP), take(stream, rounds))
    asked = np.stack([embedder.embed_question(text) for text in take(stream, rounds)])
    return Alone(milliseconds, processor, _recall(podskazka, asked), rounds)


def main(questions: Path, rounds: int, podskazka: Podskazka) -> None:
    """Prints what was measured as JSON."""
    with closing(podskazka):
        known = json.loads(questions.read_text("utf-8"))
        measured = measure_alone(podskazka, Questions(tuple(known["texts"]), known["title"]), rounds)
    sys.stdout.write(json.dumps(asdict(measured)))


def _timed(call: Callable[[str], object], warm_up: Sequence[str], texts: Sequence[str]) -> tuple[list[float], float]:
    """Milliseconds of each text, and the mean of processor time."""
    for text in warm_up:
        call(text)
    found, used = [], time.process_time()
    for text in texts:
        began = time.perf_counter()
        call(text)
        found.append(round(1000 * (time.perf_counter() - began), 3))
    return found, round(1000 * (time.process_time() - used) / max(1, len(texts)), 2)


def _wait_for_chroma(podskazka: Podskazka) -> None:
    end = time.monotonic() + _CHROMA_SECONDS
    while not isinstance(podskazka.legs, Index) or podskazka.legs.health().dense != "chroma":
        if time.monotonic() > end:
            raise IndexBroken(f"Chroma does not answer after {_CHROMA_SECONDS:.0f} s: see `podskazka check`")
        time.sleep(0.1)


def _recall(podskazka: Podskazka, vectors: NDArray[np.float32]) -> dict[str, float]:
    """Share of the true ten nearest that Chroma finds, by plane; whoever is as near as the tenth counts as true."""
    dense = podskazka.legs.dense
    truth = ExactVectors.load(podskazka.house.log, dense.embedder.fingerprint, dense.embedder.dimensions)
    found = {}
    for audience in Audience:
        plane = truth.plane(audience)
        shares = []
        for vector in vectors:
            true = _cosines(plane, plane.nearest(vector, LIMIT), vector)
            # Chroma's own cosines are not rounded to 16 bits: they would take equals for farther ones.
            keys = np.array([key(id_) for id_ in dense.vectors.nearest(audience, vector, LIMIT)], np.int64)
            got = _cosines(plane, plane.rows(keys), vector)
            shares.append(np.sum(got >= true.min(initial=1.0) - _TIE) / max(1, len(true)))
        found[audience.value] = round(float(np.mean(shares)), 4)
    return found


def _cosines(plane: Plane, rows: NDArray[np.int64], vector: NDArray[np.float32]) -> NDArray[np.float32]:
    cosines: NDArray[np.float32] = plane.vectors[rows] @ vector
    return cosines


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), assemble(Settings.read()))
