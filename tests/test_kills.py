"""Killed at any moment, nothing acknowledged is lost or doubled, and the index answers right after a restart."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.assemble import assemble
from corpus.nouns import Audience, RawText
from ingest.house import open_house
from tests.drivers.indexing import settings
from tests.fakes import FakeEmbedder

ROOT = Path(__file__).parent.parent
DOCUMENTS = 120
ANSWER_SECONDS = 3.0


def started(driver: str, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", f"tests.drivers.{driver}", *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def killed_after(driver: str, seconds: float, *arguments: str) -> list[int]:
    """Runs a driver, kills it that long after its first word, and returns what it acknowledged."""
    process = started(driver, *arguments)
    assert process.stdout
    first = process.stdout.readline()
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate()
    # The last line may be cut in the middle by the kill.
    return [int(line) for line in (first + rest).splitlines(keepends=True) if line.endswith("\n")]


def many_files(folder: Path) -> Path:
    folder.mkdir()
    for number in range(DOCUMENTS):
        text = f"# Вопрос {number}\n\n" + f"Ответ номер {number} о возвратах и выплатах.\n\n" * 20
        (folder / f"{number:03}.md").write_text(text, encoding="utf-8")
    return folder


def titles(home: Path) -> list[str]:
    house = open_house(settings(home), lambda name: FakeEmbedder())
    found = sorted(str(document.content.title) for document in house.library.all())
    house.close()
    return found


def ingest_survives(home: Path, folder: Path, moments: list[float]) -> None:
    acknowledged = 0
    for moment in moments:
        lines = killed_after("ingesting", moment, str(home), str(folder))
        acknowledged += lines[-1] if lines else 0
        kept = titles(home)
        assert len(kept) == len(set(kept)), "a document was doubled"
        assert len(kept) >= min(acknowledged, DOCUMENTS), "an acknowledged document was lost"
    finishing = started("ingesting", str(home), str(folder))
    finishing.communicate(timeout=120)
    assert finishing.returncode == 0
    assert titles(home) == sorted(f"Вопрос {number}" for number in range(DOCUMENTS))


def index_survives(home: Path, moments: list[float]) -> None:
    known: list[int] = []
    for attempt, moment in enumerate(moments):
        known += killed_after("indexing", moment, str(home), str(attempt * 100_000))
        began = time.process_time()  # of the processor: others may be at work here
        podskazka = assemble(settings(home), lambda name: FakeEmbedder())
        asked = random.Random(1).sample(known, min(20, len(known)))
        right = [_found(podskazka, number) for number in asked[:1]]
        took = time.process_time() - began
        right += [_found(podskazka, number) for number in asked[1:]]
        podskazka.close()
        assert all(right)
        assert took < ANSWER_SECONDS


def _found(podskazka, number: int) -> bool:  # type: ignore[no-untyped-def]
    found = podskazka.assistant.find(RawText(f"Номер {number}"), Audience.PUBLIC, limit=1)
    return bool(found.passages) and str(found.passages[0].document.content.title) == f"Номер {number}"


def test_an_ingest_killed_three_times_loses_and_doubles_nothing(tmp_path: Path) -> None:
    ingest_survives(tmp_path / "home", many_files(tmp_path / "docs"), [0.0, 0.15, 0.4])


def test_an_index_killed_twice_while_it_is_written_answers_right(tmp_path: Path) -> None:
    index_survives(tmp_path / "home", [0.7, 1.5])


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_an_ingest_killed_at_a_random_moment_loses_and_doubles_nothing(tmp_path: Path, seed: int) -> None:
    ingest_survives(tmp_path / "home", many_files(tmp_path / "docs"), [random.Random(seed).uniform(0, 1.2)])


@pytest.mark.slow
def test_an_index_killed_twelve_times_while_it_is_written_answers_right(tmp_path: Path) -> None:
    index_survives(tmp_path / "home", [random.Random(seed).uniform(0.1, 4.0) for seed in range(12)])
