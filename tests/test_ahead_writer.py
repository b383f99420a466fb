"""A language model costs something: whether it writes drafts that nobody has asked for is a setting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.ahead.ahead import Step
from assistant.assemble import Podskazka
from assistant.drafter import COMPOSER
from assistant.nouns import Draft
from corpus.nouns import RawText
from tests.access import serving as opened
from tests.llm_server import Model, llm, said, serving
from tests.web import UNPAID, article, filled

QUESTION = "Деньги списали, а заказ не оплачен. Что делать?"
ANSWER = said(("Здравствуйте!", ()), ("Подождите час и обновите страницу заказа.", [1]))


@pytest.fixture
def model() -> Iterator[Model]:
    with serving(Model(ANSWER)) as served:
        yield served


def made_ahead(podskazka: Podskazka) -> Draft:
    """What waits for a ticket that just came."""
    ticket = podskazka.assistant.open(RawText(QUESTION))
    assert podskazka.ahead.step() is Step.MADE
    ready = podskazka.ahead.ready(ticket.id)
    assert ready
    return ready


def test_the_model_writes_ahead_unless_it_is_told_not_to(tmp_path: Path, model: Model) -> None:
    filled(tmp_path, article(*UNPAID))
    with opened(tmp_path, llm=llm(model)) as podskazka:
        assert made_ahead(podskazka).writer.startswith("openai:scripted")

    assert len(model.asked) == 1


def test_told_not_to_it_is_asked_by_agents_only(tmp_path: Path, model: Model) -> None:
    filled(tmp_path, article(*UNPAID))
    with opened(tmp_path, llm=replace(llm(model), ahead=False)) as podskazka:
        assert made_ahead(podskazka).writer == COMPOSER
        assert model.asked == []

        written = podskazka.drafter.draft(podskazka.assistant.open(RawText(QUESTION)))

    assert written.writer.startswith("openai:scripted")


def test_when_the_setting_changes_what_waits_is_made_anew(tmp_path: Path, model: Model) -> None:
    filled(tmp_path, article(*UNPAID))
    with opened(tmp_path, llm=llm(model)) as podskazka:
        ticket_id = made_ahead(podskazka).ticket_id

    with opened(tmp_path, llm=replace(llm(model), ahead=False)) as podskazka:
        assert podskazka.ahead.ready(ticket_id) is None
        assert podskazka.ahead.step() is Step.MADE
        again = podskazka.ahead.ready(ticket_id)

    assert again
    assert again.writer == COMPOSER
