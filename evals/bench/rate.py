"""Asks a server at a rate that does not wait for its answers; run as a program by the bench, so that it is light."""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote

# A request that takes longer has failed.
PATIENCE_SECONDS = 30.0
_FAILED = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: when it was planned, when it was sent and answered, in seconds from the start; 0: no answer."""

    planned: float
    sent: float
    answered: float
    status: int


@dataclass(frozen=True, slots=True)
class RateRun:
    """All requests of a run, how long it took, and how much of one core this client used."""

    asked: tuple[Asked, ...]
    seconds: float
    client_share: float


def planned(rate: float, seconds: float) -> list[float]:
    """The moments at which requests arrive: a Poisson process, the same one every time."""
    chance = random.Random(5)  # noqa: S311 (arrivals, not secrets)
    moments: list[float] = []
    moment = chance.expovariate(rate)
    while moment < seconds:
        moments.append(moment)
        moment += chance.expovariate(rate)
    return moments


async def ask_at_rate(port: int, questions: Sequence[str], moments: Sequence[float]) -> RateRun:
    """Sends each question at its moment, on a connection of its own, whether earlier ones were answered or not."""
    requests = [_request(port, text) for text in questions]
    began, used = time.perf_counter(), time.process_time()
    asked = await asyncio.gather(
        *(_one(port, requests[number % len(requests)], began, moment) for number, moment in enumerate(moments))
    )
    seconds = time.perf_counter() - began
    return RateRun(tuple(asked), round(seconds, 3), round((time.process_time() - used) / max(seconds, 1e-9), 4))


async def _one(port: int, request: bytes, began: float, moment: float) -> Asked:
    await asyncio.sleep(moment - (time.perf_counter() - began))
    sent = time.perf_counter() - began
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            status = await _status(port, request)
    except (OSError, EOFError, ValueError):  # a refused, broken or silent connection is a failed request
        status = _FAILED
    return Asked(round(moment, 5), round(sent, 5), round(time.perf_counter() - began, 5), status)


async def _status(port: int, request: bytes) -> int:
    """Sends the request and reads the answer to its end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        answer = await reader.read(-1)
    finally:
        writer.close()
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/") else _FAILED


def _request(port: int, question: str) -> bytes:
    # The server closes after its answer: reading to the end is all there is to parse.
    head = f"GET /api/search?q={quote(question)} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
    return head.encode("ascii")


def main(port: int, rate: float, seconds: float, questions: Path) -> None:
    """Prints the run as JSON."""
    texts = json.loads(questions.read_text("utf-8"))
    run = asyncio.run(ask_at_rate(port, texts, planned(rate, seconds)))
    sys.stdout.write(json.dumps(asdict(run)))


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]), Path(sys.argv[4]))
