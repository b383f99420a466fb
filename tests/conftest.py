"""What several tests share: the order of the files, the bundled model, built once a run; how a missing part is met."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as examples
from playwright.sync_api import expect

from corpus.embedding.built import ensure_built
from tests.access import Company, company
from tests.desk import Desk
from tests.patience import PATIENCE
from tests.test_desk_pages import Agent

if TYPE_CHECKING:
    from tests.postgres import InPlaceOfFiles

# Files that take many seconds, the longest first: what begins last is what everybody waits for at the end.
LONGEST = tuple(
    f"test_{name}"
    for name in """
    agents_hour axe_in_browser cli snippets_in_browser desk_in_browser injection learning kills access_oidc desk_pages
    access_guessing public_never_shows_staff writer_in_browser pages_in_browser access_sign_in evals_command
    reports_in_browser bench_search access_people delivery_pages small_model
    """.split()
)


def pytest_configure(config: pytest.Config) -> None:
    """Several workers take the files in the order below, and not by how many tests are in them."""
    # An application is a hundred thousand objects: by the usual measure a tenth of the time goes into looking at them.
    gc.set_threshold(20_000, 10, 5)
    # A busy machine paints a page and makes a text when it gets to it. The same texts each time: what is right today
    # does not fail tomorrow.
    expect.set_options(timeout=PATIENCE * 1000)
    examples.register_profile("steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    examples.load_profile("steady")
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long files first; within a file everything stays as it was written."""
    rank = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path.stem, len(rank)))


def pytest_collection_finish() -> None:
    """What was imported stays to the end: without this the collector looks through all of it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def bundled_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the bundled model, built as the first command of a user would."""
    folder = tmp_path_factory.mktemp("bundled") / "models"
    ensure_built(folder)
    return folder


@pytest.fixture(scope="session", autouse=True)
def postgresql_in_place_of_files() -> Iterator[InPlaceOfFiles | None]:
    """With PODSKAZKA_TEST_POSTGRESQL=1 what is written for SQLite runs on PostgreSQL."""
    if os.environ.get("PODSKAZKA_TEST_POSTGRESQL") != "1":
        yield None
        return
    from tests.postgres import in_place_of_files  # noqa: PLC0415 (it needs `left_out` from here)

    with in_place_of_files() as stands_for:
        yield stands_for


@pytest.fixture(autouse=True)
def own_databases(
    postgresql_in_place_of_files: InPlaceOfFiles | None, request: pytest.FixtureRequest
) -> Iterator[None]:
    """What a test made in PostgreSQL goes with it: a database is eight megabytes."""
    folder = request.getfixturevalue("tmp_path") if postgresql_in_place_of_files else None
    yield
    if postgresql_in_place_of_files and folder:
        postgresql_in_place_of_files.forget(folder)


@pytest.fixture(autouse=True)
def background_work_does_not_fail(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Work in the background outlives a defect, which nobody would notice here."""
    yield
    if not request.node.get_closest_marker("worker_fails"):
        told = [*caplog.get_records("setup"), *caplog.get_records("call"), *caplog.get_records("teardown")]
        failures = [record for record in told if record.name == "podskazka.worker" and record.exc_info]
        assert not failures, [str(record.exc_info) for record in failures]


@pytest.fixture
def home(tmp_path: Path, bundled_models: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new PODSKAZKA_HOME that has the model already."""
    made = tmp_path / "home"
    made.mkdir()
    (made / "models").symlink_to(bundled_models)
    monkeypatch.setenv("PODSKAZKA_HOME", str(made))
    for name in ("DATABASE_URL", "EMBEDDING_MODEL", "HOST", "PORT", "HOSTS", "PUBLIC_URL"):
        monkeypatch.delenv(f"PODSKAZKA_{name}", raising=False)
    return made


def left_out(reason: str) -> None:
    """Skips with the reason, or fails where everything has to be there (CI)."""
    if os.environ.get("PODSKAZKA_EVERYTHING"):
        pytest.fail(f"missing here: {reason}")
    pytest.skip(reason)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An empty Desk over a database of its own."""
    made = Desk(tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Company]:
    """A company at work, with its people."""
    with company(tmp_path) as opened:
        yield opened


@pytest.fixture
def vera(site: Company) -> Agent:
    """Its agent, signed in."""
    return Agent(site, "vera")
