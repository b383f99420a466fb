"""Walks through the whole web as somebody at the Desk does: every page there is, and everything one can do."""

from __future__ import annotations

from dataclasses import dataclass, field

from fastapi.testclient import TestClient

from tests.access import form_token
from web.access.doors import DOORS

QUESTION = "Деньги списали, а заказ 8841 не оплачен. Что делать?"
# Sign-in at the company's own provider needs one.
_ELSEWHERE = "/login/oidc"


@dataclass
class Walk:
    """One person's walk; `answers` are the statuses by what was asked, `said` the pages."""

    client: TestClient
    document: str
    ticket: str = ""
    answers: dict[str, int] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)

    @property
    def failed(self) -> dict[str, int]:
        """What was answered with 5xx."""
        return {asked: status for asked, status in self.answers.items() if status >= 500}

    def open(self) -> str:
        """Opens a ticket by hand; its id."""
        text = self.post("/desk/tickets", text=QUESTION, channel="chat")
        self.ticket = text.rpartition("/")[2]
        return self.ticket

    def everywhere(self) -> None:
        """Reads every page there is."""
        for door in DOORS:
            method, path = door.split()
            if method == "GET" and path not in {"/static"} and not path.startswith(_ELSEWHERE):
                self.get(path)
        self.get("/?q=когда придёт возврат")
        self.get("/api/search?q=возврат")
        self.get("/desk?view=all&q=заказ")

    def work(self, reply: str = "Здравствуйте! Платёж прошёл, магазин узнает о нём в течение часа.") -> None:
        """Does with the ticket all that an agent does, and answers it last."""
        at = f"/desk/tickets/{self.ticket}"
        for name, form in (
            ("look", {}), ("assign", {"to": "me"}), ("note", {"text": "Спросила банк"}), ("tags", {"tags": "срочно"}),
            ("snooze", {"rest": "hour"}), ("snooze", {"rest": "wake"}), ("message", {"text": "Час уже прошёл"}),
            ("hand-over", {"reason": "money"}), ("hand-over", {"back": "true"}), ("draft", {}), ("writing", {}),
            ("unsent", {"text": reply, "quiet": "true"}), ("reply", {"text": reply}),
        ):  # fmt: skip
            self.post(f"{at}/{name}", **form)

    def get(self, path: str) -> str:
        filled = path.replace("{document_id}", self.document).replace("{ticket_id}", self.ticket)
        answer = self.client.get(filled.replace("{snippet_id}", "none"))
        self.answers[f"GET {path}"], self.said[path] = answer.status_code, answer.text
        return answer.text

    def post(self, path: str, **form: str) -> str:
        """Sends a form of our own; where it leads to, or the page."""
        answer = self.client.post(path, data={"form_token": form_token(self.client), **form})
        self.answers[f"POST {path.replace(self.ticket or '-', '…')}"] = answer.status_code
        self.said[path.rpartition("/")[2]] = answer.text
        return answer.headers.get("location", answer.text)
