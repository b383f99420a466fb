"""A draft bench says how soon an agent finds a draft in a ticket that just came."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.errors import Unreadable
from evals.bench.drafts import DraftBench, bench_drafts
from tests.test_bench_search import FAKES, Quiet, fake
from tests.web import settings

SUBJECTS = ("возврат", "выплата", "подпись", "уведомление", "лимит", "кабинет", "модуль", "отчёт")


def resolved(folder: Path, tickets: int) -> Path:
    """A file of resolved tickets."""
    rows = [
        {
            "id": f"t-{number}",
            "channel": "mail",
            "messages": [
                {"from": "customer", "text": f"Где найти {subject} за март? Нужен срочно."},
                {"from": "agent", "text": f"Откройте раздел «Отчёты» и выберите {subject}: он готов на второй день."},
            ],
            "status": "resolved",
        }
        for number, subject in enumerate(SUBJECTS[:tickets])
    ]
    path = folder / "tickets.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def measured(home: Path, tickets: int) -> DraftBench:
    (home / "own").mkdir()
    return bench_drafts(settings(home / "own"), [resolved(home, tickets)], 2, FAKES.serve, Quiet(), fake)


@pytest.mark.sqlite
def test_every_ticket_is_timed_from_its_arrival_to_its_draft(tmp_path: Path) -> None:
    bench = measured(tmp_path, tickets=len(SUBJECTS))

    assert [len(times) for times in bench.latencies.values()] == [2, 2, 2, 2]
    assert all(posted < stored for posted, stored in zip(bench.posted, bench.stored, strict=True))
    assert bench.machine["cores"]


def test_without_tickets_there_is_nothing_to_time(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="3 resolved tickets"):
        measured(tmp_path, tickets=3)
