"""An agent at a real browser who uses nothing but the keyboard, and what is noticed while they work."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from tests.access import PASSWORD

_WIDTHS = (360, 1280, 1920)
_SIZE = {"width": 1280, "height": 900}


@dataclass
class Watch:
    """What no page may do: answer with 5xx, complain in the console, ask a stranger's server."""

    address: str
    faults: list[str] = field(default_factory=list)
    answers: int = 0
    outage: bool = False
    pages: list[Page] = field(default_factory=list)

    def over(self, page: Page) -> None:
        """Begins to watch a page."""
        self.pages.append(page)
        page.on("response", lambda response: self._answered(response.status, response.url))
        page.on("console", lambda said: self._said(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", lambda request: self._asked(request.url))

    @contextmanager
    def nobody_there(self) -> Iterator[None]:
        """While this lasts, a browser may say that it cannot reach the server; at its end the server is there again."""
        self.outage = True
        yield
        for page in self.pages:  # the answer to this is heard behind all that was said of what failed
            page.evaluate("fetch('/healthz').then(() => null)")
        self.outage = False

    def _answered(self, status: int, url: str) -> None:
        self.answers += 1
        if status >= 500:
            self.faults.append(f"{status} {url}")

    def _said(self, text: str) -> None:
        # A choice page is a 409, and Chromium calls every answer from 400 on an error.
        if not self.outage and "409 (Conflict)" not in text:
            self.faults.append(text)

    def _asked(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.faults.append(f"a stranger was asked: {url}")


@dataclass
class Agent:
    """Somebody with a browser of their own; `sent` is what they sent, by ticket."""

    page: Page
    address: str
    name: str
    sent: list[tuple[str, str]] = field(default_factory=list)

    @property
    def reply(self) -> Locator:
        return self.page.locator("#reply")

    @property
    def ticket(self) -> str:
        """The id of the ticket that is open."""
        return self.page.url.partition("/desk/tickets/")[2].partition("?")[0].partition("#")[0].partition("/")[0]

    def press(self, *keys: str) -> None:
        self.page.wait_for_load_state()  # before its scripts are there a page knows no keys
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.insert_text(text) if len(text) > 40 else self.page.keyboard.type(text)

    def sign_in(self, place: str = "/desk") -> None:
        """Through the sign-in page: the first field has the focus."""
        self.page.goto(self.address + place)
        expect(self.page.get_by_label("Логин")).to_be_focused()
        self.type(self.name.lower())
        self.press("Tab")
        self.type(PASSWORD)
        self.press("Enter")
        expect(self.page).to_have_url(self.address + place)
        self.page.wait_for_load_state()

    def reach(self, ticket: str) -> None:
        """Walks down the list until this ticket is open."""
        self.page.goto(f"{self.address}/desk")
        for _ in range(20):
            before = self.page.url
            self.press("j")
            expect(self.page).not_to_have_url(before)
            self.page.wait_for_load_state()  # the keys work when the scripts are there
            if self.ticket == ticket:
                return
        raise AssertionError(f"{ticket} is not in the list")

    def tab_to(self, wanted: Locator, most: int = 80) -> None:
        """Tabs on until this has the focus."""
        for _ in range(most):
            if wanted.evaluate("(one) => one === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"the keyboard does not reach {wanted}")

    def clear(self) -> None:
        """An empty editor with the cursor in it."""
        self.press("Escape", "r", "Control+a", "Delete")

    def insert_draft(self) -> None:
        """The draft in the place of whatever stands in the editor."""
        self.clear()
        self.press("Escape", "i")

    def add(self, text: str) -> None:
        """Something of one's own at the end."""
        self.press("Escape", "r", "Control+End")
        self.type(text)

    def saved(self) -> None:
        expect(self.page.locator("[data-saved]")).to_have_text("Набранное сохранено")

    def send(self, *, overtaken: bool = False) -> None:
        """Ctrl+Enter, twice where blanks are left open on purpose."""
        ticket, text, before = self.ticket, self.reply.input_value(), self.page.url
        self.press("Escape", "r", "Control+Enter")
        if overtaken:
            return
        asked = "(before) => location.href !== before || document.querySelector('#unfilled')"
        self.page.wait_for_function(asked, arg=before)
        if self.page.url == before and self.page.locator("#unfilled").is_visible():
            self.press("Control+Enter")
        expect(self.page.locator("[data-said]")).to_be_visible()
        self.page.wait_for_load_state()
        self.sent.append((ticket, text))


@contextmanager
def at_work(browser: Browser, watch: Watch, name: str) -> Iterator[Agent]:
    """An agent who has just sat down."""
    context = browser.new_context(locale="ru-RU", viewport=_SIZE)  # type: ignore[arg-type]
    page = context.new_page()
    watch.over(page)
    yield Agent(page, watch.address, name)
    context.close()


def shot(page: Page, name: str, *, everywhere: bool = False) -> None:
    """A picture of the page as it is now, where PODSKAZKA_SCREENSHOTS names a folder; `everywhere`: all sizes."""
    folder = os.environ.get("PODSKAZKA_SCREENSHOTS")
    if not folder:
        return
    Path(folder).mkdir(parents=True, exist_ok=True)
    for scheme in ("light", "dark") if everywhere else ("light",):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.wait_for_timeout(400)  # colours change smoothly
        for width in _WIDTHS if everywhere else (1280,):
            page.set_viewport_size({"width": width, "height": 900 if width > 360 else 740})
            page.screenshot(path=f"{folder}/{name}-{width}-{scheme}.png", full_page=width == 360)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(_SIZE)  # type: ignore[arg-type]
