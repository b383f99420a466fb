"""Which language model helps to write, and where it is reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from corpus.errors import BadSetting

_HOMES = {"openai": "https://api.openai.com/v1", "ollama": "http://127.0.0.1:11434/v1", "gigachat": ""}
_SECONDS, _MOST_SECONDS = 30, 600


@dataclass(frozen=True, slots=True)
class Llm:
    """A chat model: `provider` and `model` name it, `url` is its server, `seconds` how long one answer may take.

    `ahead` is whether it writes drafts that nobody has asked for yet.
    """

    provider: str
    model: str
    url: str
    key: str = field(default="", repr=False)
    seconds: float = _SECONDS
    ahead: bool = True

    @property
    def name(self) -> str:
        """As the setting names it, short enough for a draft's record."""
        return f"{self.provider}:{self.model}"[:64]


def read_llm(environment: Mapping[str, str]) -> Llm | None:
    """The model of `PODSKAZKA_LLM`, or none.

    Raises:
        BadSetting: when a value cannot be used; the message names the variable.
    """
    named = environment.get("PODSKAZKA_LLM", "").strip()
    if not named:
        return None
    provider, _, model = named.partition(":")
    if provider not in _HOMES or not model:
        raise BadSetting(f"PODSKAZKA_LLM={named}: set openai:MODEL, ollama:MODEL or gigachat:MODEL")
    own_server = _url(environment)
    # A key of OpenAI's is for OpenAI: whoever names a server of their own says its key by our name.
    shared = environment.get("OPENAI_API_KEY", "") if provider == "openai" and not own_server else ""
    key = environment.get("PODSKAZKA_LLM_KEY") or shared
    if not key and not own_server and provider != "ollama":
        raise BadSetting(f"PODSKAZKA_LLM={named}: set PODSKAZKA_LLM_KEY too, or PODSKAZKA_LLM_URL of a server of yours")
    url = own_server or _HOMES[provider]
    return Llm(provider, model, url, key, _seconds(environment), _ahead(environment))


def _url(environment: Mapping[str, str]) -> str:
    value = environment.get("PODSKAZKA_LLM_URL", "").rstrip("/")
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.username):
        raise BadSetting(f"PODSKAZKA_LLM_URL={value}: set an address like http://127.0.0.1:8080/v1")
    return value


def _seconds(environment: Mapping[str, str]) -> float:
    value = environment.get("PODSKAZKA_LLM_SECONDS") or str(_SECONDS)
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= _MOST_SECONDS:
        raise BadSetting(f"PODSKAZKA_LLM_SECONDS={value}: set a whole number from 1 to {_MOST_SECONDS}")
    return int(value)


def _ahead(environment: Mapping[str, str]) -> bool:
    value = environment.get("PODSKAZKA_LLM_AHEAD") or "yes"
    if value not in {"yes", "no"}:
        raise BadSetting(f"PODSKAZKA_LLM_AHEAD={value}: set yes or no")
    return value == "yes"
