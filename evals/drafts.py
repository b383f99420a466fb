"""Measures drafts against what agents really sent, and against cases that may be learned from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from assistant.outcomes.fate import substance
from assistant.outcomes.overlap import chrf
from corpus.index.tokens import Tokenizer
from corpus.nouns import Document, Hand, Kind, Provenance, RawText, RedactedText, State
from corpus.settings import Settings
from evals.aside import Aside, aside
from evals.asked.documents import is_beir
from evals.asked.lines import BadLine, objects, text_of
from evals.asked.questions import read_questions
from evals.comparison.results import Drafted
from evals.drafting import Reply, reply_to
from evals.overlap import mean_rouge_l
from ingest.house import Load
from ingest.nouns import Entry, Facts, Found, RawMessage
from ingest.sources.conversation import raw_ticket
from ingest.sync import Progress

# Case id → what is relevant to it.
Judged = Mapping[str, Mapping[str, int]]

_US = Hand(Provenance.SYNC, "eval")
# One question and one answer without a salutation are a chat.
_CHANNEL = "chat"
# Dice's share of common words from which two questions are one and the same, asked twice.
_SAME = 0.8


@dataclass(frozen=True, slots=True)
class AnsweredCase:
    """A question that an agent answered."""

    id: str
    question: RawText
    answer: RawText


@dataclass(frozen=True, slots=True)
class DraftsReport:
    """Every case with the draft that was made of it; `judged` tells whether relevant documents are known."""

    replies: tuple[tuple[AnsweredCase, Reply], ...]
    judged: bool

    def as_dict(self) -> dict[str, object]:
        """The figures for `--json`; `every_case` counts a case without a draft as an empty text.

        `without_courtesies` compares what the draft and the agent say besides greetings, thanks and closings: 85
        characters of them in a mail cost a draft that is right 1 chrF where agents' answers were kept without theirs.
        """
        answered = [reply for _, reply in self.replies if reply.drafted.answered]
        figures: dict[str, object] = {
            "n": len(self.replies),
            "answered_share": round(len(answered) / max(1, len(self.replies)), 4),
            **_overlap(answered),
            **draft_figures([reply.drafted for reply in answered]),
        }
        if not self.judged:
            figures["citation_precision"] = None
        return {
            "overall": figures,
            "every_case": _overlap([reply for _, reply in self.replies]),
            "without_courtesies": _overlap([_bare(reply) for reply in answered]),
        }


def draft_figures(drafts: Sequence[Drafted]) -> dict[str, float | None]:
    """Shares over all citations and sentences of these drafts; None where there are none."""
    counts = Counter[str]()
    for one in drafts:
        counts.update(
            citations=one.citations,
            right=one.right_citations,
            sentences=one.sentences,
            verified=one.verified,
            unsupported=one.unsupported_numbers,
        )
    return {
        "citation_precision": _share(counts["right"], counts["citations"]),
        "verified_share": _share(counts["verified"], counts["sentences"]),
        "unsupported_numbers": counts["unsupported"],
    }


def run_drafts(
    documents: Path,
    cases: Path,
    settings: Settings,
    progress: Progress,
    learn_from: Path | None = None,
    load: Load | None = None,
) -> DraftsReport:
    """A draft for every case; those of `learn_from` may be used, never the one that is being answered.

    `load` takes the place of the embedding models in tests.

    Raises:
        Unreadable: the documents or cases cannot be read.
        ModelNotLoaded: the embedding model cannot be loaded.
    """
    asked, known = read_cases(cases), read_cases(learn_from) if learn_from else ()
    judged = _judged(documents)
    with aside([documents], settings, progress, load, [ResolvedCases(known)] if known else []) as library:
        replies = tuple(_replies(asked, known, judged, library, progress))
    return DraftsReport(replies, bool(judged))


def read_cases(path: Path) -> tuple[AnsweredCase, ...]:
    """The cases of a JSONL file {id, question, operator_answer}.

    Raises:
        Unreadable: the file cannot be read, or a line lacks one of the three.
    """
    cases: dict[str, AnsweredCase] = {}
    for number, row in objects(path):
        case = AnsweredCase(
            text_of(row, "id"), RawText(text_of(row, "question")), RawText(text_of(row, "operator_answer"))
        )
        if not (case.id and case.question and case.answer):
            raise BadLine(path, number, "a case needs an `id`, a `question` and an `operator_answer`")
        if case.id in cases:
            raise BadLine(path, number, f"the case {case.id} is there already")
        cases[case.id] = case
    return tuple(cases.values())


@dataclass(frozen=True, slots=True)
class ResolvedCases:
    """Cases as a source of resolved tickets, each under its own id."""

    cases: Sequence[AnsweredCase]
    name: str = "eval:cases"

    def entries(self) -> Iterator[Entry]:
        """One entry per case."""
        return (Entry(case.id, "", partial(_ticket, case)) for case in self.cases)


def _ticket(case: AnsweredCase) -> Iterator[Found]:
    messages = (RawMessage("customer", RawText(), case.question), RawMessage("agent", RawText(), case.answer))
    yield raw_ticket(case.id, _CHANNEL, "", messages, Facts(), resolved=True)


def _replies(
    asked: Sequence[AnsweredCase],
    known: Sequence[AnsweredCase],
    judged: Judged,
    library: Aside,
    progress: Progress,
) -> Iterator[tuple[AnsweredCase, Reply]]:
    leaving, counts = LeavingOut(library, known), Counter[str]()
    progress.begin("drafts", len(asked))
    for case in asked:
        sent = library.podskazka.house.redactor.redact(case.answer).text
        with leaving.out(case):
            reply = reply_to(case.question, _relevant(case, judged, known), library, sent, _CHANNEL)
        counts["drafted"] += 1
        progress.advance(counts)
        yield case, reply


class LeavingOut:
    """Takes a case, and every case in nearly the same words, out of the library while it is being answered.

    The document is archived for the time of one question: so the whole search goes on without it, its numbers
    included, and not only its last step.
    """

    def __init__(self, library: Aside, known: Sequence[AnsweredCase]) -> None:
        self._library = library.podskazka.house.library
        self._tokenizer = Tokenizer()
        self._documents = [one for one in self._library.all(State.PUBLISHED) if one.content.kind is Kind.CASE]
        self._words = {case.id: self._stems(case.question) for case in known}

    @contextmanager
    def out(self, case: AnsweredCase) -> Iterator[None]:
        """For as long as this case is being answered."""
        left = [document.id for document in self._documents if self._is_same(document, case)]
        for document_id in left:
            self._library.archive(document_id, _US)
        try:
            yield
        finally:
            for document_id in left:
                self._library.publish(document_id, _US)

    def _is_same(self, document: Document, case: AnsweredCase) -> bool:
        known = self._words.get(document.origin.external_id, frozenset())
        asked = self._stems(case.question)
        alike = 2 * len(known & asked) >= _SAME * (len(known) + len(asked)) > 0
        return document.origin.external_id == case.id or alike

    def _stems(self, text: str) -> frozenset[str]:
        return frozenset(self._tokenizer.stems(text))


def _judged(documents: Path) -> Judged:
    """What is relevant to which case: the judgements of a BEIR folder; nothing where documents bring none."""
    return {one.id: one.relevant for one in read_questions(documents)} if is_beir(documents) else {}


def _relevant(case: AnsweredCase, judged: Judged, known: Sequence[AnsweredCase]) -> dict[str, int]:
    """The relevant documents, and the other cases that one of them answers, too."""
    right = judged.get(case.id, {})
    others = (one.id for one in known if not right.keys().isdisjoint(judged.get(one.id, {})))
    return {**right, **dict.fromkeys(others, 1)}


def _overlap(replies: Sequence[Reply]) -> dict[str, object]:
    drafts, sent = [reply.text for reply in replies], [reply.sent or "" for reply in replies]
    return {
        "chrf": round(chrf(drafts, sent), 2) if replies else None,
        "rouge_l": round(mean_rouge_l(drafts, sent), 4) if replies else None,
    }


def _bare(reply: Reply) -> Reply:
    """Both texts without greetings, thanks and closings."""
    return replace(reply, text=_substance(reply.text), sent=_substance(reply.sent or reply.text[:0]))


def _substance(text: RedactedText) -> RedactedText:
    return RedactedText.joined(" ", (text[start:end] for start, end in substance(text)))


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
