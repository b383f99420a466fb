"""Measures how soon drafts are there: the starter's tickets, sent one by one to a real server that drafts ahead."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from assistant.assemble import prepared_in
from corpus.database.ahead.prepared import PreparedDrafts
from corpus.errors import Unreadable
from corpus.nouns import Ticket
from corpus.settings import Settings
from evals.aside import home_aside, sources_of, take_in
from evals.bench.library import share_models
from evals.bench.machine import machine
from evals.bench.server import NotServing, Server, environment_of
from evals.triage.cases import as_opened
from ingest.house import Load, open_house
from ingest.sync import Progress

_PATIENCE_SECONDS = 120.0
_LONGEST_SECONDS = 30.0
_LOOK_SECONDS = 0.005
_WARM_UP = 5


@dataclass(frozen=True, slots=True)
class DraftBench:
    """Milliseconds of each ticket: `posted` until it was taken in, `stored` until its draft was kept, both from the
    same moment; `opened` for its page with that draft; `again` for another draft that is made at once.
    """

    posted: list[float] = field(default_factory=list)
    stored: list[float] = field(default_factory=list)
    opened: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    machine: dict[str, object] = field(default_factory=dict)

    @property
    def latencies(self) -> dict[str, list[float]]:
        """By what was measured, in the order of the report."""
        return {
            "ticket sent → taken in": self.posted,
            "ticket sent → draft stored": self.stored,
            "ticket's page with that draft": self.opened,
            "another draft, asked for over the API": self.again,
        }


def bench_drafts(
    settings: Settings, documents: Sequence[Path], tickets: int, serve: Sequence[str], progress: Progress,
    load: Load | None = None,
) -> DraftBench:  # fmt: skip
    """Takes the documents into a throw-away library and sends `tickets` of those that became cases in it.

    `serve` is the command of a server, to which a port is added. Nothing is left running.

    Raises:
        Unreadable: nothing could be read from the documents, or too few tickets.
        NotServing: the server does not start, or makes no drafts.
    """
    before = os.getloadavg()[0]
    with home_aside(settings, load) as (own, load_once):
        share_models(settings, own)
        with sources_of(documents) as sources:
            take_in(list(sources.values()), own, load_once, progress)
        with closing(open_house(own, load_once)) as house:
            asked = _spread([ticket for _, ticket in as_opened(house)], tickets + _WARM_UP)
            if len(asked) <= _WARM_UP:
                raise Unreadable(f"the documents hold {len(asked)} resolved tickets; give more than {_WARM_UP}")
            progress.begin("tickets", len(asked))
            with Server(serve, environment_of(own), settings.home / "bench-drafts.log") as server:
                server.seconds_until_chroma(_PATIENCE_SECONDS)
                measured = _measured(server, prepared_in(house), asked)
    measured.machine.update(machine(before))
    return measured


def _measured(server: Server, prepared: PreparedDrafts, asked: Sequence[Ticket]) -> DraftBench:
    found = DraftBench()
    for number, ticket in enumerate(asked):
        times = _one(server, prepared, ticket)
        if number >= _WARM_UP:
            for column, milliseconds in zip(
                (found.posted, found.stored, found.opened, found.again), times, strict=True
            ):
                column.append(milliseconds)
    return found


def _one(server: Server, prepared: PreparedDrafts, ticket: Ticket) -> list[float]:
    """The times of one ticket, in milliseconds, one after the other."""
    sent = time.perf_counter()
    text = "\n\n".join(message.text for message in ticket.messages)
    made = server.fetch("/api/tickets", {"text": text, "subject": ticket.subject, "channel": ticket.channel})
    if made is None:
        raise NotServing("the server took no ticket")
    times = [_since(sent)]
    id_ = json.loads(made)["id"]
    _wait(lambda: prepared.of(id_) is not None)
    times.append(_since(sent))
    for address, posted in ((f"/desk/tickets/{id_}", None), (f"/api/tickets/{id_}/draft", dict[str, object]())):
        began = time.perf_counter()
        if server.fetch(address, posted) is None:
            raise NotServing(f"the server did not answer {address}")
        times.append(_since(began))
    return times


def _wait(reached: Callable[[], bool]) -> None:
    began = time.perf_counter()
    while not reached():
        if time.perf_counter() - began > _LONGEST_SECONDS:
            raise NotServing(f"after {_LONGEST_SECONDS:.0f} s no draft was stored; does the server draft ahead?")
        time.sleep(_LOOK_SECONDS)


def _since(began: float) -> float:
    return 1000 * (time.perf_counter() - began)


def _spread(tickets: Sequence[Ticket], most: int) -> list[Ticket]:
    """So many of them at most, from all over the list."""
    step = max(1, len(tickets) // most)
    return list(tickets[::step][:most])
