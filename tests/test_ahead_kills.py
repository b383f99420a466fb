"""Killed in the middle of a draft, a server makes it when it runs again: what is missing is seen, not remembered."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import update

from assistant.ahead.ahead import Step
from assistant.assemble import Podskazka
from corpus.database.ahead.tables import prepared_drafts
from corpus.database.connection import Database
from corpus.database.rows import now
from tests.web import UNPAID, article, filled, help_centre

ROOT = Path(__file__).parent.parent


def killed(folder: Path, moment: float) -> list[str]:
    """Runs the driver, kills it that long after its first word, and says which tickets it had kept."""
    command = [sys.executable, "-m", "tests.drivers.drafting_ahead", str(folder)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    first = process.stdout.readline()
    time.sleep(moment)
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate()
    return [line.strip() for line in (first + rest).splitlines(keepends=True) if line.endswith("\n")]


@pytest.mark.sqlite
def test_every_ticket_gets_its_draft_however_often_the_drafter_is_killed(tmp_path: Path) -> None:
    filled(tmp_path, article(*UNPAID))
    kept = [ticket_id for moment in (0.0, 0.35) for ticket_id in killed(tmp_path, moment)]

    with help_centre(tmp_path) as podskazka:
        made_all(podskazka)
        end_leases(podskazka.house.database)  # what was under way is the dead process's until then
        made_all(podskazka)

        assert kept
        assert all(podskazka.ahead.ready(ticket_id) for ticket_id in kept)


def made_all(podskazka: Podskazka) -> None:
    while podskazka.ahead.step() is Step.MADE:
        pass


def end_leases(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(update(prepared_drafts).values(leased_until=now()))
