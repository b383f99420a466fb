"""Triage is measured on tickets that became cases, each judged by the others and never by its near copies."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.errors import Unreadable
from evals.triage.cases import STARTER_URGENCY, near_copies, read_urgencies
from evals.triage.fitting import fitted_ballot
from evals.triage.report import settings_lines, triage_section
from evals.triage.triage import FEWEST, NOT_CLEAR, OWNER, PRODUCT, URGENCY, TriageReport, run_triage
from tests.fakes import FakeEmbedder
from tests.test_evals_retrieval import Watched
from tests.test_triage_votes import case
from tests.web import settings

STORIES = (
    ("bank", "Платежи", "Лимит оборота", "Лимит поднимает банк"),
    ("merchant", "Акции", "Нет промокода", "Промокоды высылает магазин"),
    ("payer", "ЕРИП", "Услуга ЕРИП", "Услуга ЕРИП находится по номеру"),
)
PEOPLE = 12
_SYLLABLES = "ба во ге ду жи зо ку лю ма не пи ро".split()


def shop(number: int) -> str:
    """A name like no other."""
    return f"{_SYLLABLES[number % 12]}{_SYLLABLES[number // 12 % 12]}{_SYLLABLES[(7 * number + 3) % 12]}"


def tickets(folder: Path, people: int = PEOPLE) -> Path:
    """A file of resolved tickets: three stories, each told by several people."""
    folder.mkdir(parents=True)
    rows = []
    for number in range(people):
        for at, (owner, product, complaint, answer) in enumerate(STORIES):
            names = ", ".join(shop(4 * (3 * number + at) + which) for which in range(4))
            spoken = [
                {"from": "customer", "text": f"{complaint}, {names}"},
                {"from": "agent", "text": f"{answer}, номер {number}{at}: {names}."},
            ]
            rows.append(
                {"id": f"{owner}-{number}", "channel": "chat", "status": "resolved", "subject": "", "language": "ru",
                 "product": product, "owner": owner, "messages": spoken}
            )  # fmt: skip
    (folder / "tickets.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return folder


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> TriageReport:
    folder = tmp_path_factory.mktemp("triage")
    labels = [
        {"id": f"{owner}-{number}", "urgency": "urgent" if owner == "bank" else "normal"}
        for number in range(PEOPLE)
        for owner, *_ in STORIES
    ]
    (folder / "urgency.jsonl").write_text("".join(json.dumps(row) + "\n" for row in labels), "utf-8")
    given = ([tickets(folder / "in")], folder / "urgency.jsonl", settings(folder))
    return run_triage(*given, Watched(), lambda _: FakeEmbedder())


def test_every_labelled_ticket_is_judged_once(report: TriageReport) -> None:
    assert report.as_dict()[OWNER]["n"] == 3 * PEOPLE
    assert report.as_dict()[PRODUCT]["n"] == report.as_dict()[URGENCY]["n"] == 3 * PEOPLE
    assert report.as_dict()[OWNER]["baseline"] == pytest.approx(1 / 3, abs=0.001)


def test_counts_of_the_confusion_add_up_to_the_tickets(report: TriageReport) -> None:
    counts = report.facets[OWNER].confusion()

    assert {truth: sum(row.values()) for truth, row in counts.items()} == dict.fromkeys(counts, PEOPLE)
    assert all(NOT_CLEAR in row for row in counts.values())


def test_what_others_tell_in_other_words_is_told_right(report: TriageReport) -> None:
    figures = report.as_dict()[OWNER]

    assert report.copies == 0
    assert figures["accuracy_told"] >= 0.9
    assert figures["coverage"] >= 0.8


def test_the_report_shows_every_facet_and_the_terminal_what_to_ship(report: TriageReport) -> None:
    page, lines = triage_section(report), list(settings_lines(report))

    assert all(name in page for name in ("owner", "product", "urgency", "language", NOT_CLEAR))
    assert any(line.startswith("fitted on all: OWNER") for line in lines)
    assert "Not measured" in triage_section(None)


def test_too_few_tickets_are_said_to_be_too_few(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=f"fewer than {FEWEST}"):
        run_triage([tickets(tmp_path / "in", 2)], None, settings(tmp_path), Watched(), lambda _: FakeEmbedder())


def test_a_near_copy_has_no_vote(report: TriageReport, tmp_path: Path) -> None:
    folder = tickets(tmp_path / "in")
    file = folder / "tickets.jsonl"
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    for row in rows:  # now everybody of a story says the same
        row["messages"][0]["text"] = row["messages"][0]["text"].partition(",")[0] + f", и {row['id'][-1]}"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")

    told = run_triage([folder], None, settings(tmp_path), Watched(), lambda _: FakeEmbedder())

    assert told.copies == told.as_dict()[OWNER]["n"]
    assert told.as_dict()[OWNER]["accuracy_forced"] < 0.5 < report.as_dict()[OWNER]["accuracy_forced"]


def test_the_same_complaint_in_nearly_the_same_words_is_a_near_copy_even_through_a_third() -> None:
    texts = ("с меня сняли два раза по 212 верните", "сняли два раза по 212 рублей верните", "как подключить модуль")

    groups = near_copies(texts)

    assert groups[0] == groups[1] != groups[2]


def test_a_fitted_threshold_leaves_wrong_votes_untold() -> None:
    sure = [("bank", [case("bank", 5.0), case("bank", 4.9, "b")])] * 8
    torn = [("payer", [case("bank", 5.0), case("payer", 4.9)])] * 4

    ballot = fitted_ballot([*sure, *torn])

    assert ballot.threshold > 0.5


def test_every_starter_ticket_says_whether_it_is_urgent() -> None:
    told = read_urgencies()
    files = (STARTER_URGENCY.parent.parent / "corpus" / "starter" / "tickets").glob("*.jsonl")
    ids = {json.loads(line)["id"] for file in files for line in file.read_text("utf-8").splitlines()}

    assert told.keys() == ids
    assert set(told.values()) == {"urgent", "normal"}
