"""A real PostgreSQL server of one's own, and a way to run the tests that were written for SQLite on it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from threading import Lock
from uuid import uuid4

import pytest
from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.exc import OperationalError

from corpus.database import connection
from tests.conftest import left_out
from tests.patience import eventually

# Nothing here has to outlive the machine; a disk that is waited for makes everything ten times slower.
_HASTY = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=400", "listen_addresses=")
# Ends with the test run, however that ends: then nobody holds the other end of its input any more.
_UNTIL_ASKED = '"$0" "$@" </dev/null & read _; kill -INT $!; wait $!'


def binaries() -> Path:
    """Where initdb and postgres are; without them the test is left out."""
    if find_spec("psycopg") is None:
        left_out("PostgreSQL needs its driver: pip install 'podskazka[postgresql]'")
    on_path = [Path(found).resolve().parent] if (found := shutil.which("initdb")) else []
    folders = [*on_path, *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    here = next((folder for folder in folders if (folder / "postgres").exists()), None)
    if here is None:
        left_out("there is no PostgreSQL server here: apt install postgresql")
    assert here
    return here


@dataclass(frozen=True)
class Cluster:
    """A server that listens to a socket in its own folder."""

    folder: Path

    def url(self, name: str) -> str:
        """The address of one of its databases, as a user would set it."""
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def ask(self, statement: str) -> list[str]:
        """What the server's owner says, and the first column of the answer."""
        engine = create_engine(self.url("postgres").replace("postgresql:", "postgresql+psycopg:", 1))
        try:
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as owner:
                answer = owner.exec_driver_sql(statement)
                return [str(row[0]) for row in answer] if answer.returns_rows else []
        finally:
            engine.dispose()

    def database(self, like: str = "template0") -> str:
        """The name of a new database that holds what another one does."""
        name = f"p{uuid4().hex}"
        self.empty_of_visitors(like)
        self.ask(f"CREATE DATABASE {name} TEMPLATE {like}")
        return name

    def empty_of_visitors(self, name: str) -> None:
        """Ends all connections to a database, as a restart of the server would."""
        self.ask(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")

    def drop(self, name: str) -> None:
        """Deletes a database, in use or not."""
        self.ask(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def answers(self) -> bool:
        """Whether it has started."""
        try:
            return bool(self.ask("SELECT 1"))
        except OperationalError:
            return False


@contextmanager
def running() -> Iterator[Cluster]:
    """A new server with nothing in it."""
    programs = binaries()
    # PostgreSQL refuses to run as root; another user is there wherever its package is.
    user = "postgres" if os.geteuid() == 0 else None
    with TemporaryDirectory() as made, TemporaryFile("w+") as log:
        folder = Path(made)
        if user:
            shutil.chown(folder, user)
        told = {"user": user, "cwd": folder, "stdout": log, "stderr": log, "text": True}
        own = ["--pgdata", str(folder / "cluster"), "--username", "postgres", "--auth", "trust", "--encoding", "UTF8"]
        subprocess.run([programs / "initdb", *own, "--locale", "C.UTF-8", "--no-sync"], check=True, **told)  # type: ignore[call-overload]
        options = [part for one in (*_HASTY, f"unix_socket_directories={folder}") for part in ("-c", one)]
        command = ["sh", "-c", _UNTIL_ASKED, programs / "postgres", "-D", folder / "cluster", *options]
        with subprocess.Popen(command, stdin=subprocess.PIPE, **told):  # type: ignore[call-overload]
            cluster = Cluster(folder)
            eventually(cluster.answers)
            yield cluster


class InPlaceOfFiles:
    """Opens a database of the cluster wherever a test names a file of SQLite.

    The file then holds the name of that database; a file that was copied stands for a copy of it.
    """

    def __init__(self, cluster: Cluster) -> None:
        self._cluster, self._lock = cluster, Lock()
        self._names: dict[Path, str] = {}
        self._engines: list[tuple[Path, Engine]] = []
        self._really = connection._engine

    def engine(self, url: str) -> Engine:
        """An engine for the database that stands for the file; whatever names no file is as it was."""
        parsed = make_url(url) if url.startswith("sqlite:///") else None
        path = Path(parsed.database) if parsed and parsed.database else None
        name = self._name(path) if path else None
        engine = self._really(self._cluster.url(name) if name else url)
        if path and name:
            self._engines.append((path, engine))
        return engine

    def forget(self, folder: Path) -> None:
        """Drops what stands for the files of a test."""
        for path, engine in [pair for pair in self._engines if pair[0].is_relative_to(folder)]:
            engine.dispose()
            self._engines.remove((path, engine))
        for path in [path for path in self._names if path.is_relative_to(folder)]:
            self._cluster.drop(self._names.pop(path))

    def _name(self, path: Path) -> str | None:
        with self._lock:
            if path in self._names and path.exists():
                return self._names[path]
            known = path.read_text(errors="replace") if path.exists() else ""
            if known and known not in self._names.values():
                return None  # something else lies there on purpose
            self._names[path] = self._cluster.database(known or "template0")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self._names[path])
            return self._names[path]


@contextmanager
def in_place_of_files() -> Iterator[InPlaceOfFiles]:
    """While this is open, the databases of tests are in PostgreSQL."""
    with running() as cluster, pytest.MonkeyPatch.context() as patch:
        stands_for = InPlaceOfFiles(cluster)
        patch.setattr(connection, "_engine", stands_for.engine)
        yield stands_for
        stands_for.forget(Path("/"))
