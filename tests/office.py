"""A whole installation at work: a real server process that can be killed, its people, its mail server, its model."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError

from corpus.database.access.api_tokens import ApiTokens, NewToken
from corpus.database.access.people import Newcomer, People
from corpus.database.audit import COMMAND_LINE
from corpus.database.connection import Database
from corpus.nouns import Role
from tests.access import hashed
from tests.mail_server import MailServer
from tests.running import free_port
from web.access.doors import Scope

ROOT = Path(__file__).parent.parent
_STARTER = ROOT / "corpus" / "starter"
_START_SECONDS = 180.0  # three, on a machine with nothing else to do


@dataclass
class Office:
    """A home with the starter corpus, and a server over it at an address that outlives its process."""

    home: Path
    more: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    starts: list[float] = field(default_factory=list)
    token: str = ""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> list[dict[str, object]]:
        """What the server has written, over all its lives."""
        lines = (self.home / "server.log").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    @property
    def statuses(self) -> Counter[int]:
        """How often which status was answered."""
        return Counter(int(str(line["status"])) for line in self.log if "route" in line)

    def furnish(self, people: Mapping[str, Role], own_domains: str = "ladya.example") -> None:
        """Takes the starter corpus in, employs these people, and gives the helpdesk a token."""
        self.more["PODSKAZKA_OWN_DOMAINS"] = own_domains
        self.run("ingest", str(_STARTER))
        database = Database.open(f"sqlite:///{self.home / 'podskazka.db'}")
        employed = [
            People(database).add(Newcomer(name.lower(), name, role, hashed()), COMMAND_LINE)
            for name, role in people.items()
        ]
        scopes = (Scope.TICKETS_WRITE, Scope.TICKETS_READ)
        self.token = ApiTokens(database).add(NewToken("helpdesk", employed[0].id, scopes), COMMAND_LINE)
        database.close()

    def run(self, *words: str) -> None:
        """A command, to its end."""
        subprocess.run(self._command(*words), cwd=ROOT, env=self._environment(), check=True, capture_output=True)

    def start(self) -> None:
        """Starts the server, and waits until it answers."""
        began = time.monotonic()
        with (self.home / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                self._command("serve", "--port", str(self.port)),
                cwd=ROOT, env=self._environment(), stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        while not self._answers():
            assert self.process.poll() is None, (self.home / "server.log").read_text(encoding="utf-8")[-2000:]
            assert time.monotonic() - began < _START_SECONDS, "the server does not answer"
            time.sleep(0.1)
        self.starts.append(time.monotonic() - began)

    def kill(self) -> None:
        """Ends the server in the middle of whatever it does."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ends the server in order."""
        self._end(signal.SIGTERM)

    def post(self, ticket: Mapping[str, str], key: str) -> dict[str, object]:
        """What the API answers to a new ticket."""
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key, "Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.address}/api/tickets", json.dumps(ticket).encode(), headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            told: dict[str, object] = json.load(answer)
        return told

    def _end(self, how: signal.Signals) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(30)
        self.process = None

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def _command(self, *words: str) -> Sequence[str]:
        return (sys.executable, "-m", "web.cli", *words)

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PODSKAZKA_")}
        return {**kept, "PODSKAZKA_HOME": str(self.home), "PYTHONPATH": str(ROOT), **self.more}


def by_mail(server: MailServer) -> dict[str, str]:
    """The settings with which replies leave through this mail server."""
    return {
        "PODSKAZKA_DELIVERY": "smtp",
        "PODSKAZKA_SMTP_URL": f"smtp://127.0.0.1:{server.port}",
        "PODSKAZKA_MAIL_FROM": "Подсказка <desk@ladya.example>",
        "PODSKAZKA_MAIL_TO": "support@ladya.example",
    }


def by_model(url: str) -> dict[str, str]:
    """The settings with which this model helps to write."""
    return {
        "PODSKAZKA_LLM": "openai:scripted",
        "PODSKAZKA_LLM_URL": url,
        "PODSKAZKA_LLM_KEY": "secret",
        "PODSKAZKA_LLM_SECONDS": "60",
    }
