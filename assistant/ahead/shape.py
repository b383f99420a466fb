"""A draft as it is kept to be shown later: its words apart, passages and documents only by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from assistant.drafting.orders import disarmed, disarmed_passage
from assistant.nouns import Because, Draft, Outcome, Passage, Reasons, Rejected, Rule, Scores, Sentence, Verdict
from corpus.database.library.shelf import ShelvedChunk
from corpus.nouns import Document, Owner, RedactedText

# A draft of another form is not read but made anew.
FORM = 2
Shape = dict[str, Any]


class Gone(Exception):
    """Something that a draft rests on is not there any more, or not as it was."""


@dataclass(slots=True)
class Words:
    """The texts of one draft, each once; a shape names them by their places."""

    redact: Callable[[str], RedactedText]
    texts: list[RedactedText] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)

    def place(self, text: RedactedText) -> int:
        """Where a text stands."""
        if text not in self.places:
            self.places[text] = len(self.texts)
            self.texts.append(text)
        return self.places[text]

    def of_value(self, value: str) -> int:
        """The same for a value of a sentence, which is typed as any text."""
        return self.place(self.redact(value))


def shaped(draft: Draft, redact: Callable[[str], RedactedText]) -> tuple[list[RedactedText], Shape]:
    """The texts of a draft and its shape. Of passages and documents only headings are in it."""
    words = Words(redact)
    shape: Shape = {
        "outcome": draft.outcome.value,
        "reason": words.place(draft.reason),
        "sentences": [_sentence_shape(sentence, words) for sentence in draft.sentences],
        "sources": [_passage_shape(passage, words) for passage in draft.sources],
        "nearest": [_passage_shape(passage, words) for passage in draft.nearest],
        "owner": draft.owner.value if draft.owner else None,
        "writer": draft.writer,
        "why": [_reasons_shape(reasons, words) for reasons in draft.why],
    }
    return words.texts, shape


def chunks_in(shape: Shape) -> set[str]:
    """The chunks that a draft shows."""
    return {passage["chunk"] for passage in _passages_in(shape)}


def documents_in(shape: Shape) -> set[str]:
    """The documents that it names without showing them."""
    copies = [id_ for passage in _passages_in(shape) for id_, _ in passage["copies"]]
    rejected = [
        one[name] for reasons in shape["why"] for one in reasons["rejected"] for name in ("document", "instead")
    ]
    return {*copies, *(named[0] for named in rejected if named)}


@dataclass(frozen=True, slots=True)
class Reading:
    """Makes a draft of its shape, with what may be shown now of the library.

    Raises:
        Gone: a document is not there any more, or has another version; the draft has to be made anew.
    """

    texts: Sequence[RedactedText]
    chunks: Mapping[str, ShelvedChunk]
    documents: Mapping[str, Document]

    def draft(self, ticket_id: str, draft_id: str, shape: Shape) -> Draft:
        """The draft as it was made."""
        return Draft(
            ticket_id,
            Outcome(shape["outcome"]),
            self.texts[shape["reason"]],
            tuple(self._sentence(one) for one in shape["sentences"]),
            tuple(self._passage(one) for one in shape["sources"]),
            tuple(self._passage(one) for one in shape["nearest"]),
            Owner(shape["owner"]) if shape["owner"] else None,
            shape["writer"],
            draft_id,
            tuple(self._reasons(one) for one in shape["why"]),
        )

    def _sentence(self, shape: Shape) -> Sentence:
        return Sentence(
            self.texts[shape["text"]],
            tuple(shape["citations"]),
            Verdict(shape["verdict"]),
            tuple(self.texts[place] for place in shape["missing"]),
            shape["paragraph"],
            shape["held"],
        )

    def _passage(self, shape: Shape) -> Passage:
        chunk = self.chunks.get(shape["chunk"])
        if chunk is None:
            raise Gone
        matched = tuple((start, end) for start, end in shape["matched"])
        copies = tuple(self._document(one) for one in shape["copies"])
        scores = Scores(*shape["scores"])
        # What speaks to a machine or hides in a text was taken out when it was found, so it is taken out again.
        heading = self.texts[shape["heading"]]
        found = disarmed_passage(Passage(chunk.id, chunk.document, heading, chunk.text, scores, matched, copies))
        return replace(found, text=found.document.content.text[slice(*shape["part"])]) if shape["part"] else found

    def _document(self, shape: list[Any]) -> Document:
        id_, version = shape
        found = self.documents.get(id_)
        if found is None or found.version != version:
            raise Gone
        return found

    def _reasons(self, shape: Shape) -> Reasons:
        told = tuple(self._passage(one) for one in shape["told"])
        rejected = tuple(self._rejected(one) for one in shape["rejected"])
        read_as = None if shape["read_as"] is None else self.texts[shape["read_as"]]
        return Reasons(
            question=self.texts[shape["question"]],
            rule=Rule(shape["rule"]),
            read_as=read_as,
            told=told,
            rejected=rejected,
            degraded=tuple(shape["degraded"]),
            **{name: shape[name] for name in ("answerable", "enough", "sure", "expected", "needed", "asking")},
        )

    def _rejected(self, shape: Shape) -> Rejected:
        instead = _titled(self._document(shape["instead"])) if shape["instead"] else None
        document = _titled(self._document(shape["document"]))
        return Rejected(document, Scores(*shape["scores"]), Because(shape["because"]), instead)


def _titled(document: Document) -> Document:
    """A document of which only the title is shown."""
    content = document.content
    return replace(document, content=replace(content, title=disarmed(content.title)))


def _sentence_shape(sentence: Sentence, words: Words) -> Shape:
    return {
        "text": words.place(sentence.text),
        "citations": list(sentence.citations),
        "verdict": sentence.verdict.value,
        "missing": [words.of_value(value) for value in sentence.missing],
        "paragraph": sentence.paragraph,
        "held": sentence.held,
    }


def _passage_shape(passage: Passage, words: Words) -> Shape:
    # A composer may cite a part of a document that is no chunk: it is found again by its place.
    start = passage.document.content.text.find(passage.text)
    return {
        "chunk": passage.chunk_id,
        "heading": words.place(passage.heading),
        "part": [start, start + len(passage.text)] if start >= 0 else None,
        "scores": _scores_shape(passage.scores),
        "matched": [list(place) for place in passage.matched],
        "copies": [_document_shape(one) for one in passage.copies],
    }


def _scores_shape(scores: Scores) -> list[float]:
    return [float(getattr(scores, name)) for name in Scores.__slots__]


def _document_shape(document: Document) -> list[Any]:
    return [document.id, document.version]


def _reasons_shape(reasons: Reasons, words: Words) -> Shape:
    return {
        "question": words.place(reasons.question),
        "rule": reasons.rule.value,
        "answerable": float(reasons.answerable),
        "enough": float(reasons.enough),
        "read_as": None if reasons.read_as is None else words.place(reasons.read_as),
        "told": [_passage_shape(passage, words) for passage in reasons.told],
        "rejected": [_rejected_shape(one) for one in reasons.rejected],
        "sure": None if reasons.sure is None else float(reasons.sure),
        "expected": None if reasons.expected is None else float(reasons.expected),
        "needed": None if reasons.needed is None else float(reasons.needed),
        "asking": reasons.asking,
        "degraded": list(reasons.degraded),
    }


def _rejected_shape(one: Rejected) -> Shape:
    return {
        "document": _document_shape(one.document),
        "scores": _scores_shape(one.scores),
        "because": one.because.value,
        "instead": _document_shape(one.instead) if one.instead else None,
    }


def _passages_in(shape: Shape) -> Iterator[Shape]:
    yield from shape["sources"]
    yield from shape["nearest"]
    yield from _all(reasons["told"] for reasons in shape["why"])


def _all(lists: Iterable[list[Shape]]) -> Iterator[Shape]:
    return (one for some in lists for one in some)
