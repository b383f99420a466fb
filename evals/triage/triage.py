"""Measures triage by cross-validation: every ticket is judged by other cases, with settings fitted to other folds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.triage.language import language_guess
from assistant.triage.nouns import Guess
from assistant.triage.triage import Triaging, pressing_words, words_of
from assistant.triage.urgency import Tilt, urgency_of
from assistant.triage.votes import Ballot, vote
from corpus.errors import Unreadable
from corpus.nouns import Audience, RedactedText
from corpus.settings import Settings
from evals.abstention import Calibration, calibration
from evals.aside import Aside, aside
from evals.triage.cases import Labelled, labelled, read_urgencies
from evals.triage.fitting import fitted_ballot, fitted_tilt
from ingest.house import Load
from ingest.sync import Progress

FOLDS = 10
# Of fewer tickets the figures would be chance.
FEWEST = 30
NOT_CLEAR = "not clear"
OWNER, PRODUCT, URGENCY, LANGUAGE = "owner", "product", "urgency", "language"
_WORD = re.compile(r"\w+")
_OPENING_WORDS = (1, 2, 3, 4, 6, 8, 12, 20)

Judge = Callable[[Labelled], Guess]
Learn = Callable[[Sequence[Labelled]], Judge]


@dataclass(frozen=True, slots=True)
class Judged:
    """What was said of a ticket, and what is true."""

    id: str
    truth: str
    guess: Guess

    @property
    def right(self) -> bool:
        """Whether the likeliest is the truth, told or not."""
        return self.guess.likeliest == self.truth


@dataclass(frozen=True, slots=True)
class Facet:
    """One thing that triage tells, over all tickets of which the truth is known."""

    judged: tuple[Judged, ...]

    @property
    def told(self) -> tuple[Judged, ...]:
        """Those of which it was said."""
        return tuple(one for one in self.judged if one.guess.clear)

    @property
    def baseline(self) -> float:
        """The share that is right when always the most frequent is said."""
        return max(Counter(one.truth for one in self.judged).values()) / len(self.judged)

    @property
    def calibration(self) -> Calibration:
        """Whether so many were right as the probabilities say."""
        return calibration([one.guess.probability for one in self.judged], [one.right for one in self.judged])

    def confusion(self) -> Mapping[str, Mapping[str, int]]:
        """Truth → what was said → how many."""
        names = sorted({one.truth for one in self.judged})
        said = [*names, *sorted({one.guess.value for one in self.told} - set(names)), NOT_CLEAR]
        counts = Counter((one.truth, one.guess.value or NOT_CLEAR) for one in self.judged)
        return {truth: {name: counts[truth, name] for name in said} for truth in names}

    def as_dict(self) -> dict[str, float]:
        """The figures for `--json`: shares from 0 to 1."""
        told = self.told
        return {
            "n": len(self.judged),
            "baseline": round(self.baseline, 4),
            "accuracy_forced": round(sum(one.right for one in self.judged) / len(self.judged), 4),
            "coverage": round(len(told) / len(self.judged), 4),
            "accuracy_told": round(sum(one.right for one in told) / max(1, len(told)), 4),
            "ece": round(self.calibration.ece, 4),
        }


@dataclass(frozen=True, slots=True)
class Fitted:
    """The settings that all tickets together come to: those that ship are these."""

    owner: Ballot
    product: Ballot
    urgency: Tilt | None


@dataclass(frozen=True, slots=True)
class TriageReport:
    """Each facet by cross-validation, what all tickets come to, and how long a triage took.

    `copies` counts tickets that are near copies of others; `by_words` has the share of openings, cut after so many
    words, whose language was still told right.
    """

    facets: Mapping[str, Facet]
    fitted: Fitted
    copies: int
    by_words: Mapping[int, float]
    milliseconds: tuple[float, ...]

    def as_dict(self) -> dict[str, dict[str, float]]:
        """The figures for `--json`."""
        return {name: facet.as_dict() for name, facet in self.facets.items()}


def run_triage(
    documents: Sequence[Path], urgencies: Path | None, settings: Settings, progress: Progress, load: Load | None = None
) -> TriageReport:
    """Takes the documents into a throw-away library and judges each ticket that became a case.

    Raises:
        Unreadable: fewer than `FEWEST` cases say whose problem they were, or the files cannot be read.
    """
    with aside(documents, settings, progress, load) as library:
        report = measure_triage(library, read_urgencies(urgencies) if urgencies else read_urgencies())
    if report is None:
        raise Unreadable(f"fewer than {FEWEST} tickets with an owner became cases; triage cannot be measured on them")
    return report


def measure_triage(library: Aside, urgencies: Mapping[str, str]) -> TriageReport | None:
    """The same over a library that is there already; None when it has too few tickets to tell."""
    triaging = Triaging(library.podskazka.retrievers[Audience.STAFF])
    tickets = labelled(library, triaging, urgencies)
    if len(tickets) < FEWEST:
        return None
    hurried = [one for one in tickets if one.urgency]
    facets = {
        OWNER: _facet(tickets, lambda one: one.owner, _owner_judge),
        PRODUCT: _facet([one for one in tickets if one.product], lambda one: one.product, _product_judge(triaging)),
        URGENCY: _facet(hurried, lambda one: one.urgency, _urgency_judge),
        LANGUAGE: _facet(
            tickets, lambda one: one.language, lambda _: lambda one: language_guess(words_of(one.opening))
        ),
    }
    return TriageReport(
        facets={name: facet for name, facet in facets.items() if facet.judged},
        fitted=_fitted(tickets, hurried),
        copies=len(tickets) - sum(count == 1 for count in Counter(one.group for one in tickets).values()),
        by_words=_by_words(tickets),
        milliseconds=tuple(one.milliseconds for one in tickets),
    )


def _facet(tickets: Sequence[Labelled], truth: Callable[[Labelled], str], learn: Learn) -> Facet:
    """Each ticket judged by what was learned from the folds that it, and its near copies, do not stand in."""
    judged = list[Judged]()
    for fold in range(FOLDS):
        held = [one for one in tickets if one.group % FOLDS == fold]
        if not held:
            continue
        judge = learn([one for one in tickets if one.group % FOLDS != fold])
        judged += [Judged(one.id, truth(one), judge(one)) for one in held]
    return Facet(tuple(judged))


def _owner_judge(known: Sequence[Labelled]) -> Judge:
    ballot = fitted_ballot([(one.owner, one.owners) for one in known])
    return lambda one: vote(one.owners, ballot)


def _product_judge(triaging: Triaging) -> Learn:
    def learn(known: Sequence[Labelled]) -> Judge:
        ballot = fitted_ballot([(one.product, one.products) for one in known])
        return lambda one: triaging.product(one.opening, one.products, ballot)

    return learn


def _urgency_judge(known: Sequence[Labelled]) -> Judge:
    tilt = fitted_tilt(known)
    return lambda one: urgency_of(pressing_words(one.opening), tilt)


def _fitted(tickets: Sequence[Labelled], hurried: Sequence[Labelled]) -> Fitted:
    return Fitted(
        fitted_ballot([(one.owner, one.owners) for one in tickets]),
        fitted_ballot([(one.product, one.products) for one in tickets if one.product]),
        fitted_tilt(hurried) if hurried else None,
    )


def _by_words(tickets: Sequence[Labelled]) -> Mapping[int, float]:
    """How often the language is right of openings that are cut after so many words."""
    return {
        count: sum(_cut_language(one, count) == one.language for one in tickets) / len(tickets)
        for count in _OPENING_WORDS
    }


def _cut_language(one: Labelled, count: int) -> str:
    text = RedactedText.joined(" ", (message.text for message in one.opening.messages))
    ends = [match.end() for match in _WORD.finditer(text)]
    return language_guess(text[: ends[count - 1]] if len(ends) >= count else text).likeliest
