"""The lead's page and its tables as CSV."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from assistant.outcomes.gather import read_report
from corpus.database.rows import now
from corpus.errors import NotFound
from ingest.house import House
from web.i18n import languages
from web.pages import Pages
from web.reports.csv_text import for_excel
from web.reports.figures import Cell, Link, Minutes, Share, Translate, shown
from web.reports.plots import plots
from web.reports.tables import tables

# Weeks that one looks back; the first is what the page opens with.
PERIODS = (8, 4, 13, 26, 52)
_LONGEST = max(PERIODS)
# Replies that a page compares with their drafts before it is shown; a server does so by itself all the time.
_PATIENCE = 100
Weeks = Annotated[int, Query(ge=1, le=_LONGEST)]


class ReportPages:
    """How the Desk does, for whoever leads it."""

    def __init__(self, house: House, pages: Pages) -> None:
        self._house, self._pages = house, pages
        self._said = {code: language.texts.gettext for code, language in languages().items()}

    def routes(self, router: APIRouter) -> None:
        """Adds the page and the CSV."""
        for path, page in (("/reports", self.overview), ("/reports.csv", self.table)):
            router.add_api_route(
                path, page, methods=["GET", "HEAD"], response_class=HTMLResponse, include_in_schema=False
            )

    def overview(self, request: Request, weeks: Weeks = PERIODS[0]) -> Response:
        """Figures, plots and tables of so many weeks."""
        report, said = read_report(self._house, now(), weeks, _PATIENCE), self._translate(request)

        def cell(value: Cell) -> str:
            return shown(value, said)

        return self._pages.render(
            request,
            "reports.html",
            report=report,
            tables=tables(report, said),
            plots=plots(report, said),
            cell=cell,
            is_link=_is_link,
            share=Share,
            minutes=Minutes,
            weeks=weeks,
            periods=sorted(PERIODS),
            here="/reports",
        )

    def table(self, request: Request, name: str = "drafts", weeks: Weeks = PERIODS[0]) -> Response:
        """One table as CSV, in the reader's language."""
        report = read_report(self._house, now(), weeks, _PATIENCE)
        found = tables(report, self._translate(request)).get(name)
        if found is None:
            raise NotFound(f"no table {name}")
        headers = {"Content-Disposition": f'attachment; filename="podskazka-{name}-{now().astimezone():%Y-%m-%d}.csv"'}
        written = for_excel(found, self._pages.language(request))
        return Response(written, media_type="text/csv; charset=utf-8", headers=headers)

    def _translate(self, request: Request) -> Translate:
        return self._said[self._pages.language(request)]


def _is_link(value: Cell) -> bool:
    return isinstance(value, Link)
