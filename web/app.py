"""Puts the web together: pages, API, health and what guards them, over parts that come in through the front door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from fastapi import Depends, FastAPI, Request
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles

from assistant.assemble import Podskazka
from corpus.settings import Settings
from corpus.worker import Worker
from web.access.access import Access
from web.access.doors import DOORS, Door
from web.access.forms import StaleForm, require_own_form, tell_stale
from web.access.gate import Gate
from web.access.oidc_pages import OidcPages
from web.access.people_pages import PeoplePages
from web.access.sign_in_pages import SignInPages
from web.access.token_pages import TokenPages
from web.api import OPENAPI, DeskApi, PublicApi, add_reference
from web.deliveries import DeliveryPages
from web.desk import DeskPages
from web.desk.actions import DeskActions
from web.desk.sending import DeskSending
from web.desk.view import DeskView
from web.faq import FaqPages
from web.first import First
from web.health import add_health, condition_of
from web.logs import RequestLog
from web.pages import Pages
from web.problems import translate_errors
from web.reports.opinions import DraftOpinions
from web.reports.pages import ReportPages
from web.security import HEADERS, BoundedBody, Doorkeeper, SafeHeaders
from web.snippets import SnippetPages
from web.writing import WritingPages

STATIC = Path(__file__).parent / "static"
# 100,000 characters of four bytes, each percent-encoded in a form, and some room.
_LARGEST_BODY = 2_000_000
_ABOUT = (
    "Finds what a payment company already knows and proposes cited replies. Errors are RFC 9457 problems. "
    "Nothing that is sent here is stored before personal data is taken out."
)


def build_app(podskazka: Podskazka, doors: Mapping[str, Door] = DOORS, *, workers: Sequence[Worker] = ()) -> FastAPI:
    """The web over one system; the caller closes the system when the server has stopped.

    An address that has no door in the table lets nobody in. `workers` are those whose health is told.
    """
    app = FastAPI(
        title="Podskazka",
        description=_ABOUT,
        openapi_url=OPENAPI,
        docs_url=None,
        redoc_url=None,
        dependencies=[Depends(require_own_form)],
        # Its records of validation failures would quote what people typed.
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
    )
    settings = podskazka.house.settings
    pages, access = Pages(demo=settings.demo), Access(podskazka.house.database, settings)
    _add_routes(app, podskazka, pages)
    add_health(app.router, podskazka, workers)
    _add_access(app, access, settings, pages)
    translate_errors(app, pages, HEADERS)
    # The last one added stands outermost: everything is logged, what the doorkeeper refuses too.
    app.add_middleware(Gate, access=access, pages=pages, doors=doors)
    app.add_middleware(BoundedBody, largest=_LARGEST_BODY)
    app.add_middleware(Doorkeeper, hosts=settings.hosts, public_url=settings.public_url)
    app.add_middleware(SafeHeaders)
    app.add_middleware(First, precedence=podskazka.precedence)
    app.add_middleware(RequestLog)
    return app


def _add_access(app: FastAPI, access: Access, settings: Settings, pages: Pages) -> None:
    sign_in = SignInPages(access, pages)
    for each in (sign_in, OidcPages(access, settings, sign_in), PeoplePages(access, pages), TokenPages(access, pages)):
        each.routes(app.router)

    def stale(request: Request, error: StaleForm) -> Response:
        return tell_stale(pages, request, error)

    app.exception_handler(StaleForm)(stale)


def _add_routes(app: FastAPI, podskazka: Podskazka, pages: Pages) -> None:
    house, condition = podskazka.house, partial(condition_of, podskazka)
    PublicApi(podskazka.faq).routes(app.router)
    DeskApi(podskazka.assistant, house.tickets, podskazka.ahead, house.deliveries).routes(app.router)
    add_reference(app, pages)
    FaqPages(podskazka.faq, pages).routes(app.router)
    view = DeskView(house, condition, pages, podskazka.ahead)
    pages.lend(triage_of=podskazka.triaging.of)
    DeskPages(podskazka.assistant, view, podskazka.ahead).routes(app.router)
    DeskSending(podskazka.assistant, view).routes(app.router)
    DeskActions(view).routes(app.router)
    WritingPages(podskazka.assistant, view, podskazka.ahead, has_writer=podskazka.drafter.has_writer).routes(app.router)
    DeliveryPages(house.deliveries, house.settings.delivery, pages).routes(app.router)
    SnippetPages(house.snippets, house.redactor, pages).routes(app.router)
    DraftOpinions(house, pages).routes(app.router)
    ReportPages(house, pages).routes(app.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
