"""A language model writes into the editor sentence by sentence; it can be stopped, and it can fail."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from corpus.nouns import RawText
from tests.access import serving as opened
from tests.llm_server import Model, llm, said, serving
from tests.patience import eventually
from tests.serving import listening
from tests.web import UNPAID, article, filled, visitor
from web.app import build_app

QUESTION = "Деньги списали, а заказ не оплачен. Что делать?"
TRUE = "Подождите час и обновите страницу заказа."
ANSWER = said(("Здравствуйте!", ()), (TRUE, [1]), ("Оплатите ещё раз на https://evil.example.", [1]))
Event = tuple[str, dict[str, object]]


@contextmanager
def desk(folder: Path, model: Model | None, seconds: float = 20.0) -> Iterator[tuple[TestClient, str]]:
    """The Desk with this model, and an open ticket's address."""
    filled(folder, article(*UNPAID))
    with opened(folder, llm=llm(model, seconds) if model else None) as podskazka:
        ticket = podskazka.assistant.open(RawText(QUESTION))
        with visitor(build_app(podskazka)) as client:
            yield client, f"/desk/tickets/{ticket.id}"


@pytest.fixture
def model() -> Iterator[Model]:
    with serving(Model(ANSWER)) as served:
        yield served


def events(text: str) -> list[Event]:
    blocks = [block.split("\n") for block in text.split("\n\n") if block.startswith("event: ")]
    return [(name.removeprefix("event: "), json.loads(line.removeprefix("data: "))) for name, line in blocks]


def test_sentences_come_with_their_verdicts_and_the_page_last(tmp_path: Path, model: Model) -> None:
    with desk(tmp_path, model) as (client, path):
        answer = client.post(f"{path}/writing", data={"text": ""})

    assert answer.headers["content-type"].startswith("text/event-stream")
    *sentences, (last, page) = events(answer.text)
    assert [(name, one["text"], one["held"]) for name, one in sentences[:2]] == [
        ("sentence", "Здравствуйте!", False), ("sentence", TRUE, False),
    ]  # fmt: skip
    assert sentences[2][1]["held"]
    assert last == "page"
    assert TRUE in str(page["html"])
    assert "evil" not in answer.text


def test_what_the_agent_typed_stays_unless_another_text_was_asked_for(tmp_path: Path, model: Model) -> None:
    with desk(tmp_path, model) as (client, path):
        kept = events(client.post(f"{path}/writing", data={"text": "Моё начало"}).text)[-1][1]["html"]
        shorter = {"text": "Моё начало", "wish": "shorter", "words": "без приветствия"}
        changed = events(client.post(f"{path}/writing", data=shorter).text)[-1][1]["html"]

    assert ">Моё начало</textarea>" in str(kept)
    assert ">Моё начало</textarea>" not in str(changed)
    assert "Моё начало" in model.told
    assert "без приветствия" in model.told


def test_a_dead_model_leaves_the_composers_draft_a_note_and_the_typed_text(tmp_path: Path) -> None:
    dead = Model(url="http://127.0.0.1:9/v1")
    with desk(tmp_path, dead) as (client, path):
        streamed = client.post(f"{path}/writing", data={"text": "Моё начало", "wish": "shorter"})
        posted = client.post(f"{path}/draft", data={"text": ""})

    page = str(events(streamed.text)[-1][1]["html"])
    assert "Модель не ответила вовремя, показан черновик без неё." in page
    assert ">Моё начало</textarea>" in page
    assert posted.status_code == 200
    assert "Модель не ответила вовремя, показан черновик без неё." in posted.text
    assert TRUE in posted.text


def test_without_a_model_the_same_address_gives_the_composers_draft(tmp_path: Path) -> None:
    with desk(tmp_path, None) as (client, path):
        answer = client.post(f"{path}/writing", data={"text": ""})
        page = client.get(path).text

    assert [name for name, _ in events(answer.text)] == ["page"]
    assert "writer.js" not in page
    assert "data-writing" not in page


def test_the_wishes_are_offered_where_a_model_is_set(tmp_path: Path, model: Model) -> None:
    with desk(tmp_path, model) as (client, path):
        page = client.get(path).text

    assert page.index("writer.js") < page.index("desk.js")  # it goes first, and leaves the rest to the other
    assert "Короче" in page


def test_the_draft_is_kept_as_it_was_proposed(tmp_path: Path, model: Model) -> None:
    filled(tmp_path, article(*UNPAID))
    with opened(tmp_path, llm=llm(model)) as podskazka:
        draft = podskazka.assistant.draft(podskazka.assistant.open(RawText(QUESTION)).id)
        stored = podskazka.house.tickets.draft(draft.id)

    assert stored.writer == "openai:scripted ru-1"
    assert [str(one.text) for one in stored.sentences] == ["Здравствуйте!", TRUE]
    assert stored.sentences[1].chunk_ids


@pytest.mark.parametrize("form", [{"wish": "louder"}, {"text": "x", "wish": "<script>"}])
def test_an_unknown_wish_is_refused(tmp_path: Path, model: Model, form: dict[str, str]) -> None:
    with desk(tmp_path, model) as (client, path):
        assert client.post(f"{path}/writing", data=form).status_code == 422


def test_an_unknown_ticket_is_told_before_anything_is_written(tmp_path: Path, model: Model) -> None:
    with desk(tmp_path, model) as (client, _):
        assert client.post("/desk/tickets/none/writing", data={}).status_code == 404
    assert model.asked == []


def test_stop_hangs_up_on_the_model(tmp_path: Path) -> None:
    filled(tmp_path, article(*UNPAID))
    stalling = Model(ANSWER, stalls_after=200)
    with serving(stalling), opened(tmp_path, llm=llm(stalling)) as podskazka:
        ticket = podskazka.assistant.open(RawText(QUESTION))
        with listening(build_app(podskazka)) as address:
            with httpx.stream("POST", f"{address}/desk/tickets/{ticket.id}/writing", data={"text": ""}) as answer:
                assert next(line for line in answer.iter_lines() if line.startswith("event:")) == "event: sentence"
            eventually(stalling.hung_up.is_set)
