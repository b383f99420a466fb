"""Who can load a cross-encoder names it in a setting, and it has the last word on the first passages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.ranking.lessons import Learned
from assistant.retrieve import Retriever
from corpus.database.library.shelf import Shelf
from corpus.embedding.reranker import CrossEncoderReranker
from corpus.errors import ModelNotLoaded
from corpus.nouns import Audience, RedactedText
from tests.searching import open_desk


class LastWord:
    """Holds whatever speaks of the word for the best."""

    def __init__(self, word: str) -> None:
        self._word = word

    def scores(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        return np.array([self._word in passage for passage in passages], np.float32)


def test_a_reranker_has_the_last_word(tmp_path: Path) -> None:
    with open_desk(tmp_path) as desk:
        desk.add("Лимит оборота превышен", "Лимит оборота увеличивает банк-эквайер.")
        desk.add("Оборот за месяц", "Отчёт показывает оборот, лимит в нём не виден.")
        shelf, nothing = Shelf(desk.kept, set(Audience)), lambda: Learned()  # noqa: PLW0108 (asked each time)
        plain = Retriever(desk.legs, shelf, desk.lexicon, nothing)
        reranked = Retriever(desk.legs, shelf, desk.lexicon, nothing, LastWord("Отчёт"))

        first = [
            one.find(RedactedText("лимит оборота")).passages[0].document.content.title for one in (plain, reranked)
        ]

    assert first == ["Лимит оборота превышен", "Оборот за месяц"]


def test_a_cross_encoder_is_read_from_a_folder(tmp_path: Path) -> None:
    reranker = CrossEncoderReranker(str(_small_cross_encoder(tmp_path / "model")))

    scores = reranker.scores("лимит", ["лимит оборота", "возврат", ""])

    assert scores.shape == (3,)
    assert len(reranker.scores("лимит", [])) == 0
    assert np.array_equal(scores, reranker.scores("лимит", ["лимит оборота", "возврат", ""]))


@pytest.mark.parametrize("name", ["/no/such/folder", "./none"])
def test_a_folder_that_is_not_there_is_named_with_its_setting(name: str) -> None:
    with pytest.raises(ModelNotLoaded, match=f"PODSKAZKA_RERANKER={name}: there is no such folder"):
        CrossEncoderReranker(name)


def test_a_folder_without_a_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelNotLoaded, match=r"PODSKAZKA_RERANKER=.*not loaded"):
        CrossEncoderReranker(str(tmp_path))


def _small_cross_encoder(folder: Path) -> Path:
    """A real one of two layers with random weights, as a hub would hold it."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors  # noqa: PLC0415 (slow to import)
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast  # noqa: PLC0415

    words = ["[PAD]", "[CLS]", "[SEP]", "[UNK]", "лимит", "оборота", "возврат"]
    pieces = Tokenizer(models.WordLevel({word: at for at, word in enumerate(words)}, unk_token="[UNK]"))
    pieces.pre_tokenizer = pre_tokenizers.Whitespace()
    pieces.post_processor = processors.BertProcessing(("[SEP]", 2), ("[CLS]", 1))
    special = {"pad_token": "[PAD]", "cls_token": "[CLS]", "sep_token": "[SEP]", "unk_token": "[UNK]"}
    PreTrainedTokenizerFast(tokenizer_object=pieces, **special).save_pretrained(folder)
    shape = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    config = BertConfig(vocab_size=len(words), num_labels=1, **shape)
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder
