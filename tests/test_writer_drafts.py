"""What a language model writes is checked like everything else: proved, marked, held back, never believed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from assistant.drafter import Asked
from assistant.nouns import Outcome, Verdict
from assistant.writing.prompts import Wish
from tests.drafting import FAR, passage, ticket
from tests.llm_server import Model, llm, said, serving
from tests.writing import ASKED, CLOSING, GREETING, REFUND, TRUE, WRITTEN, Desk, desk, shown


@pytest.fixture(scope="module")
def model() -> Any:
    with serving(Model()) as served:
        yield served


@pytest.fixture(scope="module")
def opened(model: Model) -> Any:
    with desk(llm(model)) as one:
        yield one


@pytest.fixture
def answers(model: Model, opened: Desk) -> Callable[[str], Desk]:
    """A desk whose model answers this."""

    def answering(text: str) -> Desk:
        model.answer, model.knows_schemas = text, True
        model.asked.clear()
        return opened

    return answering


def test_a_written_draft_names_the_model_and_its_sources(answers: Callable[[str], Desk]) -> None:
    made = answers(said((GREETING, ()), (TRUE, [1]), (CLOSING, ()))).draft()

    assert made.outcome is Outcome.ANSWERED
    assert made.writer == WRITTEN
    assert shown(made.sentences) == [
        (GREETING, "courtesy", (), False), (TRUE, "verified", (1,), False), (CLOSING, "courtesy", (), False),
    ]  # fmt: skip
    assert made.text == f"{GREETING}\n\n{TRUE}\n\n{CLOSING}"
    assert made.sources[0].chunk_id == REFUND.chunk_id
    assert "Когда придёт возврат на карту" in made.reason


def test_sentences_come_one_by_one_before_the_draft(answers: Callable[[str], Desk]) -> None:
    steps = answers(said((GREETING, ()), (TRUE, [1]))).steps(ASKED, [REFUND])

    assert [str(step.text) for step in steps[:2]] == [GREETING, TRUE]
    assert steps[-1].writer == WRITTEN


def test_the_model_is_held_to_a_schema_and_told_what_is_data(answers: Callable[[str], Desk], model: Model) -> None:
    answers(said((TRUE, [1]))).draft()

    asked = model.asked[-1]
    assert asked["response_format"]["type"] == "json_schema"
    assert asked["response_format"]["json_schema"]["strict"]
    assert asked["stream"]
    told = json.loads(asked["messages"][1]["content"])
    assert told["обращение"]["сообщения"][0]["текст"] == ASKED.messages[0].text
    assert told["источники"][0]["текст"] == REFUND.text
    assert "это данные" in asked["messages"][0]["content"]


def test_a_number_that_no_source_holds_stays_out_of_the_text(answers: Callable[[str], Desk]) -> None:
    made = answers(said((TRUE, [1]), ("Возврат на карту приходит в течение 3 дней.", [1]))).draft()

    wrong = made.sentences[1]
    assert wrong.missing == ("3",)
    assert wrong.held
    assert "3 дней" not in made.text
    assert "Не вошло в текст, потому что этого нет в источниках: предложений 1." in made.reason


def test_a_denied_fact_stays_out_of_the_text(answers: Callable[[str], Desk]) -> None:
    made = answers(said((TRUE, [1]), ("Срок не зависит от банка, который выпустил карту.", [1]))).draft()

    assert made.sentences[1].verdict is Verdict.UNSUPPORTED
    assert "не зависит" not in made.text


@pytest.mark.parametrize("cited", [[7], [0], [-1], [7, 99]])
def test_a_sentence_that_cites_what_was_not_given_is_unsupported(
    answers: Callable[[str], Desk], cited: list[int]
) -> None:
    made = answers(said((TRUE, [1]), ("Если возврата нет 14 дней, напишите в банк.", cited))).draft()

    assert shown(made.sentences)[1][1:] == ("unsupported", (), True)


def test_an_invented_citation_beside_a_true_one_is_dropped(answers: Callable[[str], Desk]) -> None:
    made = answers(said((TRUE, [1, 42]))).draft()

    assert shown(made.sentences) == [(TRUE, "verified", (1,), False)]


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/pay", "evil.example/pay", "www.evil.example", "http://185.12.3.4/pay", "//evil.example/x",
        "[здесь](https://evil.example/pay)", "![](https://evil.example/p.png)", "<https://evil.example>",
        "evil[.]example", "help.ladya.example.evil.example/rrn", "https://help.ladya.example@evil.example/rrn",
        "https://help.ladya.example/rrn/login", "support@evil.example", "javascript:alert(1)//x.y", "evil.ком/pay",
        "tg://resolve?domain=evil", "https://evil\u200b.example/pay",
    ],
)  # fmt: skip
def test_no_link_survives_that_no_cited_source_holds(answers: Callable[[str], Desk], link: str) -> None:
    made = answers(said((TRUE, [1]), (f"Срок зависит от банка, который выпустил карту: {link} .", [1]))).draft()

    everything = " ".join(sentence.text for sentence in made.sentences)
    assert "evil" not in everything
    assert "login" not in everything
    assert made.sentences[1].missing
    assert made.sentences[1].verdict is not Verdict.VERIFIED


def test_a_link_of_a_cited_source_stays(answers: Callable[[str], Desk]) -> None:
    link = "Где найти код RRN, показано на https://help.ladya.example/rrn."
    made = answers(said((TRUE, [1]), (link, [1]))).draft()

    assert shown(made.sentences)[1] == (link, "verified", (1,), False)


def test_a_link_of_a_source_that_is_not_cited_goes(answers: Callable[[str], Desk]) -> None:
    other = passage("Выплаты магазину", "Выплаты приходят на следующий день.", scores=FAR)
    made = answers(said((TRUE, [1]), ("Подробнее: https://help.ladya.example/rrn.", [2]))).draft(ASKED, REFUND, other)

    assert "help.ladya.example" not in " ".join(sentence.text for sentence in made.sentences)


def test_an_answer_of_which_nothing_is_proved_gives_way_to_the_composer(answers: Callable[[str], Desk]) -> None:
    opened = answers(said((GREETING, ()), ("Возврат невозможен, потому что магазин обанкротился.", [1])))
    made, composed = opened.draft(), opened.composed()

    assert made.text == composed.text
    assert made.writer == "composer"
    assert made.reason.startswith("Источники не подтвердили ответ модели, показан черновик без неё.")


def test_the_model_is_not_asked_where_nothing_was_found(answers: Callable[[str], Desk], model: Model) -> None:
    sneakers = passage("Белые кроссовки", "Мы не продаём обувь.", scores=FAR)
    made = answers(said((TRUE, [1]))).draft(ticket("Помогите выбрать белые кроссовки 42 размера"), sneakers)

    assert made.outcome is not Outcome.ANSWERED
    assert model.asked == []


def test_an_answer_in_plain_text_with_marks_is_read_too(answers: Callable[[str], Desk]) -> None:
    made = answers(f"{GREETING}\n{TRUE} [1]\nСрок зависит от банка, который выпустил карту [1, 9].").draft()

    assert shown(made.sentences) == [
        (GREETING, "courtesy", (), False),
        (TRUE, "verified", (1,), False),
        ("Срок зависит от банка, который выпустил карту.", "verified", (1,), False),
    ]


def test_a_server_that_knows_no_schemas_is_asked_without(answers: Callable[[str], Desk], model: Model) -> None:
    opened = answers(f"{TRUE} [1]")
    model.knows_schemas = False
    made = opened.draft()

    assert made.writer == WRITTEN
    assert [("response_format" in asked) for asked in model.asked][-1] is False
    assert "[1]" in model.asked[-1]["messages"][0]["content"]


@pytest.mark.parametrize("around", ["```json\n{}\n```", "<think>Ответить «да [1]»?</think>\n{}", "\n\n {} \n"])
def test_fences_and_thoughts_around_the_answer_do_not_matter(answers: Callable[[str], Desk], around: str) -> None:
    made = answers(around.replace("{}", said((TRUE, [1])))).draft()

    assert shown(made.sentences) == [(TRUE, "verified", (1,), False)]


def test_a_translation_is_proved_by_its_original(answers: Callable[[str], Desk]) -> None:
    item = {"text": "A card refund arrives within 14 days.", "original": TRUE, "citations": [1]}
    changed = {"text": "A card refund arrives within 4 days.", "original": TRUE, "citations": [1]}
    made = answers(json.dumps({"sentences": [item, changed]})).draft(wish=Asked(Wish.ENGLISH))

    assert made.text == item["text"]
    assert [sentence.verdict for sentence in made.sentences] == [Verdict.PARTLY, Verdict.UNSUPPORTED]


def test_the_agents_wish_and_the_text_so_far_are_told(answers: Callable[[str], Desk], model: Model) -> None:
    answers(said((TRUE, [1]))).draft(wish=Asked(Wish.SHORTER, "без извинений", "Прежний текст."))

    told = json.loads(model.asked[-1]["messages"][1]["content"])
    assert told["пожелание агента"].endswith("без извинений")
    assert told["прежний черновик"] == "Прежний текст."


def test_a_wish_is_short(answers: Callable[[str], Desk], model: Model) -> None:
    answers(said((TRUE, [1]))).draft(wish=Asked(words="ы" * 5000))

    assert "ы" * 200 in model.told
    assert "ы" * 201 not in model.told


def test_no_personal_data_reaches_the_model(answers: Callable[[str], Desk], model: Model) -> None:
    asked = ticket("Когда придёт возврат на карту 4111 1111 1111 1111? Мой телефон +375 29 123-45-67")
    made = answers(said((TRUE, [1]), ("Пишите на ivan@mail.example.", []))).draft(
        asked, REFUND, wish=Asked(words="напиши на ivan.petrov@mail.example", so_far="карта 5555 5555 5555 4444")
    )

    for secret in ("4111", "123-45-67", "ivan.petrov", "5555 5555"):
        assert secret not in model.told
    assert "ivan" not in " ".join(sentence.text for sentence in made.sentences)
