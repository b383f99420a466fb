"""The figures of an evaluation are those of the literature; expected values are written as their formulas."""

from __future__ import annotations

from math import log2

import pytest

from evals.metrics import Ranking, first_relevant, measure


def test_a_right_document_in_third_place_counts_a_third_and_among_five_but_not_first() -> None:
    metrics = measure([Ranking("q", {"right": 1}, ("a", "b", "right"))])

    assert (metrics.n, metrics.hit_at_1, metrics.hit_at_5) == (1, 0.0, 1.0)
    assert metrics.mrr == pytest.approx(1 / 3)
    assert metrics.ndcg_at_10 == pytest.approx((1 / log2(1 + 3)) / (1 / log2(1 + 1)))


def test_the_better_document_in_second_place_costs_gain_by_its_grade() -> None:
    metrics = measure([Ranking("q", {"good": 2, "fair": 1}, ("fair", "good"))])

    gained, best = 1 / log2(2) + 2 / log2(3), 2 / log2(2) + 1 / log2(3)
    assert metrics.ndcg_at_10 == pytest.approx(gained / best)


def test_a_question_for_which_nothing_was_found_counts_as_zero_and_is_not_left_out() -> None:
    metrics = measure([Ranking("found", {"a": 1}, ("a",)), Ranking("lost", {"b": 1}, ())])

    assert (metrics.n, metrics.hit_at_1, metrics.mrr) == (2, 1 / 2, 1 / 2)


def test_when_nothing_was_found_at_all_every_figure_is_zero() -> None:
    metrics = measure([Ranking("lost", {"b": 1}, ())])

    assert metrics.as_dict() == {"n": 1, "hit_at_1": 0.0, "hit_at_5": 0.0, "mrr": 0.0, "ndcg_at_10": 0.0}


def test_the_order_that_was_given_is_the_order_that_counts_whatever_the_names_are() -> None:
    last_by_name = measure([Ranking("q", {"я": 1}, ("я", "а", "б"))])
    first_by_name = measure([Ranking("q", {"а": 1}, ("а", "я", "б"))])

    assert last_by_name.mrr == first_by_name.mrr == 1.0


def test_no_questions_give_zeros_rather_than_an_error() -> None:
    assert measure([]).as_dict()["n"] == 0


def test_the_first_right_document_is_told_by_its_rank_or_not_at_all() -> None:
    assert first_relevant(Ranking("q", {"x": 1, "y": 1}, ("a", "y", "x"))) == 2
    assert first_relevant(Ranking("q", {"x": 1}, ("a", "b"))) is None
