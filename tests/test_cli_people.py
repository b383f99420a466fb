"""`podskazka user` and `podskazka token`, and the server that listens to others only when somebody guards it."""

from __future__ import annotations

import json
import os
import pty
import select
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from corpus.database.access.api_tokens import ApiTokens
from corpus.database.access.people import People
from corpus.database.connection import Database
from corpus.nouns import Role
from corpus.settings import Settings
from tests.access import PASSWORD, Company, company, form_token, sign_in
from web.cli.main import main, podskazka
from web.cli.people import DEMO_FILE, demo_people

ROOT = Path(__file__).parent.parent


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PODSKAZKA_HOME", str(tmp_path))
    for name in ("DATABASE_URL", "HOST", "HOSTS", "PUBLIC_URL"):
        monkeypatch.delenv(f"PODSKAZKA_{name}", raising=False)
    return tmp_path


def run(*words: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(podskazka, words, input=typed, catch_exceptions=False)


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """The exit code of the whole command, errors translated, and what it said of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["podskazka", *words])
        with pytest.raises(SystemExit) as end:
            main()
    return int(end.value.code or 0), capsys.readouterr().err


def add(login: str, role: str = "agent", password: str = PASSWORD) -> Result:
    return run("user", "add", login, "--role", role, typed=f"{password}\n")


def people() -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads(run("user", "list", "--json").stdout)
    return listed


def test_people_are_added_listed_promoted_and_shut_out(home: Path) -> None:
    add("Alesya@ladya.example")
    add("vera", "admin")
    run("user", "role", "alesya@ladya.example", "lead")
    run("user", "disable", "ALESYA@ladya.example")

    assert [(one["login"], one["role"], one["access"]) for one in people()] == [
        ("alesya@ladya.example", "lead", "disabled"),
        ("vera", "admin", "active"),
    ]
    run("user", "enable", "alesya@ladya.example")
    assert people()[0]["access"] == "active"


def test_a_new_password_from_the_terminal_ends_sessions(home: Path) -> None:
    with company(home) as site:
        add("alesya")
        client = site.browser(site.people.named("alesya"))
        assert run("user", "passwd", "alesya", typed="совсем другие четыре слова\n").exit_code == 0

        assert client.get("/desk").status_code == 303
        assert sign_in(site.browser(), "alesya", "совсем другие четыре слова").status_code == 303


@pytest.mark.parametrize(
    ("password", "why"), [("short", "shorter than 12"), ("Password1234", "first that are guessed")]
)
def test_a_weak_password_is_refused(home: Path, password: str, why: str) -> None:
    with pytest.raises(Exception, match=why):
        add("alesya", password=password)
    assert people() == []


def test_no_password_is_taken_from_the_command_line(home: Path) -> None:
    assert run("user", "add", "alesya", "--role", "agent", PASSWORD).exit_code == 2
    assert run("user", "add", "alesya", "--role", "agent", "--password", PASSWORD).exit_code == 2


def test_without_a_role_nobody_is_added(home: Path) -> None:
    assert run("user", "add", "alesya", typed=PASSWORD).exit_code == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("user", "disable", "nobody"), "podskazka user list"),
        (("user", "disable", "\udcff"), "podskazka user list"),
        (("user", "disable", "vera"), "last admin"),
        (("user", "role", "vera", "agent"), "last admin"),
        (("token", "add", "nobody", "--scope", "tickets:read"), "nobody has the login"),
        (("token", "revoke", "pod_x"), "podskazka token list"),
    ],
)
def test_what_cannot_be_done_is_said(home: Path, capsys: pytest.CaptureFixture[str], words: Any, said: str) -> None:
    add("vera", "admin")
    code, error = told(capsys, *words)

    assert (code, said in error) == (1, True)


def test_a_token_is_printed_once_and_revoked_by_its_first_signs(home: Path) -> None:
    add("alesya")
    secret = run(
        "token", "add", "alesya", "--scope", "tickets:read", "--scope", "tickets:write", "--days", "30"
    ).stdout.strip()
    listed = run("token", "list").stdout
    tokens = ApiTokens(Database.open(Settings.read().database_url))

    assert tokens.find(secret)
    assert secret[:10] in listed
    assert secret not in listed
    assert run("token", "revoke", secret[:10]).exit_code == 0
    assert tokens.find(secret) is None
    assert json.loads(run("token", "list", "--json").stdout)[0]["revoked"]


def spoken(words: list[str], answers: list[str], home: Path) -> tuple[int, str]:
    """A command in a real terminal: what it asks is answered."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        os.environ["PODSKAZKA_HOME"] = str(home)
        os.execv(sys.executable, [sys.executable, "-m", "web.cli", *words])
    seen, until = "", time.monotonic() + 60
    while time.monotonic() < until:
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            seen += os.read(terminal, 4096).decode()
        except OSError:  # the other end of the terminal is closed
            break
        if answers and seen.rstrip().endswith(":") and seen.count(": ") > 2 - len(answers):
            os.write(terminal, f"{answers.pop(0)}\n".encode())
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), seen


