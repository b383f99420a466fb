"""The closer look at what was found: word by word, rare words first, and nothing where no words are stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.ranking.close import levelled as levelled_nearness
from assistant.ranking.signals import NAMES
from corpus.database.library.models import Models
from corpus.embedding.reading import Reading, Words, levelled, packed, unit, unpacked, words_of
from corpus.nouns import RedactedText
from ingest.reembed import reembed
from tests.fakes import FakeEmbedder
from tests.searching import Desk, open_desk

Floats = NDArray[np.float32]
WIDTH = 384
# Words that mean the same, as a model sees it.
SAME = {"карточкой": "карта", "картой": "карта", "пластиком": "карта"}


def row_of(form: str) -> Floats:
    """A direction of its own for each meaning."""
    seed = sum(place * ord(letter) for place, letter in enumerate(SAME.get(form, form), start=1))
    return unit(np.random.default_rng(seed).standard_normal((1, WIDTH)).astype(np.float32))[0]


def words(text: str) -> Words:
    forms = tuple(dict.fromkeys(text.lower().replace(".", "").replace("?", "").split()))
    return Words(forms, np.stack([row_of(form) for form in forms]))


class Worded(FakeEmbedder):
    """Knows some words that mean the same; its vectors of texts know letters only."""

    def read_question(self, text: str) -> Reading:
        return Reading(self.embed_question(text), words(text))

    def read_passages(self, texts: Sequence[str]) -> list[Reading]:
        return [Reading(row, words(text)) for row, text in zip(self.embed_passages(texts), texts, strict=True)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path, Worded()) as opened:
        yield opened


def test_two_bits_a_number_keep_the_direction_of_a_word() -> None:
    rows = unit(np.random.default_rng(0).standard_normal((50, WIDTH)).astype(np.float32))

    again = unpacked(packed(rows), WIDTH)

    assert len(packed(rows)) == 50 * WIDTH // 4
    assert (unit(again) * rows).sum(axis=1).min() > 0.9


def test_a_word_is_the_mean_of_its_pieces_and_stands_once() -> None:
    text = "query: Оплата. оплата на сайте"
    tokens = np.eye(6, dtype=np.float32)
    spans = [(0, 6), (7, 10), (10, 13), (15, 21), (22, 24), (25, 30)]

    read = words_of(text, spans, tokens, after=7)

    assert read.forms == ("оплата", "сайте")
    assert read.rows == pytest.approx(unit(np.stack([tokens[1:4].mean(0), tokens[5]])))


def test_what_the_words_of_a_language_have_in_common_is_taken_out() -> None:
    means = np.zeros((2, WIDTH), np.float32)
    means[0, 0] = means[1, 1] = 1
    rows = unit(np.ones((2, WIDTH), np.float32))

    read = levelled(Words(("оплата", "refund"), rows), means)

    assert read.rows[0, 0] < 0 < read.rows[0, 1]
    assert read.rows[1, 1] < 0 < read.rows[1, 0]


def test_a_text_without_words_has_none() -> None:
    assert words_of("query: … — !", [(0, 6)], np.ones((1, WIDTH), np.float32), after=7).forms == ()
    assert unpacked(packed(np.empty((0, WIDTH), np.float32)), WIDTH).shape == (0, WIDTH)


def test_a_word_that_means_the_same_is_found_where_the_letters_differ(desk: Desk) -> None:
    desk.add("Как платить", "Покупатель может платить пластиком.")
    desk.add("Как платить", "Покупатель может платить наличными.")

    found = desk.find("платить картой")

    assert found.passages[0].text == "Покупатель может платить пластиком."


def test_the_first_documents_get_a_nearness_and_the_rest_the_least(desk: Desk) -> None:
    for number in range(30):
        desk.add(f"Платить в магазине {number}", f"Платить слово{number}.")

    _, _, seen = desk.retriever().examined(RedactedText("платить картой"))

    column = seen.matrix[:, NAMES.index("close")]
    assert len(column) == 30
    assert (column == column.min()).sum() >= 18
    assert column.max() > 0 > column.min()


def test_in_each_language_what_is_nearer_than_the_others_counts_and_between_two_only_what_is_much_nearer() -> None:
    near = np.array([0.62, 0.58, 0.41, 0.39, 0.46, np.nan], np.float32)
    other = np.array([False, False, True, True, True, False])

    level = levelled_nearness(near, other)

    assert level == pytest.approx([0.02, -0.02, 0.0, -0.01, 0.02, -0.02], abs=1e-6)


def test_where_no_words_are_stored_the_order_stays(tmp_path: Path) -> None:
    with open_desk(tmp_path, FakeEmbedder()) as desk:
        desk.add("Возврат", "Деньги вернутся за три дня.")
        desk.add("Оплата", "Платить можно пластиком.")

        _, _, seen = desk.retriever().examined(RedactedText("платить картой"))

    assert not seen.matrix[:, NAMES.index("close")].any()


def test_a_text_taken_in_before_its_words_were_stored_is_as_far_as_the_farthest(desk: Desk) -> None:
    desk.add("Как платить", "Платить пластиком.")
    desk.add("Как платить", "Платить наличными.")
    desk.add_in_chunks("Платить картой", ["Платить картой можно."])

    _, found, seen = desk.retriever().examined(RedactedText("платить картой"))

    titles = [found[plane].plane.books[found[plane].books[at]].title for plane, at in seen.best.tolist()]
    column = seen.matrix[:, NAMES.index("close")]
    assert column[titles.index("Платить картой")] == column.min()


def test_another_model_reads_the_words_of_all_that_is_stored(tmp_path: Path) -> None:
    with open_desk(tmp_path, FakeEmbedder()) as desk:
        desk.add("Как платить", "Платить пластиком.")
        desk.add("Как платить", "Платить наличными.")
        desk.embedder = Worded("fake-2")
        reembed(Models(desk.kept), desk.embedder, lambda _, __: None)

        assert desk.find("картой платить").passages[0].text == "Платить пластиком."
