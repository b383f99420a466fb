"""Resolved cases vote on a new ticket: the nearer, the louder, and nothing is said when they disagree."""

from __future__ import annotations

from math import exp

import pytest

from assistant.triage.nouns import Ground, Guess
from assistant.triage.votes import NEAREST, Ballot, Neighbour, vote
from corpus.nouns import RedactedText

BALLOT = Ballot(warmth=1.0, doubt=0.5, threshold=0.6)


def case(says: str, fit: float, name: str = "") -> Neighbour:
    return Neighbour(name or f"{says}-{fit}", RedactedText("Случай"), says, fit)


def test_a_case_counts_less_the_worse_it_fits() -> None:
    told = vote([case("bank", 5.0), case("payer", 4.0)], BALLOT)

    assert told.likeliest == "bank"
    assert told.probability == pytest.approx(1 / (1 + exp(-1) + 0.5))
    assert [voter.share for voter in told.voters] == pytest.approx([1 / (1.5 + exp(-1)), exp(-1) / (1.5 + exp(-1))])
    assert told.ground is Ground.CASES


def test_several_that_agree_outvote_the_nearest() -> None:
    told = vote([case("bank", 5.0), *(case("payer", 4.8, f"c{n}") for n in range(4))], BALLOT)

    assert told.value == "payer"


def test_cases_that_disagree_say_nothing() -> None:
    told = vote([case("bank", 5.0), case("payer", 5.0)], BALLOT)

    assert told.value == ""
    assert not told.clear
    assert {voter.says for voter in told.voters} == {"bank", "payer"}


def test_one_case_alone_is_never_certain() -> None:
    assert vote([case("bank", 5.0)], BALLOT).probability == pytest.approx(1 / 1.5)


def test_without_cases_nothing_is_clear() -> None:
    assert vote([], BALLOT) == Guess()
    assert vote([case("", 5.0)], BALLOT) == Guess()


def test_cases_further_away_than_the_nearest_few_are_not_heard() -> None:
    near = [case("bank", 5.0, f"near{n}") for n in range(NEAREST)]

    told = vote([*near, *(case("payer", 5.0, f"far{n}") for n in range(50))], BALLOT)

    assert len(told.voters) == NEAREST
    assert told.value == "bank"


def test_only_those_are_heard_that_say_what_is_possible() -> None:
    told = vote([case("Платежи", 5.0), case("Модуль Tilda", 3.0)], BALLOT, among=("Модуль Tilda",))

    assert told.value == "Модуль Tilda"
    assert [voter.says for voter in told.voters] == ["Модуль Tilda"]
