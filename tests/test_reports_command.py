"""`podskazka report` prints what the lead's page shows, for people, spreadsheets and programs."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from corpus.database.connection import Database
from tests.outcomes import TEXT, Desk
from tests.web import filled
from web.cli.main import podskazka
from web.reports.figures import NONE, Minutes, Points, Share, harmless, plain, shown


@pytest.fixture
def answered_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home in which one draft was sent with an edit, and once there was none."""
    filled(tmp_path)
    monkeypatch.setenv("PODSKAZKA_HOME", str(tmp_path))
    monkeypatch.delenv("PODSKAZKA_DATABASE_URL", raising=False)
    database = Database.open(f"sqlite:///{tmp_path / 'podskazka.db'}")
    desk, now = Desk(database), datetime.now(UTC)
    desk.answered(TEXT.replace("час", "сутки"), at=now)
    desk.answered("Ответ с нуля", outcome="outside", at=now)
    database.close()
    return tmp_path


def printed(*words: str) -> str:
    done = CliRunner().invoke(podskazka, ["report", *words], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def test_figures_come_as_json(answered_home: Path) -> None:
    overall = json.loads(printed("--json"))["overall"]

    assert (overall["replies"], overall["edited"], overall["abstained"]) == (2, 1, 1)
    assert overall["acceptance"] == 0.5
    assert overall["kept"] == 0.9333
    assert overall["first_answer"] == {"n": 2, "median_minutes": 3.0, "p90_minutes": 3.0}


def test_a_table_comes_as_csv(answered_home: Path) -> None:
    heads, *rows = csv.reader(io.StringIO(printed("--csv", "--table", "agents", "--weeks", "1")))

    assert heads[:2] == ["Agent", "Replies"]
    assert rows[0][:2] == ["Анна", "2"]


def test_a_table_is_printed_for_people(answered_home: Path) -> None:
    assert "50" in printed("--weeks", "1")


def test_without_agents_their_table_says_why(answered_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PODSKAZKA_REPORT_BY_AGENT", "no")

    assert "PODSKAZKA_REPORT_BY_AGENT" in printed("--table", "agents")
    assert "Анна" not in printed("--json")


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0.4, "< 1 мин"),
        (7, "7 мин"),
        (59.4, "59 мин"),
        (185, "3 ч 5 мин"),
        (900, "15 ч"),
        (2 * 1440 + 300, "2 дн 5 ч"),
        (None, NONE),
    ],
)
def test_waiting_is_said_in_words(minutes: float | None, said: str) -> None:
    assert shown(Minutes(minutes), str).replace("\u00a0", " ") == said


def test_a_spreadsheet_gets_bare_numbers() -> None:
    assert plain(Share(0.825), ",") == "82,5"
    assert plain(Points(76.04), ".") == "76.0"
    assert plain(Minutes(None), ",") == ""


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "-2", "+7", "\tx", "\rx"])
def test_no_text_begins_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"
