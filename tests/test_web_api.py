"""Programs search, put tickets in, get drafts out and send replies; what goes wrong is a problem they can read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.nouns import Outcome
from corpus.nouns import Audience
from tests.web import SIGNATURE, UNPAID, article, filled, open_web

PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def documents(home: Path) -> list[str]:
    staff = article("Как поднять лимит", "Пишем дежурному банка про заказ.", Audience.STAFF)
    return filled(home, article(*UNPAID), article(*SIGNATURE, product="Уведомления"), staff)


@pytest.fixture(scope="module")
def api(home: Path, documents: list[str]) -> Iterator[TestClient]:
    with open_web(home) as client:
        yield client


def opened(api: TestClient) -> str:
    made = api.post("/api/tickets", json={"text": "Деньги списали, а заказ 8841 не оплачен"})
    return str(made.json()["id"])


def test_a_search_gives_passages_with_scores_and_the_words_that_matched(api: TestClient, documents: list[str]) -> None:
    found = api.get("/api/search", params={"q": "обновить страницу заказа"}).json()

    best = found["passages"][0]
    start, end = best["matched"][0]
    assert best["document_id"] == documents[0]
    assert best["text"][start:end].lower().startswith(("обнов", "страниц", "заказ"))
    assert set(best["scores"]) == {"total", "dense", "title", "words"}


def test_a_search_can_be_narrowed_to_a_product(api: TestClient) -> None:
    found = api.get("/api/search", params={"q": "заказ", "product": "Уведомления"}).json()

    assert [passage["title"] for passage in found["passages"]] == [SIGNATURE[0]]


def test_a_search_says_what_the_question_was_read_as(api: TestClient, documents: list[str]) -> None:
    found = api.get("/api/search", params={"q": "j,yjdbnm cnhfybwe pfrfpf"}).json()

    assert (found["question"], found["read_as"]) == ("j,yjdbnm cnhfybwe pfrfpf", "обновить страницу заказа")
    assert found["passages"][0]["document_id"] == documents[0]


def test_a_program_can_have_every_word_taken_as_typed(api: TestClient) -> None:
    found = api.get("/api/search", params={"q": "j,yjdbnm cnhfybwe pfrfpf", "as_typed": "true"}).json()

    assert found["read_as"] is None


def test_a_question_taken_as_typed_has_no_other_reading(api: TestClient) -> None:
    found = api.get("/api/search", params={"q": "обновить страницу заказа"}).json()

    assert found["read_as"] is None
    assert found["outcome"] in set(Outcome)
    assert 0 <= found["answerable"] <= 1


@pytest.mark.parametrize("question", ["", "   ", "?!"])
def test_an_empty_question_finds_nothing(api: TestClient, question: str) -> None:
    answer = api.get("/api/search", params={"q": question})

    assert (answer.status_code, answer.json()["passages"]) == (200, [])


def test_the_question_comes_back_without_personal_data(api: TestClient) -> None:
    found = api.get("/api/search", params={"q": "заказ, карта 4111 1111 1111 1111"}).json()

    assert found["question"] == "заказ, карта [карта •1111]"


def test_a_public_document_is_read_by_its_id(api: TestClient, documents: list[str]) -> None:
    assert api.get(f"/api/documents/{documents[0]}").json()["title"] == UNPAID[0]


def test_a_staff_document_is_as_unknown_as_none(api: TestClient, documents: list[str]) -> None:
    staff, none = api.get(f"/api/documents/{documents[2]}"), api.get("/api/documents/none")

    assert staff.status_code == none.status_code == 404
    assert staff.json()["title"] == none.json()["title"]


def test_a_ticket_goes_from_a_question_to_an_answer(api: TestClient) -> None:
    new = {
        "text": "Деньги списали, а заказ не оплачен. Мой номер +375 29 123-45-67",
        "subject": "Заказ",
        "channel": "telegram",
    }
    made = api.post("/api/tickets", json=new)
    one = made.headers["location"]
    draft = api.post(f"{one}/draft")
    sent = api.post(
        f"{one}/reply", json={"text": draft.json()["text"], "draft_id": draft.json()["id"], "author": "Алеся"}
    )

    assert (made.status_code, draft.status_code, sent.status_code) == (201, 201, 201)
    assert "[телефон]" in made.json()["messages"][0]["text"]
    ticket = api.get(one).json()
    assert (ticket["state"], ticket["replies"][0]["author"]) == ("solved", "Алеся")
    assert ticket["replies"][0]["delivery"] is None  # nothing leaves as long as nobody says how
    assert [listed["id"] for listed in api.get("/api/tickets", params={"state": "solved"}).json()] == [ticket["id"]]


def test_a_draft_cites_its_sources_by_number(api: TestClient) -> None:
    draft = api.post(f"/api/tickets/{opened(api)}/draft").json()

    cited = {number for sentence in draft["sentences"] for number in sentence["citations"]}
    assert draft["outcome"] == "answered"
    assert cited
    assert cited <= set(range(1, len(draft["sources"]) + 1))


def test_answering_twice_is_a_conflict(api: TestClient) -> None:
    one = f"/api/tickets/{opened(api)}/reply"
    api.post(one, json={"text": "Первый"})

    second = api.post(one, json={"text": "Второй"})

    assert (second.status_code, second.headers["content-type"]) == (409, PROBLEM)


def test_feedback_is_taken_for_public_documents_only(api: TestClient, documents: list[str]) -> None:
    public = api.post("/api/feedback", json={"document_id": documents[0], "helpful": True})
    staff = api.post("/api/feedback", json={"document_id": documents[2], "helpful": True})

    assert (public.status_code, staff.status_code) == (204, 404)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/api/nothing", None, 404),
        ("GET", "/api/tickets/nobody", None, 404),
        ("POST", "/api/tickets/nobody/draft", None, 404),
        ("DELETE", "/api/tickets", None, 405),
        ("GET", "/api/search?limit=0", None, 422),
        ("GET", "/api/search?kind=poem", None, 422),
        ("GET", "/api/search?q=" + "x" * 1001, None, 422),
        ("POST", "/api/tickets", b"{", 422),
        ("POST", "/api/tickets", b"{}", 422),
        ("POST", "/api/tickets", b'{"text": "  "}', 422),
        ("POST", "/api/tickets", b'{"text": "\\u0000"}', 422),
        ("POST", "/api/tickets", b'{"text": "\\ud800"}', 422),
        ("POST", "/api/tickets", b'{"text": "\xff"}', 400),
        ("POST", "/api/tickets", b'{"text": "x", "state": "solved"}', 422),
        ("POST", "/api/tickets", b'{"text": "' + b"x" * 100_001 + b'"}', 422),
        ("POST", "/api/tickets", b'{"text": "' + b"x" * 2_100_000 + b'"}', 413),
        ("POST", "/api/feedback", b'{"document_id": "\\udfff", "helpful": true}', 422),
    ],
)
def test_what_cannot_be_used_is_told_as_a_problem(
    api: TestClient, method: str, path: str, body: bytes | None, status: int
) -> None:
    answer = api.request(method, path, content=body, headers={"content-type": "application/json"})

    assert answer.headers["content-type"] == PROBLEM
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.json()["type"].startswith("urn:podskazka:problem:")


def test_a_problem_never_repeats_the_value_it_complains_of(api: TestClient) -> None:
    answer = api.post("/api/tickets", json={"text": "x", "channel": "4111111111111111 почта"})

    assert answer.status_code == 422
    assert "4111" not in answer.text


@pytest.mark.parametrize("question", ["%00", "a%00b", "%ED%A0%80", "%FF%FE", "%F0%9F%98%80"])
def test_no_question_breaks_the_search(api: TestClient, question: str) -> None:
    assert api.get(f"/api/search?q={question}").status_code == 200


def test_nul_signs_are_dropped_before_anything_is_stored(api: TestClient) -> None:
    made = api.post("/api/tickets", json={"text": "заказ\0 не оплачен", "subject": "\0"})

    assert made.json()["messages"][0]["text"] == "заказ не оплачен"


def test_every_address_of_the_api_is_described_with_examples(api: TestClient) -> None:
    described = api.get("/api/openapi.json").json()

    assert all(one["summary"] and one["description"] for path in described["paths"].values() for one in path.values())
    for schema in described["components"]["schemas"].values():
        for field in schema.get("properties", {}).values():
            assert "examples" in field or "$ref" in field or field.get("type") == "array", field


def test_the_reference_page_lists_every_address_and_loads_nothing_from_elsewhere(api: TestClient) -> None:
    page = api.get("/api/docs").text

    assert all(path in page for path in api.get("/api/openapi.json").json()["paths"])
    assert 'src="http' not in page
    assert "cdn" not in page.lower()
