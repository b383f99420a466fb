"""Drafts are compared with what was sent by chrF and ROUGE-L; expected values are written as formulas."""

from __future__ import annotations

import pytest

from assistant.outcomes.overlap import chrf
from evals.overlap import mean_rouge_l, rouge_l


def test_the_longest_common_words_count_in_their_order() -> None:
    # «деньги … на карту»: three of four words of the draft, three of five that were sent.
    precision, recall = 3 / 4, 3 / 5

    assert rouge_l("деньги придут на карту", "Деньги вернутся на вашу карту") == pytest.approx(
        2 * precision * recall / (precision + recall)
    )


def test_the_same_words_in_another_order_share_only_what_stands_in_order() -> None:
    assert rouge_l("карту на деньги", "деньги на карту") == pytest.approx(2 * (1 / 3) * (1 / 3) / (1 / 3 + 1 / 3))


def test_letters_of_both_alphabets_count_and_signs_and_yo_do_not() -> None:
    assert rouge_l("Ещё раз: отправьте webhook!", "еще раз отправьте Webhook") == 1.0


def test_a_text_without_words_shares_nothing() -> None:
    assert rouge_l("", "деньги") == rouge_l("деньги", "…") == 0.0


def test_the_mean_counts_every_pair_alike() -> None:
    assert mean_rouge_l(["да", "нет"], ["да", "да"]) == 1 / 2
    assert mean_rouge_l([], []) == 0.0


def test_chrf_is_a_hundred_for_the_same_text_and_nothing_for_no_draft() -> None:
    assert chrf(["Деньги придут за 14 дней."], ["Деньги придут за 14 дней."]) == pytest.approx(100)
    assert chrf([""], ["Деньги придут за 14 дней."]) == 0.0
    assert chrf([], []) == 0.0


def test_chrf_is_the_weighed_mean_of_its_character_ngrams() -> None:
    # «аб» and «ав»: one of two letters, no pair in common; recall counts twice (beta 2), the orders are averaged.
    precision = recall = (1 / 2 + 0 / 1) / 2

    assert chrf(["аб"], ["ав"]) == pytest.approx(100 * (1 + 2**2) * precision * recall / (2**2 * precision + recall))
