"""Replies that did not leave: what leads see and do about them, and what a ticket's page says of its own."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from corpus.database.desk.deliveries import Deliveries, DeliveryState
from corpus.database.rows import now
from corpus.delivery_settings import Outlet, Smtp
from corpus.errors import Conflicting
from web.pages import Pages


class DeliveryPages:
    """The queue, for those who look after it."""

    def __init__(self, deliveries: Deliveries, outlet: Outlet | None, pages: Pages) -> None:
        self._deliveries, self._pages = deliveries, pages
        way = "" if outlet is None else "smtp" if isinstance(outlet, Smtp) else "webhook"
        # Pages of others include what a reply has come to; they need not know where that is kept.
        pages.lend(delivery_of=deliveries.of_reply, dead_deliveries=self._dead, outlet=way, this_moment=now)

    def routes(self, router: APIRouter) -> None:
        """Adds the pages."""
        both, post = ["GET", "HEAD"], ["POST"]
        for path, page, methods in (
            ("/deliveries", self.overview, both),
            ("/deliveries/retry", self.retry_all, post),
            ("/deliveries/{delivery_id}/retry", self.retry, post),
            ("/deliveries/{delivery_id}/give-up", self.give_up, post),
        ):
            router.add_api_route(path, page, methods=methods, response_class=HTMLResponse, include_in_schema=False)

    def overview(self, request: Request) -> Response:
        """What has not left, and why."""
        return self._overview(request)

    def retry(self, request: Request, delivery_id: str) -> Response:
        """Sends one again."""
        try:
            self._deliveries.retry(delivery_id, request.state.user)
        except Conflicting:
            return self._overview(request, "delivered", 409)
        return RedirectResponse("/deliveries", 303)

    def retry_all(self, request: Request) -> Response:
        """Sends everything again that is not tried any more."""
        self._deliveries.retry_dead(request.state.user)
        return RedirectResponse("/deliveries", 303)

    def give_up(self, request: Request, delivery_id: str) -> Response:
        """Leaves one unsent."""
        try:
            self._deliveries.give_up(delivery_id, request.state.user)
        except Conflicting:
            return self._overview(request, "delivered", 409)
        return RedirectResponse("/deliveries", 303)

    def _overview(self, request: Request, problem: str = "", status: int = 200) -> Response:
        named: dict[str, Any] = {"undelivered": self._deliveries.undelivered(), "counts": self._deliveries.counts()}
        return self._pages.render(request, "deliveries.html", status, problem=problem, here="/deliveries", **named)

    def _dead(self) -> int:
        return self._deliveries.counts()[DeliveryState.DEAD]
