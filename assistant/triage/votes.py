"""The vote of the nearest resolved cases: the nearer a case, the more it counts; the shares are probabilities."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import exp

from assistant.triage.nouns import Ground, Guess, Voter
from corpus.nouns import RedactedText

# So many cases are heard: of more than a dozen the last ones only add noise (measured on the starter tickets).
NEAREST = 10


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A resolved case and how well it fits a ticket: comparable within one search only."""

    document_id: str
    title: RedactedText
    says: str
    fit: float


@dataclass(frozen=True, slots=True)
class Ballot:
    """How votes are counted.

    A case that fits by `warmth` less than the best counts 1/e of it; `doubt` is a vote for what no case says, the best
    case being 1; a guess below `threshold` is not told.
    """

    warmth: float
    doubt: float
    threshold: float


def weights(fits: Sequence[float], ballot: Ballot) -> list[float]:
    """What each neighbour counts, the best one 1; with the doubt they come to the whole."""
    best = max(fits, default=0.0)
    return [exp((fit - best) / ballot.warmth) for fit in fits]


def vote(neighbours: Sequence[Neighbour], ballot: Ballot, among: Collection[str] = ()) -> Guess:
    """What the nearest cases say; `among` leaves those out that say something else. Without a voter nothing is clear.

    Distance-weighted k-nearest neighbours (Dudani 1976) with an exponential kernel; its warmth is the temperature with
    which the shares become probabilities.
    """
    heard = [one for one in neighbours if one.says and (not among or one.says in among)][:NEAREST]
    if not heard:
        return Guess()
    counted = weights([one.fit for one in heard], ballot)
    whole = sum(counted) + ballot.doubt
    voters = [
        Voter(one.document_id, one.title, one.says, weight / whole) for one, weight in zip(heard, counted, strict=True)
    ]
    shares = shares_of(voters)
    likeliest = max(shares, key=lambda name: (shares[name], name))
    ordered = tuple(sorted(voters, key=lambda voter: -voter.share))
    clear = shares[likeliest] >= ballot.threshold
    return Guess(likeliest, shares[likeliest], clear=clear, ground=Ground.CASES, voters=ordered)


def shares_of(voters: Sequence[Voter]) -> Mapping[str, float]:
    """What each answer has of all votes."""
    shares: dict[str, float] = {}
    for voter in voters:
        shares[voter.says] = shares.get(voter.says, 0.0) + voter.share
    return shares
