"""The inbox: which tickets wait, for whom, and how long they have been waiting against what was promised."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, func, or_, select, true

from corpus.database.access.tables import users
from corpus.database.ahead.tables import triages
from corpus.database.connection import Database
from corpus.database.desk.tables import work
from corpus.database.rows import now
from corpus.database.tables import messages, tickets
from corpus.index.tokens import Tokenizer
from corpus.nouns import RedactedText, TicketState

# Where a customer sits and waits; everywhere else they come back later.
LIVE = frozenset({"chat", "telegram", "phone"})
PAGE = 50
# What triage calls it; its words live to the right of this folder.
_PRESSING = "urgent"
_OPENING = 160
# More matches than anybody pages through.
_MOST_FOUND = 1000
# A payment is not written about for longer; older tickets would only have to be read through.
_RECENT = timedelta(days=90)


class View(StrEnum):
    """Whose tickets are shown, or in which state."""

    WAITING = "waiting"
    MINE = "mine"
    FREE = "free"
    SECOND = "second"
    SNOOZED = "snoozed"
    SOLVED = "solved"
    ALL = "all"


_OF_OPEN = (View.WAITING, View.MINE, View.FREE, View.SECOND, View.SNOOZED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tickets are asked for. Empty texts let everything through; `page` counts from 1.

    `urgent` puts broken promises first, then whoever was promised minutes; else whoever waits longest stands first.
    """

    view: View = View.WAITING
    channel: str = ""
    language: str = ""
    owner: str = ""
    text: str = ""
    page: int = 1
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One ticket of the list. `due` is when its answer was promised, None when it waits for nothing.

    It is `pressing` where triage says that it cannot wait its turn.
    """

    id: str
    about: RedactedText
    channel: str
    language: str
    state: TicketState
    since: datetime
    due: datetime | None
    assignee_id: str | None
    assignee: str
    second_line: bool
    snoozed_until: datetime | None
    pressing: bool = False

    @property
    def overdue(self) -> bool:
        """Whether the promise was broken."""
        return self.due is not None and self.due < now()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are: of each view, of those that wait too long, and in the view of each channel and so on."""

    views: Mapping[View, int]
    overdue: int
    channels: Mapping[str, int]
    languages: Mapping[str, int]
    owners: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Promise:
    """Within which time a customer is to get an answer."""

    live: timedelta
    later: timedelta

    def of(self, channel: str) -> timedelta:
        """The promise of a channel."""
        return self.live if channel in LIVE else self.later


class Inbox:
    """Lists tickets: those that wait oldest first, a list with answered ones newest first."""

    def __init__(self, database: Database, promise: Promise) -> None:
        self._database, self.promise = database, promise

    def lines(self, wanted: Wanted, actor_id: str) -> list[Line]:
        """One page of what is wanted."""
        query = _joined().order_by(*self._order(wanted)).limit(PAGE).offset((wanted.page - 1) * PAGE)
        with self._database.reading() as connection:
            narrowed = _narrowed(wanted, _saying(connection, wanted.text))
            rows = connection.execute(query.where(_view(wanted.view, actor_id), *narrowed))
            return [self._line(row) for row in rows]

    def counts(self, wanted: Wanted, actor_id: str) -> Counts:
        """How many tickets stand behind each filter, the other filters left as they are."""
        with self._database.reading() as connection:
            saying = _saying(connection, wanted.text)
            *open_ones, overdue = connection.execute(self._open_ones(actor_id).where(*_narrowed(wanted, saying))).one()
            by_state = _counted(tickets.c.state).where(*_narrowed(wanted, saying))
            states = _pairs(connection.execute(by_state).all())
            views = dict(zip(_OF_OPEN, open_ones, strict=True))
            views |= {View.SOLVED: states.get(TicketState.SOLVED.value, 0), View.ALL: sum(states.values())}
            within = _counted_within(wanted.view, actor_id)
            channels = within(tickets.c.channel).where(*_narrowed(wanted, saying, but="channel"))
            languages = within(tickets.c.language).where(*_narrowed(wanted, saying, but="language"))
            owners = within(triages.c.owner).join(triages, triages.c.ticket_id == tickets.c.id)
            owners = owners.where(triages.c.owner != "", *_narrowed(wanted, saying, but="owner"))
            found = (_pairs(connection.execute(query).all()) for query in (channels, languages, owners))
            return Counts(views, overdue, *found)

    def line(self, ticket_id: str) -> Line | None:
        """One ticket as the list shows it."""
        with self._database.reading() as connection:
            row = connection.execute(_joined().where(tickets.c.id == ticket_id)).first()
        return self._line(row) if row else None

    def mentioning(self, numbers: Sequence[str], but: str, limit: int = 5) -> list[Line]:
        """Other tickets of the last months in which one of these numbers stands, the newest first."""
        found = [and_(*_said(number, end=" ")) for number in numbers]
        if not found:
            return []
        others = and_(tickets.c.id != but, tickets.c.opened_at > now() - _RECENT)
        query = _joined().where(or_(*found), others).order_by(tickets.c.opened_at.desc()).limit(limit)
        with self._database.reading() as connection:
            return [self._line(row) for row in connection.execute(query)]

    def _order(self, wanted: Wanted) -> list[ColumnElement[Any]]:
        if wanted.view not in _OF_OPEN:
            return [tickets.c.opened_at.desc(), tickets.c.id]
        urgent = case((self._late(), 0), (tickets.c.channel.in_(sorted(LIVE)), 1), else_=2)
        return [*([urgent] if wanted.urgent else []), work.c.waiting_since, tickets.c.id]

    def _open_ones(self, actor_id: str) -> Select[Any]:
        """How many stand in each view of tickets that wait, and how many of them are late."""
        late = and_(_view(View.WAITING, actor_id), self._late())
        conditions = [*(_view(view, actor_id) for view in _OF_OPEN), late]
        sums = [func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one in conditions]
        with_work = select(*sums).join_from(tickets, work, work.c.ticket_id == tickets.c.id)
        return with_work.where(tickets.c.state == TicketState.OPEN.value)

    def _late(self) -> ColumnElement[bool]:
        live, moment = tickets.c.channel.in_(sorted(LIVE)), now()
        return or_(
            and_(live, work.c.waiting_since < moment - self.promise.live),
            and_(~live, work.c.waiting_since < moment - self.promise.later),
        )

    def _line(self, row: Row[Any]) -> Line:
        state = TicketState(row.state)
        asleep = row.snoozed_until is not None and row.snoozed_until > now()
        waits = state is TicketState.OPEN and not asleep
        return Line(
            id=row.id,
            about=row.subject or (row.text or RedactedText())[:_OPENING],
            channel=row.channel,
            language=row.language,
            state=state,
            since=row.waiting_since if state is TicketState.OPEN else row.opened_at,
            due=row.waiting_since + self.promise.of(row.channel) if waits else None,
            assignee_id=row.assignee_id,
            assignee=row.name or "",
            second_line=row.line > 1,
            snoozed_until=row.snoozed_until if asleep else None,
            pressing=waits and row.urgency == _PRESSING,
        )


