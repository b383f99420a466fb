"""Learning makes answers easier to find for those who ask in their own words, or changes nothing; it can be undone."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from time import monotonic, sleep

import numpy as np
import pytest
from click.testing import CliRunner

from assistant.assemble import Podskazka
from assistant.learning.learn import FEWEST
from assistant.learning.learn import Outcome as Learning
from assistant.nouns import Outcome
from assistant.ranking.signals import Weights
from corpus.database.library.lessons import Lesson
from corpus.nouns import Audience, RawText
from tests.learnable import (
    BEGINNINGS,
    FOR_AGENTS,
    HELPED,
    TOPICS,
    UNSEEN,
    SmallEmbedder,
    desk,
    found,
    helped,
    in_ours,
    in_theirs,
    library,
    ranks,
    taught,
    title,
)
from web.cli.main import podskazka as commands

QUESTION = next(iter(UNSEEN))


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of which nobody has said yet what helped."""
    folder = tmp_path_factory.mktemp("untouched")
    library(folder)
    return folder


@pytest.fixture(scope="module")
def marked(untouched: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home in which readers have marked what helped them; nothing was learned from it yet."""
    folder = copied(untouched, tmp_path_factory.mktemp("marked") / "home")
    with desk(folder) as podskazka:
        helped(podskazka, HELPED)
    return folder


@pytest.fixture(scope="module")
def after_learning(marked: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Learning]:
    """The home after `podskazka learn`, and what that came to."""
    folder = copied(marked, tmp_path_factory.mktemp("learned") / "home")
    with desk(folder) as podskazka:
        return folder, taught(podskazka)


@pytest.fixture
def new(untouched: Path, tmp_path: Path) -> Iterator[Podskazka]:
    with desk(copied(untouched, tmp_path / "home")) as podskazka:
        yield podskazka


@pytest.fixture
def learned(after_learning: tuple[Path, Learning], tmp_path: Path) -> Path:
    """A copy of the home after learning, to do with as one likes."""
    return copied(after_learning[0], tmp_path / "home")


def copied(home: Path, to: Path) -> Path:
    return Path(shutil.copytree(home, to))


def active(podskazka: Podskazka) -> Lesson:
    lesson = podskazka.house.lessons.active(SmallEmbedder().fingerprint)
    assert lesson is not None
    return lesson


def nothing_changed(podskazka: Podskazka) -> bool:
    return podskazka.house.lessons.active(SmallEmbedder().fingerprint) is None


def mean_reciprocal(places: list[int]) -> float:
    return sum(1 / place for place in places) / len(places)


def test_a_lesson_that_wins_is_kept_and_written_down_with_what_it_was_judged_by(
    after_learning: tuple[Path, Learning],
) -> None:
    folder, outcome = after_learning

    with desk(folder) as podskazka:
        lesson = active(podskazka)

    assert outcome.kept
    assert outcome.after > outcome.before
    assert (outcome.questions, outcome.usable) == (len(HELPED), len(HELPED))
    assert lesson.figures == pytest.approx({"mrr_before": outcome.before, "mrr_after": outcome.after})
    assert (lesson.kept, lesson.pairs, lesson.reverted_at) == (True, len(HELPED), None)
    assert lesson.adapter is not None


def test_who_asks_in_words_that_only_customers_use_finds_the_answer_sooner(marked: Path, learned: Path) -> None:
    with desk(marked) as before, desk(learned) as after:
        gain = mean_reciprocal(ranks(after)) - mean_reciprocal(ranks(before))

    assert gain > 0.1


def test_a_running_server_uses_a_lesson_within_two_seconds(
    marked: Path, after_learning: tuple[Path, Learning], tmp_path: Path
) -> None:
    home = copied(marked, tmp_path / "home")
    with desk(after_learning[0]) as elsewhere:
        lesson, wanted = active(elsewhere), found(elsewhere, QUESTION)

    with desk(home, serving=True) as server, desk(home) as command:
        before = found(server, QUESTION)
        command.house.lessons.keep(lesson)
        deadline = monotonic() + 2
        while found(server, QUESTION) == before and monotonic() < deadline:
            sleep(0.05)
        now = found(server, QUESTION)  # after two seconds, however long a search takes here

    assert now != before
    assert [passage.document.id for passage in now] == [passage.document.id for passage in wanted]


def test_reverting_brings_back_the_rankings_as_they_were_to_the_last_bit(
    marked: Path, learned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PODSKAZKA_HOME", str(learned))
    monkeypatch.delenv("PODSKAZKA_DATABASE_URL", raising=False)

    said = CliRunner().invoke(commands, ["learn", "--revert"], catch_exceptions=False)

    assert said.stdout == f"lesson 1, learned from {len(HELPED)} questions, is out of use\n"
    with desk(marked) as before, desk(learned) as after:
        assert nothing_changed(after)
        assert all(found(after, question) == found(before, question) for question in (*UNSEEN, *HELPED))


def test_before_it_is_reverted_a_lesson_does_change_the_scores(marked: Path, learned: Path) -> None:
    with desk(marked) as before, desk(learned) as after:
        assert found(after, QUESTION) != found(before, QUESTION)


@pytest.mark.parametrize("marks", [0, FEWEST - 1])
def test_from_too_few_pairs_nothing_is_learned_and_that_is_said(new: Podskazka, marks: int) -> None:
    helped(new, dict(islice(HELPED.items(), marks)))
    before = new.house.lessons.revision()

    outcome = taught(new)

    assert (outcome.kept, outcome.usable) == (False, marks)
    assert f"{marks} questions" in outcome.reason
    assert str(FEWEST) in outcome.reason
    assert new.house.lessons.revision() == before  # not even a lesson that is not in use


def test_where_everything_is_found_already_there_is_nothing_to_learn(new: Podskazka) -> None:
    helped(new, {in_ours(how, *topic): title(*topic) for how in BEGINNINGS[:5] for topic in TOPICS})

    outcome = taught(new)

    assert (outcome.before, outcome.kept) == (1.0, False)
    assert "nothing was changed" in outcome.reason
    assert nothing_changed(new)


def test_readers_who_mark_anything_teach_nothing(new: Podskazka) -> None:
    # Whoever begins in another way marks another document, so that none is marked more often than any other.
    shifts = np.random.default_rng(0).permutation(len(TOPICS))[: len(BEGINNINGS)].tolist()
    marks = {
        in_theirs(how, *topic): title(*TOPICS[(at + shift) % len(TOPICS)])
        for how, shift in zip(BEGINNINGS, shifts, strict=True)
        for at, topic in enumerate(TOPICS)
    }
    helped(new, marks)

    outcome = taught(new)

    assert not outcome.kept
    assert "nothing was changed" in outcome.reason
    assert nothing_changed(new)


def test_the_same_pairs_teach_the_same_lesson(marked: Path, learned: Path, tmp_path: Path) -> None:
    with desk(copied(marked, tmp_path / "again")) as again, desk(learned) as first:
        taught(again)
        one, other = active(first), active(again)

    assert (one.weights, one.figures) == (other.weights, other.figures)
    assert one.adapter is not None
    assert other.adapter is not None
    assert one.adapter.tobytes() == other.adapter.tobytes()


def test_a_lesson_that_brings_nothing_new_does_not_replace_the_one_in_use(learned: Path) -> None:
    with desk(learned) as podskazka:
        before = active(podskazka).id

        outcome = taught(podskazka)

        assert (outcome.kept, active(podskazka).id) == (False, before)


def test_a_lesson_of_another_model_is_not_used(marked: Path, learned: Path) -> None:
    with desk(learned) as podskazka:
        foreign = replace(active(podskazka), fingerprint="another-model")
        podskazka.house.lessons.revert(SmallEmbedder().fingerprint)
        podskazka.house.lessons.keep(foreign)

    with desk(marked) as before, desk(learned) as after:
        assert found(after, QUESTION) == found(before, QUESTION)


def test_visitors_profit_from_a_lesson_and_still_never_see_what_is_for_agents(learned: Path) -> None:
    asked = in_theirs("объясните про", "Возврат", "касса")

    with desk(learned) as podskazka:
        for_visitors = [str(passage.document.content.title) for passage in found(podskazka, asked)]
        for_agents = [str(one.document.content.title) for one in found(podskazka, asked, Audience.STAFF)]

    assert FOR_AGENTS in for_agents
    assert FOR_AGENTS not in for_visitors
    assert len(for_visitors) == len(TOPICS)


def test_a_lesson_ranks_and_does_not_change_how_near_a_passage_is(marked: Path, learned: Path) -> None:
    with desk(marked) as before, desk(learned) as after:
        was, now = ({one.chunk_id: one.scores.dense for one in found(each, QUESTION)} for each in (before, after))

    shared = was.keys() & now.keys()
    assert shared
    assert {id_: now[id_] for id_ in shared} == pytest.approx({id_: was[id_] for id_ in shared}, abs=1e-5)


def test_after_a_lesson_agents_get_drafts_where_they_got_them_before(marked: Path, learned: Path) -> None:
    with desk(marked) as before, desk(learned) as after:
        was, now = ([outcome(each, in_ours("подскажите", *topic)) for topic in TOPICS] for each in (before, after))

    assert Outcome.ANSWERED in was
    assert now == was


def outcome(podskazka: Podskazka, question: RawText) -> Outcome:
    return podskazka.assistant.compose(podskazka.assistant.read(question)).outcome


@pytest.mark.sqlite
def test_documents_keep_the_vectors_that_they_had(marked: Path, learned: Path) -> None:
    assert vectors(learned) == vectors(marked)


def test_a_question_without_words_can_be_marked_and_teaches_nothing(new: Podskazka) -> None:
    helped(new, {RawText("???"): title(*TOPICS[0])})

    outcome = taught(new)

    assert (outcome.questions, outcome.usable, outcome.kept) == (1, 0, False)


def vectors(home: Path) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(home / "podskazka.db")
    try:
        return connection.execute("select * from vectors order by 1, 2").fetchall()
    finally:
        connection.close()


def test_learned_weights_stay_on_the_scale_of_those_that_ship(after_learning: tuple[Path, Learning]) -> None:
    with desk(after_learning[0]) as podskazka:
        learned_weights = Weights(**active(podskazka).weights)

    assert learned_weights != Weights()
    assert np.linalg.norm(learned_weights.as_row()) == pytest.approx(np.linalg.norm(Weights().as_row()), rel=1e-5)
