"""What agents type on the Desk."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, get_args

from pydantic import BaseModel

from assistant.nouns import Draft
from corpus.database.desk.work import Reason
from web.typed import LONGEST_SUBJECT, LONGEST_TEXT, Typed, is_blank

Channel = Literal["mail", "chat", "telegram", "phone", "form"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)
Rest = Literal["hour", "evening", "morning", "three days", "week", "wake"]
RESTS: tuple[Rest, ...] = get_args(Rest)[:-1]
_SEEN = re.compile(r"(\d{1,9})\.(\d{1,9})\.(\d{1,9})")
_MOMENT = re.compile(r"\d{10}")
_NUMBER = re.compile(r"\d{1,15}")
_MOST_TAGS, _LONGEST_TAG = 12, 40
_EVENING, _MORNING = 18, 9


class NewTicketForm(BaseModel):
    """What an agent types to open a ticket."""

    text: Typed = ""
    subject: Typed = ""
    channel: Channel = "mail"

    @property
    def problem(self) -> str:
        """Why no ticket can be made of it, or an empty text."""
        return _problem(self.text, self.subject)


@dataclass(frozen=True, slots=True)
class Seen:
    """How far a page had been read: the revision, and how many messages and replies stood on it."""

    revision: int
    messages: int
    replies: int

    def __str__(self) -> str:
        return f"{self.revision}.{self.messages}.{self.replies}"


class ReplyForm(BaseModel):
    """What stands in the editor. `drafted` is the digest of the draft it was filled with, `seen` what was read.

    `then` says what opens when it is sent: this ticket, or the next one of the list. `again` sends on purpose what was
    sent already. `page` names the open page, `kept` marks the saved text that it showed, `over` saves over any other.
    `number` grows with whatever the page sends, 0 without scripts: a save may come in behind what followed it.
    `sources` is the mark of the sources that are outdated by now, when it is to be sent all the same.
    """

    text: Typed = ""
    draft_id: Typed = ""
    drafted: Typed = ""
    seen: Typed = ""
    then: Literal["", "next"] = ""
    again: bool = False
    page: Typed = ""
    kept: Typed = ""
    number: Typed = ""
    over: bool = False
    sources: Typed = ""

    @property
    def problem(self) -> str:
        """Why it cannot be sent, or an empty text."""
        return _problem(self.text)

    @property
    def edited(self) -> bool:
        """Whether an agent wrote something of their own."""
        return bool(self.text.strip()) and digest(self.text) != self.drafted

    @property
    def editor(self) -> Editor:
        """The editor as it was sent in."""
        return Editor(self.text, self.draft_id, self.drafted, page=self.page, kept=self.kept, number=self.nth)

    def filled(self, draft: Draft) -> Editor:
        """The editor of the same page with a draft in it."""
        return Editor(draft.text, draft.id, digest(draft.text), page=self.page, kept=self.kept, number=self.nth)

    @property
    def nth(self) -> int:
        """The `number`; 0 when the page does not say."""
        return int(self.number) if _NUMBER.fullmatch(self.number) else 0

    @property
    def read(self) -> Seen | None:
        """How far the page had been read; None when it does not say."""
        found = _SEEN.fullmatch(self.seen)
        return Seen(*(int(part) for part in found.groups())) if found else None


class UnsentForm(ReplyForm):
    """The editor as it is saved: by the page itself (`quiet`), by a button, or to be forgotten (`drop`).

    `leave` saves nothing: what was typed in another tab stays.
    """

    quiet: bool = False
    drop: bool = False
    leave: bool = False


class LookForm(BaseModel):
    """What an open page asks about: its draft."""

    draft_id: Typed = ""


class TextForm(BaseModel):
    """A note for colleagues, or what the customer wrote further."""

    text: Typed = ""

    @property
    def problem(self) -> str:
        """Why it cannot be kept, or an empty text."""
        return _problem(self.text)


class AssignForm(BaseModel):
    """To whom a ticket goes (`me`, `nobody` or an id), and who had it on the page (`nobody`, `unnamed` or an id).

    `unnamed` is whoever worked here before anybody had to sign in: a form does not tell an empty id from none.
    """

    to: Typed = "me"
    was: Typed = "nobody"

    def holder(self, mine: str) -> str | None:
        """The id of whoever gets it."""
        return {"nobody": None, "me": mine}.get(self.to, self.to)

    @property
    def held(self) -> str | None:
        """The id of whoever had it."""
        return {"nobody": None, "unnamed": ""}.get(self.was, self.was)


class RestForm(BaseModel):
    """How long a ticket is put aside. `shown` is when the page that offered it was made, in seconds since 1970."""

    rest: Rest = "morning"
    shown: Typed = ""

    def outdated(self, moment: datetime) -> bool:
        """Whether the button names an hour, and meant another one when its page was made."""
        if self.rest not in {"evening", "morning"} or not _MOMENT.fullmatch(self.shown):
            return False
        return self.until(datetime.fromtimestamp(int(self.shown), UTC)) != self.until(moment)

    def until(self, moment: datetime) -> datetime | None:
        """When it comes back, in this server's time zone; None when it comes back now."""
        # Without a zone: nine o'clock stays nine o'clock when the clocks change in the nights between.
        here = moment.astimezone().replace(tzinfo=None)
        if self.rest == "wake":
            return None
        if self.rest == "hour":
            return moment + timedelta(hours=1)
        if self.rest == "evening":
            evening = here.replace(hour=_EVENING, minute=0, second=0, microsecond=0)
            return (evening if evening > here else evening + timedelta(days=1)).astimezone()
        days = {"morning": 1, "three days": 3, "week": 7}[self.rest]
        return (here.replace(hour=_MORNING, minute=0, second=0, microsecond=0) + timedelta(days=days)).astimezone()


class HandOverForm(BaseModel):
    """Why the second line is needed, and what it should know; `back` returns the ticket to the first."""

    reason: Reason = Reason.OTHER
    text: Typed = ""
    back: bool = False

    @property
    def problem(self) -> str:
        """Why it cannot be kept, or an empty text; nobody has to say more than the reason."""
        return "" if is_blank(self.text) else _problem(self.text)


class TagsForm(BaseModel):
    """Tags, separated by commas."""

    tags: Typed = ""

    @property
    def each(self) -> list[str]:
        """The tags, each once, in one case, the first dozen."""
        cut = (" ".join(tag.split()).lower().lstrip("#")[:_LONGEST_TAG] for tag in self.tags.split(","))
        return list(dict.fromkeys(tag for tag in cut if tag))[:_MOST_TAGS]


@dataclass(frozen=True, slots=True)
class Editor:
    """The editor of a reply: its text, the draft it came from, that draft's digest, and why it was not sent.

    `restored` is when its text was saved, None when it was not taken from there; `outdated` says that the customer
    wrote more since. `page`, `kept` and `number` are as in `ReplyForm`.
    """

    text: str = ""
    draft_id: str = ""
    drafted: str = ""
    problem: str = ""
    restored: datetime | None = None
    outdated: bool = False
    page: str = ""
    kept: str = ""
    number: int = 0


def digest(text: str) -> str:
    """Tells whether a draft was edited, however its line ends and borders came through a form."""
    return hashlib.sha256("\n".join(text.split("\n")).strip().encode()).hexdigest()


def _problem(text: str, subject: str = "") -> str:
    if is_blank(text):
        return "empty"
    return "too long" if len(text) > LONGEST_TEXT or len(subject) > LONGEST_SUBJECT else ""
