"""Fits what triage counts votes and signs with: by the log loss of what it would have said, over labelled tickets."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import log

import numpy as np
from numpy.typing import NDArray

from assistant.triage.nouns import Guess, Urgency
from assistant.triage.triage import pressing_words
from assistant.triage.urgency import Sign, Tilt, signs_in
from assistant.triage.votes import Ballot, Neighbour, vote
from evals.triage.cases import Labelled

Floats = NDArray[np.float64]

_WARMTHS, _DOUBTS = (0.3, 0.5, 0.7, 1.0, 1.4, 2.0), (0.03, 0.1, 0.3)
# Of what is told, this share is to be right.
_RIGHT = 0.85
# A threshold that leaves fewer than this share of the tickets says little of them; nearly a coin's toss is no answer.
_LEAST_TOLD = 0.4
_THRESHOLDS = tuple(round(step / 100, 2) for step in range(60, 96, 5))
# What no neighbour says still happens.
_IMPOSSIBLE = 0.01
# Signs are few and tickets are not many: weights stay near nothing unless the tickets say otherwise.
_RIDGE, _STEPS = 0.3, 30


def fitted_ballot(tickets: Sequence[tuple[str, Sequence[Neighbour]]]) -> Ballot:
    """The ballot for tickets of which the truth and the voters are known: warmth and doubt of the least log loss."""
    _, warmth, doubt = min(
        (_loss(tickets, Ballot(warmth, doubt, 0.0)), warmth, doubt) for warmth, doubt in product(_WARMTHS, _DOUBTS)
    )
    return Ballot(
        warmth, doubt, _threshold([(truth, vote(voters, Ballot(warmth, doubt, 0.0))) for truth, voters in tickets])
    )


def fitted_tilt(tickets: Sequence[Labelled]) -> Tilt:
    """The weights of the signs of urgency: logistic regression with a ridge (Newton); of no tickets, none."""
    if not tickets:
        return Tilt(dict.fromkeys(Sign, 0.0), 0.0, _THRESHOLDS[0])
    rows = np.array([[1.0, *(sign in signs_in(pressing_words(one.opening)) for sign in Sign)] for one in tickets])
    truth = np.array([one.urgency == Urgency.URGENT for one in tickets], np.float64)
    weights = np.zeros(rows.shape[1])
    for _ in range(_STEPS):
        said = 1 / (1 + np.exp(-rows @ weights))
        ridge = np.where(np.arange(len(weights)) > 0, _RIDGE, _RIDGE / 100)  # the bias is nearly free
        slope = rows.T @ (said - truth) + ridge * weights
        bend = (rows * (said * (1 - said))[:, None]).T @ rows + np.diag(ridge)
        weights -= np.linalg.solve(bend, slope)
    adds = {sign: round(float(weight), 2) for sign, weight in zip(Sign, weights[1:], strict=True)}
    said = 1 / (1 + np.exp(-rows @ weights))
    guesses = [Guess(Urgency.URGENT if p >= 0.5 else Urgency.NORMAL, float(max(p, 1 - p))) for p in said]
    threshold = _threshold([(one.urgency, guess) for one, guess in zip(tickets, guesses, strict=True)])
    return Tilt(adds, round(float(weights[0]), 2), threshold)


def _loss(tickets: Sequence[tuple[str, Sequence[Neighbour]]], ballot: Ballot) -> float:
    total = 0.0
    for truth, voters in tickets:
        told = vote(voters, ballot)
        total -= log(max(_IMPOSSIBLE, sum(voter.share for voter in told.voters if voter.says == truth)))
    return total / max(1, len(tickets))


def _threshold(said: Sequence[tuple[str, Guess]]) -> float:
    """The lowest one from which on enough is right; the strictest that still tells something when none is."""
    for threshold in _THRESHOLDS:
        told = [truth == guess.likeliest for truth, guess in said if guess.probability >= threshold]
        if len(told) < _LEAST_TOLD * len(said):
            return max(_THRESHOLDS[0], round(threshold - 0.05, 2))
        if sum(told) >= _RIGHT * len(told):
            return threshold
    return _THRESHOLDS[-1]
