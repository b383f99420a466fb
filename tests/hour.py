"""What an agent's hour is made of: the installation, two agents, the servers that die in it, and what was done."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from corpus.nouns import Role
from tests.conftest import left_out
from tests.customers import coming
from tests.llm_server import Body, Model, said
from tests.llm_server import serving as model_serving
from tests.mail_server import Mail, MailServer, mail_server
from tests.office import Office, by_mail
from tests.running import free_port
from tests.shift import Agent, Watch, at_work
from tests.test_pages_in_browser import CHROMIUM, QUIET

LONG = 180.0  # seconds: a busy machine takes more than a minute to draft ten tickets, or to start a server
PEOPLE = {"Vera": Role.AGENT, "Gleb": Role.AGENT, "Irina": Role.LEAD}


@dataclass
class Hour:
    """Everybody and everything in it; `ids` are the tickets' by kind."""

    office: Office
    watch: Watch
    browser: Browser
    vera: Agent
    gleb: Agent
    model: Model
    mail: MailServer
    mail_server: ExitStack = field(default_factory=ExitStack)
    model_server: ExitStack = field(default_factory=ExitStack)
    ids: dict[str, str] = field(default_factory=dict)
    solved_before: int = 0

    @property
    def sent(self) -> list[tuple[str, str]]:
        """Ticket and text of each reply that an agent was told had gone out."""
        return [*self.vera.sent, *self.gleb.sent]

    @property
    def arrived(self) -> list[Mail]:
        return self.mail.mails

    def come_in(self, kind: str) -> str:
        """A ticket comes from the helpdesk; its id."""
        self.ids[kind] = str(self.office.post(coming(kind), f"key-{kind.replace(' ', '-')}")["id"])
        return self.ids[kind]

    def drafted(self, *kinds: str) -> bool:
        """Whether a draft lies ready for each of these tickets."""
        ready = "SELECT count(*) FROM prepared_drafts WHERE texts IS NOT NULL AND ticket_id = '{}'"
        return all(self.counted(ready.format(self.ids[kind])) for kind in kinds)

    def counted(self, query: str) -> int:
        """One number out of the database."""
        with sqlite3.connect(f"file:{self.office.home / 'podskazka.db'}?mode=ro", uri=True) as database:
            return int(database.execute(query).fetchone()[0])

    def waits_for_mail(self, kind: str) -> bool:
        """Whether the mail server was asked to take the reply to this ticket, and did not answer."""
        asked = "SELECT count(*) FROM deliveries JOIN replies ON replies.id = reply_id WHERE problem <> ''"
        return self.counted(f"{asked} AND ticket_id = '{self.ids[kind]}'") > 0

    def delivered(self) -> bool:
        """Whether all that was sent has arrived, and the server knows it."""
        return self.counted("SELECT count(*) FROM deliveries WHERE state = 'delivered'") == len(self.sent)

    def mail_comes_back(self) -> None:
        """Another mail server at the same address; what it takes lies on the same heap."""
        self.mail = MailServer(port=self.mail.port, mails=self.mail.mails)
        self.mail_server.enter_context(mail_server(self.mail))


@contextmanager
def an_hour(home: Path, models: Path) -> Iterator[Hour]:
    """Everything set up and nobody signed in yet."""
    if CHROMIUM is None:
        left_out("no headless Chromium; install the system's package `chromium`")
    (home / "models").symlink_to(models.resolve())
    office, model, mail = Office(home), Model(quoting, pause=0.02, piece=12), MailServer(port=free_port())
    with ExitStack() as house, ExitStack() as mails, ExitStack() as models_at_work:
        mails.enter_context(mail_server(mail))
        models_at_work.enter_context(model_serving(model))
        office.more |= by_mail(mail)
        office.furnish(PEOPLE)
        office.start()
        house.callback(office.stop)
        watch, browser = Watch(office.address), house.enter_context(launched())
        vera, gleb = (house.enter_context(at_work(browser, watch, name)) for name in ("Vera", "Gleb"))
        hour = Hour(office, watch, browser, vera, gleb, model, mail, mails, models_at_work)
        hour.solved_before = hour.counted("SELECT count(*) FROM tickets")  # the starter corpus has resolved ones
        yield hour


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser of the system's."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[f"--{one}" for one in QUIET])
        yield browser
        browser.close()


def quoting(body: Body) -> str:
    """What a modest model answers: a greeting, and the first two sentences of the first source."""
    told = json.loads(body["messages"][-1]["content"])
    text = re.sub(r"[#*`|>-]", " ", told["источники"][0]["текст"])
    sentences = [" ".join(one.split()) for one in re.split(r"(?<=[.!?])\s+", text) if len(one.split()) > 3]
    return said(("Здравствуйте!", ()), *((one, [1]) for one in sentences[:2]))
