"""A text is not preferred for being in the question's own language."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.embedding.embedder import load_embedder
from corpus.embedding.preference import LanguageMeans, cyrillic_share, language_means, plain_likeness
from tests.fakes import FakeEmbedder
from tests.searching import open_desk

RUSSIAN, ENGLISH, SUBJECT, OTHER = np.eye(4, dtype=np.float32)
MEANS = LanguageMeans(*[np.array([RUSSIAN, ENGLISH])] * 4)


def unit(*parts: np.ndarray) -> NDArray[np.float32]:
    whole = np.sum(parts, axis=0)
    return (whole / np.linalg.norm(whole)).astype(np.float32)


def likeness(question: NDArray[np.float32], rows: Sequence[NDArray[np.float32]], *shares: float) -> list[float]:
    """How alike a Russian question and passages with these shares of Cyrillic letters are."""
    found = MEANS.likeness(1.0, question, np.array(rows), np.array(shares, np.float32))
    return [float(each) for each in found]


def test_what_the_language_alone_gave_shrinks() -> None:
    question = unit(RUSSIAN, 0.5 * SUBJECT)
    off_topic, on_topic = unit(RUSSIAN, 0.2 * OTHER), unit(ENGLISH, 0.5 * SUBJECT)
    assert off_topic @ question > on_topic @ question

    russian, english = likeness(question, [off_topic, on_topic], 1.0, 0.0)

    assert english > russian


def test_texts_of_the_questions_own_language_keep_their_order_and_their_distances() -> None:
    question = unit(RUSSIAN, 0.5 * SUBJECT)
    rows = np.array([unit(RUSSIAN, share * SUBJECT) for share in (0.1, 0.5, 0.9)])

    found = MEANS.likeness(1.0, question, rows, np.ones(3, np.float32))

    assert np.allclose(found, plain_likeness(question, rows), atol=1e-5)


def test_the_scale_is_the_same_with_and_without_texts_of_another_language_beside_it() -> None:
    question, row = unit(RUSSIAN, 0.5 * SUBJECT), unit(RUSSIAN, 0.4 * SUBJECT)

    alone = likeness(question, [row], 1.0)
    beside = likeness(question, [row, unit(ENGLISH, SUBJECT)], 1.0, 0.0)

    assert alone[0] == pytest.approx(beside[0], abs=1e-5)


def test_a_text_in_both_languages_stands_between_them() -> None:
    question = unit(RUSSIAN, 0.5 * SUBJECT)
    row = unit(RUSSIAN, ENGLISH, SUBJECT)

    russian, mixed, english = likeness(question, [row] * 3, 1.0, 0.5, 0.0)

    assert min(russian, english) <= mixed <= max(russian, english)


def test_the_cosine_between_two_languages_is_the_one_without_the_means() -> None:
    rng = np.random.default_rng(3)
    asked, rows = unit(rng.standard_normal(4)), np.array([unit(rng.standard_normal(4)) for _ in range(5)])
    shares = np.array([0.0, 0.1, 0.4, 0.8, 0.2], np.float32)

    found = MEANS.likeness(1.0, asked, rows, shares)

    # The formula written out: a share of .8 of the mixed mean is taken from both sides, which are then levelled.
    question = unit(asked - 0.8 * RUSSIAN)
    level = [
        unit(row - 0.8 * (s * RUSSIAN + (1 - s) * ENGLISH)) @ question for row, s in zip(rows, shares, strict=True)
    ]
    within, between = (rows @ asked - 0.80) / 0.03, (np.array(level) - 0.05) / 0.09
    assert np.allclose(found, shares * within + (1 - shares) * between, atol=1e-3)


def test_a_neutral_question_is_nearer_to_its_texts_in_the_other_language() -> None:
    question = unit(RUSSIAN, 0.5 * SUBJECT)

    neutral = MEANS.neutral(1.0, question)

    halfway = question + unit(question - MEANS.questions[0] + MEANS.questions[1])
    assert np.allclose(neutral, unit(halfway), atol=1e-6)
    assert neutral @ unit(ENGLISH, 0.5 * SUBJECT) > question @ unit(ENGLISH, 0.5 * SUBJECT)
    assert np.linalg.norm(neutral) == pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize(
    ("text", "share"), [("возврат", 1.0), ("refund", 0.0), ("да ok", 0.5), ("123", 0.5), ("", 0.5)]
)
def test_the_share_of_cyrillic_letters(text: str, share: float) -> None:
    assert cyrillic_share(text) == share


def test_letters_that_cannot_be_written_do_not_count() -> None:
    assert cyrillic_share("да\ud800 ok") == 0.5


def test_a_model_that_nobody_measured_is_left_as_it_is() -> None:
    assert language_means("some-other-model") is None


class Bilingual(FakeEmbedder):
    """Knows a few words in two languages, and prefers texts in the question's own as e5 does."""

    SENSES = (("возврат", "refund"), ("деньги", "money"), ("лимит", "limit"), ("банк", "bank"))

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in zip(rows, texts, strict=True):
            share = cyrillic_share(text)
            row[0], row[1] = share, 1 - share
            for sense, words in enumerate(self.SENSES, start=2):
                row[sense] = 0.5 * any(word in text.lower() for word in words)
            row[2 + len(self.SENSES)] = 0.3
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return rows


def test_a_russian_question_finds_the_english_text_that_answers_among_russian_ones_that_do_not(tmp_path: Path) -> None:
    directions = np.eye(2, 384, dtype=np.float32)
    with open_desk(tmp_path, Bilingual()) as desk:
        desk.add("Refund", "How a refund of money is made.", language="en")
        for number in range(300):  # more than a search brings: it must look for English texts on purpose
            desk.add(f"Заметка {number}", f"Про банк, номер {number}.")
        desk.speak(LanguageMeans(*[directions] * 4))

        assert desk.titles("возврат деньги")[0] == "Refund"


def test_the_bundled_model_finds_an_english_text_for_a_russian_question(tmp_path: Path, bundled_models: Path) -> None:
    embedder = load_embedder("bundled", bundled_models, threads=1)
    means = language_means(embedder.fingerprint)
    assert means is not None  # or the means that ship are those of an older build
    question = "Как настроить уведомления о платеже?"
    texts = [
        "To receive payment notifications, set the notification URL in the shop settings.",
        "Как настроить принтер для печати чеков в магазине.",
        "Расписание работы офиса и правила пропускного режима.",
        "Как оформить заказ: выберите товар и нажмите «Купить».",
    ]
    rows, asked = embedder.embed_passages(texts), embedder.embed_question(question)

    shares = np.array([cyrillic_share(text) for text in texts], np.float32)
    found = means.likeness(cyrillic_share(question), asked, rows, shares)

    assert int(found.argmax()) == 0
