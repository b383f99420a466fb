"""Whether the server lives, and how well its parts do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from assistant.assemble import Podskazka
from corpus.embedding.absent import AbsentModel
from corpus.errors import DatabaseUnavailable
from corpus.index.index import Index
from corpus.worker import Worker


@dataclass(frozen=True, slots=True)
class Condition:
    """How the parts do: `model` is whether questions can be embedded, `dense` the leg that answers.

    `behind` is how many changes search has not seen yet.
    """

    database: bool
    model: bool
    dense: str
    words: bool
    behind: int
    problem: str

    @property
    def degraded(self) -> bool:
        """Whether search does less than it should. The exact scan is as good as Chroma, so it does not count."""
        return not self.model or not self.words or bool(self.problem)


def condition_of(podskazka: Podskazka) -> Condition:
    """How the parts do at this moment; never raises for a part that fails."""
    try:
        legs = podskazka.legs
        if not isinstance(legs, Index):
            podskazka.house.log.latest()
            return Condition(True, True, "exact", legs.words is not None, 0, "")
        health = legs.health()
    except DatabaseUnavailable as error:
        return Condition(False, True, "", False, 0, str(error))
    has_model = not isinstance(legs.dense.embedder, AbsentModel)
    return Condition(True, has_model, health.dense, health.words, health.behind, health.problem)


def add_health(router: APIRouter, podskazka: Podskazka, workers: Sequence[Worker]) -> None:
    """Adds /healthz (the process lives) and /readyz (it can answer: 503 without its database).

    Of each worker /readyz says whether its last turn failed; why, stands in the log, for anybody may ask this.
    """
    at_work = [*([podskazka.legs.follower] if isinstance(podskazka.legs, Index) else []), *workers]

    def live() -> dict[str, str]:
        """The process answers."""
        return {"status": "live"}

    def ready() -> JSONResponse:
        """The parts, one by one."""
        now = condition_of(podskazka)
        parts = {
            "status": "ready" if now.database else "not ready",
            "database": now.database,
            "model": now.model,
            "index": {"dense": now.dense, "words": now.words, "behind": now.behind, "degraded": now.degraded},
            # Beside the status: while no reply leaves, search answers all the same.
            "workers": {worker.name: "failing" if worker.is_failing else "working" for worker in at_work},
        }
        return JSONResponse(parts, 200 if now.database else 503)

    router.add_api_route("/healthz", live, methods=["GET"], include_in_schema=False)
    router.add_api_route("/readyz", ready, methods=["GET"], include_in_schema=False)
