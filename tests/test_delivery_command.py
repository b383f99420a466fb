"""`podskazka deliver` brings out what is due, and says what did not leave."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from corpus.database.desk.deliveries import DeliveryState
from corpus.errors import BadSetting
from tests.mail_server import MailServer, mail_server
from tests.patience import eventually
from tests.posting import Post
from tests.running import free_port
from web.cli.main import podskazka

ROOT = Path(__file__).parent.parent


@pytest.fixture
def post(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Post:
    for name in ("DATABASE_URL", "HOST", "HOSTS", "PUBLIC_URL"):
        monkeypatch.delenv(f"PODSKAZKA_{name}", raising=False)
    monkeypatch.setenv("PODSKAZKA_HOME", str(tmp_path))
    monkeypatch.setenv("PODSKAZKA_DELIVERY", "smtp")
    monkeypatch.setenv("PODSKAZKA_MAIL_FROM", "support@example.com")
    monkeypatch.setenv("PODSKAZKA_MAIL_TO", "intake@helpdesk.example")
    return Post(tmp_path)


def once(monkeypatch: pytest.MonkeyPatch, port: int) -> Result:
    monkeypatch.setenv("PODSKAZKA_SMTP_URL", f"smtp://127.0.0.1:{port}")
    return CliRunner().invoke(podskazka, ["deliver", "--once"], catch_exceptions=False)


def test_one_round_sends_what_is_due(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    post.send()
    with mail_server() as server:
        shown = once(monkeypatch, server.port)

    assert (shown.exit_code, shown.stdout) == (0, "delivered 1, waiting 0, dead 0\n")
    assert len(server.mails) == 1


def test_it_says_what_waits_and_what_is_dead_and_why(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    reply = post.send()
    waits = once(monkeypatch, free_port()).stdout
    post.send()
    with mail_server(MailServer(answers={"TEXT": "554 spam"})) as server:
        dead = once(monkeypatch, server.port).stdout

    assert waits.startswith("delivered 0, waiting 1, dead 0\n")
    assert f"reply {reply.id}: unreachable, 1 attempts, next 20" in waits
    assert "refused 554, 1 attempts, not tried any more" in dead


@pytest.mark.sqlite
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT], ids=str)
def test_it_goes_on_until_it_is_stopped_and_finishes_the_letter_under_way(
    post: Post, monkeypatch: pytest.MonkeyPatch, stop: signal.Signals
) -> None:
    # Where the tests run in the background it is ignored, and a child would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    reply = post.send()
    with mail_server(MailServer(slow_seconds=1)) as server:
        monkeypatch.setenv("PODSKAZKA_SMTP_URL", f"smtp://127.0.0.1:{server.port}")
        process = subprocess.Popen([sys.executable, "-m", "web.cli", "deliver"], cwd=ROOT)
        eventually(lambda: server.mails, 60)
        process.send_signal(stop)

        assert process.wait(30) == 0
    assert post.of(reply).state is DeliveryState.DELIVERED


def test_without_a_way_out_it_says_what_to_set(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PODSKAZKA_DELIVERY", "none")

    with pytest.raises(BadSetting, match="PODSKAZKA_DELIVERY"):
        CliRunner().invoke(podskazka, ["deliver", "--once"], catch_exceptions=False)
