"""How replies leave: the part of the settings that names a mail server or a webhook, and their secrets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

from corpus.errors import BadSetting

_MAILBOX = re.compile(r"(?:(?P<name>[^<>\"\x00-\x1f\x7f]*?)\s*<(?P<inside>[^<>]*)>|(?P<bare>\S*))")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_PORTS = {"smtp": 25, "smtps": 465, "https": 443, "http": 80}
_SHORTEST_SECRET = 16


@dataclass(frozen=True, slots=True)
class Mailbox:
    """`Support <support@example.com>`."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """What stands behind the @."""
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server and the helpdesk's mailbox. `tls` is whether the first byte is encrypted already.

    Without it STARTTLS is demanded, except of a server on this machine.
    """

    host: str
    port: int
    tls: bool
    sender: Mailbox
    to: Mailbox
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    @property
    def is_loopback(self) -> bool:
        """Whether the server runs on this machine, so that nobody on the way can listen."""
        return self.host in _LOOPBACK


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that takes replies, and the secret they are signed with. Addresses of webhooks are secrets too."""

    host: str
    port: int
    tls: bool
    target: str = field(repr=False)
    secret: str = field(repr=False)


Outlet = Smtp | Webhook


def read_outlet(environment: Mapping[str, str]) -> Outlet | None:
    """Reads `PODSKAZKA_DELIVERY` and what belongs to it; None when replies are only kept.

    Raises:
        BadSetting: a value is missing or cannot be used; the message names the variable and no secret.
    """
    way = environment.get("PODSKAZKA_DELIVERY") or "none"
    if way == "smtp":
        return _smtp(environment)
    if way == "webhook":
        return _webhook(environment)
    if way != "none":
        raise BadSetting(f"PODSKAZKA_DELIVERY={way}: set none, smtp or webhook")
    return None


def _smtp(environment: Mapping[str, str]) -> Smtp:
    name = "PODSKAZKA_SMTP_URL"
    parts = _parts(environment, name, ("smtp", "smtps"), "smtps://user:password@mail.example.com")
    if parts.path not in {"", "/"} or parts.query or bool(parts.username) != bool(parts.password):
        raise BadSetting(f"{name}: set smtps://user:password@mail.example.com, percent-encoded, without a path")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not (user + password).isascii():  # the client would fail at each sign-in, long after the start
        raise BadSetting(f"{name}: user and password may hold ASCII signs only")
    return Smtp(
        host=parts.hostname or "",
        port=parts.port or _PORTS[parts.scheme],
        tls=parts.scheme == "smtps",
        sender=_mailbox(environment, "PODSKAZKA_MAIL_FROM"),
        to=_mailbox(environment, "PODSKAZKA_MAIL_TO"),
        user=user,
        password=password,
    )


def _webhook(environment: Mapping[str, str]) -> Webhook:
    name, secret = "PODSKAZKA_WEBHOOK_URL", environment.get("PODSKAZKA_WEBHOOK_SECRET", "")
    parts = _parts(environment, name, ("https", "http"), "https://helpdesk.example.com/replies")
    # Over plain http anybody on the way could read what is told to customers.
    if parts.username or parts.fragment or (parts.scheme == "http" and parts.hostname not in _LOOPBACK):
        raise BadSetting(f"{name}: set an https address without a user and a fragment")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not target.isascii() or not target.isprintable() or " " in target:
        raise BadSetting(f"{name}: percent-encode the path")
    if len(secret) < _SHORTEST_SECRET:
        raise BadSetting(f"PODSKAZKA_WEBHOOK_SECRET: set a secret of at least {_SHORTEST_SECRET} characters")
    tls = parts.scheme == "https"
    return Webhook(parts.hostname or "", parts.port or _PORTS[parts.scheme], tls, target, secret)


def _parts(environment: Mapping[str, str], name: str, schemes: tuple[str, ...], example: str) -> SplitResult:
    """The parts of an address. Its text is never repeated in an error: it may hold a password."""
    try:
        parts = urlsplit(environment.get(name, ""))
        known = parts.scheme in schemes and parts.hostname and parts.hostname.isascii() and parts.port != 0
    except ValueError:  # a port that is no number, a bracket too many
        known = False
    if not known:
        raise BadSetting(f"{name}: set an address like {example}")
    return parts


def _mailbox(environment: Mapping[str, str], name: str) -> Mailbox:
    value = environment.get(name, "").strip()
    found = _MAILBOX.fullmatch(value)
    address = (found["inside"] or found["bare"] or "") if found else ""
    if not found or not _ADDRESS.fullmatch(address):
        raise BadSetting(f"{name}={value!r}: set an address like support@example.com or Support <support@example.com>")
    return Mailbox((found["name"] or "").strip(), address)
