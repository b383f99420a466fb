"""Measures the search path at a given size: cold start, load over HTTP, one search at a time, recall, memory."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote

from corpus.errors import PodskazkaError
from corpus.index.owner import own
from corpus.settings import Settings
from evals.bench.alone import WARM_UP, Alone
from evals.bench.library import LibraryFacts, ready_library
from evals.bench.machine import machine
from evals.bench.questions import FEWEST, Questions, real_questions, take
from evals.bench.rate import PATIENCE_SECONDS, Asked, RateRun
from evals.bench.server import Server, environment_of
from ingest.house import Load, open_house
from ingest.sync import Progress

# A hundred thousand chunks take minutes to bring into a new index; the first answer must not wait for that.
_LONGEST_SECONDS, _FIRST_SECONDS = 3600.0, 300.0
_ROOT = Path(__file__).resolve().parents[2]
_OK = 200
_QUESTIONS, _RATE_QUESTIONS = "bench-questions.json", "bench-rate-questions.json"


class NotMeasured(PodskazkaError):
    """A child process of the bench failed."""


@dataclass(frozen=True, slots=True)
class Programs:
    """How to start what is measured: a server (a port is added), and the searches without one (questions, rounds)."""

    serve: tuple[str, ...]
    alone: tuple[str, ...] = (sys.executable, "-m", "evals.bench.alone")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be measured, where (`aside`: settings of a folder of its own) and of which documents.

    `patience`: seconds in which a server must give the first right answer.
    """

    aside: Settings
    chunks: int
    documents: tuple[Path, ...]
    rate: float = 50.0
    seconds: float = 20.0
    rounds: int = FEWEST
    patience: float = _FIRST_SECONDS


@dataclass(frozen=True, slots=True)
class ColdStart:
    """Seconds from the start of the process to the first right answer, and until Chroma answers."""

    first_answer: float
    chroma: float


@dataclass(frozen=True, slots=True)
class Served:
    """A run at a rate, with what the server used: megabytes before, after and at most, processor seconds."""

    run: RateRun
    rate: float
    memory_before: float
    memory_after: float
    memory_peak: float
    processor_seconds: float

    @property
    def milliseconds(self) -> list[float]:
        """From the planned arrival of each request to the end of its answer; a failed one counts as never in time."""
        took = ((asked.answered - asked.planned, asked.status) for asked in self.run.asked)
        return [1000 * (seconds if status == _OK else max(seconds, PATIENCE_SECONDS)) for seconds, status in took]

    @property
    def late_milliseconds(self) -> list[float]:
        """How late this client sent each request: its own share of the latency."""
        return [1000 * (asked.sent - asked.planned) for asked in self.run.asked]

    @property
    def errors(self) -> int:
        """Requests that were not answered with 200."""
        return sum(asked.status != _OK for asked in self.run.asked)

    @property
    def achieved(self) -> float:
        """Answers a second, up to the last one."""
        return (len(self.run.asked) - self.errors) / max(self.run.seconds, 1e-9)


@dataclass(frozen=True, slots=True)
class SearchBench:
    """Everything that one bench measured."""

    library: LibraryFacts
    questions: int
    without_index: ColdStart
    with_index: ColdStart
    served: Served
    alone: Alone
    machine: dict[str, object]

    @property
    def latencies(self) -> dict[str, list[float]]:
        """Milliseconds by what was measured, in the order of the report."""
        over_http = {f"HTTP at {self.served.rate:g}/s, public side": self.served.milliseconds}
        alone = self.alone.milliseconds
        return {
            "search alone, public side": alone["public"],
            "search alone, staff side (both planes)": alone["staff"],
            "embedding a question, alone": alone["embedding"],
            **over_http,
        }


def run_bench(plan: Plan, programs: Programs, progress: Progress, load: Load | None = None) -> SearchBench:
    """Builds or loads the library, then measures it in child processes, one after the other.

    The index of the bench's folder is deleted and made anew on the way. Nothing is left running.

    Raises:
        BadSetting: the folder holds another library.
        IndexOwned: a server is running on it.
        NotServing: the server does not start.
        NotMeasured: a child process failed.
    """
    before = os.getloadavg()[0]
    library = ready_library(plan.aside, plan.chunks, plan.documents, progress, load)
    with closing(open_house(plan.aside, load)) as house:
        questions = real_questions(house, fewest=plan.rounds)
    _forget_index(plan.aside)
    # A stage takes minutes in a large library: whoever waits may see which one it is.
    progress.begin("cold start without an index", 1)
    with _server(plan, programs) as server:
        without_index = _cold_start(server, plan, questions)
    progress.begin("cold start with an index, then requests", 1)
    with _server(plan, programs) as server:
        with_index = _cold_start(server, plan, questions)
        served = _served(server, plan, questions)
    progress.begin("one at a time", 1)
    alone = _alone(plan, programs, questions)
    return SearchBench(library, len(questions.texts), without_index, with_index, served, alone, machine(before))


def _forget_index(aside: Settings) -> None:
    """Deletes the index, which is a copy, unless somebody is using it."""
    own(aside.index).release()
    shutil.rmtree(aside.index)


def _server(plan: Plan, programs: Programs) -> Server:
    return Server(programs.serve, environment_of(plan.aside), plan.aside.home / "bench-serve.log")


def _cold_start(server: Server, plan: Plan, questions: Questions) -> ColdStart:
    first = server.seconds_until_found(questions.title, plan.patience)
    return ColdStart(first, server.seconds_until_chroma(_LONGEST_SECONDS))


def _served(server: Server, plan: Plan, questions: Questions) -> Served:
    stream = questions.stream()
    for text in take(stream, WARM_UP):
        server.answer(f"/api/search?q={quote(text)}")
    before, used = server.memory()[0], server.processor_seconds()
    path = plan.aside.home / _RATE_QUESTIONS
    path.write_text(json.dumps(take(stream, len(questions.texts))), "utf-8")
    arguments = [str(server.port), str(plan.rate), str(plan.seconds), str(path)]
    told = json.loads(_output([sys.executable, "-m", "evals.bench.rate", *arguments], plan))
    run = RateRun(tuple(Asked(**asked) for asked in told["asked"]), told["seconds"], told["client_share"])
    after, peak = server.memory()
    return Served(run, plan.rate, before, after, peak, round(server.processor_seconds() - used, 2))


def _alone(plan: Plan, programs: Programs, questions: Questions) -> Alone:
    path = plan.aside.home / _QUESTIONS
    path.write_text(json.dumps(asdict(questions)), "utf-8")
    return Alone(**json.loads(_output([*programs.alone, str(path), str(plan.rounds)], plan)))


def _output(command: Sequence[str], plan: Plan) -> str:
    environment = {**os.environ, **environment_of(plan.aside)}
    done = subprocess.run(  # noqa: S603 (our own modules)
        command, cwd=_ROOT, env=environment, capture_output=True, text=True, check=False, timeout=_LONGEST_SECONDS
    )
    if done.returncode:
        said = (done.stderr.strip() or "nothing").splitlines()[-1]
        raise NotMeasured(f"{' '.join(command[1:3])} ended with {done.returncode} and said: {said}")
    return done.stdout
