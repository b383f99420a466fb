"""The log says what was asked of which address and how long it took, and nothing of what people wrote."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web import UNPAID, article, filled, help_centre, visitor
from web.access.doors import DOORS, OPEN
from web.app import build_app
from web.logs import JsonLines

CARD = "4111 1111 1111 1111"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    lines = logging.StreamHandler(stream)
    lines.setFormatter(JsonLines())
    root = logging.getLogger()
    root.addHandler(lines)
    logging.getLogger("podskazka").setLevel(logging.INFO)
    yield stream
    root.removeHandler(lines)
    logging.getLogger("podskazka").setLevel(logging.NOTSET)


def requests(stream: io.StringIO) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    return [line for line in lines if line["event"] == "request"]


def test_a_request_is_one_line_with_its_route_and_without_its_query(tmp_path: Path, written: io.StringIO) -> None:
    (document,) = filled(tmp_path, article(*UNPAID))
    with help_centre(tmp_path) as podskazka:
        client = visitor(build_app(podskazka))
        answer = client.get(f"/faq/{document}", params={"thanks": f"карта {CARD}"})

    (line,) = requests(written)
    assert (line["method"], line["route"], line["status"]) == ("GET", "/faq/{document_id}", 200)
    assert line["request_id"] == answer.headers["x-request-id"]
    assert line["milliseconds"] >= 0
    assert "карта" not in written.getvalue()


@pytest.mark.parametrize("path", [f"/карта {CARD}", f"/faq/{CARD}", f"/?q={CARD}", f"/api/search?q={CARD}"])
def test_nothing_of_an_address_as_it_came_is_written(tmp_path: Path, written: io.StringIO, path: str) -> None:
    filled(tmp_path, article(*UNPAID))
    with help_centre(tmp_path) as podskazka:
        visitor(build_app(podskazka)).get(path)

    assert len(requests(written)) == 1
    assert "4111" not in written.getvalue()


def test_an_error_is_written_by_its_kind_and_place_but_not_its_message(tmp_path: Path, written: io.StringIO) -> None:
    filled(tmp_path, article(*UNPAID))

    def fail() -> None:
        raise ValueError(f"карта {CARD}")

    with help_centre(tmp_path) as podskazka:
        app = build_app(podskazka, {**DOORS, "GET /fail": OPEN})
        app.add_api_route("/fail", fail)
        visitor(app).get("/fail")
    try:
        fail()
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")

    last = json.loads(written.getvalue().splitlines()[-1])
    assert requests(written)[0]["status"] == 500
    assert last["error"] == "ValueError"
    assert any("test_web_logs.py" in place for place in last["places"])
    assert CARD not in written.getvalue()
