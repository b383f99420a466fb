"""Who may do what: every address of the web with what it needs. What does not stand here, nobody may."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from corpus.nouns import Role


class Permission(StrEnum):
    """What a person may do."""

    OWN = "one's own account"
    DESK = "tickets, drafts, replies, and every document to read"
    REPORTS = "how the Desk does"
    DELIVERIES = "replies that did not leave: to send them again, to give them up"
    CORPUS = "to change documents"
    SNIPPETS = "to write the snippets that agents insert"
    PEOPLE = "people, roles, API tokens, the audit log"


MAY: Mapping[Role, frozenset[Permission]] = {
    Role.AGENT: frozenset({Permission.OWN, Permission.DESK}),
    Role.LEAD: frozenset(
        {Permission.OWN, Permission.DESK, Permission.REPORTS, Permission.DELIVERIES, Permission.SNIPPETS}
    ),
    Role.EDITOR: frozenset({Permission.OWN, Permission.DESK, Permission.CORPUS, Permission.SNIPPETS}),
    Role.ADMIN: frozenset(Permission),
}
# Whoever sits at this machine while nobody has been added yet: the work, but not the keys.
ALONE = frozenset({Permission.DESK, Permission.REPORTS, Permission.DELIVERIES, Permission.CORPUS, Permission.SNIPPETS})


class Scope(StrEnum):
    """What an API token may do, never more than its person."""

    TICKETS_READ = "tickets:read"
    TICKETS_WRITE = "tickets:write"
    DRAFTS_READ = "drafts:read"
    REPLIES_WRITE = "replies:write"


@dataclass(frozen=True, slots=True)
class Door:
    """What an address needs: a permission (None: open to everybody), and the scope with which a token gets in."""

    needs: Permission | None
    scope: Scope | None = None


OPEN = Door(None)
OWN = Door(Permission.OWN)
DESK = Door(Permission.DESK)
DELIVERIES = Door(Permission.DELIVERIES)
REPORTS = Door(Permission.REPORTS)
SNIPPETS = Door(Permission.SNIPPETS)
PEOPLE = Door(Permission.PEOPLE)

DOORS: Mapping[str, Door] = {
    # The public FAQ, its API, health, and what describes them.
    "GET /": OPEN,
    "GET /faq/{document_id}": OPEN,
    "POST /faq/{document_id}/feedback": OPEN,
    "GET /api/search": OPEN,
    "GET /api/documents/{document_id}": OPEN,
    "POST /api/feedback": OPEN,
    "GET /api/docs": OPEN,
    "GET /api/openapi.json": OPEN,
    "GET /static": OPEN,
    "GET /healthz": OPEN,
    "GET /readyz": OPEN,
    # Coming in and going out.
    "GET /login": OPEN,
    "POST /login": OPEN,
    "GET /login/oidc": OPEN,
    "GET /login/oidc/callback": OPEN,
    "POST /logout": OWN,
    "GET /account": OWN,
    "POST /account/password": OWN,
    # The Desk.
    "GET /desk": DESK,
    "POST /desk/tickets": DESK,
    "GET /desk/tickets/{ticket_id}": DESK,
    "POST /desk/tickets/{ticket_id}/draft": DESK,
    "POST /desk/tickets/{ticket_id}/writing": DESK,
    "POST /desk/tickets/{ticket_id}/reply": DESK,
    "POST /desk/tickets/{ticket_id}/assign": DESK,
    "POST /desk/tickets/{ticket_id}/snooze": DESK,
    "POST /desk/tickets/{ticket_id}/hand-over": DESK,
    "POST /desk/tickets/{ticket_id}/note": DESK,
    "POST /desk/tickets/{ticket_id}/tags": DESK,
    "POST /desk/tickets/{ticket_id}/message": DESK,
    "POST /desk/tickets/{ticket_id}/unsent": DESK,
    "POST /desk/tickets/{ticket_id}/look": DESK,
    "GET /desk/documents/{document_id}": DESK,
    "POST /desk/drafts/{draft_id}/opinion": DESK,
    "GET /api/tickets": Door(Permission.DESK, Scope.TICKETS_READ),
    "POST /api/tickets": Door(Permission.DESK, Scope.TICKETS_WRITE),
    "GET /api/tickets/{ticket_id}": Door(Permission.DESK, Scope.TICKETS_READ),
    "POST /api/tickets/{ticket_id}/draft": Door(Permission.DESK, Scope.DRAFTS_READ),
    "POST /api/tickets/{ticket_id}/reply": Door(Permission.DESK, Scope.REPLIES_WRITE),
    # Replies on their way out.
    "GET /deliveries": DELIVERIES,
    "POST /deliveries/retry": DELIVERIES,
    "POST /deliveries/{delivery_id}/retry": DELIVERIES,
    "POST /deliveries/{delivery_id}/give-up": DELIVERIES,
    # Snippets: every agent reads them.
    "GET /snippets": DESK,
    "POST /snippets": SNIPPETS,
    "GET /snippets/{snippet_id}": SNIPPETS,
    "POST /snippets/{snippet_id}": SNIPPETS,
    "POST /snippets/{snippet_id}/remove": SNIPPETS,
    "POST /snippets/{snippet_id}/restore": SNIPPETS,
    # How the Desk does.
    "GET /reports": REPORTS,
    "GET /reports.csv": REPORTS,
    # People and their keys.
    "GET /people": PEOPLE,
    "POST /people": PEOPLE,
    "POST /people/{person_id}/role": PEOPLE,
    "POST /people/{person_id}/password": PEOPLE,
    "POST /people/{person_id}/disable": PEOPLE,
    "POST /people/{person_id}/enable": PEOPLE,
    "GET /people/tokens": PEOPLE,
    "POST /people/tokens": PEOPLE,
    "POST /people/tokens/{token_id}/revoke": PEOPLE,
    "GET /people/audit": PEOPLE,
}


def passes(door: Door | None, permissions: Iterable[Permission], scopes: frozenset[str] | None = None) -> bool:
    """Whether somebody with these permissions gets in; `scopes` are those of a token, None without one."""
    if door is None:
        return False
    if door.needs is None:
        return True
    return door.needs in permissions and (scopes is None or door.scope in scopes)
