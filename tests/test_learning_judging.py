"""What training believes and what people find agree, and learning is judged on questions that it was not taught."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import numpy as np
import pytest
import torch

from assistant.assemble import Podskazka
from assistant.learning.examples import examples
from assistant.learning.judging import judged, parts, reciprocal_ranks, taught
from assistant.learning.pairs import Asked
from assistant.learning.training import Padded, trained
from assistant.ranking.lessons import Learned
from assistant.ranking.signals import Weights
from assistant.retrieve import Retriever
from corpus.nouns import Audience, RedactedText
from tests.learnable import HELPED, desk, ids, library


@pytest.fixture(scope="module")
def podskazka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Podskazka]:
    folder = tmp_path_factory.mktemp("desk")
    library(folder)
    with desk(folder) as opened:
        yield opened


@pytest.fixture
def retriever(podskazka: Podskazka) -> Retriever:
    return podskazka.retrievers[Audience.STAFF].taught(Learned())


@pytest.fixture
def asked(podskazka: Podskazka) -> list[Asked]:
    """What readers asked, and the document that helped each of them."""
    by_title = ids(podskazka)
    marked = HELPED.items()
    return [Asked(RedactedText(text), frozenset({by_title[title]}), datetime.now(UTC)) for text, title in marked]


def test_what_training_believes_is_what_the_search_then_gives(retriever: Retriever, asked: list[Asked]) -> None:
    seen = examples(asked, retriever)
    lesson = trained(seen, Weights())

    found = reciprocal_ranks(asked, retriever.taught(Learned(lesson.weights, lesson.adapter)))

    padded = Padded(torch.from_numpy(seen.vectors), seen.all)
    totals = padded.totals(torch.tensor(lesson.weights.as_row()), torch.tensor(lesson.adapter))
    best = totals.masked_fill(~padded.right, -1e9).amax(1, keepdim=True)
    believed = 1 / (1 + (totals > best).sum(1).numpy())
    assert seen.asked == tuple(range(len(asked)))
    assert found == pytest.approx(believed)


def test_a_search_that_learned_from_nothing_is_the_search_as_it_ships(retriever: Retriever, asked: list[Asked]) -> None:
    untaught = taught(retriever, examples(asked[:3], retriever), ())

    assert untaught.find(asked[0].question).passages == retriever.find(asked[0].question).passages


def test_what_is_judged_is_what_people_find_before_and_after(retriever: Retriever, asked: list[Asked]) -> None:
    seen = examples(asked, retriever)

    found = judged(asked, seen, retriever)

    held = [asked[place] for part in parts(len(asked), 5) for place in part]
    assert np.array_equal(found.before, reciprocal_ranks(held, retriever))
    assert found.gain == pytest.approx(found.after.mean() - found.before.mean(), abs=1e-6)
    assert found.gain > 0.1


def test_what_an_older_lesson_knew_of_the_same_questions_is_no_gain(retriever: Retriever, asked: list[Asked]) -> None:
    found = judged(asked, examples(asked, retriever), retriever, known_to_old=len(asked))

    assert np.array_equal(found.before, found.after)


@pytest.mark.parametrize("count", [40, 41, 400])
def test_each_question_is_asked_once_of_a_search_that_did_not_learn_it(count: int) -> None:
    places = [place for part in parts(count, 5) for place in part]

    assert sorted(places) == list(range(count))


def test_of_very_many_questions_a_part_is_judged(retriever: Retriever, asked: list[Asked]) -> None:
    many = [asked[at % len(asked)] for at in range(3000)]

    found = judged(many, examples([], retriever), retriever)

    assert len(found.after) == 500
    assert found.gain == 0.0  # nothing to learn from


def test_questions_that_nothing_answers_are_judged_as_not_found(retriever: Retriever, asked: list[Asked]) -> None:
    unanswered = Asked(RedactedText("???"), asked[0].documents, asked[0].at)

    assert reciprocal_ranks([unanswered], retriever).tolist() == [0.0]
    assert examples([unanswered], retriever).all == ()
