"""The interface speaks Russian first and English to those who ask for it, wholly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from jinja2.ext import babel_extract

from tests.web import UNPAID, article, filled, open_web
from web.i18n import chosen, languages
from web.pages import TEMPLATES


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    filled(tmp_path, article(*UNPAID))
    with open_web(tmp_path) as opened:
        yield opened


def texts() -> Iterator[tuple[str, ...]]:
    """Every text of the templates, with its plural where it has one."""
    for template in sorted(TEMPLATES.glob("*.html")):
        with template.open("rb") as file:
            found = list(babel_extract(file, ("gettext", "ngettext", "_"), (), {"trimmed": "true"}))
        for _, _, text, _ in found:
            yield (text,) if isinstance(text, str) else tuple(part for part in text or () if part)


def test_every_text_of_the_pages_has_its_english() -> None:
    english = languages()["en"].texts

    def said(text: tuple[str, ...]) -> str:
        return english.gettext(text[0]) if len(text) == 1 else english.ngettext(text[0], text[1], 1)

    assert list(texts())
    assert [text for text in texts() if said(text) == text[0]] == []


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "Нашёлся %(count)s ответ"), (3, "Нашлось %(count)s ответа"), (11, "Нашлось %(count)s ответов")],
)
def test_russian_counts_in_its_three_forms(count: int, said: str) -> None:
    assert languages()["ru"].texts.ngettext("Нашёлся %(count)s ответ", "Нашлось %(count)s ответов", count) == said


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", "ru"),
        ("en-US,en;q=0.9", "en"),
        ("en;q=0.3, ru;q=0.8", "ru"),
        ("be-BY,be;q=0.9,ru;q=0.8,en;q=0.7", "ru"),
        ("de-DE,de;q=0.9,en;q=0.8", "en"),
        ("kk-KZ", "ru"),
        ("*;q=0.5", "ru"),
        (";;;q=,=", "ru"),
        ("en;q=abc" * 1000, "ru"),
    ],
)
def test_the_browsers_wish_is_followed(header: str, code: str) -> None:
    assert chosen((None, None), header, ["ru", "en"]) == code


def test_a_chosen_language_stays_chosen(client: TestClient) -> None:
    assert '<html lang="en">' in client.get("/?lang=en").text

    assert "Search" in client.get("/").text
    assert '<html lang="ru">' in client.get("/?lang=ru").text


def test_an_unknown_language_is_no_language(client: TestClient) -> None:
    assert '<html lang="ru">' in client.get("/?lang=../etc").text


def test_the_switch_keeps_the_question(client: TestClient) -> None:
    assert "/?q=%D0%B7%D0%B0%D0%BA%D0%B0%D0%B7&amp;lang=en" in client.get("/", params={"q": "заказ"}).text


def test_dates_are_said_in_words() -> None:
    moment = datetime(2026, 3, 2, 12, tzinfo=UTC)

    assert languages()["ru"].date(moment).startswith("2 марта 2026")
    assert languages()["en"].age(datetime.now(UTC) - timedelta(hours=2)) == "2 hr. ago"