def test_on_a_terminal_the_password_is_asked_for_twice_and_not_shown(home: Path) -> None:
    code, seen = spoken(["user", "add", "alesya", "--role", "agent"], [PASSWORD, PASSWORD], home)

    assert (code, "Once more" in seen) == (0, True)
    assert PASSWORD not in seen
    assert people()[0]["login"] == "alesya"


@pytest.mark.sqlite
def test_another_process_shuts_somebody_out_of_a_running_server_at_once(home: Path) -> None:
    with company(home) as site:
        add("alesya")
        client = site.browser(site.people.named("alesya"))
        assert client.get("/desk").status_code == 200
        words = [sys.executable, "-m", "web.cli", "user", "disable", "alesya"]
        subprocess.run(words, cwd=ROOT, env=os.environ | {"PODSKAZKA_HOME": str(home)}, check=True, capture_output=True)

        assert client.get("/desk").status_code == 303


@pytest.mark.sqlite
def test_the_first_person_closes_the_desk_of_a_running_server(home: Path) -> None:
    with company(home) as site:
        assert site.browser().get("/desk").status_code == 200
        add("vera", "admin")

        assert site.browser().get("/desk").status_code == 303


def test_a_server_does_not_listen_to_others_until_there_is_an_admin(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, error = told(capsys, "serve", "--host", "0.0.0.0", "--port", "0")
    add("vera", "admin")
    later, names_missing = told(capsys, "serve", "--host", "0.0.0.0", "--port", "0")

    assert (code, "podskazka user add LOGIN --role admin" in error) == (1, True)
    assert (later, "PODSKAZKA_HOSTS" in names_missing) == (1, True)


def demo(site: Company, home: Path) -> dict[str, str]:
    return demo_people(site.database, home)


def test_the_demo_has_an_agent_and_an_editor_with_the_same_passwords_every_time(home: Path) -> None:
    with company(home) as site:
        first, second = demo(site, home), demo(site, home)
        clients = {login: site.browser() for login in first}
        codes = [sign_in(client, login, first[login]).status_code for login, client in clients.items()]

        assert first == second
        assert codes == [303, 303]
        assert [person.role for person in site.people.all()] == [Role.AGENT, Role.EDITOR]
        assert form_token(clients["agent"])
    assert stat.S_IMODE((home / DEMO_FILE).stat().st_mode) == 0o600


def test_a_demo_password_that_its_owner_changed_stays_changed(home: Path) -> None:
    with company(home) as site:
        demo(site, home)
        run("user", "passwd", "agent", typed="совсем другие четыре слова\n")
        demo(site, home)

        assert sign_in(site.browser(), "agent", "совсем другие четыре слова").status_code == 303
        assert not People(site.database).have_an_admin()
