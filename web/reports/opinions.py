"""The thumbs under a draft, and what became of a draft under the reply that was made of it."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from assistant.outcomes.settle import Outcomes
from corpus.database.outcomes.fates import Fates
from corpus.database.outcomes.opinions import Fault, Opinions
from corpus.nouns import RawText
from ingest.house import House
from web.pages import Pages
from web.typed import Typed

# More than this is no remark on a draft; the form says so.
LONGEST_REMARK = 1_000


class OpinionForm(BaseModel):
    """What somebody thinks of a draft."""

    helpful: bool = False
    withdraw: bool = False
    fault: Fault | Literal[""] = ""
    # Refused rather than cut: half a card number would not be known for one.
    comment: Annotated[Typed, Field(max_length=LONGEST_REMARK)] = ""


class DraftOpinions:
    """Takes in what agents think of drafts, and tells pages of the Desk what became of them."""

    def __init__(self, house: House, pages: Pages) -> None:
        self._opinions, self._redactor = Opinions(house.database), house.redactor
        outcomes = Outcomes(Fates(house.database), house.tickets)
        pages.lend(fate_of=outcomes.of, draft_faults=list(Fault), longest_remark=LONGEST_REMARK)
        pages.lend(opinion_of=self._opinions.of)

    def routes(self, router: APIRouter) -> None:
        """Adds the address of the thumbs."""
        path = "/desk/drafts/{draft_id}/opinion"
        router.add_api_route(path, self.judge, methods=["POST"], response_class=HTMLResponse, include_in_schema=False)

    def judge(self, request: Request, draft_id: str, form: Annotated[OpinionForm, Form()]) -> Response:
        """Keeps an opinion, or takes it back. The page stays as it is, and with it what is typed in its editor."""
        by = request.state.user
        if form.withdraw:
            self._opinions.withdraw(draft_id, by)
            return Response(status_code=204)
        # A remark on what is wrong says nothing about a draft that helped.
        comment = self._redactor.redact(RawText("" if form.helpful else form.comment.strip())).text
        self._opinions.keep(draft_id, by, helpful=form.helpful, fault=form.fault or None, comment=comment)
        return Response(status_code=204)
