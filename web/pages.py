"""Renders the pages in the reader's language; the home of Jinja2."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from web.excerpt import cited, excerpt, missing
from web.i18n import Language, chosen, languages
from web.markdown import Rendering

TEMPLATES = Path(__file__).parent / "templates"
_COOKIE = "podskazka_language"
_YEAR = 365 * 24 * 3600


class Pages:
    """All templates, ready in every language of the interface."""

    def __init__(self, *, demo: bool = False) -> None:
        self._demo = demo
        rendering = Rendering()
        self._languages = languages()
        self._environments = {code: environment(one, rendering) for code, one in self._languages.items()}

    def lend(self, **named: Any) -> None:
        """Makes something known to every template: for parts that other pages include."""
        for each in self._environments.values():
            each.globals |= named

    def language(self, request: Request) -> str:
        """What the reader asked for, now or before, else what the browser prefers."""
        wishes = (request.query_params.get("lang"), request.cookies.get(_COOKIE))
        return chosen(wishes, request.headers.get("accept-language", ""), self._languages)

    def render(self, request: Request, template: str, status: int = 200, **named: Any) -> HTMLResponse:
        """A page. `here` is the address it can be read at again, when that is not the one it was asked for at."""
        code = self.language(request)
        here = named.pop("here", _own_address(request))
        html = (
            self._environments[code]
            .get_template(template)
            .render(
                code=code,
                here=here,
                switches=[(one, self._switch(request, here, other)) for other, one in self._languages.items()],
                request_id=request.state.request_id,
                demo=self._demo,
                # Whoever asks, where a page is not open to everybody; web/access/gate.py says who it is.
                asker=getattr(request.state, "caller", None),
                **named,
            )
        )
        response = HTMLResponse(html, status, {"Content-Language": code})
        if request.query_params.get("lang") == code:
            response.set_cookie(_COOKIE, code, max_age=_YEAR, samesite="lax", httponly=True)
        return response

    def _switch(self, request: Request, here: str, code: str) -> str:
        """The same page in another language."""
        query = request.query_params if here == _own_address(request) else {}
        return f"{here}?{request.url.replace_query_params(**{**query, 'lang': code}).query}"


def _own_address(request: Request) -> str:
    """Where this page can be read again. Quoted, and never «//name», which would lead to another server."""
    readable = request.method in {"GET", "HEAD"}
    return "/" + quote(request.scope["path"]).lstrip("/") if readable else "/"


def environment(language: Language, rendering: Rendering) -> Environment:
    """The templates in one language."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.policies |= {"ext.i18n.trimmed": True, "json.dumps_kwargs": {"ensure_ascii": False}}
    made.install_gettext_translations(language.texts, newstyle=True)  # type: ignore[attr-defined]
    made.filters |= _filters(language, rendering)
    return made


def _filters(language: Language, rendering: Rendering) -> Mapping[str, Any]:
    return {
        "date": language.date,
        "time": language.time,
        "age": language.age,
        "at": language.at,
        "length_of": language.length_of,
        "markdown": rendering.html,
        "excerpt": excerpt,
        "cited": cited,
        "missing": missing,
    }
