"""Merchants and payers find an answer, read it and say whether it helped; all of it without a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Column, create_engine, select

from corpus.database.tables import feedback, searches
from tests.patience import eventually
from tests.web import SIGNATURE, UNPAID, article, filled, open_web


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def documents(home: Path) -> list[str]:
    return filled(home, article(*UNPAID), article(*SIGNATURE, product="Уведомления"))


@pytest.fixture(scope="module")
def faq(home: Path, documents: list[str]) -> Iterator[TestClient]:
    with open_web(home) as client:
        yield client


def recorded(folder: Path, column: Column[Any]) -> list[Any]:
    engine = create_engine(f"sqlite:///{folder / 'podskazka.db'}")
    with engine.connect() as connection:
        values = list(connection.execute(select(column)).scalars())
    engine.dispose()
    return values


def test_a_payer_finds_the_article_with_the_words_of_the_question_marked(faq: TestClient, documents: list[str]) -> None:
    page = faq.get("/", params={"q": "обновить страницу заказа"}).text

    assert page.index(f"/faq/{documents[0]}") < page.index(f"/faq/{documents[1]}")
    assert re.search(r"<mark[^>]*>страницу</mark>", page)


def test_an_empty_box_shows_the_topics(faq: TestClient) -> None:
    page = faq.get("/").text

    assert "Платежи" in page
    assert "Уведомления" in page
    assert UNPAID[0] in page


def test_a_topic_lists_its_documents_only(faq: TestClient) -> None:
    page = faq.get("/", params={"topic": "Уведомления"}).text

    assert SIGNATURE[0] in page
    assert UNPAID[0] not in page


def test_an_empty_library_says_so(tmp_path: Path) -> None:
    filled(tmp_path)
    with open_web(tmp_path) as client:
        assert "пока нет ни одной статьи" in client.get("/").text


def test_a_question_of_signs_alone_finds_nothing_and_says_what_to_do(faq: TestClient) -> None:
    page = faq.get("/", params={"q": "???"})

    assert page.status_code == 200
    assert "Ничего не нашлось" in page.text


def test_what_a_person_types_is_shown_as_text(faq: TestClient) -> None:
    page = faq.get("/", params={"q": "<script>alert(1)</script> заказ"}).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_very_long_question_is_cut_and_the_page_says_so(faq: TestClient) -> None:
    assert "по первой тысяче знаков" in faq.get("/", params={"q": "заказ " * 1000}).text


@pytest.mark.sqlite
def test_a_question_is_recorded_once_it_is_asked_but_not_while_it_is_typed(faq: TestClient, home: Path) -> None:
    faq.get("/", params={"q": "подскажите зак", "typing": "true"})
    faq.get("/", params={"q": "подскажите заказ"})

    eventually(lambda: "подскажите заказ" in recorded(home, searches.c.question))
    assert recorded(home, searches.c.question).count("подскажите заказ") == 1
    assert "подскажите зак" not in recorded(home, searches.c.question)


WRONG_LAYOUT = "j,yjdbnm cnhfybwe pfrfpf"


def test_a_question_in_the_wrong_layout_is_read_and_the_page_says_how(faq: TestClient, documents: list[str]) -> None:
    page = faq.get("/", params={"q": WRONG_LAYOUT}).text

    assert "Показаны результаты для <q><em>обновить страницу заказа</em></q>" in page
    assert f'href="/?q={quote(WRONG_LAYOUT)}&amp;as_typed=1"' in page
    assert f"/faq/{documents[0]}" in page


def test_the_way_back_takes_every_word_as_typed_and_leads_forth_again(faq: TestClient) -> None:
    page = faq.get("/", params={"q": WRONG_LAYOUT, "as_typed": "1"}).text

    assert "Показаны результаты для" not in page
    assert "Искали точно так, как набрано." in page
    assert f'href="/?q={quote(WRONG_LAYOUT)}"' in page


def test_the_way_back_stands_there_while_one_types_and_asks_for_the_finished_question(faq: TestClient) -> None:
    page = faq.get("/", params={"q": WRONG_LAYOUT, "typing": "true"}).text

    assert f'href="/?q={quote(WRONG_LAYOUT)}&amp;as_typed=1"' in page


def test_an_english_reader_is_told_of_the_reading_in_english(faq: TestClient) -> None:
    page = faq.get("/", params={"q": WRONG_LAYOUT, "lang": "en"}).text
    faq.cookies.clear()

    assert "Showing results for" in page
    assert "Search as typed:" in page


def test_a_question_that_makes_sense_is_not_read_otherwise(faq: TestClient) -> None:
    page = faq.get("/", params={"q": "обновить страницу заказа"}).text

    assert "Показаны результаты для" not in page
    assert "как набрано" not in page


def test_an_article_is_read_with_its_way_back_and_its_date(faq: TestClient, documents: list[str]) -> None:
    page = faq.get(f"/faq/{documents[1]}").text

    assert "<table>" in page
    assert 'href="/?topic=%D0%A3' in page
    assert re.search(r"Обновлено \d{1,2} \w+ \d{4}", page)


def test_an_unknown_article_is_a_page_that_offers_the_search(faq: TestClient) -> None:
    page = faq.get("/faq/0123")

    assert page.status_code == 404
    assert 'role="search"' in page.text


@pytest.mark.sqlite
def test_a_reader_says_that_an_article_helped(faq: TestClient, documents: list[str], home: Path) -> None:
    sent = faq.post(f"/faq/{documents[0]}/feedback", data={"helpful": "yes", "comment": "помогло"})

    assert sent.status_code == 303
    assert "Спасибо" in faq.get(sent.headers["location"]).text
    assert recorded(home, feedback.c.helpful) == [True]


def test_feedback_without_yes_or_no_is_refused_by_a_page(faq: TestClient, documents: list[str]) -> None:
    page = faq.post(f"/faq/{documents[0]}/feedback", data={"helpful": "maybe"})

    assert page.status_code == 422
    assert "text/html" in page.headers["content-type"]


@pytest.mark.parametrize("question", ["a\0b", "\x00", "%ED%A0%80", "заказ\u202e", "x" * 4000])
def test_no_question_breaks_the_page(faq: TestClient, question: str) -> None:
    assert faq.get("/", params={"q": question}).status_code == 200


def test_a_head_request_is_answered(faq: TestClient) -> None:
    assert faq.head("/").status_code == 200
