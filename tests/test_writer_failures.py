"""A model that is dead, slow, overloaded or mad costs nothing but its own text: the composer's draft, and a note."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from assistant.nouns import Draft
from corpus.llm_settings import Llm
from tests.llm_server import Model, llm, said, serving
from tests.patience import eventually
from tests.writing import GREETING, LATE, TOLD, TRUE, WRITTEN, desk

CUT = "Ответ модели оборвался, показан черновик без неё."
UNPROVEN = "Источники не подтвердили ответ модели, показан черновик без неё."
ANSWER = said((GREETING, ()), (TRUE, [1]), ("Срок зависит от банка, который выпустил карту.", [1]))
SECONDS = 2.0
# Whoever does not give up in time waits for a minute, or for a dozen seconds of pauses; a busy machine takes some too.
PATIENCE = SECONDS + 8.0
# For an answer that is to be read, however slow the machine is.
ENOUGH = 30.0


def drafted(model: Model, given: float) -> tuple[Draft, Draft, float]:
    """The draft with this model and so many seconds, the one without, and how many seconds the first took."""
    with serving(model), desk(llm(model, given)) as opened:
        began = time.monotonic()
        made = opened.draft()
        return made, opened.composed(), time.monotonic() - began


@pytest.mark.parametrize(
    ("model", "note"),
    [
        (Model(status=429), TOLD),
        (Model(status=500), TOLD),
        (Model(status=503), TOLD),
        (Model(status=401), TOLD),
        (Model(status=404), TOLD),
        (Model(status=400), TOLD),
        (Model(ANSWER, stalls_after=0), LATE),
        (Model(ANSWER, stalls_after=150), LATE),
        (Model(ANSWER, pause=0.3), LATE),
        (Model(ANSWER, cut_after=0), LATE),
        (Model(ANSWER, cut_after=150), LATE),
        (Model(ANSWER[:150]), CUT),
        (Model(ANSWER[:150], finish="length"), CUT),
        (Model(ANSWER[:150], unfinished=True), CUT),
        (Model(""), CUT),
        (Model('{"sentences": ['), CUT),
        (Model('{"answer": "да"}'), CUT),
        (Model("[" * 5000), UNPROVEN),
        (Model('{"sentences": []}'), UNPROVEN),
        (Model('{"sentences": [null, 1, "да", {"text": 5}, {"text": ""}, []]}'), UNPROVEN),
        (Model("Не знаю."), UNPROVEN),
        (Model(instead=("<html>nginx</html>", "text/html")), LATE),
        (Model(instead=("не JSON", "application/json")), LATE),
        (Model(instead=("data: {\n\n", "text/event-stream")), LATE),
        (Model(instead=('data: {"choices": null}\n\ndata: [DONE]\n\n', "text/event-stream")), LATE),
        (Model(instead=('data: {"error": {"message": "overloaded"}}\n\n', "text/event-stream")), TOLD),
        (Model(instead=('data: {"error": "overloaded"}\n\n', "text/event-stream")), TOLD),
        (Model(ANSWER[:150], broken_after=True), TOLD),
        (Model(instead=("data: [DONE]\n\n", "text/event-stream")), LATE),
    ],
)
def test_the_composers_draft_is_shown_with_a_note(model: Model, note: str) -> None:
    made, composed, seconds = drafted(model, SECONDS if note in {LATE, TOLD} else ENOUGH)

    assert made.reason.startswith(note)
    assert replace(made, reason=composed.reason) == composed
    assert seconds < PATIENCE


@pytest.mark.parametrize(
    "model",
    [
        Model(ANSWER, stalls_after=len(ANSWER)),
        Model(ANSWER, finish="length"),
        Model(ANSWER, unfinished=True),
        Model(ANSWER, broken_after=True),
        Model(ANSWER + "\n" * 100_000),
        Model(ANSWER + "\n<think>Ещё раз."),
    ],
)
def test_what_a_server_does_behind_a_whole_answer_does_not_matter(model: Model) -> None:
    made, _, seconds = drafted(model, ENOUGH)

    assert made.writer == WRITTEN
    assert seconds < PATIENCE


def test_an_answer_without_end_is_given_up() -> None:
    made, composed, seconds = drafted(Model("ы" * 300_000), SECONDS)

    assert made.text == composed.text
    assert made.reason.startswith((CUT, LATE))
    assert seconds < PATIENCE + SECONDS


def test_a_dead_server_costs_no_time() -> None:
    with desk(Llm("openai", "none", "http://127.0.0.1:9/v1", "secret", SECONDS)) as opened:
        began = time.monotonic()
        made = opened.draft()

    assert made.reason.startswith(LATE)
    assert made.text
    assert time.monotonic() - began < PATIENCE


def test_the_next_draft_is_written_again_when_the_server_has_recovered() -> None:
    model = Model(ANSWER, status=500)
    with serving(model), desk(llm(model)) as opened:
        first = opened.draft()
        model.status = 200

        assert first.writer == "composer"
        assert opened.draft().writer == WRITTEN


def test_a_reader_who_goes_away_ends_the_asking() -> None:
    model = Model(ANSWER, stalls_after=200)
    with serving(model), desk(llm(model)) as opened:
        steps = opened.drafter.steps(*opened.asking())
        while next(steps) is None:
            pass
        steps.close()  # type: ignore[attr-defined]

        eventually(model.hung_up.is_set)


@pytest.mark.parametrize("answer", ["<think>" + "ы" * 9000, ANSWER[:40] + "ы" * 9000])
def test_a_reader_may_go_away_while_the_model_writes_nothing_whole(answer: str) -> None:
    model = Model(answer, pause=0.02)
    with serving(model), desk(llm(model)) as opened:
        steps = opened.drafter.steps(*opened.asking())
        seen = [next(steps) for _ in range(20)]
        steps.close()  # type: ignore[attr-defined]

        assert seen == [None] * 20
        eventually(model.hung_up.is_set)


def test_what_a_server_says_in_its_error_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        drafted(Model(status=500), SECONDS)  # it repeats what it was asked

    assert "the model did not answer: " in caplog.text
    assert "возврат" not in caplog.text
