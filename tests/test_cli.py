"""The command does what it says, explains itself, and ends with the code it promises."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from shutil import copytree, ignore_patterns

import click
import pytest
from click.testing import CliRunner, Result
from torch import set_num_threads

from assistant.assemble import glance
from assistant.learning.learn import FEWEST
from corpus.nouns import RawText
from corpus.settings import Settings
from web.cli.main import main, podskazka

QUESTION = "как вернуть деньги покупателю"


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("taken-in") / "docs"
    folder.mkdir()
    (folder / "refund.md").write_text(
        "# Как вернуть деньги покупателю\n\nОткройте «Возвраты», найдите платёж и нажмите «Вернуть».\n"
        "Деньги придут покупателю на карту за 1–14 дней.",
        encoding="utf-8",
    )
    (folder / "payout.md").write_text("# Когда придёт выплата\n\nНа следующий рабочий день.", encoding="utf-8")
    return folder


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(podskazka, arguments, input=stdin, catch_exceptions=False)


@pytest.fixture(scope="module")
def for_staff(docs: Path, bundled_models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the documents, to be copied; nothing was said of who may read them."""
    return taken_in(tmp_path_factory.mktemp("for-staff"), bundled_models, str(docs))


@pytest.fixture(scope="module")
def for_everybody(docs: Path, bundled_models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the documents, to be copied; everybody may read them."""
    return taken_in(tmp_path_factory.mktemp("for-everybody"), bundled_models, str(docs), "--audience", "public")


@pytest.fixture
def staff(home: Path, for_staff: Path) -> Path:
    return copied(for_staff, home)


@pytest.fixture
def public(home: Path, for_everybody: Path) -> Path:
    return copied(for_everybody, home)


def taken_in(folder: Path, models: Path, *ingest: str) -> Path:
    """The home after this was ingested."""
    (folder / "models").symlink_to(models)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PODSKAZKA_HOME", str(folder))
        patch.delenv("PODSKAZKA_DATABASE_URL", raising=False)
        patch.delenv("PODSKAZKA_EMBEDDING_MODEL", raising=False)
        assert run("ingest", *ingest).exit_code == 0
    return folder


def copied(made: Path, home: Path) -> Path:
    return Path(copytree(made, home, dirs_exist_ok=True, ignore=ignore_patterns("models")))


def test_documents_taken_in_are_found(home: Path, docs: Path) -> None:
    assert run("ingest", str(docs)).exit_code == 0

    found = json.loads(run("search", QUESTION, "--json").stdout)

    assert found["passages"][0]["title"] == "Как вернуть деньги покупателю"
    assert found["passages"][0]["scores"].keys() == {"total", "dense", "title", "words"}


def test_a_public_search_shows_nothing_that_was_taken_in_for_staff(staff: Path) -> None:
    assert json.loads(run("search", QUESTION, "--plane", "public", "--json").stdout)["passages"] == []


def test_a_draft_cites_what_it_quotes(public: Path) -> None:
    draft = json.loads(run("draft", "-", "--json", stdin="Здравствуйте! Как мне вернуть деньги покупателю?").stdout)

    assert draft["outcome"] == "answered"
    cited = [sentence for sentence in draft["sentences"] if sentence["citations"]]
    assert cited
    assert all(sentence["verdict"] == "verified" for sentence in cited)


@pytest.mark.sqlite
def test_a_draft_is_kept_only_when_asked(staff: Path) -> None:
    run("draft", "-", stdin="Как вернуть деньги?")
    assert b"tickets" in (staff / "podskazka.db").read_bytes()
    kept = run("draft", "-", "--keep", "--json", stdin="Как вернуть деньги?")

    assert kept.exit_code == 0


def test_an_export_can_be_taken_in_again(public: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exported = tmp_path / "library.jsonl"
    assert run("export", str(exported)).exit_code == 0
    monkeypatch.setenv("PODSKAZKA_HOME", str(tmp_path / "second"))
    (tmp_path / "second").mkdir()
    (tmp_path / "second" / "models").symlink_to((public / "models").resolve())

    run("ingest", str(exported))

    found = json.loads(run("search", QUESTION, "--plane", "public", "--json").stdout)
    assert found["passages"][0]["title"] == "Как вернуть деньги покупателю"


def test_learning_from_too_little_changes_nothing_and_says_so(public: Path) -> None:
    told, figures = run("learn"), json.loads(run("learn", "--json").stdout)

    assert told.exit_code == 0
    assert told.stdout.startswith("nothing was changed: 0 questions with a known answer are too few")
    assert (figures["kept"], figures["usable"]) == (False, 0)


def test_learning_says_how_it_was_before_and_after_on_questions_not_learned_from(public: Path) -> None:
    set_num_threads(1)  # a second one costs more than it brings to so few questions
    with closing(glance(Settings.read())) as opened:
        for document in opened.faq.documents():
            for number in range(FEWEST // 2):
                asked = RawText(f"{document.content.title}, магазин номер {number}")
                opened.faq.judge(document.id, True, asked, RawText(""))

    told = run("learn").stdout

    judged = f"MRR on {FEWEST} questions not learned from: 1.000 before, 1.000 after"
    assert told.startswith(f"learned from {FEWEST} of {FEWEST} questions; {judged}; it would not be better")
    assert run("learn", "--revert").stdout == "no lesson is in use; nothing was changed\n"


def test_nothing_can_be_learned_or_taken_back_in_an_empty_home(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("learn") == 1
    assert "podskazka ingest" in capsys.readouterr().err
    assert ended("learn", "--revert") == 0
    assert "no lesson is in use" in capsys.readouterr().out


def test_status_says_what_there_is(staff: Path) -> None:
    status = json.loads(run("status", "--json").stdout)

    assert status["documents"] == {"published": 2}
    assert status["model"].startswith("bundled")


def test_check_finds_a_rebuilt_index_sound(staff: Path) -> None:
    assert run("rebuild").exit_code == 0
    assert run("check").exit_code == 0


def test_a_search_in_an_empty_home_says_what_to_do(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = ended("search", QUESTION)

    assert code == 1
    assert "podskazka ingest" in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_said_and_nothing_is_done(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = ended("ingest", "/no/such/folder")

    assert code == 1
    assert "/no/such/folder" in capsys.readouterr().err


def test_a_setting_that_cannot_be_used_is_named(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.MonkeyPatch().setenv("PODSKAZKA_THREADS", "many")
    try:
        code = ended("status")
    finally:
        pytest.MonkeyPatch().delenv("PODSKAZKA_THREADS")

    assert code == 1
    assert "PODSKAZKA_THREADS=many" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [("search",), ("search", "x", "--limit", "0"), ("nonsense",), ("draft", "/no/file"), ("ingest",)]
)
def test_wrong_usage_ends_with_two(home: Path, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_every_command_explains_itself() -> None:
    for name, command in podskazka.commands.items():
        shown = run(name, "--help")
        assert shown.exit_code == 0
        assert command.help, f"{name} has no help"
        options = [option for option in command.params if isinstance(option, click.Option)]
        assert [option.name for option in options if not option.help] == []


def test_the_installed_command_runs() -> None:
    shown = subprocess.run([sys.executable, "-m", "web.cli", "--help"], capture_output=True, text=True, check=True)

    assert "podskazka ingest" in shown.stdout


def ended(*arguments: str) -> int:
    """The exit code of the whole command, errors translated."""
    patch = pytest.MonkeyPatch()
    patch.setattr(sys, "argv", ["podskazka", *arguments])
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    finally:
        patch.undo()
    return 0
