"""Whoever watches the server learns whether it lives and whether it can answer."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from assistant.assemble import assemble
from tests.patience import eventually
from tests.web import UNPAID, NarrowEmbedder, article, filled, open_web, settings, visitor
from web.app import build_app
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
