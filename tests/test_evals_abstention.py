"""Knowing when not to answer is measured in the literature's figures; expected values are written as formulas."""

from __future__ import annotations

import pytest

from evals.abstention import abstention, calibration, risk_coverage
from evals.comparison.results import Result
from evals.metrics import Metrics

FIRST, FIFTH = Metrics(1, 1.0, 1.0, 1.0, 1.0), Metrics(1, 0.0, 1.0, 0.2, 0.4)


def _result(name: str, probability: float, found: Metrics | None, outcome: str = "answer") -> Result:
    return Result(name, "", "any", "ru", "payer", probability, outcome, 1.0, found)


ASKED = (
    _result("a", 0.9, FIRST),
    _result("b", 0.8, None),
    _result("c", 0.6, FIRST),
    _result("d", 0.4, FIFTH, "perhaps"),
    _result("e", 0.1, None, "outside"),
)


def test_the_risk_is_the_share_of_wrong_answers_when_the_most_probable_are_given_first() -> None:
    expected = ((1 / 5, 0 / 1), (2 / 5, 1 / 2), (3 / 5, 1 / 3), (4 / 5, 2 / 4), (5 / 5, 3 / 5))

    assert risk_coverage(ASKED) == expected


def test_the_area_under_the_risk_is_its_mean() -> None:
    assert abstention(ASKED).aurc == pytest.approx((0 / 1 + 1 / 2 + 1 / 3 + 2 / 4 + 3 / 5) / 5)


def test_the_area_under_the_roc_is_the_share_of_pairs_in_the_right_order() -> None:
    # 0.9 beats 0.8 and 0.1; 0.6 and 0.4 beat only 0.1.
    assert abstention(ASKED).auroc == pytest.approx((2 + 1 + 1) / (3 * 2))


def test_without_unanswerable_questions_there_is_no_such_area() -> None:
    assert abstention(ASKED[:1]).auroc is None


def test_the_outcomes_are_shares_of_each_class() -> None:
    outcomes = abstention(ASKED).outcomes

    assert outcomes["answerable"] == {"answer": round(2 / 3, 4), "perhaps": round(1 / 3, 4), "outside": 0.0}
    assert outcomes["unanswerable"] == {"answer": 1 / 2, "perhaps": 0.0, "outside": 1 / 2}


def test_the_calibration_is_the_distance_of_what_was_said_from_what_was_so() -> None:
    told = calibration([0.95, 0.91, 0.32, 1.0], [True, False, False, True])

    assert told.brier == pytest.approx(((1 - 0.95) ** 2 + 0.91**2 + 0.32**2 + 0**2) / 4)
    assert told.ece == pytest.approx(3 / 4 * abs((0.95 + 0.91 + 1.0) / 3 - 2 / 3) + 1 / 4 * abs(0.32 - 0))
    assert [one.count for one in told.bins] == [1, 3]


def test_a_probability_that_is_always_right_has_no_error() -> None:
    told = calibration([1.0, 0.0], [True, False])

    assert (told.brier, told.ece) == (0.0, 0.0)
