"""A text is not preferred for being in the question's own language."""

from __future__ import annotations

import numpy as np
import pytest

from corpus.embedding.preference import LanguageMeans, cyrillic_share, language_means

RUSSIAN, ENGLISH, SUBJECT = np.eye(3, dtype=np.float32)


def unit(*parts: np.ndarray) -> np.ndarray:
    whole = np.sum(parts, axis=0)
    return (whole / np.linalg.norm(whole)).astype(np.float32)


def test_what_the_language_alone_gave_shrinks() -> None:
    means = LanguageMeans(np.array([RUSSIAN, ENGLISH]), np.array([RUSSIAN, ENGLISH]))
    question = unit(RUSSIAN, 0.5 * SUBJECT)
    rows = np.array([unit(RUSSIAN, 0.2 * SUBJECT), unit(ENGLISH, 0.5 * SUBJECT)])
    plain = rows @ question

    level = means.cosines("как вернуть деньги", question, ["выплаты", "refund the money"], rows)

    assert plain[0] > plain[1]
    assert level[0] - level[1] < 0.75 * (plain[0] - plain[1])


@pytest.mark.parametrize(("text", "share"), [("возврат", 1.0), ("refund", 0.0), ("да ok", 0.5), ("123", 0.5)])
def test_the_share_of_cyrillic_letters(text: str, share: float) -> None:
    assert cyrillic_share(text) == share


def test_a_model_that_nobody_measured_is_left_as_it_is() -> None:
    assert language_means("some-other-model") is None
