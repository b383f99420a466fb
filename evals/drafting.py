"""Measures drafts: every question through the real composer, its citations and verdicts counted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter

from assistant.nouns import Draft, Outcome, Verdict
from assistant.outcomes.overlap import chrf
from corpus.nouns import RawText, RedactedText
from evals.aside import Aside
from evals.comparison.results import Drafted
from evals.overlap import rouge_l

_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Reply:
    """A draft as it was measured: its text or why there is none, whom it cites, and what the agent sent, if known."""

    text: RedactedText
    reason: RedactedText
    cited: tuple[str, ...]
    drafted: Drafted
    sent: RedactedText | None = None


def reply_to(
    question: RawText,
    relevant: Mapping[str, int],
    library: Aside,
    sent: RedactedText | None = None,
    channel: str = "mail",
) -> Reply:
    """What the composer drafts for a question that came as a ticket, and how good it is."""
    assistant = library.podskazka.assistant
    began = perf_counter()
    draft = assistant.compose(assistant.read(question, channel=channel))
    milliseconds = 1000 * (perf_counter() - began)
    names = [library.names.of(passage.document.origin) for passage in draft.sources]
    right = [not relevant.keys().isdisjoint(both) for both in names]
    return Reply(
        draft.text,
        draft.reason,
        tuple(dict.fromkeys(own for own, _ in names)),
        _counted(draft, right, milliseconds, sent),
        sent,
    )


def _counted(draft: Draft, right: list[bool], milliseconds: float, sent: RedactedText | None) -> Drafted:
    if draft.outcome is not Outcome.ANSWERED:
        return Drafted(answered=False, milliseconds=milliseconds)
    claims = [sentence for sentence in draft.sentences if sentence.verdict is not Verdict.COURTESY]
    citations = [number for sentence in draft.sentences for number in sentence.citations]
    return Drafted(
        answered=True,
        citations=len(citations),
        right_citations=sum(right[number - 1] for number in citations),
        sentences=len(claims),
        verified=sum(sentence.verdict is Verdict.VERIFIED for sentence in claims),
        unsupported_numbers=sum(bool(_DIGIT.search(one)) for sentence in claims for one in sentence.missing),
        milliseconds=milliseconds,
        chrf=None if sent is None else chrf([draft.text], [sent]),
        rouge_l=None if sent is None else rouge_l(draft.text, sent),
    )
