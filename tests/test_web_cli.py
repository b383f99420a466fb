"""`podskazka search` says what a question was read as, and takes it as typed when asked to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from web.cli.main import podskazka

TITLE = "Как вернуть деньги покупателю"
TYPED, MEANT = "rfr dthyenm ltymub gjregfntk.", "как вернуть деньги покупателю"


@pytest.fixture
def library(home: Path) -> None:
    """A home with one document."""
    docs = home.parent / "docs"
    docs.mkdir()
    text = f"# {TITLE}\n\nОткройте «Возвраты», найдите платёж и нажмите «Вернуть». Деньги придут за 1–14 дней."
    (docs / "refund.md").write_text(text, encoding="utf-8")
    run("ingest", str(docs))


def run(*arguments: str) -> str:
    return str(CliRunner().invoke(podskazka, arguments, catch_exceptions=False).stdout)


def test_one_line_says_what_the_question_was_read_as(library: None) -> None:
    shown = run("search", TYPED).splitlines()

    assert shown[0] == f"read as: {MEANT}"
    assert TITLE in shown[1]


def test_as_typed_reads_nothing_into_it(library: None) -> None:
    assert "read as" not in run("search", TYPED, "--as-typed")


def test_json_has_the_reading_and_the_judgement(library: None) -> None:
    found = json.loads(run("search", TYPED, "--json"))

    assert found["read_as"] == MEANT
    assert found["outcome"] in {"answered", "perhaps", "nothing found", "outside"}
    assert 0 <= found["answerable"] <= 1


def test_broken_bytes_from_a_terminal_are_no_reason_to_stop(library: None) -> None:
    assert TITLE in run("search", "вернуть деньги \udcff", "--as-typed")
    assert run("search", "вернуть деньги", "--product", "\udcff") == ""
    assert run("synonyms", "add", "возврат \udcff", "рефанд") == ""


def test_a_ticket_in_another_encoding_gets_a_draft_of_what_can_be_read(library: None, tmp_path: Path) -> None:
    ticket = tmp_path / "ticket.txt"
    ticket.write_bytes("Как вернуть деньги покупателю? ".encode() + b"\xff\xfe")

    assert json.loads(run("draft", str(ticket), "--subject", "\udcff", "--keep", "--json"))["outcome"] == "answered"