def _joined() -> Select[Any]:
    """Tickets with their work, the name of whoever has them, and how the first message begins."""
    own = (tickets.c.id, tickets.c.subject, tickets.c.channel, tickets.c.language, tickets.c.state, tickets.c.opened_at)
    mine = (work.c.waiting_since, work.c.assignee_id, work.c.line, work.c.snoozed_until)
    first = and_(messages.c.ticket_id == tickets.c.id, messages.c.ordinal == 0)
    return (
        select(*own, *mine, users.c.name, messages.c.text, triages.c.urgency)
        .join_from(tickets, work, work.c.ticket_id == tickets.c.id)
        .outerjoin(users, users.c.id == work.c.assignee_id)
        .outerjoin(messages, first)
        .outerjoin(triages, triages.c.ticket_id == tickets.c.id)
    )


def _counted(column: ColumnElement[Any]) -> Select[Any]:
    return select(column, func.count()).select_from(tickets).group_by(column)


def _counted_within(view: View, actor_id: str) -> Callable[[ColumnElement[Any]], Select[Any]]:
    """Counts tickets of a view by a column; reads their work only where the view asks for it."""
    if view in _OF_OPEN:
        return lambda column: _counted(column).join(work, work.c.ticket_id == tickets.c.id).where(_view(view, actor_id))
    return lambda column: _counted(column).where(_view(view, actor_id))


def _saying(connection: Connection, text: str) -> list[str] | None:
    """The newest tickets that say all of a text, None when nothing is asked for; looked up once for all counts."""
    said = _said(text)
    if not said:
        return None
    query = select(tickets.c.id).join_from(tickets, work, work.c.ticket_id == tickets.c.id).where(*said)
    return list(connection.execute(query.order_by(tickets.c.opened_at.desc()).limit(_MOST_FOUND)).scalars())


def _pairs(rows: Any) -> dict[str, int]:
    """Filters by how many there are behind them, the most first."""
    return dict(sorted(((name, count) for name, count in rows), key=lambda pair: (-pair[1], pair[0])))


def _view(view: View, actor_id: str) -> ColumnElement[bool]:
    waits = tickets.c.state == TicketState.OPEN.value
    asleep = and_(work.c.snoozed_until.is_not(None), work.c.snoozed_until > now())
    awake = and_(waits, ~asleep)
    return {
        View.WAITING: awake,
        View.MINE: and_(awake, work.c.assignee_id == actor_id),
        View.FREE: and_(awake, work.c.assignee_id.is_(None), work.c.line == 1),
        View.SECOND: and_(awake, work.c.line > 1),
        View.SNOOZED: and_(waits, asleep),
        View.SOLVED: tickets.c.state == TicketState.SOLVED.value,
        View.ALL: true(),
    }[view]


def _said(text: str, end: str = "") -> list[ColumnElement[bool]]:
    """What holds of a ticket that says all of a text; its words may go on where no `end` is given."""
    # A tokenizer of its own: Snowball's stemmers are not made for several threads.
    return [work.c.words.contains(f" {stem}{end}", autoescape=True) for stem in Tokenizer().stems(text)]


def _narrowed(wanted: Wanted, saying: list[str] | None, but: str = "") -> list[ColumnElement[bool]]:
    """What a ticket must be like besides its view."""
    found: list[ColumnElement[bool]] = [] if saying is None else [tickets.c.id.in_(saying)]
    if wanted.channel and but != "channel":
        found.append(tickets.c.channel == wanted.channel)
    if wanted.language and but != "language":
        found.append(tickets.c.language == wanted.language)
    if wanted.owner and but != "owner":
        found.append(tickets.c.id.in_(select(triages.c.ticket_id).where(triages.c.owner == wanted.owner)))
    return found
