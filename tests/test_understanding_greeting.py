"""Who greets before asking is looked up by the question alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.understanding.greeting import without_greeting
from corpus.nouns import RedactedText
from tests.web import UNPAID, article, filled, open_web


@pytest.mark.parametrize(
    ("typed", "sought"),
    [
        ("Добрый день! где мой чек", "где мой чек"),
        ("privet, gde moy chek", "gde moy chek"),
        ("Dobryj den, gde moy chek", "gde moy chek"),
        ("Hello, where is my receipt", "where is my receipt"),
        ("ghbdtn? ult vjq xtr", "ult vjq xtr"),
        ("ghbdtn, ult vjq xtr", "ult vjq xtr"),
        ("plhfdcndeqnt! ult vjq xtr", "ult vjq xtr"),
        ("lj,hsq ltym, ult vjq xtr", "ult vjq xtr"),
        ("руддщ, where is my receipt", "where is my receipt"),
    ],
)
def test_a_greeting_in_any_letters_is_not_looked_for(typed: str, sought: str) -> None:
    assert without_greeting(RedactedText(typed)) == sought


@pytest.mark.parametrize("question", ["Добрый день!", "privet", "ghbdtn", "hi", "Hello?", "", "hi-fi колонка", "чек"])
def test_a_question_of_nothing_else_stays_as_it_is(question: str) -> None:
    assert without_greeting(RedactedText(question)) == question


@pytest.fixture
def faq(tmp_path: Path) -> Iterator[TestClient]:
    filled(tmp_path, article(*UNPAID))
    with open_web(tmp_path) as client:
        yield client


def test_a_greeting_changes_nothing_that_the_faq_finds(faq: TestClient) -> None:
    plain, polite = (
        faq.get("/api/search", params={"q": question}).json()
        for question in ("obnovit stranicu zakaza", "privet, obnovit stranicu zakaza")
    )

    assert polite["answerable"] == plain["answerable"]
    assert polite["read_as"] == plain["read_as"]
    assert polite["question"] == "privet, obnovit stranicu zakaza"
