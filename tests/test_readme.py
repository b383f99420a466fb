"""What the README claims is true: commands, options, settings, folders and calls exist, and what it shows runs."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from web.cli.main import podskazka

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHELL = r"```sh\n(.*?)```"
BLOCKS = re.findall(SHELL, README, re.DOTALL)


def shown_commands(readme: str = README) -> list[list[str]]:
    """Every `podskazka …` that the README shows, as words."""
    lines = [line.rpartition("| ")[2] for block in re.findall(SHELL, readme, re.DOTALL) for line in block.splitlines()]
    typed = [shlex.split(line.strip(), comments=True) for line in lines if line.strip().startswith("podskazka ")]
    named = [name.split() for name in re.findall(r"`(podskazka [a-z ]+?)`", readme)]
    return typed + named


def unknown(words: list[str]) -> str:
    """What in a shown command does not exist, or an empty text."""
    command: click.Command = podskazka
    for word in words[1:]:
        if isinstance(command, click.Group):
            if word not in command.commands:
                return f"{' '.join(words)}: no command {word}"
            command = command.commands[word]
        elif word.startswith("--") and not any(word in parameter.opts for parameter in command.params):
            return f"{' '.join(words)}: no option {word}"
    return ""


def settings_read() -> set[str]:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "corpus").glob("*settings.py")]
    return {name for text in texts for name in re.findall(r'"(PODSKAZKA_[A-Z_]+)"', text)}


def test_every_command_and_option_in_the_readme_exists() -> None:
    assert [fault for words in shown_commands() if (fault := unknown(words))] == []


def test_every_command_is_in_the_readme() -> None:
    shown = {words[1] for words in shown_commands() if len(words) > 1}

    assert set(podskazka.commands) - shown == set()


def test_the_readme_lists_every_setting_and_no_other() -> None:
    assert set(re.findall(r"`(PODSKAZKA_[A-Z_]+)`", README)) == settings_read()


def test_every_make_target_in_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    for target in set(re.findall(r"`?make ([a-z-]+)", README)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_folder_and_file_in_the_readme_exists() -> None:
    for name in {*re.findall(r"^([a-z]+/)  ", README, re.MULTILINE), *re.findall(r"`((?:[a-z]+/)+[a-z_.]+)`", README)}:
        if not name.startswith("var/"):
            assert (ROOT / name).exists(), name


def test_an_unknown_command_or_option_would_be_noticed() -> None:
    assert unknown(["podskazka", "searhc", "x"])
    assert unknown(["podskazka", "search", "x", "--plain"])


def test_what_the_readme_shows_in_the_terminal_runs(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "refund.md").write_text("# Когда придёт возврат\n\nЗа 1–14 дней на карту.", encoding="utf-8")
    (tmp_path / "tickets.jsonl").write_text(
        json.dumps({"id": "1", "status": "resolved", "messages": [
            {"from": "customer", "text": "Деньги списаны, заказ не оплачен, что делать?"},
            {"from": "agent", "text": "Проверьте адрес в разделе «Настройки → Уведомления» и отправьте его ещё раз."},
        ]}, ensure_ascii=False), encoding="utf-8")  # fmt: skip
    for block in BLOCKS:
        for line in block.splitlines():
            if line.startswith(("podskazka ingest", "podskazka search", "echo")):
                said, _, typed = line.rpartition("|")
                words = shlex.split(typed, comments=True)[1:]
                shown = CliRunner().invoke(podskazka, words, input=said.removeprefix("echo "), catch_exceptions=False)
                assert shown.exit_code == 0, line
