"""Whatever breaks, a program reads a problem and a person reads a page; nobody reads a stack."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from corpus.errors import DatabaseUnavailable, ModelNotLoaded
from tests.web import UNPAID, article, filled, help_centre, visitor
from web.access.doors import DOORS, OPEN
from web.app import build_app
from web.security import HEADERS

SECRET = "номер 4111111111111111"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[FastAPI]:
    filled(tmp_path, article(*UNPAID))
    with help_centre(tmp_path) as podskazka:
        yield build_app(podskazka, {**DOORS, "GET /api/fail": OPEN, "GET /fail": OPEN})


def failing(app: FastAPI, error: Exception) -> TestClient:
    """The same web with two addresses at which this goes wrong."""

    def fail() -> None:
        raise error

    for path in ("/api/fail", "/fail"):
        app.add_api_route(path, fail)
    return visitor(app)


@pytest.mark.parametrize("error", [DatabaseUnavailable("the disk is full"), ModelNotLoaded("set the model")])
def test_a_part_that_is_away_for_a_moment_asks_to_come_again(app: FastAPI, error: Exception) -> None:
    answer = failing(app, error).get("/api/fail")

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert answer.json()["detail"] == str(error)


def test_an_unexpected_error_is_a_problem_without_a_stack_and_with_all_headers(app: FastAPI) -> None:
    answer = failing(app, ValueError(SECRET)).get("/api/fail")

    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert answer.headers["x-request-id"]


def test_a_person_sees_a_page_with_the_number_to_tell(app: FastAPI) -> None:
    page = failing(app, ValueError(SECRET)).get("/fail")

    assert "Что-то сломалось у нас" in page.text
    assert page.headers["x-request-id"] in page.text
    assert SECRET not in page.text


@pytest.mark.sqlite
def test_a_database_that_went_away_is_told_on_pages_and_to_programs(app: FastAPI, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "podskazka.db") as broken:
        broken.execute("ALTER TABLE documents RENAME TO gone")
    client = visitor(app)

    page, answer = client.get("/"), client.get("/api/search", params={"q": "заказ"})

    assert (page.status_code, answer.status_code) == (503, 503)
    assert "Сейчас не получается" in page.text


def test_a_method_that_an_address_does_not_take_is_told_with_those_it_takes(app: FastAPI) -> None:
    answer = visitor(app).delete("/desk")

    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert "text/html" in answer.headers["content-type"]
