"""`podskazka user` and `podskazka token`: who may come in, and with what programs do."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import click

from corpus.database.access.api_tokens import ApiTokens, NewToken
from corpus.database.access.people import Newcomer, People
from corpus.database.audit import COMMAND_LINE
from corpus.database.connection import Database
from corpus.database.rows import now
from corpus.errors import Conflicting, Unreadable
from corpus.nouns import Role
from corpus.settings import Settings
from web.access.doors import Scope
from web.access.passwords import Passwords, made_up
from web.cli.output import result, result_json, say, table

DEMO_FILE = "demo_people.json"
DEMO = (("agent", "Алеся", Role.AGENT), ("editor", "Вера", Role.EDITOR))
_ROLES = click.Choice([role.value for role in Role])
_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_login = click.argument("login", metavar="LOGIN")


@click.group(name="user")
def user() -> None:
    """Add people who may sign in, change their roles and passwords, shut them out.

    As soon as there is anybody, everybody has to sign in. agent: the Desk. lead: the Desk and its reports. editor:
    the Desk and the documents. admin: everything, people included; without one the server listens to this machine
    only. Passwords are asked for, or read from standard input.
    """


@user.command(name="add")
@_login
@click.option("--role", type=_ROLES, required=True, help="What they may do.")
@click.option("--name", default="", help="How their replies are signed. Default: the login.")
def add_user(login: str, role: str, name: str) -> None:
    """Let somebody in."""
    hashed = Passwords().hash(_password(), login)
    with _database() as database:
        person = People(database).add(Newcomer(login, name, Role(role), hashed), COMMAND_LINE)
    say(f"added {person.login} as {person.role}")


@user.command()
@_login
def passwd(login: str) -> None:
    """Exchange somebody's password and end their sessions."""
    hashed = Passwords().hash(_password(), login)
    with _database() as database:
        people = People(database)
        people.set_password(people.named(login).id, hashed, COMMAND_LINE)
    say(f"{login} has a new password; whoever was signed in with the old one is out")


@user.command()
@_login
@click.argument("role", type=_ROLES)
def role(login: str, role: str) -> None:
    """Let somebody do more or less."""
    with _database() as database:
        people = People(database)
        people.set_role(people.named(login).id, Role(role), COMMAND_LINE)
    say(f"{login} is {role} now")


@user.command()
@_login
def disable(login: str) -> None:
    """Shut somebody out at once, their API tokens too."""
    with _database() as database:
        people = People(database)
        people.disable(people.named(login).id, COMMAND_LINE)
    say(f"{login} is shut out")


@user.command()
@_login
def enable(login: str) -> None:
    """Let somebody in again."""
    with _database() as database:
        people = People(database)
        people.enable(people.named(login).id, COMMAND_LINE)
    say(f"{login} may come in again")


@user.command(name="list")
@_as_json
def list_users(*, as_json: bool) -> None:
    """Show everybody."""
    with _database() as database:
        people = People(database).all()
    rows = [(one.login, one.name, one.role.value, one.standing.value) for one in people]
    columns = ("login", "name", "role", "access")
    if as_json:
        result_json([dict(zip(columns, row, strict=True)) for row in rows])
    else:
        table(columns, rows)


@click.group(name="token")
def token() -> None:
    """Make and revoke API tokens: what programs send as `Authorization: Bearer pod_…`."""


@token.command(name="add")
@_login
@click.option("--scope", "scopes", type=click.Choice([scope.value for scope in Scope]), multiple=True, required=True,
              help="What it may do; say it several times for several.")  # fmt: skip
@click.option("--name", default="command line", help="What it is for.")
@click.option("--days", type=click.IntRange(1, 3650), help="How long it is good. Default: until it is revoked.")
def add_token(login: str, scopes: tuple[str, ...], name: str, days: int | None) -> None:
    """Make a token with LOGIN's rights, narrowed to the scopes, and print it: it cannot be read again."""
    until = now() + timedelta(days=days) if days else None
    with _database() as database:
        person = People(database).named(login)
        result(ApiTokens(database).add(NewToken(name, person.id, scopes, until), COMMAND_LINE))


@token.command(name="list")
@_as_json
def list_tokens(*, as_json: bool) -> None:
    """Show every token, revoked ones too, without their secrets."""
    with _database() as database:
        tokens = ApiTokens(database).all()
    columns = ("token", "name", "login", "scopes", "last used", "good until", "revoked")
    rows = [
        (one.prefix, one.name, one.login, " ".join(one.scopes), one.last_used_at, one.expires_at, one.revoked_at)
        for one in tokens
    ]
    if as_json:
        result_json([dict(zip(columns, row, strict=True)) for row in rows])
    else:
        table(columns, [[_shown(value) for value in row] for row in rows])


@token.command()
@click.argument("named", metavar="TOKEN")
def revoke(named: str) -> None:
    """End a token, named by its first signs as `podskazka token list` shows them."""
    with _database() as database:
        ApiTokens(database).revoke(named, COMMAND_LINE)
    say(f"{named} is revoked")


def has_admin(settings: Settings) -> bool:
    """Whether somebody may let others in."""
    database = Database.open(settings.database_url)
    try:
        return People(database).have_an_admin()
    finally:
        database.close()


def demo_people(database: Database, home: Path) -> dict[str, str]:
    """The demo's people with their passwords, the same at every start; in the demo's home they are no secret."""
    people, file = People(database), home / DEMO_FILE
    known: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    for login, name, role in DEMO:
        if login not in known:
            known[login] = made_up()
            _write_for_owner(file, known)  # first: a password that only a hash knows helps nobody
        try:
            people.add(Newcomer(login, name, role, Passwords().hash(known[login])), COMMAND_LINE)
        except Conflicting:
            continue
    return known


def _shown(value: str | datetime | None) -> str:
    if isinstance(value, datetime):
        return value.astimezone().strftime("%Y-%m-%d %H:%M")
    return value or ""


def _write_for_owner(file: Path, passwords: dict[str, str]) -> None:
    file.touch(mode=0o600)
    file.write_text(json.dumps(passwords), encoding="utf-8")


def _password() -> str:
    """Asked for twice where somebody types, a line of standard input where a program does; never an argument."""
    if sys.stdin.isatty():
        typed: str = click.prompt("Password", hide_input=True, confirmation_prompt="Once more", err=True)
        return typed
    typed = sys.stdin.readline().rstrip("\r\n")
    if not typed:
        raise Unreadable("no password was given; type it, or pipe it in: podskazka user add … < file")
    return typed


@contextmanager
def _database() -> Iterator[Database]:
    database = Database.open(Settings.read().database_url)
    try:
        yield database
    finally:
        database.close()
