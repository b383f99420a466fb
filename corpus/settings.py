"""All settings, read from the environment once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from corpus.delivery_settings import Outlet, read_outlet
from corpus.errors import BadSetting
from corpus.llm_settings import Llm, read_llm
from corpus.nouns import Role

BUNDLED = "bundled"
_MONTH = 30 * 24 * 60


@dataclass(frozen=True, slots=True)
class Oidc:
    """The company's own sign-in. `roles` are (claim, value, role): the first one that fits decides."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    roles: tuple[tuple[str, str, Role], ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """What one installation of Podskazka is told from outside.

    `home` holds the database, the built model and the index. `embedding_model` is `bundled` or a
    sentence-transformers name or path. `threads` is how many cores one embedding call may use. Mail addresses
    in `own_domains` are not personal data but the company's contacts. `reranker` is a cross-encoder's name or path,
    empty for none. `hosts` are the names under which other machines know this server, `public_url` its address in
    front of a proxy. `demo` marks every page. `delivery` is how replies leave, None where they are
    only kept. `promise_chat` and `promise_mail` are the minutes within which a customer is promised an answer.
    `report_by_agent` is whether reports name agents.
    `llm` is the language model that writes drafts, None where they are composed.
    """

    home: Path
    database_url: str
    embedding_model: str = BUNDLED
    threads: int = 2
    host: str = "127.0.0.1"
    port: int = 8000
    names_redacted: bool = False
    own_domains: tuple[str, ...] = ()
    reranker: str = ""
    hosts: tuple[str, ...] = ()
    public_url: str = ""
    oidc: Oidc | None = None
    demo: bool = False
    delivery: Outlet | None = None
    promise_chat: int = 5
    promise_mail: int = 1440
    report_by_agent: bool = True
    llm: Llm | None = None

    @property
    def is_https(self) -> bool:
        """Whether people reach this server over https."""
        return self.public_url.startswith("https://")

    @property
    def is_loopback(self) -> bool:
        """Whether the server listens to this machine only."""
        try:
            return self.host == "localhost" or ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def is_private(self) -> bool:
        """Whether nobody but this machine can ask, not even through a proxy on it."""
        return self.is_loopback and not self.hosts and not self.public_url

    @property
    def models(self) -> Path:
        """Where built models are kept."""
        return self.home / "models"

    @property
    def index(self) -> Path:
        """Where the vectors and words that search reads are kept; may be deleted at any time."""
        return self.home / "index"

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Reads `PODSKAZKA_*`.

        Raises:
            BadSetting: when a value cannot be used; the message names the variable.
        """
        home = Path(environment.get("PODSKAZKA_HOME") or _default_home(environment)).expanduser().absolute()
        return cls(
            home=home,
            database_url=environment.get("PODSKAZKA_DATABASE_URL") or f"sqlite:///{home / 'podskazka.db'}",
            embedding_model=environment.get("PODSKAZKA_EMBEDDING_MODEL") or BUNDLED,
            threads=_whole(environment, "PODSKAZKA_THREADS", default=os.cpu_count() or 1, low=1, high=256),
            host=environment.get("PODSKAZKA_HOST") or "127.0.0.1",
            port=_whole(environment, "PODSKAZKA_PORT", default=8000, low=0, high=65535),
            own_domains=tuple(environment.get("PODSKAZKA_OWN_DOMAINS", "").replace(",", " ").split()),
            names_redacted=_flag(environment, "PODSKAZKA_REDACT_NAMES"),
            reranker=environment.get("PODSKAZKA_RERANKER", ""),
            hosts=tuple(environment.get("PODSKAZKA_HOSTS", "").replace(",", " ").lower().split()),
            public_url=_address(environment, "PODSKAZKA_PUBLIC_URL"),
            oidc=_oidc(environment),
            delivery=read_outlet(environment),
            promise_chat=_whole(environment, "PODSKAZKA_PROMISE_CHAT", default=5, low=1, high=_MONTH),
            promise_mail=_whole(environment, "PODSKAZKA_PROMISE_MAIL", default=1440, low=1, high=_MONTH),
            report_by_agent=_flag(environment, "PODSKAZKA_REPORT_BY_AGENT", default="1"),
            llm=read_llm(environment),
        )


def _default_home(environment: Mapping[str, str]) -> str:
    return f"{environment.get('XDG_DATA_HOME') or '~/.local/share'}/podskazka"


def _whole(environment: Mapping[str, str], name: str, *, default: int, low: int, high: int) -> int:
    value = environment.get(name) or str(default)
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        raise BadSetting(f"{name}={value}: set a whole number from {low} to {high}")
    return int(value)


def _flag(environment: Mapping[str, str], name: str, default: str = "0") -> bool:
    value = (environment.get(name) or default).lower()
    if value not in {"0", "1", "true", "false", "yes", "no"}:
        raise BadSetting(f"{name}={value}: set 1 or 0")
    return value in {"1", "true", "yes"}


def _address(environment: Mapping[str, str], name: str) -> str:
    """An address without a path, or an empty text."""
    value = environment.get(name, "").rstrip("/")
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query):
        raise BadSetting(f"{name}={value}: set an address without a path, like https://help.example.com")
    return value


def _oidc(environment: Mapping[str, str]) -> Oidc | None:
    issuer = environment.get("PODSKAZKA_OIDC_ISSUER", "").rstrip("/")
    named = (environment.get("PODSKAZKA_OIDC_CLIENT_ID", ""), environment.get("PODSKAZKA_OIDC_CLIENT_SECRET", ""))
    roles = environment.get("PODSKAZKA_OIDC_ROLES", "")
    if not any((issuer, *named, roles)):
        return None
    if not all((issuer, *named, roles)):
        raise BadSetting(
            "for sign-in with OIDC, PODSKAZKA_OIDC_ISSUER, _CLIENT_ID, _CLIENT_SECRET and _ROLES are needed"
        )
    parts = urlsplit(issuer)
    # Over plain http anybody on the way could sign in as anybody.
    if parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "localhost"}:
        raise BadSetting(f"PODSKAZKA_OIDC_ISSUER={issuer}: set an https address")
    return Oidc(issuer, *named, tuple(_mapped(one) for one in roles.split(",")))


def _mapped(text: str) -> tuple[str, str, Role]:
    """`groups:support=agent`."""
    claimed, _, role = text.strip().rpartition("=")
    claim, colon, value = claimed.partition(":")
    if not (claim and colon and value) or role not in set(Role):
        raise BadSetting(f"PODSKAZKA_OIDC_ROLES: «{text.strip()}» is not like groups:support=agent")
    return claim, value, Role(role)
