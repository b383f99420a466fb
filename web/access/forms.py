"""Forms of ours carry the token of the session they were shown in; a form without it is somebody else's."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import Response

from corpus.errors import NotAllowed
from web.access.access import Caller
from web.pages import Pages
from web.problems import Problem, kept, problem_of, told

FIELD, HEADER = "form_token", "X-Form-Token"
# Only what is meant for the Desk or for snippets is handed back: never a password.
_KEPT_BELOW, _KEPT_WITH = ("/desk/", "/snippets"), "text"
STALE = Problem(403, "stale-form", "This form is from an earlier sign-in or from another site")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class StaleForm(NotAllowed):
    """A post without the token of the session it came with; `typed` is what was in the form."""

    def __init__(self, typed: Mapping[str, str]) -> None:
        self.typed = typed
        super().__init__("open the page again and send the form from there")


async def require_own_form(request: Request) -> None:
    """Refuses what a session's cookie was sent along with by a page that is not ours.

    Open addresses use nobody's rights, and a token in a header is never sent along: neither needs it.

    Raises:
        StaleForm: the token is missing, or of another session.
    """
    caller: Caller | None = getattr(request.state, "caller", None)
    if request.method in _SAFE or caller is None or not caller.session:
        return
    form = await request.form()
    sent = request.headers.get(HEADER) or form.get(FIELD)
    if not isinstance(sent, str) or not caller.sent(sent):
        raise StaleForm(await typed_in(request))


async def typed_in(request: Request) -> dict[str, str]:
    """What an agent typed into a form of the Desk, to be handed back; nothing of other forms."""
    if not request.url.path.startswith(_KEPT_BELOW):
        return {}
    form = await request.form()
    fields = {name: value for name, value in form.items() if isinstance(value, str) and name != FIELD}
    return fields if _KEPT_WITH in fields else {}


def tell_stale(pages: Pages, request: Request, error: StaleForm) -> Response:
    """The page that keeps what was typed, with a new token."""
    if error.typed:
        return kept(pages, request, STALE, error.typed)
    told_of = STALE if "/api/" not in request.url.path else problem_of(error)
    return told(pages, request, told_of)
