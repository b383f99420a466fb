"""A server in a child process: started, watched until it answers, weighed, and stopped by its own number."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

from corpus.errors import PodskazkaError
from corpus.settings import Settings

_PAUSE_SECONDS = 0.05
_STOP_SECONDS = 60.0
_ROOT = Path(__file__).resolve().parents[2]


class NotServing(PodskazkaError):
    """The server that is to be measured does not run or does not answer."""


class Server:
    """One run of `podskazka serve` on a free port of this machine, for as long as the block lasts."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self._held = _free_port()
        self.port: int = self._held.getsockname()[1]
        self._command = [*command, "--port", str(self.port)]
        self._environment = {**os.environ, **environment}
        self._log = log
        self._began = 0.0
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Server:
        self._began = time.perf_counter()
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 (our own command)
                self._command, cwd=_ROOT, env=self._environment, stdout=log, stderr=log
            )
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        process = self._running()
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        finally:
            self._held.close()

    def seconds_until_found(self, title: str, patience: float) -> float:
        """Seconds from the start until a search for a document's title brings that document."""
        address = f"/api/search?q={quote(title)}"

        def found() -> bool:
            answer = self.answer(address)
            return any(passage["title"] == title for passage in (answer or {}).get("passages", ()))

        return self._seconds_until(found, "finds a document by its title", patience)

    def seconds_until_chroma(self, patience: float) -> float:
        """Seconds from the start until Chroma answers instead of the exact scan."""

        def answers() -> bool:
            answer = self.answer("/readyz")
            return answer is not None and answer["index"]["dense"] == "chroma"

        return self._seconds_until(answers, "answers from Chroma", patience)

    def answer(self, address: str) -> dict[str, Any] | None:
        """The JSON at this address, or None while there is none."""
        body = self.fetch(address)
        return None if body is None else json.loads(body)

    def fetch(self, address: str, posted: Mapping[str, object] | None = None) -> bytes | None:
        """What the server answers to a request, or to JSON that is posted; None when it does not or says no."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            if posted is None:
                connection.request("GET", address)
            else:
                connection.request("POST", address, json.dumps(posted), {"Content-Type": "application/json"})
            response = connection.getresponse()
            body = response.read()
            return body if response.status in {http.HTTPStatus.OK, http.HTTPStatus.CREATED} else None
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def memory(self) -> tuple[float, float]:
        """Megabytes that the process holds now, and the most it ever held; Linux only."""
        lines = Path(f"/proc/{self._running().pid}/status").read_text("utf-8").splitlines()
        sizes = {line.split(":")[0]: line.split()[1] for line in lines if line.startswith(("VmRSS", "VmHWM"))}
        return round(int(sizes["VmRSS"]) / 1024), round(int(sizes["VmHWM"]) / 1024)

    def processor_seconds(self) -> float:
        """How long the process has kept processors busy so far."""
        after_name = Path(f"/proc/{self._running().pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise NotServing("the server was not started")
        return self._process

    def _seconds_until(self, reached: Callable[[], bool], what: str, patience: float) -> float:
        while not reached():
            if (code := self._running().poll()) is not None:
                raise NotServing(f"the server ended with {code}; see {self._log}")
            if time.perf_counter() - self._began > patience:
                raise NotServing(f"after {patience:.0f} s no server that {what}; see {self._log}")
            time.sleep(_PAUSE_SECONDS)
        return round(time.perf_counter() - self._began, 2)


def environment_of(aside: Settings) -> dict[str, str]:
    """The bench's folder and nothing of the real one; an empty variable is one that is not set."""
    return {
        "PODSKAZKA_HOME": str(aside.home),
        "PODSKAZKA_DATABASE_URL": "",
        "PODSKAZKA_HOST": "127.0.0.1",
        "PODSKAZKA_EMBEDDING_MODEL": aside.embedding_model,
        "PODSKAZKA_THREADS": str(aside.threads),
    }


def _free_port() -> socket.socket:
    """Holds a port until the server has it, which takes seconds: nobody else is given it meanwhile."""
    held = socket.socket()
    # With this a server can listen there beside the socket that holds it: on Linux only listeners exclude each other.
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind(("127.0.0.1", 0))
    return held
