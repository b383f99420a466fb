"""Killed in the middle of anything, no reply that was kept stays unsent."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from corpus.database.desk.deliveries import LEASE, DeliveryState
from tests.mail_server import MailServer, mail_server
from tests.posting import Post, by_mail

ROOT = Path(__file__).parent.parent


def killed(folder: Path, port: int, moment: float) -> list[str]:
    """Runs the driver, kills it that long after its first word, and says which replies it had kept."""
    command = [sys.executable, "-m", "tests.drivers.delivering", str(folder), str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    first = process.stdout.readline()
    time.sleep(moment)
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate()
    return [line.strip() for line in (first + rest).splitlines(keepends=True) if line.endswith("\n")]


def all_arrive(folder: Path, moments: list[float]) -> None:
    kept: list[str] = []
    with mail_server(MailServer()) as server:
        for moment in moments:
            kept += killed(folder, server.port, moment)
        post = Post(folder)
        post.clock.turn(seconds=LEASE.total_seconds())
        post.courier(by_mail(server.port)).round()
        waiting = post.deliveries.counts()[DeliveryState.WAITING]
        post.database.close()

    arrived = Counter(mail.parsed["Message-ID"] for mail in server.mails)
    assert waiting == 0
    assert {f"<{reply_id}@example.com>" for reply_id in kept} <= set(arrived)
    # What was under way when the courier died may come once more, under the same name; nothing else does.
    assert sum(arrived.values()) - len(arrived) <= len(moments)


def test_replies_kept_before_two_kills_all_arrive(tmp_path: Path) -> None:
    all_arrive(tmp_path, [0.05, 0.6])


@pytest.mark.slow
def test_replies_kept_before_twenty_kills_all_arrive(tmp_path: Path) -> None:
    all_arrive(tmp_path, [random.Random(seed).uniform(0, 1.5) for seed in range(20)])
