"""The nouns of answering: passages found for a question, and drafts made of them. Imports no library."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corpus.nouns import Document, Owner, RedactedText


@dataclass(frozen=True, slots=True)
class Scores:
    """Why a passage stands where it does.

    `dense` and `title` are cosines of the chunk and of the document's title, `words` is BM25; `total`
    is what ranks: comparable within one search only. `alike` and `title_alike` are the cosines on one scale for all
    languages, on which 0 is nothing in common.
    """

    total: float
    dense: float
    title: float
    words: float
    alike: float = 0.0
    title_alike: float = 0.0


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk found for a question, with its scores and the words of the question that stand in it.

    `matched` are (start, end) character places in `text`; `copies` are documents that say the same and are not shown.
    """

    chunk_id: str
    document: Document
    heading: RedactedText
    text: RedactedText
    scores: Scores
    matched: tuple[tuple[int, int], ...] = ()
    copies: tuple[Document, ...] = ()


class Outcome(StrEnum):
    """Whether there is a draft, and if not, why."""

    ANSWERED = "answered"
    PERHAPS = "perhaps"
    NOTHING_FOUND = "nothing found"
    CONTRADICTION = "contradiction"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave: one passage per document, best first, and what had to be left out of the searching.

    `read_as` is what the question was read as, when that is not as it was typed. `answerable` (0 to 1) is how
    probably the passages answer it, `outcome` what follows: an answer, perhaps one, or none.
    """

    question: RedactedText
    passages: tuple[Passage, ...]
    degraded: tuple[str, ...] = ()
    milliseconds: float = 0.0
    read_as: RedactedText | None = None
    answerable: float = 0.0
    outcome: Outcome = Outcome.NOTHING_FOUND


class Because(StrEnum):
    """Why a document that was found is not told."""

    PLATFORM = "platform"
    READER = "reader"
    INSTRUCTION = "instruction"
    STORY = "story"
    COPY = "copy"
    DISAGREES = "disagrees"
    FAR = "far"
    LESS_PROBABLE = "less probable"


class Rule(StrEnum):
    """What decided on the answer to a question, or that there is none."""

    WHOLE = "whole"
    SENTENCES = "sentences"
    CASE = "case"
    UNSURE = "unsure"
    GUESSED = "guessed"
    NOTHING_LIKE_IT = "nothing like it"
    OUTSIDE = "outside"
    CONTRADICTION = "contradiction"
    OTHER_READERS = "other readers"
    ONLY_INSTRUCTIONS = "only instructions"
    ANOTHER_MATTER = "another matter"
    NOTHING_TO_TELL = "nothing to tell"
    UNKNOWN_CODE = "unknown code"


@dataclass(frozen=True, slots=True)
class Rejected:
    """A document that was found and is not told. `instead` is the one that says the same, or otherwise and counts."""

    document: Document
    scores: Scores
    because: Because
    instead: Document | None = None


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why one question got its answer, or none: what was searched, what was found, and which rule decided.

    `answerable` (0 to 1) is how probably it can be answered at all, `enough` what is needed for a draft. Of a document
    of which sentences are quoted `sure` (0 to 1) is how probably it is the right one; of a text that is told whole
    `expected` (0 to 1) is how like the answer that is wanted it should be; `needed` is what either must reach; None
    where that was not asked. `asking` is the condition that the customer is asked for.
    """

    question: RedactedText
    rule: Rule
    answerable: float
    enough: float
    read_as: RedactedText | None = None
    told: tuple[Passage, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    sure: float | None = None
    expected: float | None = None
    needed: float | None = None
    asking: str = ""
    degraded: tuple[str, ...] = ()


class Verdict(StrEnum):
    """What the check of one sentence against its cited passages said."""

    VERIFIED = "verified"
    PARTLY = "partly"
    UNSUPPORTED = "unsupported"
    COURTESY = "courtesy"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a draft. `citations` number the draft's sources from 1; `missing` are values no source holds.

    What is `held` back is shown beside the draft, and is no part of its text.
    """

    text: RedactedText
    citations: tuple[int, ...]
    verdict: Verdict
    missing: tuple[str, ...] = ()
    paragraph: int = 0
    held: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposed reply: sentences with citations and verdicts, the numbered sources, and the reason when there is none.

    `sources` are the cited passages in the order of their numbers (from 1); `nearest` are shown when
    there is no draft. `owner` is whose problem it probably is. `why` has the reasons for each question of the ticket;
    a draft that was read from the database has none.
    """

    ticket_id: str
    outcome: Outcome
    reason: RedactedText
    sentences: tuple[Sentence, ...] = ()
    sources: tuple[Passage, ...] = ()
    nearest: tuple[Passage, ...] = ()
    owner: Owner | None = None
    writer: str = "composer"
    id: str = ""
    why: tuple[Reasons, ...] = ()

    @property
    def text(self) -> RedactedText:
        """The draft as one text, paragraphs parted by an empty line."""
        paragraphs: dict[int, list[RedactedText]] = {}
        for sentence in self.sentences:
            if not sentence.held:
                paragraphs.setdefault(sentence.paragraph, []).append(sentence.text)
        return RedactedText.joined("\n\n", (RedactedText.joined(" ", lines) for lines in paragraphs.values()))

    @property
    def staff_only(self) -> bool:
        """Whether something in it rests on a text that customers may not read."""
        return any(passage.document.content.audience == "staff" for passage in self.sources)
