"""Nobody is left in a dead end: near passages are offered as near, and without an answer it is said whom to ask."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.assemble import Podskazka
from assistant.nouns import Outcome
from tests.judged import UNSURE, JudgedFaq, UnsureAssistant
from tests.web import SIGNATURE, UNPAID, article, filled, help_centre, visitor
from web.app import build_app

QUESTION = {"q": "обновить страницу заказа"}


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Podskazka]:
    home: Path = tmp_path_factory.mktemp("home")
    filled(home, article(*UNPAID), article(*SIGNATURE, product="Уведомления"))
    with help_centre(home) as podskazka:
        yield podskazka


@contextmanager
def judged(centre: Podskazka, outcome: Outcome, answerable: float = 0.4) -> Iterator[TestClient]:
    with visitor(build_app(replace(centre, faq=JudgedFaq(centre.faq, outcome, answerable)))) as client:
        yield client


def test_an_answer_is_a_plain_list(centre: Podskazka) -> None:
    with judged(centre, Outcome.ANSWERED, 0.9) as client:
        page = client.get("/", params=QUESTION).text

    assert UNPAID[0] in page
    assert "Точного ответа" not in page
    assert "<details" not in page


def test_perhaps_an_answer_is_said_above_the_list_and_whom_to_ask_below_it(centre: Podskazka) -> None:
    with judged(centre, Outcome.PERHAPS) as client:
        page = client.get("/", params=QUESTION).text

    assert (
        page.index("Точного ответа не нашлось. Похожее:") < page.index(UNPAID[0]) < page.index("Вы принимаете платежи")
    )
    assert "<details" not in page


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Outcome.NOTHING_FOUND, "Ответа на этот вопрос в справке пока нет"),
        (Outcome.OUTSIDE, "Похоже, вопрос не о платежах"),
    ],
)
def test_without_an_answer_it_is_said_whom_to_ask_and_the_nearest_is_folded(
    centre: Podskazka, outcome: Outcome, said: str
) -> None:
    with judged(centre, outcome) as client:
        page = client.get("/", params=QUESTION).text

    assert said in page
    assert "напишите в магазин" in page
    assert "Напишите в поддержку" in page
    assert page.index("<details") < page.index(UNPAID[0]) < page.index("</details>")


def test_with_nothing_at_all_there_is_nothing_to_unfold(centre: Podskazka) -> None:
    with judged(centre, Outcome.OUTSIDE, 0.0) as client:
        page = client.get("/", params={"q": "???"}).text

    assert "Вы принимаете платежи" in page
    assert "<details" not in page


def test_an_unfinished_question_is_not_judged(centre: Podskazka) -> None:
    with judged(centre, Outcome.OUTSIDE) as client:
        page = client.get("/", params={**QUESTION, "typing": "true"}).text

    assert "вопрос не о платежах" not in page
    assert "<details" not in page


def test_an_english_reader_is_told_in_english(centre: Podskazka) -> None:
    with judged(centre, Outcome.NOTHING_FOUND) as client:
        page = client.get("/", params={**QUESTION, "lang": "en"}).text

    assert "There is no answer to this here yet" in page
    assert "Write to support" in page


def test_a_program_is_told_the_outcome_and_how_probable_an_answer_is(centre: Podskazka) -> None:
    with judged(centre, Outcome.PERHAPS, 0.4321) as client:
        found = client.get("/api/search", params=QUESTION).json()

    assert (found["outcome"], found["answerable"]) == ("perhaps", 0.432)
    assert found["passages"]


def test_an_agent_gets_sources_and_no_invented_text_when_an_answer_is_uncertain(centre: Podskazka) -> None:
    unsure = replace(centre, assistant=UnsureAssistant(centre.assistant))
    with visitor(build_app(unsure)) as desk:
        ticket = desk.post("/desk/tickets", data={"text": "Деньги списали, а заказ не оплачен", "channel": "mail"})
        page = desk.post(f"{ticket.headers['location']}/draft").text

    assert UNSURE in page
    assert "Возможно, ответ в этих источниках" in page
    assert UNPAID[0] in page[page.index('id="sources"') :]
    assert 'class="sentence' not in page
    assert "></textarea>" in page


def test_a_program_gets_the_nearest_passages_of_an_uncertain_draft(centre: Podskazka) -> None:
    unsure = replace(centre, assistant=UnsureAssistant(centre.assistant))
    with visitor(build_app(unsure)) as api:
        ticket = api.post("/api/tickets", json={"text": "Деньги списали, а заказ не оплачен"}).json()["id"]
        draft = api.post(f"/api/tickets/{ticket}/draft").json()

    assert (draft["outcome"], draft["text"]) == ("perhaps", "")
    assert UNPAID[0] in [passage["title"] for passage in draft["nearest"]]
