"""The public pages: search, one document, what readers say of it. Made of the FAQ alone: no staff text is in reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from assistant.faq import Faq
from assistant.nouns import Found, Outcome
from corpus.nouns import Document, Kind, RawText
from web.pages import Pages
from web.reading import read_as
from web.typed import LONGEST_QUESTION, Typed

_SHOWN = 10
_PER_TOPIC = 5
_RELATED = 5
MODULES = "modules"


@dataclass(frozen=True, slots=True)
class Topic:
    """Documents about one product; all module docs are one topic."""

    name: str
    documents: Sequence[Document]
    total: int


class FaqPages:
    """What merchants and payers see."""

    def __init__(self, faq: Faq, pages: Pages) -> None:
        self._faq = faq
        self._pages = pages

    def routes(self, router: APIRouter) -> None:
        """Adds the pages."""
        shown: dict[str, Any] = {"include_in_schema": False, "response_class": HTMLResponse}
        both = ["GET", "HEAD"]
        router.add_api_route("/", self.search, methods=both, **shown)
        router.add_api_route("/faq/{document_id}", self.document, methods=both, **shown)
        router.add_api_route("/faq/{document_id}/feedback", self.judge, methods=["POST"], **shown)

    def search(
        self, request: Request, q: Typed = "", topic: Typed = "", typing: bool = False, as_typed: bool = False
    ) -> HTMLResponse:
        """The search box with what was found, or the topics.

        `typing` is a question that is not finished yet; `as_typed` takes every word as it stands there.
        """
        question = q[:LONGEST_QUESTION].strip()
        named: dict[str, Any] = {
            "q": question,
            "cut": len(q) > LONGEST_QUESTION,
            "topic": topic,
            "found": None,
            "as_typed": as_typed,
            "topics": (),
        }
        if question:
            found = self._faq.find(RawText(question), limit=_SHOWN, record=not typing, as_typed=as_typed)
            named |= {"found": found, "outcome": _outcome(found, typing), "read_as": read_as(found)}
        else:
            named["topics"] = _topics(self._faq.documents(), self._pages.language(request), topic)
        return self._pages.render(request, "search.html", **named)

    def document(
        self,
        request: Request,
        document_id: str,
        thanks: str = "",
        q: Annotated[Typed, Query(max_length=LONGEST_QUESTION)] = "",
    ) -> HTMLResponse:
        """One document with its neighbours; `q` is what it was found with."""
        document = self._faq.document(document_id)
        same = [one for one in self._faq.documents() if _topic(one) == _topic(document) and one.id != document.id]
        related = _sorted(same, document.content.language)[:_RELATED]
        named: dict[str, Any] = {
            "document": document,
            "topic": _topic(document),
            "related": related,
            "thanks": bool(thanks),
            "question": q,
        }
        return self._pages.render(request, "document.html", **named)

    def judge(
        self,
        document_id: str,
        helpful: Annotated[Literal["yes", "no"], Form()],
        comment: Annotated[Typed, Form(max_length=4000)] = "",
        question: Annotated[Typed, Form(max_length=LONGEST_QUESTION)] = "",
    ) -> RedirectResponse:
        """Keeps what a reader thinks of a document and says thank you."""
        self._faq.judge(document_id, helpful == "yes", RawText(question), RawText(comment))
        return RedirectResponse(f"/faq/{document_id}?thanks=1#feedback", 303)


def _outcome(found: Found, typing: bool) -> Outcome:
    """What is said of what was found; passages of an unfinished question, or that nobody judged, are just shown."""
    if not found.passages:
        return found.outcome if found.outcome is Outcome.OUTSIDE else Outcome.NOTHING_FOUND
    return Outcome.ANSWERED if typing or not found.answerable else found.outcome


def _topic(document: Document) -> str:
    return MODULES if document.content.kind is Kind.MODULE_DOC else document.content.product


def _topics(documents: Sequence[Document], language: str, only: str) -> list[Topic]:
    """Largest topics first, each with its first few documents; all of them when one topic is asked for."""
    by_topic: dict[str, list[Document]] = {}
    for document in documents:
        by_topic.setdefault(_topic(document), []).append(document)
    shown = {topic: found for topic, found in by_topic.items() if topic == only} if only else by_topic
    limit = None if only else _PER_TOPIC
    ranked = sorted(shown.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return [Topic(topic, _sorted(found, language)[:limit], len(found)) for topic, found in ranked]


def _sorted(documents: Sequence[Document], language: str) -> list[Document]:
    """The reader's language first; titles that are codes (D.0051) after those in words."""
    return sorted(
        documents,
        key=lambda one: (one.content.language != language, _is_code(one.content.title), one.content.title),
    )


def _is_code(title: str) -> bool:
    return any(sign.isdigit() for sign in title.split(" ", 1)[0])
