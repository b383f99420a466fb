"""Puts the web together: pages, API, health and what guards them, over parts that come in through the front door."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from assistant.assemble import Podskazka
from web.api import OPENAPI, DeskApi, PublicApi, add_reference
from web.desk import DeskPages
from web.faq import FaqPages
from web.health import add_health, condition_of
from web.logs import RequestLog
from web.pages import Pages
from web.problems import translate_errors
from web.security import HEADERS, BoundedBody, Doorkeeper, SafeHeaders

STATIC = Path(__file__).parent / "static"
# 100,000 characters of four bytes, each percent-encoded in a form, and some room.
_LARGEST_BODY = 2_000_000
_ABOUT = (
    "Finds what a payment company already knows and proposes cited replies. Errors are RFC 9457 problems. "
    "Nothing that is sent here is stored before personal data is taken out."
)


def build_app(podskazka: Podskazka) -> FastAPI:
    """The web over one system; the caller closes the system when the server has stopped."""
    app = FastAPI(
        title="Podskazka",
        description=_ABOUT,
        openapi_url=OPENAPI,
        docs_url=None,
        redoc_url=None,
        # Its records of validation failures would quote what people typed.
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
    )
    pages = Pages()
    _add_routes(app, podskazka, pages)
    translate_errors(app, pages, HEADERS)
    app.add_middleware(BoundedBody, largest=_LARGEST_BODY)
    # The last one added stands outermost: everything is logged, what the doorkeeper refuses too.
    for guard in (Doorkeeper, SafeHeaders, RequestLog):
        app.add_middleware(guard)
    return app


def _add_routes(app: FastAPI, podskazka: Podskazka, pages: Pages) -> None:
    house, condition = podskazka.house, partial(condition_of, podskazka)
    PublicApi(podskazka.faq).routes(app.router)
    DeskApi(podskazka.assistant, house.tickets).routes(app.router)
    add_reference(app, pages)
    FaqPages(podskazka.faq, pages).routes(app.router)
    DeskPages(podskazka.assistant, house.tickets, house.library, condition, pages).routes(app.router)
    add_health(app.router, condition)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
