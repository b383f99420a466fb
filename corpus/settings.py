"""All settings, read from the environment once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import BadSetting

BUNDLED = "bundled"


@dataclass(frozen=True, slots=True)
class Settings:
    """What one installation of Podskazka is told from outside.

    `home` holds the database, the built model and the index. `embedding_model` is `bundled` or a
    sentence-transformers name or path. `threads` is how many cores one embedding call may use. Mail addresses
    in `own_domains` are not personal data but the company's contacts. `reranker` is a cross-encoder's name or path,
    empty for none.
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
        )


def _default_home(environment: Mapping[str, str]) -> str:
    return f"{environment.get('XDG_DATA_HOME') or '~/.local/share'}/podskazka"


def _whole(environment: Mapping[str, str], name: str, *, default: int, low: int, high: int) -> int:
    value = environment.get(name) or str(default)
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        raise BadSetting(f"{name}={value}: set a whole number from {low} to {high}")
    return int(value)


def _flag(environment: Mapping[str, str], name: str) -> bool:
    value = (environment.get(name) or "0").lower()
    if value not in {"0", "1", "true", "false", "yes", "no"}:
        raise BadSetting(f"{name}={value}: set 1 or 0")
    return value in {"1", "true", "yes"}
