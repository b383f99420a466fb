"""The nouns of triage: what a ticket probably is, how probably, and what says so. Imports no library."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corpus.nouns import RedactedText


class Urgency(StrEnum):
    """Whether a ticket can wait its turn."""

    URGENT = "urgent"
    NORMAL = "normal"


class Ground(StrEnum):
    """What a guess rests on."""

    CASES = "cases"  # the nearest resolved cases voted
    NAMED = "named"  # the text names it
    STATED = "stated"  # whoever sent the ticket said so
    SIGNS = "signs"  # wordings that stand in the text
    LETTERS = "letters"  # letters and small words
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Voter:
    """A resolved case that voted, what it says, and its share (0 to 1) of all votes."""

    document_id: str
    title: RedactedText
    says: str
    share: float


@dataclass(frozen=True, slots=True)
class Guess:
    """One answer of triage: `likeliest` with its probability (0 to 1); below the threshold it is not `clear`.

    `voters` are the cases that were heard, the weightiest first; `words` are wordings of the ticket that say so.
    """

    likeliest: str = ""
    probability: float = 0.0
    clear: bool = False
    ground: Ground = Ground.NOTHING
    voters: tuple[Voter, ...] = ()
    words: tuple[RedactedText, ...] = ()

    @property
    def value(self) -> str:
        """What may be shown: nothing when it is not clear, never a guess."""
        return self.likeliest if self.clear else ""


@dataclass(frozen=True, slots=True)
class Triage:
    """Whose problem a ticket probably is, what it is about, whether it is urgent, and its language.

    `degraded` tells that the cases could not be asked; `milliseconds` is what all of it took.
    """

    owner: Guess
    product: Guess
    urgency: Guess
    language: Guess
    degraded: bool = False
    milliseconds: float = 0.0

    @property
    def heard(self) -> tuple[tuple[Voter, str], ...]:
        """The cases that voted on the owner, the weightiest first, each with its product."""
        products = {voter.document_id: voter.says for voter in self.product.voters}
        return tuple((voter, products.get(voter.document_id, "")) for voter in self.owner.voters)
