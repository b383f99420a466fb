"""What our own staff are told about their work is not told to customers; what they are to say to them is."""

from __future__ import annotations

import pytest

from assistant.drafting.instructions import Sense, is_instruction, said_to_customers, sense
from assistant.nouns import Outcome, Rule
from corpus.nouns import Audience
from tests.drafting import Facts, draft, passage, redacted

FOR_STAFF = Facts(audience=Audience.STAFF)
OF_STAFF = Facts(audience=Audience.STAFF, tags=("регламент",))
LATE = """Первое правило смены: если посылка опаздывает, не сидите над ней дольше четверти часа.

## Чего не говорить

- «Наверное, курьер потерял посылку». Это догадка.

## Что сказать

Покупателю, спокойно:

> Мне жаль, что посылка опаздывает. Опоздавшая посылка приходит в пункт выдачи не позже третьего дня.

Посылка дороже ста рублей опаздывает — заводим розыск сразу.
"""


def test_only_what_is_written_for_the_customer_is_told_of_an_instruction() -> None:
    made = draft("Почему моя посылка опаздывает?", passage("Посылка опаздывает", LATE, FOR_STAFF))

    assert "не позже третьего дня" in made.text
    assert not any(words in made.text for words in ("правило смены", "догадка", "потерял", "розыск"))


def test_an_instruction_that_has_nothing_for_the_customer_gives_no_draft() -> None:
    rule = "Правило десяти минут: посылка опаздывает, а вы не поняли почему, отдавайте обращение дальше."
    made = draft("Посылка опаздывает, почему?", passage("Посылка опаздывает", rule, OF_STAFF))

    assert made.outcome is Outcome.NOTHING_FOUND
    assert made.why[0].rule is Rule.ONLY_INSTRUCTIONS


def test_a_text_that_was_taken_in_without_a_word_on_its_readers_goes_on_to_answer() -> None:
    text = "Опоздавшая посылка приходит в пункт выдачи не позже третьего дня."
    made = draft("Когда придёт опоздавшая посылка?", passage("Посылка опаздывает", text, FOR_STAFF))

    assert "не позже третьего дня" in made.text


@pytest.mark.parametrize(
    ("heading", "says"),
    [
        ("Что сказать", Sense.SAY),
        ("Что ответить клиенту", Sense.SAY),
        ("What to say", Sense.SAY),
        ("Чего не говорить", Sense.UNSAID),
        ("Не обещаем", Sense.UNSAID),
        ("Do not say", Sense.UNSAID),
        ("Как отвечать на жалобы", Sense.OTHER),
        ("Пишем на склад", Sense.OTHER),
        ("Порядок поиска", Sense.OTHER),
        ("Как ищем посылку", Sense.OTHER),
    ],
)
def test_a_heading_tells_what_may_be_said(heading: str, says: Sense) -> None:
    assert sense(heading) is says


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("## Что сказать\n\nПосылка едет.\n\n## Порядок\n\nИщем её.", "Посылка едет."),
        ("## Что сказать\n\n**Чего не говорить:**\n\n- Посылка пропала.", ""),
        ("## Что сказать\n\nИзвинитесь и объясните, где посылка.", ""),
        ("## Чего не говорить\n\n> Вы сами потеряли посылку.", ""),
        ("## Запрос\n\nПишем на склад:\n\n> Посылка 17, ящик 4. Просим найти.", ""),
        ("## Шаблон\n\n> Заберите посылку в пункте выдачи.", "Заберите посылку в пункте выдачи."),
    ],
)
def test_what_is_said_is_told_from_how_it_is_done(text: str, said: str) -> None:
    assert "".join(said_to_customers(redacted(text))).strip() == said


def test_an_article_about_the_inside_of_a_thing_is_no_instruction() -> None:
    content = passage(
        "Ошибка сервера", "Код 500 значит: внутренняя ошибка.\n\n## Чего не делать\n\nЖать снова."
    ).document

    assert not is_instruction(content.content)
