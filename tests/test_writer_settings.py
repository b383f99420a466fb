"""One setting names the model; what is wrong with it is said at the start."""

from __future__ import annotations

import pytest

from assistant.writing.models import require_installed
from corpus.errors import BadSetting
from corpus.llm_settings import Llm, read_llm
from corpus.settings import Settings


def test_without_the_setting_there_is_no_model() -> None:
    assert read_llm({}) is None
    assert Settings.read({"PODSKAZKA_LLM": ""}).llm is None


@pytest.mark.parametrize(
    ("told", "llm"),
    [
        (
            {"PODSKAZKA_LLM": "openai:gpt-x", "OPENAI_API_KEY": "k"},
            Llm("openai", "gpt-x", "https://api.openai.com/v1", "k"),
        ),
        (
            {"PODSKAZKA_LLM": "openai:a/b:c", "PODSKAZKA_LLM_URL": "http://10.0.0.1:8080/v1/"},
            Llm("openai", "a/b:c", "http://10.0.0.1:8080/v1"),
        ),
        ({"PODSKAZKA_LLM": "ollama:qwen3:4b"}, Llm("ollama", "qwen3:4b", "http://127.0.0.1:11434/v1")),
        ({"PODSKAZKA_LLM": "gigachat:GigaChat-2", "PODSKAZKA_LLM_KEY": "k"}, Llm("gigachat", "GigaChat-2", "", "k")),
        (
            {"PODSKAZKA_LLM": "ollama:x", "PODSKAZKA_LLM_SECONDS": "5"},
            Llm("ollama", "x", "http://127.0.0.1:11434/v1", seconds=5),
        ),
        (
            {"PODSKAZKA_LLM": "ollama:x", "PODSKAZKA_LLM_AHEAD": "no"},
            Llm("ollama", "x", "http://127.0.0.1:11434/v1", ahead=False),
        ),
    ],
)
def test_the_setting_names_provider_model_server_and_key(told: dict[str, str], llm: Llm) -> None:
    assert read_llm(told) == llm


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"PODSKAZKA_LLM": "gpt-4"}, "openai:MODEL"),
        ({"PODSKAZKA_LLM": "openai:"}, "openai:MODEL"),
        ({"PODSKAZKA_LLM": "other:x"}, "openai:MODEL"),
        ({"PODSKAZKA_LLM": "openai:x"}, "PODSKAZKA_LLM_KEY"),
        ({"PODSKAZKA_LLM": "ollama:x", "PODSKAZKA_LLM_URL": "localhost:11434"}, "PODSKAZKA_LLM_URL"),
        ({"PODSKAZKA_LLM": "ollama:x", "PODSKAZKA_LLM_URL": "http://u:p@h/v1"}, "PODSKAZKA_LLM_URL"),
        ({"PODSKAZKA_LLM": "ollama:x", "PODSKAZKA_LLM_SECONDS": "0"}, "PODSKAZKA_LLM_SECONDS"),
        ({"PODSKAZKA_LLM": "ollama:x", "PODSKAZKA_LLM_SECONDS": "soon"}, "PODSKAZKA_LLM_SECONDS"),
        ({"PODSKAZKA_LLM": "ollama:x", "PODSKAZKA_LLM_AHEAD": "off"}, "PODSKAZKA_LLM_AHEAD"),
    ],
)
def test_what_cannot_be_used_is_named(told: dict[str, str], said: str) -> None:
    with pytest.raises(BadSetting, match=said):
        read_llm(told)


def test_a_key_for_openai_goes_to_no_other_server() -> None:
    told = {"PODSKAZKA_LLM": "openai:x", "PODSKAZKA_LLM_URL": "http://10.0.0.1/v1", "OPENAI_API_KEY": "secret"}
    found = read_llm(told)

    assert found
    assert found.key == ""
    assert "secret" not in repr(read_llm({"PODSKAZKA_LLM": "openai:x", "OPENAI_API_KEY": "secret"}))


def test_what_is_not_installed_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.writing.models._GIGACHAT", "langchain_that_nobody_installed")

    with pytest.raises(BadSetting, match="pip install langchain-gigachat"):
        require_installed(Llm("gigachat", "GigaChat", "", "key"))
