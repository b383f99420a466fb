"""Documents are cut along their structure, and no word of them is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.nouns import Chunk
from ingest.chunk import chunk
from tests.making import content


def spans(text: str) -> list[tuple[int, int]]:
    """A tokenizer that takes words and signs for tokens."""
    return [match.span() for match in re.finditer(r"\w+|[^\w\s]", text)]


def chunks_of(text: str, limit: int = 120, target: int = 40, title: str = "Уведомления") -> tuple[Chunk, ...]:
    return chunk(content(title, text), spans, limit, target)[1:]


def words(count: int, word: str = "слово") -> str:
    return " ".join([word] * count)


def test_the_title_is_a_chunk_of_its_own() -> None:
    first = chunk(content("Деньги списаны, а заказ не оплачен", "Проверьте адрес уведомлений."), spans, 120)[0]

    assert (first.ordinal, first.text, first.heading, first.start, first.end) == (
        0,
        "Деньги списаны, а заказ не оплачен",
        "",
        0,
        0,
    )


def test_an_article_without_text_is_found_by_its_title_alone() -> None:
    assert len(chunk(content("Пустая статья", " \n\n \t"), spans, 120)) == 1


def test_a_short_article_stays_in_one_piece() -> None:
    text = "Откройте кабинет.\n\n## Ключи\n\nСкопируйте ключ.\n\n## Проверка\n\nОплатите рубль."

    assert [each.text for each in chunks_of(text)] == [text]


def test_a_chunk_is_an_exact_slice_of_the_article() -> None:
    text = "\r\n# Раздел\r\n\r\n" + words(50) + "\r\n\r\n## Подраздел\r\n\r\n" + words(50, "ещё") + "\r\n"

    assert all(text[each.start : each.end] == each.text for each in chunks_of(text))


def test_a_section_is_cited_by_its_path_of_headings() -> None:
    text = f"# Настройка\n\n{words(35)}\n\n## Уведомления\n\n{words(35)}\n\n### Журнал\n\n{words(35)}"

    assert [each.heading for each in chunks_of(text)] == [
        "Настройка",
        "Настройка › Уведомления",
        "Настройка › Уведомления › Журнал",
    ]


def test_the_path_of_headings_has_no_markup() -> None:
    heading = "## **Шаг 1.** [Ключи](https://cabinet.example/keys) и `notify_key` ##"
    text = f"{heading}\n\n{words(35)}\n\n## Шаг 2\n\n{words(35)}"

    assert chunks_of(text)[0].heading == "Шаг 1. Ключи и notify_key"


def test_underlined_headings_count_too() -> None:
    text = f"Настройка\n=========\n\n{words(35)}\n\nПроверка\n--------\n\n{words(35)}"

    assert [each.heading for each in chunks_of(text)] == ["Настройка", "Настройка › Проверка"]


def test_a_title_repeated_as_first_heading_is_not_read_twice() -> None:
    text = f"# Уведомления\n\n{words(35)}\n\n## Журнал\n\n{words(35)}"

    assert [each.heading for each in chunks_of(text)] == ["", "Журнал"]


def test_small_sections_are_read_together_under_their_common_heading() -> None:
    small = "\n\n".join(f"### Вопрос {number}\n\n{words(8)}" for number in range(3))
    text = f"## Частые вопросы\n\n{small}\n\n## Возвраты\n\n{words(39)}"

    first, second = chunks_of(text, target=50)

    assert first.heading == "Частые вопросы"
    assert "Вопрос 0" in first.text
    assert "Вопрос 2" in first.text
    assert second.heading == "Возвраты"


def test_a_section_that_the_model_can_read_is_not_cut() -> None:
    text = f"## Большой раздел\n\n{words(40)}\n\n{words(40)}\n\n## Другой\n\n{words(30)}"

    assert [each.heading for each in chunks_of(text)] == ["Большой раздел", "Другой"]


def test_a_heading_stays_with_the_text_below_it() -> None:
    text = "\n\n".join(f"## Раздел {number}\n\n{words(100)}\n\n{words(30)}" for number in range(3))

    assert not [each for each in chunks_of(text) if re.fullmatch(r"## Раздел \d", each.text)]


def test_a_sentence_that_announces_a_list_stays_with_it() -> None:
    items = "\n".join(f"- пункт {number} из списка" for number in range(20))
    text = f"{words(60)}\n\nПроверьте по порядку:\n\n{items}"

    assert [each.text for each in chunks_of(text)] == [words(60), f"Проверьте по порядку:\n\n{items}"]


def test_steps_stay_whole_where_they_fit() -> None:
    steps = "\n".join(f"{number}. Шаг номер {number}: {words(6)}" for number in range(1, 8))
    text = f"{words(70)}\n\n{steps}\n\n{words(70)}"

    assert steps in [each.text for each in chunks_of(text)]


def test_a_list_that_is_too_long_is_cut_between_its_items() -> None:
    items = [f"- пункт {number}: {words(10)}" for number in range(30)]

    pieces = chunks_of("\n".join(items))

    assert len(pieces) > 1
    assert [line for each in pieces for line in each.text.split("\n")] == items


def test_code_stays_whole_where_it_fits() -> None:
    code = "```php\n$sig = hash_hmac('sha256', $raw, $key);\n\nif ($sig) { exit; }\n```"
    text = f"{words(90)}\n\n{code}\n\n{words(90)}"

    assert code in [each.text for each in chunks_of(text)]


def test_code_that_is_too_long_is_cut_between_its_lines() -> None:
    lines = [f"call_{number}($first, $second);" for number in range(60)]

    pieces = chunks_of("```\n" + "\n".join(lines) + "\n```")

    assert [line for each in pieces for line in each.text.split("\n")] == ["```", *lines, "```"]


def test_a_table_that_is_too_long_is_cut_between_rows_and_keeps_its_columns_names() -> None:
    rows = [f"| D.00{number} | отказ банка номер {number} |" for number in range(10, 40)]
    text = "## Коды\n\n| Код | Что значит |\n| --- | --- |\n" + "\n".join(rows)

    first, *others = chunks_of(text)

    assert first.heading == "Коды"
    assert others
    assert {each.heading for each in others} == {"Коды › Код | Что значит"}
    assert all(each.text.startswith("| D.00") for each in others)
    assert first.text.split("\n")[4:] + [row for each in others for row in each.text.split("\n")] == rows


def test_long_prose_is_cut_between_sentences() -> None:
    sentence = "Банк отклонил платёж, потому что лимит по карте превышен. "

    pieces = chunks_of(sentence * 40)

    assert len(pieces) > 1
    assert all(each.text.startswith("Банк") and each.text.endswith("превышен.") for each in pieces)


def test_a_line_without_end_is_cut_between_words() -> None:
    pieces = chunks_of(words(5000))

    assert {word for each in pieces for word in each.text.split()} == {"слово"}


def test_a_word_without_end_is_cut_between_tokens() -> None:
    def letters(text: str) -> list[tuple[int, int]]:
        return [match.span() for match in re.finditer(r"\S", text)]

    pieces = chunk(content("Ключ", "a" * 1000), letters, 120)[1:]

    assert "".join(each.text for each in pieces) == "a" * 1000


def test_thousands_of_headings_are_no_trouble() -> None:
    text = "\n".join(f"{'#' * (number % 6 + 1)} Раздел {number}" for number in range(5000))

    assert_nothing_is_lost(text, chunks_of(text))


def test_a_very_long_title_leaves_room_for_the_text() -> None:
    pieces = chunks_of(words(200), title=words(500, "заголовок"))

    assert all(len(spans(each.text)) >= 20 for each in pieces[:-1])


FRAGMENTS = st.sampled_from(
    [
        "# Настройка",
        "## Уведомления",
        "#### Глубоко",
        "Заголовок\n====",
        "Абзац о платежах. Второе предложение! И третье?",
        "Проверьте:",
        "- пункт\n- ещё пункт\n  - вложенный\n\n    с абзацем",
        "1. шаг\n2. шаг\n\n   ```\n   code\n   ```",
        "| а | б |\n| - | - |\n| 1 | 2 |\n| 3 | 4 |",
        "```\ncode here\n\nmore code",
        "    indented code",
        "> цитата\n> дальше",
        "---",
        "<div><p>не закрыто",
        "</div>",
        "<!-- замечание",
        "[имя]: https://example.com",
        "\r\n\r",
        "\t",
        "слово " * 30,
        "я" * 300,
    ]
)
TEXTS = st.lists(st.one_of(FRAGMENTS, st.text(max_size=40)), max_size=25).map("\n\n".join)


@settings(deadline=None, max_examples=150)
@given(text=TEXTS, target=st.integers(5, 80))
def test_every_character_belongs_to_exactly_one_chunk(text: str, target: int) -> None:
    assert_nothing_is_lost(text, chunks_of(text, target=target))


@settings(deadline=None, max_examples=100)
@given(text=TEXTS, title=st.text(max_size=80), limit=st.integers(60, 200))
def test_the_model_can_read_every_chunk_to_its_end(text: str, title: str, limit: int) -> None:
    made = content(title, text)

    assert all(len(spans(each.embedded(made.title))) <= limit - 4 for each in chunk(made, spans, limit)[1:])


@pytest.mark.parametrize("text", ["", "   ", "---", "```", "|", "#", "<", "[", "\r", "а"])
def test_odd_texts_are_cut_like_any_other(text: str) -> None:
    assert_nothing_is_lost(text, chunks_of(text))


def assert_nothing_is_lost(text: str, pieces: tuple[Chunk, ...]) -> None:
    end = 0
    for number, each in enumerate(pieces, start=1):
        assert each.ordinal == number
        assert text[each.start : each.end] == each.text == each.text.strip() != ""
        assert not text[end : each.start].strip()
        end = each.end
    assert not text[end:].strip()
