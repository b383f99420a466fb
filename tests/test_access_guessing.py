"""Guessing passwords is slow, counted, and stopped: over all processes, for the right password too."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import VerifyMismatchError
from fastapi.testclient import TestClient

from corpus.database.access.attempts import MOST, Attempts
from corpus.errors import TooManyFailures
from tests.access import PASSWORD, Company, company, form_token, serving, sign_in
from tests.web import visitor
from web.access.access import Access
from web.access.passwords import Passwords, WeakPassword, made_up, weakness
from web.access.sign_in import SignIn
from web.app import build_app

ROOT = Path(__file__).parent.parent


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Company]:
    with company(tmp_path) as opened:
        opened.employ("alesya")
        yield opened


def failed(database: Company, login: str, address: str, times: int = MOST) -> None:
    for _ in range(times):
        Attempts(database.database).begin(login, address)


def later(folder: Path, by: timedelta) -> None:
    with sqlite3.connect(folder / "podskazka.db") as database:
        then = (datetime.now(UTC) - by).strftime("%Y-%m-%d %H:%M:%S.%f")
        database.execute("UPDATE sign_in_failures SET at = ?", (then,))


def test_the_eleventh_failure_is_refused_with_the_right_password_too_and_says_so(site: Company) -> None:
    client = site.browser()
    codes = [sign_in(client, "alesya", "не тот пароль").status_code for _ in range(MOST)]
    answer = sign_in(client, "alesya", PASSWORD)

    assert codes == [401] * MOST
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "900"
    assert "Подождите 15 минут" in answer.text


def test_an_address_that_tries_many_logins_is_refused(site: Company) -> None:
    client = site.browser()
    for number in range(MOST):
        sign_in(client, f"nobody{number}", "x")

    assert sign_in(client, "alesya").status_code == 429


def test_a_login_that_many_addresses_try_is_closed(site: Company) -> None:
    for number in range(MOST):
        failed(site, "ALESYA", f"10.0.0.{number}", 1)

    assert sign_in(site.browser(), "alesya").status_code == 429


def test_others_come_in_meanwhile(site: Company) -> None:
    failed(site, "somebody", "10.0.0.1")

    assert sign_in(site.browser(), "alesya").status_code == 303


@pytest.mark.sqlite
def test_after_a_quarter_of_an_hour_the_door_is_open_again(site: Company, tmp_path: Path) -> None:
    failed(site, "alesya", "10.0.0.1")
    later(tmp_path, timedelta(minutes=14))
    assert sign_in(site.browser(), "alesya").status_code == 429
    later(tmp_path, timedelta(minutes=15))

    assert sign_in(site.browser(), "alesya").status_code == 303


def test_what_was_right_is_no_failure(site: Company) -> None:
    for _ in range(MOST + 1):
        assert sign_in(site.browser(), "alesya").status_code == 303


def test_a_home_network_of_the_new_kind_is_one_address(site: Company) -> None:
    for number in range(MOST):
        failed(site, f"nobody{number}", f"2001:db8:1:2::{number}", 1)

    with pytest.raises(TooManyFailures):
        Attempts(site.database).begin("alesya", "2001:db8:1:2:ffff::1")
    assert Attempts(site.database).begin("alesya", "2001:db8:1:3::1")


def test_guesses_made_at_once_are_counted_before_they_are_judged(site: Company) -> None:
    def guess(_: int) -> int:
        return int(sign_in(site.browser(), "alesya", "не тот пароль").status_code)

    with ThreadPoolExecutor(8) as crowd:
        codes = list(crowd.map(guess, range(3 * MOST)))

    assert codes.count(401) == MOST


def test_two_servers_count_together(site: Company, tmp_path: Path) -> None:
    with serving(tmp_path) as podskazka:
        second = visitor(build_app(podskazka))
        for client in (site.browser(), second) * (MOST // 2):
            assert sign_in(client, "alesya", "не тот пароль").status_code == 401

        assert sign_in(second, "alesya").status_code == 429
    assert sign_in(site.browser(), "alesya").status_code == 429


@pytest.mark.sqlite
def test_another_process_sees_the_failures_of_this_one(site: Company, tmp_path: Path) -> None:
    failed(site, "alesya", "10.0.0.1")
    program = (
        "import sys; from corpus.database.access.attempts import Attempts\n"
        "from corpus.database.connection import Database\n"
        "Attempts(Database.open(sys.argv[1])).begin('alesya', '10.0.0.2')"
    )
    address = f"sqlite:///{tmp_path / 'podskazka.db'}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    tried = subprocess.run(
        [sys.executable, "-c", program, address], capture_output=True, text=True, env=environment, check=False
    )

    assert "TooManyFailures" in tried.stderr


@pytest.mark.sqlite
def test_the_failures_hold_no_login_and_no_address(site: Company, tmp_path: Path) -> None:
    failed(site, "пароль-вместо-логина", "10.11.12.13", 1)
    with sqlite3.connect(tmp_path / "podskazka.db") as database:
        held = str(database.execute("SELECT * FROM sign_in_failures").fetchall())

    assert "пароль" not in held
    assert "10.11" not in held


def test_the_old_password_cannot_be_guessed_through_a_stolen_session(site: Company) -> None:
    client = site.browser(site.people.named("alesya"))
    token = form_token(client, "/account")
    new = "совсем другие четыре слова"

    def change(password: str) -> int:
        typed = {"password": password, "new": new, "again": new, "form_token": token}
        return int(client.post("/account/password", data=typed).status_code)

    assert [change("не тот пароль") for _ in range(MOST)] == [422] * MOST
    assert change(PASSWORD) == 429


class Counted(Passwords):
    """The real thing, that remembers what it compared with."""

    def __init__(self) -> None:
        self.compared: list[str] = []
        super().__init__()

    def right(self, stored: str | None, password: str) -> bool:
        self.compared.append(stored or self._nobodys)
        return super().right(stored, password)


def test_an_unknown_login_costs_the_same_as_a_wrong_password(site: Company) -> None:
    passwords = Counted()
    enter = SignIn(Access(site.database, site.podskazka.house.settings, passwords)).with_password
    enter("alesya", "не тот пароль", "10.0.0.1")
    enter("nobody", "не тот пароль", "10.0.0.1")

    known, unknown = passwords.compared

    assert extract_parameters(known) == extract_parameters(unknown)
    assert extract_parameters(known).memory_cost == 65536
    with pytest.raises(VerifyMismatchError):  # computed to the end, not turned down for its form
        PasswordHasher().verify(unknown, "не тот пароль")


def test_a_hash_of_weaker_days_is_made_anew_when_its_owner_comes_in(site: Company) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    person = site.people.named("alesya")
    site.people.rehash(person.id, person.password_hash or "", weak)
    sign_in(site.browser(), "alesya", "не тот пароль")
    assert site.people.named("alesya").password_hash == weak
    client: TestClient = site.browser()
    sign_in(client, "alesya")
    now = site.people.named("alesya").password_hash or ""

    assert now.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert client.get("/desk").status_code == 200
    assert sign_in(site.browser(), "alesya").status_code == 303


def test_a_password_is_the_same_however_it_was_composed() -> None:
    composed, taken_apart = "пароль с буквой й и ё", "пароль с буквой и\u0306 и е\u0308"
    passwords = Passwords()

    assert passwords.right(passwords.hash(composed), taken_apart)


@pytest.mark.parametrize(
    "password",
    [
        "", "short", "одиннадцать", "111111111111", "123456789012", "qwertyuiop[]", "йцукенгшщзхъ", "Password1234",
        "asdfghjkl;'z", "qwerty123456", "abcabcabcabc", "passwordpassword", "zyxwvutsrqpo", "ПарольПароль",
        "alesya123456", "я" * 201,
    ],
)  # fmt: skip
def test_a_password_that_is_guessed_first_is_not_taken(password: str) -> None:
    assert weakness(password, "alesya@ladya.example")
    with pytest.raises(WeakPassword):
        Passwords().hash(password, "alesya@ladya.example")


@pytest.mark.parametrize("password", [PASSWORD, "tR7#kdm29zQx", "correct parrot battery", made_up()], ids=range(4))
def test_a_good_password_is_taken(password: str) -> None:
    assert not weakness(password, "alesya")
