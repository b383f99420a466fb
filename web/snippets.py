"""Snippets: the page on which agents read them and leads and editors write them, and the list beside a reply."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel

from corpus.database.desk.snippets import (
    LANGUAGES,
    LONGEST_NAME,
    LONGEST_SNIPPET,
    NotASnippet,
    Rewritten,
    Snippets,
    Wording,
    parts,
)
from corpus.errors import Conflicting, NotFound, PodskazkaError
from ingest.redaction import Redactor
from ingest.snippets import read_snippet
from web.access.doors import Permission
from web.pages import Pages
from web.problems import kept, problem_of
from web.typed import Typed

_LARGEST_REVISION = 2**31 - 1


class SnippetForm(BaseModel):
    """What somebody types; `revision` is that of the snippet they read, 0 for a new one."""

    name: Typed = ""
    text: Typed = ""
    language: Typed = "ru"
    revision: int = 0


class SnippetPages:
    """The snippets of the company."""

    def __init__(self, snippets: Snippets, redactor: Redactor, pages: Pages) -> None:
        self._snippets, self._redactor, self._pages = snippets, redactor, pages
        # The editors of replies include the list; their pages need not know where it is kept.
        pages.lend(snippets_for=snippets.all, parts_of=parts)

    def routes(self, router: APIRouter) -> None:
        """Adds the pages."""
        both, post = ["GET", "HEAD"], ["POST"]
        for path, page, methods in (
            ("/snippets", self.overview, both),
            ("/snippets", self.add, post),
            ("/snippets/{snippet_id}", self.edit, both),
            ("/snippets/{snippet_id}", self.change, post),
            ("/snippets/{snippet_id}/remove", self.remove, post),
            ("/snippets/{snippet_id}/restore", self.restore, post),
        ):
            router.add_api_route(path, page, methods=methods, response_class=HTMLResponse, include_in_schema=False)

    def overview(self, request: Request) -> Response:
        """All snippets, and a form for one more."""
        return self._overview(request, SnippetForm(language=self._pages.language(request)))

    def add(self, request: Request, form: Annotated[SnippetForm, Form()]) -> Response:
        """Takes in a new one."""

        def store(wording: Wording) -> str:
            return self._snippets.add(wording, request.state.user)

        return self._stored(
            request, form, store, lambda problem, status: self._overview(request, form, problem, status)
        )

    def edit(self, request: Request, snippet_id: str) -> Response:
        """One snippet to rewrite."""
        snippet = self._snippets.get(snippet_id)
        said = snippet.wording
        form = SnippetForm(name=said.name, text=said.text, language=said.language, revision=snippet.revision)
        return self._editing(request, snippet_id, form)

    def change(self, request: Request, snippet_id: str, form: Annotated[SnippetForm, Form()]) -> Response:
        """Rewrites one, unless somebody else did meanwhile."""

        def store(wording: Wording) -> str:
            seen = min(form.revision, _LARGEST_REVISION)
            self._snippets.change(snippet_id, wording, seen, request.state.user)
            return snippet_id

        return self._stored(
            request, form, store, lambda problem, status: self._editing(request, snippet_id, form, problem, status)
        )

    def remove(self, request: Request, snippet_id: str) -> Response:
        """Takes one out of use; the page offers to bring it back."""
        self._snippets.remove(snippet_id, request.state.user)
        return RedirectResponse(f"/snippets?removed={snippet_id}", 303)

    def restore(self, request: Request, snippet_id: str) -> Response:
        """Brings a deleted one back."""
        try:
            self._snippets.restore(snippet_id, request.state.user)
        except Conflicting:
            return self._overview(request, SnippetForm(), "same name", 409)
        return RedirectResponse(f"/snippets?kept={snippet_id}#snippet-{snippet_id}", 303)

    def _stored(
        self,
        request: Request,
        form: SnippetForm,
        store: Callable[[Wording], str],
        again: Callable[[str, int], Response],
    ) -> Response:
        """What was typed goes into the database, or back into the form with the reason."""
        try:
            stored = store(read_snippet(form.name, form.text, form.language, self._redactor))
        except NotASnippet as error:
            return again(error.reason, 422)
        except Rewritten:
            return again("changed", 409)
        except Conflicting:
            return again("same name", 409)
        except NotFound:
            return again("gone", 404)
        except PodskazkaError as error:
            return kept(self._pages, request, problem_of(error), form.model_dump())
        return RedirectResponse(f"/snippets?kept={stored}#snippet-{stored}", 303)

    def _overview(self, request: Request, form: SnippetForm, problem: str = "", status: int = 200) -> Response:
        removed = self._snippets.removed()
        just = request.query_params.get("removed", "")
        named: dict[str, Any] = {"snippets": self._snippets.all(self._pages.language(request)), "removed": removed}
        named |= {"just_removed": next((one for one in removed if one.id == just), None)}
        named |= {"kept": request.query_params.get("kept", ""), "writes": self._writes(request)}
        return self._render(request, "snippets.html", form, problem, status, **named)

    def _editing(
        self, request: Request, snippet_id: str, form: SnippetForm, problem: str = "", status: int = 200
    ) -> Response:
        named = {"snippet": self._snippets.get(snippet_id)}
        return self._render(request, "snippet.html", form, problem, status, **named)

    def _render(
        self, request: Request, template: str, form: SnippetForm, problem: str, status: int, **named: Any
    ) -> Response:
        named |= {"form": form, "problem": problem, "all_languages": LANGUAGES, "here": "/snippets"}
        named |= {"longest_name": LONGEST_NAME, "longest_text": LONGEST_SNIPPET}
        return self._pages.render(request, template, status, **named)

    def _writes(self, request: Request) -> bool:
        return Permission.SNIPPETS in request.state.caller.permissions
