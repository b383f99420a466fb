"""Whoever watches the server learns whether it lives and whether it can answer."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from assistant.assemble import assemble
from corpus.worker import Worker
from tests.patience import eventually
from tests.posting import smtp
from tests.running import free_port
from tests.test_worker import Turns
from tests.web import UNPAID, NarrowEmbedder, article, filled, open_web, settings, visitor
from web.app import build_app
from web.cli.serving import working
from web.health import condition_of


def test_a_server_with_all_its_parts_is_live_and_ready(tmp_path: Path) -> None:
    filled(tmp_path, article(*UNPAID))
    with open_web(tmp_path) as client:
        assert client.get("/healthz").json() == {"status": "live"}
        ready = client.get("/readyz")

    assert (ready.status_code, ready.json()["status"], ready.json()["index"]["words"]) == (200, "ready", True)


@pytest.mark.sqlite
def test_without_its_database_a_server_is_live_but_not_ready(tmp_path: Path) -> None:
    filled(tmp_path, article(*UNPAID))
    with open_web(tmp_path) as client:
        with sqlite3.connect(tmp_path / "podskazka.db") as broken:
            broken.execute("ALTER TABLE changes RENAME TO gone")

        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 503


def test_a_failing_index_is_told_on_the_desk_and_answers_all_the_same(tmp_path: Path) -> None:
    filled(tmp_path, article(*UNPAID))
    at = settings(tmp_path)
    at.index.mkdir(exist_ok=True)
    (at.index / "vectors").write_text("where Chroma's directories belong")
    podskazka = assemble(at, lambda _: NarrowEmbedder())
    try:
        eventually(lambda: condition_of(podskazka).problem)
        client = visitor(build_app(podskazka))

        desk, found, ready = client.get("/desk"), client.get("/", params={"q": "заказ"}), client.get("/readyz").json()
    finally:
        podskazka.close()

    assert "не в полную силу" in desk.text
    assert UNPAID[0] in found.text
    assert ready["status"] == "ready"


@pytest.mark.worker_fails
def test_a_worker_whose_last_turn_failed_is_named_and_the_server_is_ready_all_the_same(tmp_path: Path) -> None:
    filled(tmp_path, article(*UNPAID))
    podskazka = assemble(settings(tmp_path), lambda _: NarrowEmbedder())
    courier, settler = Worker("courier", Turns(KeyError("a defect"))), Worker("settler", Turns())
    try:
        client = visitor(build_app(podskazka, workers=[courier, settler]))
        courier.take_turn()
        settler.take_turn()
        failed = client.get("/readyz")
        courier.take_turn()
        recovered = client.get("/readyz")
    finally:
        podskazka.close()

    assert (failed.status_code, failed.json()["status"]) == (200, "ready")
    assert failed.json()["workers"] == {"follower": "working", "courier": "failing", "settler": "working"}
    assert "defect" not in failed.text
    assert recovered.json()["workers"]["courier"] == "working"


def test_a_follower_that_does_not_get_on_is_named(tmp_path: Path) -> None:
    filled(tmp_path, article(*UNPAID))
    podskazka = assemble(settings(tmp_path), lambda _: NarrowEmbedder())
    try:
        client = visitor(build_app(podskazka))
        with podskazka.house.database.writing() as connection:
            connection.execute(text("ALTER TABLE changes RENAME TO gone"))
        eventually(lambda: client.get("/readyz").json()["workers"] == {"follower": "failing"})
        with podskazka.house.database.writing() as connection:
            connection.execute(text("ALTER TABLE gone RENAME TO changes"))
        eventually(lambda: client.get("/readyz").json()["workers"] == {"follower": "working"})
    finally:
        podskazka.close()


def test_a_server_names_all_that_works_beside_its_pages(tmp_path: Path) -> None:
    filled(tmp_path, article(*UNPAID))
    podskazka = assemble(replace(settings(tmp_path), delivery=smtp(free_port())), lambda _: NarrowEmbedder())
    try:
        with working(podskazka) as workers:
            told = visitor(build_app(podskazka, workers=workers)).get("/readyz").json()["workers"]
    finally:
        podskazka.close()

    assert told == dict.fromkeys(("follower", "drafter", "settler", "courier"), "working")
