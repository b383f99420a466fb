"""Editors say which phrases mean the same; what they decided outlives every update of the shipped set."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import combinations
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from corpus.database.connection import Database
from corpus.database.library.synonyms import (
    EDITOR,
    MOST_WORDS,
    STARTER,
    STARTER_FILE,
    NotAGroup,
    Phrases,
    Synonyms,
    group_id,
)
from corpus.errors import Conflicting, NotFound, PodskazkaError
from corpus.index.tokens import Tokenizer
from corpus.nouns import RawText, RedactedText
from corpus.settings import Settings
from ingest.house import open_house
from ingest.phrases import read_groups, starter_groups
from ingest.redaction import Redactor
from tests.making import database
from web.cli.main import podskazka

CABINET = ("ЛК", "личный кабинет")
REFUND = ("возврат", "refund")


def group(*phrases: str) -> Phrases:
    return tuple(RedactedText(phrase) for phrase in phrases)


def said(synonyms: Synonyms) -> set[tuple[str, ...]]:
    return {tuple(map(str, each.phrases)) for each in synonyms.groups()}


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Database]:
    with closing(database(tmp_path)) as made:
        yield made


@pytest.fixture
def synonyms(opened: Database) -> Synonyms:
    return Synonyms(opened)


def test_an_added_group_reads_back_as_it_was_written(synonyms: Synonyms) -> None:
    added = synonyms.add(group(*CABINET), "Анна")

    (found,) = synonyms.groups()

    assert (found.id, found.phrases, found.origin) == (added, CABINET, EDITOR)
    assert all(isinstance(phrase, RedactedText) for phrase in found.phrases)


def test_a_phrase_may_have_two_senses_and_the_editor_is_told(synonyms: Synonyms) -> None:
    first = synonyms.add(group("счёт", "invoice"), "Анна")

    synonyms.add(group("Счет", "account"), "Анна")

    assert [each.id for each in synonyms.sharing(group("Счет", "account"))] == [first]


def test_a_group_that_says_nothing_new_is_refused_and_the_known_one_named(synonyms: Synonyms) -> None:
    known = synonyms.add(group(*CABINET, "dashboard"), "Анна")

    with pytest.raises(Conflicting, match=known):
        synonyms.add(group("личный  Кабинет", "лк"), "Борис")


@pytest.mark.parametrize(
    "phrases",
    [(), ("ЛК",), ("ЛК", "лк"), ("мёд", "мед"), ("ЛК", "—"), ("ЛК", ""), ("ЛК", "а б в г д е ё"), ("ЛК", "а" * 101)],
)
def test_what_is_no_group_is_refused(synonyms: Synonyms, phrases: tuple[str, ...]) -> None:
    with pytest.raises(NotAGroup):
        synonyms.add(group(*phrases), "Анна")

    assert synonyms.groups() == ()


def test_a_removed_group_is_out_of_use_and_can_be_added_again(synonyms: Synonyms) -> None:
    added = synonyms.add(group(*CABINET), "Анна")

    synonyms.remove(added, "Борис")
    assert synonyms.groups() == ()

    assert synonyms.add(group(*CABINET), "Анна") == added
    assert said(synonyms) == {CABINET}


def test_a_group_that_is_not_in_use_cannot_be_removed_or_changed(synonyms: Synonyms) -> None:
    removed = synonyms.add(group(*CABINET), "Анна")
    synonyms.remove(removed, "Анна")

    with pytest.raises(NotFound, match=removed):
        synonyms.remove(removed, "Борис")
    with pytest.raises(NotFound):
        synonyms.change("nothing", group(*CABINET), "Борис")


def test_a_change_that_is_refused_leaves_the_group_as_it_was(synonyms: Synonyms) -> None:
    synonyms.add(group(*REFUND), "Анна")
    cabinet = synonyms.add(group(*CABINET), "Анна")

    with pytest.raises(Conflicting):
        synonyms.change(cabinet, group(*REFUND), "Борис")

    assert said(synonyms) == {CABINET, REFUND}


def test_every_change_is_seen_in_the_revision(synonyms: Synonyms) -> None:
    seen = [synonyms.revision()]
    added = synonyms.add(group(*CABINET), "Анна")
    seen.append(synonyms.revision())
    changed = synonyms.change(added, group(*CABINET, "dashboard"), "Анна")
    seen.append(synonyms.revision())
    synonyms.remove(changed, "Анна")
    seen.append(synonyms.revision())
    synonyms.take_in([group(*REFUND)])
    seen.append(synonyms.revision())

    assert len(set(seen)) == len(seen)
    assert synonyms.revision() == seen[-1]


def test_taking_in_the_same_set_again_changes_nothing(synonyms: Synonyms) -> None:
    synonyms.take_in([group(*CABINET), group(*REFUND)])
    before = synonyms.revision()

    synonyms.take_in([group(*REFUND), group(*reversed(CABINET))])

    assert synonyms.revision() == before
    assert {each.origin for each in synonyms.groups()} == {STARTER}


def test_a_shipped_group_that_an_editor_removed_does_not_come_back(synonyms: Synonyms) -> None:
    synonyms.take_in([group(*CABINET), group(*REFUND)])
    synonyms.remove(group_id(group(*CABINET)), "Анна")

    synonyms.take_in([group(*CABINET), group(*REFUND)])

    assert said(synonyms) == {REFUND}


def test_a_shipped_group_that_an_editor_changed_is_not_overwritten(synonyms: Synonyms) -> None:
    synonyms.take_in([group(*CABINET, "dashboard")])
    synonyms.change(group_id(group(*CABINET, "dashboard")), group(*CABINET, "админка"), "Анна")

    synonyms.take_in([group(*CABINET, "dashboard")])

    assert said(synonyms) == {(*CABINET, "админка")}


def test_a_later_release_does_not_bring_back_a_removed_group_in_other_words(synonyms: Synonyms) -> None:
    synonyms.take_in([group(*CABINET)])
    synonyms.remove(group_id(group(*CABINET)), "Анна")

    synonyms.take_in([group(*CABINET, "dashboard"), group("ЛК", "линейная карта")])

    assert said(synonyms) == {("ЛК", "линейная карта")}


def test_a_group_that_no_longer_ships_goes_unless_an_editor_wrote_it(synonyms: Synonyms) -> None:
    synonyms.take_in([group(*CABINET), group(*REFUND)])
    synonyms.add(group("чек", "receipt"), "Анна")

    synonyms.take_in([group(*REFUND)])

    assert said(synonyms) == {REFUND, ("чек", "receipt")}


def test_several_processes_may_start_at_once(tmp_path: Path) -> None:
    shipped = starter_groups()
    databases = [database(tmp_path) for _ in range(4)]

    with ThreadPoolExecutor(4) as starts:
        list(starts.map(lambda each: Synonyms(each).take_in(shipped), databases))

    assert len(Synonyms(databases[0]).groups()) == len(shipped)
    for each in databases:
        each.close()


def test_a_new_house_knows_the_shipped_groups(tmp_path: Path) -> None:
    settings = Settings.read({"PODSKAZKA_HOME": str(tmp_path)})

    with closing(open_house(settings)) as house:
        assert len(house.synonyms.groups()) == len(starter_groups())


def test_a_phone_number_spread_over_phrases_is_no_synonym() -> None:
    with pytest.raises(NotAGroup, match="line 2: there is personal data"):
        read_groups("# our hot line\nподдержка = +375 29 = 123-45-67", Redactor())


# --- the shipped set ---


def test_the_shipped_set_is_large_and_of_groups_that_an_editor_could_have_added() -> None:
    assert len(starter_groups()) >= 300
    assert all(len(phrase.split()) <= MOST_WORDS for each in starter_groups() for phrase in each)


def test_no_line_of_the_shipped_set_says_a_phrase_twice_or_loses_one_to_the_redaction() -> None:
    lines = [line for line in STARTER_FILE.read_text("utf-8").splitlines() if line and not line.startswith("#")]

    assert [" = ".join(each) for each in starter_groups()] == lines


def test_phrases_of_a_shipped_group_differ_in_their_stems() -> None:
    stems = Tokenizer().stems

    for each in starter_groups():
        assert len({tuple(stems(phrase)) for phrase in each}) == len(each), each


def test_no_two_shipped_groups_are_about_the_same() -> None:
    # Two phrases in common: an editor who removes the one would not see why the other still answers.
    stems = Tokenizer().stems
    groups = [{tuple(stems(phrase)) for phrase in each} for each in starter_groups()]

    assert [(one, other) for one, other in combinations(groups, 2) if len(one & other) > 1] == []


# --- the commands ---


@pytest.fixture
def small_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PODSKAZKA_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("PODSKAZKA_DATABASE_URL", raising=False)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(podskazka, ["synonyms", *arguments])


def listed() -> dict[str, list[str]]:
    return {each["id"]: each["phrases"] for each in json.loads(run("list", "--json").stdout)}


def test_an_editor_adds_changes_and_removes_a_group_on_the_command_line(small_home: Path) -> None:
    assert run("add", "ласточка", "наш терминал").exit_code == 0
    (added,) = (each for each, phrases in listed().items() if "ласточка" in phrases)

    assert run("change", added, "ласточка", "старый терминал").exit_code == 0
    (changed,) = (each for each, phrases in listed().items() if "ласточка" in phrases)
    assert listed()[changed] == ["ласточка", "старый терминал"]

    assert run("remove", changed).exit_code == 0
    assert changed not in listed()


def test_adding_says_in_which_groups_a_phrase_stands_already(small_home: Path) -> None:
    shown = run("add", "ЛК", "линейная карта")

    assert "личный кабинет" in shown.stderr


def test_an_export_can_be_imported_elsewhere(small_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("add", "ласточка", "наш терминал")
    assert run("export", str(small_home / "all.txt")).exit_code == 0
    monkeypatch.setenv("PODSKAZKA_HOME", str(small_home / "second"))

    shown = run("import", str(small_home / "all.txt"))

    assert "added: 1;" in shown.stderr
    assert ["ласточка", "наш терминал"] in listed().values()


def test_a_file_saved_on_an_old_windows_is_imported(small_home: Path) -> None:
    (small_home / "ours.txt").write_bytes("# наши слова\nласточка = наш терминал\n".encode("cp1251"))

    assert run("import", str(small_home / "ours.txt")).exit_code == 0

    assert ["ласточка", "наш терминал"] in listed().values()


def test_a_file_with_a_wrong_line_changes_nothing_and_the_line_is_named(small_home: Path) -> None:
    (small_home / "ours.txt").write_text("ласточка = наш терминал\nодинокая фраза\n", encoding="utf-8")

    shown = run("import", str(small_home / "ours.txt"))

    assert isinstance(shown.exception, PodskazkaError)
    assert "line 2" in str(shown.exception)
    assert ["ласточка", "наш терминал"] not in listed().values()


def test_a_group_given_on_the_command_line_holds_no_card_number(small_home: Path) -> None:
    shown = run("add", "моя карта", "4111 1111 1111 1111")

    assert isinstance(shown.exception, NotAGroup)
    assert "4111" not in str(shown.exception)


def test_every_shipped_phrase_is_as_it_would_be_stored() -> None:
    text = STARTER_FILE.read_text("utf-8")

    assert Redactor().redact(RawText(text)).text == text
