"""What was embedded or worked out lately is known: nothing twice, nothing else is answered, and memory has an end."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.drafting.remembered import remembered
from corpus.embedding import remembering
from corpus.embedding.remembering import Remembering
from corpus.errors import ModelNotLoaded
from tests.fakes import FakeEmbedder


class Counting(FakeEmbedder):
    """Notes what it really embeds."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = FakeEmbedder()
        self.questions = list[str]()
        self.passages = list[str]()

    def embed_question(self, text: str) -> NDArray[np.float32]:
        self.questions.append(text)
        return self.inner.embed_question(text)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.passages += texts
        return self.inner.embed_passages(texts)


def test_only_what_is_new_is_embedded() -> None:
    counting = Counting()
    embedder = Remembering(counting)
    for _ in range(2):
        embedder.embed_question("Где чек?")
        embedder.embed_passages(["Чек в кабинете.", "Возврат до 30 дней."])
    embedder.embed_passages(["Возврат до 30 дней.", "Выплата завтра.", "Выплата завтра."])

    assert counting.questions == ["Где чек?"]
    assert counting.passages == ["Чек в кабинете.", "Возврат до 30 дней.", "Выплата завтра."]


def test_vectors_are_those_of_the_model_in_the_order_asked_for() -> None:
    plain, embedder = FakeEmbedder(), Remembering(FakeEmbedder())
    embedder.embed_passages(["Возврат до 30 дней."])
    texts = ["Чек в кабинете.", "Возврат до 30 дней.", "Чек в кабинете."]

    assert np.array_equal(embedder.embed_passages(texts), plain.embed_passages(texts))
    assert embedder.embed_passages([]).shape == (0, plain.dimensions)
    # A question and a passage of the same words are two things to the model.
    for _ in range(2):
        assert np.array_equal(embedder.embed_question("Где чек?"), plain.embed_question("Где чек?"))
        assert np.array_equal(embedder.embed_passages(["Где чек?"]), plain.embed_passages(["Где чек?"]))


def test_nobody_can_change_what_is_remembered() -> None:
    embedder = Remembering(FakeEmbedder())
    with pytest.raises(ValueError, match="read-only"):
        embedder.embed_question("Где чек?")[0] = 1
    before = embedder.embed_passages(["Чек в кабинете."])
    before[0, 0] = 7

    assert embedder.embed_passages(["Чек в кабинете."])[0, 0] != 7


def test_what_was_not_asked_for_lately_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembering, "_QUESTIONS", 2)
    counting = Counting()
    embedder = Remembering(counting)
    for text in ("первый", "второй", "первый", "третий", "первый", "второй"):
        embedder.embed_question(text)

    assert counting.questions == ["первый", "второй", "третий", "второй"]


def test_a_model_that_fails_leaves_nothing_behind() -> None:
    class Failing(FakeEmbedder):
        failing = True

        def embed_question(self, text: str) -> NDArray[np.float32]:
            if self.failing:
                raise ModelNotLoaded("no model")
            return super().embed_question(text)

    failing = Failing()
    embedder = Remembering(failing)
    with pytest.raises(ModelNotLoaded):
        embedder.embed_question("Где чек?")
    failing.failing = False

    assert embedder.embed_question("Где чек?").any()


def test_threads_that_ask_for_the_same_get_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembering, "_PASSAGES", 5)  # fewer than are asked for at once: they push each other out
    plain, embedder = FakeEmbedder(), Remembering(FakeEmbedder())
    texts = [f"Выплата номер {number} завтра." for number in range(12)]
    expected = plain.embed_passages(texts)

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: embedder.embed_passages(texts), range(40)))

    assert all(np.array_equal(one, expected) for one in found)


def test_a_text_is_worked_out_once_and_texts_that_differ_are_not_mixed_up() -> None:
    worked_out = list[str]()

    @remembered(100)
    def words(text: str) -> tuple[str, ...]:
        worked_out.append(text)
        return tuple(text.split())

    texts = ["Где чек?", "Где  чек?", "", "где чек?", "\ud83d сломан"]
    for _ in range(2):
        assert [words(text) for text in texts] == [tuple(text.split()) for text in texts]

    assert worked_out == texts


def test_long_results_push_out_more_than_short_ones() -> None:
    worked_out = list[str]()

    @remembered(10)
    def words(text: str) -> tuple[str, ...]:
        worked_out.append(text)
        return tuple(text.split())

    long = " ".join("чек" for _ in range(9))
    beyond = " ".join("чек" for _ in range(30))
    for text in ("где чек", "чек тут", long, "где чек", beyond, beyond):
        words(text)

    assert worked_out == ["где чек", "чек тут", long, "где чек", beyond, beyond]
