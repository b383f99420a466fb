"""Tickets whose triage is known: those that became cases, as they were before anybody answered."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, takewhile
from pathlib import Path
from time import perf_counter

from assistant.nouns import Passage
from assistant.triage.triage import Triaging, neighbour, words_of
from assistant.triage.votes import NEAREST, Neighbour
from corpus.nouns import Author, Document, Kind, State, Ticket
from evals.aside import Aside
from evals.asked.lines import objects, text_of
from ingest.house import House

STARTER_URGENCY = Path(__file__).parents[1] / "starter_urgency.jsonl"
# Dice's share of common stems from which two tickets are near copies: the same complaint, sent or told again.
_COPY = 0.4
_STEM = 5
# So many more cases are read, as near copies are left out.
_SPARE = 6


@dataclass(frozen=True, slots=True)
class Labelled:
    """A ticket as it came in, what it was in truth, and the cases that may vote on it.

    `group` is one number for near copies. `owners` and `products` are the same cases, best first, neither its own nor
    a near copy's. `urgency` is empty where nobody said.
    """

    id: str
    group: int
    opening: Ticket
    owner: str
    product: str
    urgency: str
    language: str
    owners: tuple[Neighbour, ...]
    products: tuple[Neighbour, ...]
    milliseconds: float


def labelled(library: Aside, triaging: Triaging, urgencies: Mapping[str, str]) -> list[Labelled]:
    """Every case that was made of a ticket and says whose problem it was, in the order of its names."""
    with_owner = [(case, opening) for case, opening in as_opened(library.podskazka.house) if case.content.owner]
    known, openings = [case for case, _ in with_owner], [opening for _, opening in with_owner]
    groups = near_copies([words_of(opening) for opening in openings])
    voters = _Voters(triaging, {one.id: group for one, group in zip(known, groups, strict=True)})
    return [_labelled(case, opening, voters, urgencies) for case, opening in zip(known, openings, strict=True)]


def as_opened(house: House) -> list[tuple[Document, Ticket]]:
    """Every case that was made of a ticket, with that ticket as it was before anybody answered, in a fixed order."""
    cases = [one for one in house.library.all(State.PUBLISHED) if one.content.kind is Kind.CASE]
    known = sorted((one for one in cases if one.origin.ticket_id), key=lambda one: one.origin.external_id)
    return [(one, _opening(house.tickets.get(one.origin.ticket_id or ""))) for one in known]


def read_urgencies(path: Path = STARTER_URGENCY) -> dict[str, str]:
    """Ticket id → `urgent` or `normal`.

    Raises:
        Unreadable: the file cannot be read, or a line has no id.
    """
    return {text_of(row, "id"): text_of(row, "urgency") for _, row in objects(path)}


def near_copies(texts: Sequence[str]) -> list[int]:
    """A number for each text, one for those that are near copies of each other, directly or through others."""
    stems = [{word[:_STEM] for word in re.findall(r"\w{3,}", text.casefold())} for text in texts]
    groups = list(range(len(texts)))
    for one, other in combinations(range(len(texts)), 2):
        common = 2 * len(stems[one] & stems[other]) / max(1, len(stems[one]) + len(stems[other]))
        if common >= _COPY and groups[one] != groups[other]:
            merged = groups[other]
            groups = [groups[one] if group == merged else group for group in groups]
    return groups


@dataclass(frozen=True, slots=True)
class _Voters:
    """Who may vote: `groups` has the number of near copies of each case."""

    triaging: Triaging
    groups: Mapping[str, int]

    def on(self, opening: Ticket, group: int) -> tuple[Passage, ...]:
        """The nearest cases of another group, best first."""
        found = self.triaging.nearest(opening, NEAREST + _SPARE)
        return tuple(one for one in found if self.groups.get(one.document.id) != group)[:NEAREST]


def _opening(ticket: Ticket) -> Ticket:
    """A ticket as it was before the first answer, without what was found out later."""
    asked = tuple(takewhile(lambda message: message.author is Author.CUSTOMER, ticket.messages))
    return replace(ticket, messages=asked, product="", module="")


def _labelled(case: Document, opening: Ticket, voters: _Voters, urgencies: Mapping[str, str]) -> Labelled:
    began = perf_counter()
    nearest = voters.on(opening, voters.groups[case.id])
    voters.triaging.judged(opening, nearest)
    milliseconds = 1000 * (perf_counter() - began)
    id_ = case.origin.external_id.rpartition("#")[2]
    return Labelled(
        id=id_,
        group=voters.groups[case.id],
        opening=opening,
        owner=case.content.owner or "",
        product=case.content.product,
        urgency=urgencies.get(id_, ""),
        language=case.content.language,
        owners=tuple(neighbour(one, one.document.content.owner or "") for one in nearest),
        products=tuple(neighbour(one, one.document.content.product) for one in nearest),
        milliseconds=milliseconds,
    )
